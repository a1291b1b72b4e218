"""Something to start from: starter descriptions with their texts, random starts, and texts to hear a voice with."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

from studio.domain.language import LANGUAGES
from studio.text import edit
from studio.text.description.language import language_of
from studio.text.sample_texts import LENGTHS, sample_text, suitable_text
from studio.text.vocabulary import LANGUAGES as WRITTEN
from studio.ui.actions import value_of
from studio.ui.layout import Layout
from studio.ui.payloads import Json
from studio.ui.section import Action, Section, Workspace
from studio.ui.sections.starters.starter_payloads import StartersPayload, starters_payload

if TYPE_CHECKING:
    from studio.session import Studio


def _layout(layout: Layout) -> None:
    languages = [[name, own.capitalize()] for name, (_, own) in sorted(LANGUAGES.items())]
    lengths = [[name, seconds] for name, seconds in LENGTHS.items()]
    layout.part(SECTION, "starters", "starters.js", value={"languages": languages, "lengths": lengths})


def _routes(router: APIRouter, _: "Studio") -> None:
    @router.get("/starters.json")
    def starters(interface: str = "en") -> StartersPayload:
        return starters_payload(interface)


def _actions(_: "Studio") -> Sequence[Action]:
    def start(request: Any) -> Json:
        """Make up a description, in the language of the one that it replaces, with a text that suits it."""
        written = language_of(value_of(request, "description", str))
        description = edit.start(written if written in WRITTEN else WRITTEN[0])
        return {"description": description, "text": suitable_text(description, value_of(request, "language", str))}

    def text(request: Any) -> Json:
        """Return a standard text, or the one that suits a description."""
        description, language, length = (value_of(request, name, str) for name in ("description", "language", "length"))
        if value_of(request, "suitable", bool):
            return {"text": suitable_text(description, language)}
        return {"text": sample_text(language, length)}  # type: ignore[arg-type]  # checked there

    return [start, text]


SECTION = Section(
    name="starters",
    folder=Path(__file__).parent,
    workspace=Workspace.DESIGN,
    column="editor",
    styles="starters.css",
    routes=_routes,
    actions=_actions,
    layout=_layout,
)
