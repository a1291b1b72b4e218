"""The editor: a description, a text, and how many takes to generate."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from studio.domain.language import AUTO, LANGUAGES
from studio.ui.actions import client_of, numbered, refusal
from studio.ui.layout import QUIET, Layout
from studio.ui.lookups import newest_takes
from studio.ui.payloads import Json
from studio.ui.second_press import SecondPress
from studio.ui.section import Section, Workspace
from studio.ui.sections.design.examples import EXAMPLES

if TYPE_CHECKING:
    from studio.session import Studio

_SAVED = "voice-studio-editor"
_DEFAULTS: Json = {"description": "", "text": "", "language": AUTO, "takes": 4, "seed": "", "pin": False, "marks": True}
_MARKS = "Follow marks in the text: **, #, <b>, [pause 1]"
_FIELDS = tuple(_DEFAULTS)
# Each field that still has its default; what was typed while the server answered stays.
_FILL_UNTOUCHED = f"""(editor, ...shown) =>
    Object.values({json.dumps(_DEFAULTS)}).map((empty, field) =>
        shown[field] === empty ? (editor?.restored?.[field] ?? empty) : shown[field])"""
_AS_OBJECT = """(description, text, language, takes, seed, pin, marks) =>
    ({ description, text, language, takes, seed, pin, marks })"""


class Editor:
    """What the editor's buttons do.

    Parameters
    ----------
    studio : Studio
        What they call.
    """

    def __init__(self, studio: "Studio") -> None:
        self._studio = studio
        self._second_press = SecondPress("Generate")

    def restore(self, saved: Json | None) -> Json:
        """Return the fields as this browser last had them, else from the newest take's recipe."""
        if isinstance(saved, dict) and (saved.get("description") or saved.get("text")):
            return numbered(restored=[saved.get(name, default) for name, default in _DEFAULTS.items()])
        newest = newest_takes(self._studio)
        if not newest:
            return numbered(restored=list(_DEFAULTS.values()))
        recipe = newest[0].recipe
        seed = str(recipe.seed)
        fields = [recipe.description, recipe.marked_text, recipe.language, len(newest), seed, False, True]
        return numbered(restored=fields)

    def generate(
        self,
        shown: Json | None,
        description: str,
        text: str,
        language: str,
        takes: float,
        seed: str,
        pin: bool,
        marks: bool = True,
    ) -> tuple[Any, Any, Json]:
        """Start an audition; return its id for the list of takes, and its seed for the seed's field."""
        client = client_of(shown)
        try:
            audition = self._studio.audition(
                description,
                text=text,
                takes=takes,  # type: ignore[arg-type]  # checked by the session, in words
                seed=seed if pin else None,
                language=language,
                raw=not marks,
                client=client,
                warn=self._second_press.warn(client, (description, text, language, takes)),
            )
        except Exception as error:
            return gr.skip(), gr.skip(), refusal(error)
        return (
            numbered(follow=audition.id, client=client),
            str(audition.recipes[0].seed),
            numbered(notes=list(audition.notes)),
        )

    def stop(self, shown: Json | None) -> Json:
        """Cancel the audition that the list of takes shows."""
        audition = self._studio.recent.find(str((shown or {}).get("follow", "")))
        if audition is not None:
            audition.cancel()
        return numbered()

    def example(self, event: gr.EventData) -> str:
        """Return the description of an example by its label."""
        return EXAMPLES[event._data["label"]]


def editor_fields(layout: Layout, names: Sequence[str]) -> list[Any]:
    """Return the editor's fields by name, for other sections that fill them."""
    return [layout[f"design.{name}"] for name in names]


def _layout(layout: Layout) -> None:
    description = gr.Textbox(
        label="Description",
        placeholder="How the voice sounds, in one to three sentences: gender, age, pitch, pace, texture, mood.",
        lines=5,
        max_lines=12,
        elem_id="field-description",
    )
    examples = [{"label": label, "description": text} for label, text in EXAMPLES.items()]
    layout.part(SECTION, "examples", "examples.js", "example", value=examples)
    text = gr.Textbox(
        label="Text",
        placeholder="What the voice speaks. Full stops, commas and paragraphs make its pauses.",
        lines=4,
        max_lines=14,
        elem_id="field-text",
    )
    with gr.Row(elem_classes="fields"):
        language = gr.Dropdown(_languages(), value=AUTO, label="Language", elem_id="field-language", min_width=150)
        takes = gr.Number(4, label="Takes", precision=None, elem_id="field-takes", min_width=80)
    with gr.Row(elem_classes="fields"):
        seed = gr.Textbox(label="Seed", placeholder="drawn for you", elem_id="field-seed", max_lines=1, min_width=150)
        pin = gr.Checkbox(label="Pin the seed", elem_id="field-pin", container=False, min_width=120)
    marks = gr.Checkbox(True, label=_MARKS, elem_id="field-marks", container=False)
    with gr.Row(elem_classes="actions"):
        generate = gr.Button("Generate", variant="primary", elem_id="generate")
        stop = gr.Button("Stop", variant="secondary", elem_id="stop")
    layout.part(SECTION, "editor", "editor.js")
    layout.add("design", description=description, text=text, language=language, takes=takes, seed=seed, pin=pin)
    layout.add("design", marks=marks)
    layout.add("design", generate=generate, stop=stop)


def _connect(layout: Layout) -> None:
    editor, fields = Editor(layout.studio), editor_fields(layout, _FIELDS)
    takes, problem = layout["takes"], layout["editor"]
    saved = gr.BrowserState(None, storage_key=_SAVED, secret=_SAVED)  # no secret: it must outlive the program
    restoring = layout.on(layout.page.load, editor.restore, saved, problem)
    restoring.then(None, [problem, *fields], fields, js=_FILL_UNTOUCHED, **QUIET)
    for field in fields:
        field.change(None, fields, saved, js=_AS_OBJECT, **QUIET)
    layout.on(layout["examples"].example, editor.example, None, layout["design.description"])
    layout.on(
        layout["design.generate"].click, editor.generate, [takes, *fields], [takes, layout["design.seed"], problem]
    )
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
