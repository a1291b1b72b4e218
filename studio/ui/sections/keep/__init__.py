"""The form that saves a take as a preset."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
from fastapi import APIRouter

from studio.auditions.reference_voice import length_fault
from studio.auditions.suggested_name import suggested_name
from studio.domain.backends import clones_voices
from studio.domain.clip_ref import ClipRef
from studio.errors import AlreadyExists, StudioError
from studio.ui.actions import numbered, refusal
from studio.ui.layout import QUIET, Layout
from studio.ui.lookups import checked_id, found
from studio.ui.payloads import Json, ProblemPayload
from studio.ui.section import Section, Workspace
from studio.ui.words import words

if TYPE_CHECKING:
    from studio.session import Studio


#: The form's fields, in the order in which `keep` takes them.
_FIELDS = ("name", "tags", "notes", "licence", "consent")


def _routes(router: APIRouter, studio: "Studio") -> None:
    @router.get("/suggested-name.json")
    def suggested(take: str) -> Json:
        entry = found(studio.library.entry, checked_id(take))
        return {"name": suggested_name(entry.recipe.description, [preset.name for preset in studio.presets.values()])}


def _layout(layout: Layout) -> None:
    with gr.Column(elem_id="keep-form"):
        layout.part(SECTION, "keep", "keep_form.js", "fill")
        name = gr.Textbox(label=words("keep.name"), elem_id="field-name", max_lines=1)
        tags = gr.Textbox(
            label=words("keep.tags"), placeholder=words("keep.tags_hint"), elem_id="field-tags", max_lines=1
        )
        notes = gr.Textbox(label=words("keep.notes"), lines=2, max_lines=5, elem_id="field-notes")
        with gr.Accordion(words("preset_detail.terms"), open=False, elem_id="keep-terms"):
            licence = _line("licence", max_lines=1)
            consent = _line("consent", max_lines=3)
        with gr.Row(elem_classes="actions"):
            save = gr.Button(words("keep.save"), variant="primary", elem_id="save")
    layout.part(SECTION, "answer", "keep_result.js", "replace")
    layout.add("keep", name=name, tags=tags, notes=notes, licence=licence, consent=consent, save=save)


def _line(name: str, max_lines: int) -> gr.Textbox:
    """Return the field of the licence or of the consent, with the words that it has in Voices."""
    return gr.Textbox(
        label=words(f"preset_detail.{name}"),
        placeholder=words(f"preset_detail.{name}_example"),
        elem_id=f"field-{name}",
        max_lines=max_lines,
    )


def _connect(layout: Layout) -> None:
    fields = [layout[f"keep.{name}"] for name in _FIELDS]
    inputs, outputs = [layout["keep"], *fields], [layout["answer"], layout["presets"], *fields]
    keep = _keep(layout.studio)
    layout["keep"].fill(None, layout["keep"], fields[0], js="(take) => take.name", **QUIET)
    describe = _describe(layout.studio)
    for saved in (
        layout.on(layout["keep.save"].click, keep, inputs, outputs),
        layout.on(layout["answer"].replace, partial(keep, overwrite=True), inputs, outputs),
    ):
        layout.on(saved.then, describe, layout["answer"], None)


def _keep(studio: "Studio") -> Callable[..., tuple[Any, ...]]:
    def keep(
        chosen: Json | None, name: str, tags: str, notes: str, *terms: str | None, overwrite: bool = False
    ) -> tuple[Any, ...]:
        """Save the chosen take as a preset, mark it as kept, and empty the form; or return what is wrong."""
        licence, consent = (term or "" for term in terms)  # Gradio sends None for fields that were never unfolded
        try:
            labels = [tag.strip() for tag in tags.split(",") if tag.strip()]
            take = str((chosen or {}).get("id", ""))
            preset = studio.keep(
                take, name, tags=labels, notes=notes, overwrite=overwrite, licence=licence, consent=consent
            )
            studio.rate(take, verdict="keep")
        except Exception as error:
            return refusal(error) | {"replaceable": isinstance(error, AlreadyExists)}, *[gr.skip()] * (1 + len(_FIELDS))
        fault = length_fault(preset.recipe, preset.duration)
        clones = clones_voices(preset.recipe.backend)
        saved = numbered(
            saved=preset.name,
            slug=preset.slug,
            take=take,
            ref=str(ClipRef("preset", preset.slug)),
            clones=clones,
            speaks=not clones or studio.base_model is not None,
            fault=ProblemPayload.of(fault) if fault else None,
        )
        return saved, numbered(newest=preset.slug), *[""] * len(_FIELDS)

    return keep


def _describe(studio: "Studio") -> Callable[[Json | None], None]:
    def describe(answer: Json | None) -> None:
        """Give the preset that was saved the rating of its take, which is kept only once the preset is there."""
        with suppress(StudioError):  # it is only told to other programs, and the preset may be deleted by now
            if answer and (slug := answer.get("slug")):
                studio.describe_preset(str(slug), str(answer.get("take", "")))

    return describe


SECTION = Section(
    name="keep",
    folder=Path(__file__).parent,
    workspace=Workspace.DESIGN,
    column="inspector",
    styles="keep.css",
    routes=_routes,
    layout=_layout,
    connect=_connect,
)
