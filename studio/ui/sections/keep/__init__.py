"""The form that saves a take as a preset."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from studio.auditions.reference_voice import length_fault
from studio.domain.clip_ref import ClipRef
from studio.errors import AlreadyExists
from studio.ui.actions import numbered, refusal
from studio.ui.layout import Layout
from studio.ui.payloads import Json, ProblemPayload
from studio.ui.section import Section, Workspace

if TYPE_CHECKING:
    from studio.session import Studio


def _layout(layout: Layout) -> None:
    with gr.Column(elem_id="keep-form"):
        layout.part(SECTION, "keep", "keep_form.js")
        with gr.Row(elem_classes="fields"):
            name = gr.Textbox(
                label="Name", placeholder="Harbour storyteller", elem_id="field-name", max_lines=1, min_width=180
            )
            tags = gr.Textbox(
                label="Tags", placeholder="narration, calm, English", elem_id="field-tags", max_lines=1, min_width=180
            )
        notes = gr.Textbox(label="Notes", lines=2, max_lines=6, elem_id="field-notes")
        with gr.Row(elem_classes="actions"):
            save = gr.Button("Save preset", variant="primary", elem_id="save")
    layout.part(SECTION, "answer", "keep_result.js", "replace")
    layout.add("keep", name=name, tags=tags, notes=notes, save=save)


def _connect(layout: Layout) -> None:
    fields = [layout[f"keep.{name}"] for name in ("name", "tags", "notes")]
    inputs, outputs = [layout["keep"], *fields], [layout["answer"], layout["presets"], *fields]
    keep = _keep(layout.studio)
    layout.on(layout["keep.save"].click, keep, inputs, outputs)
    layout.on(layout["answer"].replace, partial(keep, overwrite=True), inputs, outputs)


def _keep(studio: "Studio") -> Callable[..., tuple[Any, ...]]:
    def keep(chosen: Json | None, name: str, tags: str, notes: str, overwrite: bool = False) -> tuple[Any, ...]:
        """Save the chosen take as a preset and empty the form; or return what is wrong with which field."""
        try:
            labels = [tag.strip() for tag in tags.split(",") if tag.strip()]
            take = str((chosen or {}).get("id", ""))
            preset = studio.keep(take, name, tags=labels, notes=notes, overwrite=overwrite)
        except Exception as error:
            return refusal(error) | {"replaceable": isinstance(error, AlreadyExists)}, *[gr.skip()] * 4
        fault = length_fault(preset.recipe, preset.duration)
        problem = ProblemPayload.of(fault) if fault else None
        saved = numbered(saved=preset.name, ref=str(ClipRef("preset", preset.slug)), fault=problem)
        return saved, numbered(newest=preset.slug), "", "", ""

    return keep


SECTION = Section(
    name="keep",
    folder=Path(__file__).parent,
    workspace=Workspace.DESIGN,
    column="inspector",
    styles="keep.css",
    layout=_layout,
    connect=_connect,
)
