"""The description: the field, what is understood of it as one types, the words of each dimension, and notes."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import gradio as gr
from fastapi import APIRouter, Body

from studio.domain.limits import MAX_DESCRIPTION
from studio.errors import InvalidInput
from studio.text import edit
from studio.text.reading import read
from studio.ui.actions import value_of
from studio.ui.layout import Layout
from studio.ui.payloads import Json
from studio.ui.section import Action, Section, Workspace
from studio.ui.sections.description.reading_payloads import ReadingPayload
from studio.ui.sections.description.vocabulary_payloads import TermsPayload, terms_by_dimension
from studio.ui.words import words

if TYPE_CHECKING:
    from studio.session import Studio

Interface = Literal["en", "fr"]

_MOST_READ = 2 * MAX_DESCRIPTION  # characters: reading more would keep the processor busy for nothing

#: What the menu of a dimension does to a description: its text, the dimension and the term → the text after it.
_OPERATIONS: dict[str, Callable[[str, str, str], edit.Edit]] = {
    "add": lambda description, _, term: edit.add(description, term),
    "more": lambda description, dimension, _: edit.more(description, dimension),
    "less": lambda description, dimension, _: edit.less(description, dimension),
    "remove": lambda description, dimension, _: edit.remove(description, dimension),
}


def _layout(layout: Layout) -> None:
    field = gr.Textbox(
        label=words("design.description"),
        placeholder=words("design.description_hint"),
        lines=4,
        max_lines=10,
        elem_id="field-description",
    )
    layout.part(SECTION, "description", "description.js")
    layout.add("design", description=field)


def _routes(router: APIRouter, _: "Studio") -> None:
    @router.post("/reading.json")
    def reading(description: Annotated[str, Body()], interface: Interface = "en") -> ReadingPayload:
        """Read a description; a POST, because it may be longer than an address."""
        whole = description[:_MOST_READ].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return ReadingPayload.of(read(whole, interface), whole)

    @router.get("/vocabulary.json")
    def vocabulary(interface: Interface = "en") -> dict[str, TermsPayload]:
        return terms_by_dimension(interface)


def _actions(_: "Studio") -> Sequence[Action]:
    def change(request: Any) -> Json:
        """Change what a description says in one dimension."""
        description, dimension, term = (value_of(request, name, str) for name in ("description", "dimension", "term"))
        if len(description) > MAX_DESCRIPTION:
            raise InvalidInput(
                f"The description has {len(description):,} characters; the maximum is {MAX_DESCRIPTION:,}.",
                "Shorten it first.",
            )
        changed = value_of(request, "operation", _OPERATIONS.__getitem__)(description, dimension, term)
        return {"description": changed.description, "words": changed.words}

    return [change]


SECTION = Section(
    name="description",
    folder=Path(__file__).parent,
    workspace=Workspace.DESIGN,
    column="editor",
    styles="description.css",
    routes=_routes,
    actions=_actions,
    layout=_layout,
)
