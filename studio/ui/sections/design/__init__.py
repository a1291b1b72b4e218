"""The editor: a description, a text, and how many takes to generate."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from studio.domain.language import AUTO, LANGUAGES
from studio.domain.limits import MAX_DESCRIPTION, MAX_TEXT
from studio.session import Studio, auditions_of
from studio.ui.actions import client_of, numbered, refusal
from studio.ui.layout import QUIET, Layout
from studio.ui.payloads import Json
from studio.ui.second_press import SecondPress
from studio.ui.section import Section, Workspace
from studio.ui.words import words

_DEFAULTS: Json = {"description": "", "text": "", "language": AUTO, "takes": 4, "seed": "", "pin": False, "marks": True}
_FIELDS = tuple(_DEFAULTS)
# What a module puts into the fields; only into those that still have their default, where it says so.
_FILL = """(draft, ...shown) => draft.values.map((value, i) =>
    draft.untouched && shown[i] !== Object.values(draft.defaults)[i] ? shown[i] : value)"""
_TELL = (
    """(...values) => { document.dispatchEvent(new CustomEvent("studio:fields", { detail: values })); return []; }"""
)


class Editor:
    """What the editor's buttons do.

    Parameters
    ----------
    studio : Studio
        What they call.
    """

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._second_press = SecondPress("Generate")

    def generate(
        self,
        shown: Json | None,
        description: str,
        text: str,
        language: str,
        takes: float | None,
        seed: str,
        pin: bool,
        marks: bool = True,
    ) -> tuple[Any, Any, Json]:
        """Start an audition; return its id for the list of takes, and its seed for the seed's field.

        While another audition of the tab is generated, it waits in the queue.
        """
        client = client_of(shown)
        try:
            warn = self._second_press.warn(client, (description, text, language, takes))
            audition = auditions_of(self._studio, client, warn).design(
                description,
                text,
                takes=takes,  # type: ignore[arg-type]  # checked by the session, in words
                seed=seed if pin else None,
                language=language,
                raw=not marks,
                parent=self._parent(shown),
            )
        except Exception as error:
            return gr.skip(), gr.skip(), refusal(error)
        return (
            numbered(follow=audition.id, client=client),
            str(audition.recipes[0].seed),
            numbered(notes=list(audition.notes)),
        )

    def _parent(self, shown: Json | None) -> str:
        """Return the version that the editor was loaded from, unless it was deleted since."""
        id = str((shown or {}).get("parent", ""))
        return id if self._studio.library.version(id) else ""

    def stop(self, shown: Json | None) -> Json:
        """Cancel the audition that the tab's list of takes names as running."""
        audition = auditions_of(self._studio).recent.find(str((shown or {}).get("running", "")))
        if audition is not None:
            audition.cancel()
        return numbered()


def editor_fields(layout: Layout, names: Sequence[str]) -> list[Any]:
    """Return the editor's fields by name, for other sections that fill them."""
    return [layout[f"design.{name}"] for name in names]


def _layout(layout: Layout) -> None:
    text = gr.Textbox(
        label=words("design.text"), placeholder=words("design.text_hint"), lines=3, max_lines=8, elem_id="field-text"
    )
    with gr.Row(elem_classes="fields", elem_id="request-fields"):
        language = gr.Dropdown(
            _languages(), value=AUTO, label=words("design.language"), elem_id="field-language", min_width=110
        )
        takes = gr.Number(4, label=words("design.takes"), precision=None, elem_id="field-takes", min_width=60)
        seed = gr.Textbox(
            label=words("design.seed"),
            placeholder=words("design.seed_hint"),
            elem_id="field-seed",
            max_lines=1,
            min_width=90,
        )
        pin = gr.Checkbox(label=words("design.pin"), elem_id="field-pin", container=False, min_width=36)
    marks = gr.Checkbox(True, label=words("design.marks"), elem_id="field-marks", container=False)
    with gr.Row(elem_classes="actions", elem_id="request-actions"):
        generate = gr.Button(words("design.generate"), variant="primary", elem_id="generate")
        queue = gr.Button(words("design.queue"), variant="primary", elem_id="queue")
        stop = gr.Button(words("design.stop"), variant="secondary", elem_id="stop")
    layout.part(SECTION, "editor", "editor.js", value={"limits": {"description": MAX_DESCRIPTION, "text": MAX_TEXT}})
    layout.part(SECTION, "draft", "draft.js", "fill", value={"defaults": _DEFAULTS})
    layout.add("design", text=text, language=language, takes=takes, seed=seed, pin=pin)
    layout.add("design", marks=marks, generate=generate, queue=queue, stop=stop)


def _connect(layout: Layout) -> None:
    editor, fields = Editor(layout.studio), editor_fields(layout, _FIELDS)
    takes, problem, draft = layout["takes"], layout["editor"], layout["draft"]
    draft.fill(None, [draft, *fields], fields, js=_FILL, **QUIET)
    for field in fields:
        field.change(None, fields, None, js=_TELL, **QUIET)
    for press in (layout["design.generate"], layout["design.queue"]):
        layout.on(press.click, editor.generate, [takes, *fields], [takes, layout["design.seed"], problem])
    layout.on(layout["design.stop"].click, editor.stop, takes, problem)


def _languages() -> list[tuple[str, str]]:
    names = [(f"{name.capitalize()} · {own}", name) for name, (_, own) in sorted(LANGUAGES.items())]
    return [("Auto", AUTO), *((label.removesuffix(" · english"), name) for label, name in names)]


SECTION = Section(
    name="design",
    folder=Path(__file__).parent,
    workspace=Workspace.DESIGN,
    column="editor",
    styles="design.css",
    layout=_layout,
    connect=_connect,
)
