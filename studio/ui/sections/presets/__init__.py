"""The presets: the user's own, newest first, then the starter gallery."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

import gradio as gr
from fastapi import APIRouter
from fastapi.responses import FileResponse

from studio.domain.backends import clones_voices
from studio.domain.clip_ref import ClipRef
from studio.ui.actions import numbered, refusal
from studio.ui.layout import Layout
from studio.ui.lookups import FRESH, find_preset, flac, found
from studio.ui.section import Action, Section, Workspace
from studio.ui.sections.design import editor_fields

if TYPE_CHECKING:
    from studio.session import Studio
    from studio.store.preset_folder import Preset


@dataclass(frozen=True)
class PresetPayload:
    """A preset: what its card shows, and the addresses of its sound and its view.

    Parameters
    ----------
    ref : str
        Its `ClipRef`.
    clones : bool
        Whether its backend speaks new lines by copying its reference.
    duration : float
        Seconds of its reference.
    """

    slug: str
    ref: str
    name: str
    description: str
    text: str
    seed: int
    backend: str
    clones: bool
    tags: list[str]
    notes: str
    starter: bool
    duration: float
    created: str
    audio: str
    view: str

    @classmethod
    def of(cls, preset: "Preset") -> Self:
        """Return the payload of a preset."""
        version = int(preset.created.timestamp() * 1000)  # a preset that was replaced keeps its slug
        return cls(
            slug=preset.slug,
            ref=str(ClipRef("preset", preset.slug)),
            name=preset.name,
            description=preset.recipe.description,
            text=preset.recipe.text,
            seed=preset.recipe.seed,
            backend=preset.recipe.backend,
            clones=clones_voices(preset.recipe.backend),
            tags=list(preset.tags),
            notes=preset.notes,
            starter=preset.starter,
            duration=preset.duration,
            created=preset.created.isoformat(),
            audio=f"/studio/presets/{quote(preset.slug, safe='')}.flac?v={version}",
            view=f"/studio/views/view.json?ref=preset:{quote(preset.slug, safe='')}",
        )


@dataclass(frozen=True)
class UnreadablePayload:
    """A preset that cannot be read, and why."""

    slug: str
    reason: str


def _routes(router: APIRouter, studio: "Studio") -> None:
    @router.get("/presets.json")
    def presets() -> list[PresetPayload]:
        return [PresetPayload.of(preset) for preset in studio.presets]

    @router.get("/presets-unreadable.json")
    def unreadable() -> list[UnreadablePayload]:
        return [UnreadablePayload(preset.slug, preset.reason) for preset in studio.presets.unreadable]

    @router.get("/presets/{slug}.flac")
    def sound(slug: str) -> FileResponse:
        return flac(found(find_preset, studio, slug).reference_path, FRESH)


def _actions(studio: "Studio") -> list[Action]:
    def remove(slug: str) -> None:
        """Delete a preset of the user's own."""
        studio.presets.remove(find_preset(studio, slug).slug)

    return [remove]


def _layout(layout: Layout) -> None:
    layout.part(SECTION, "presets", "presets.js", "reuse")


def _connect(layout: Layout) -> None:
    loaded = [*editor_fields(layout, ("description", "text", "language", "seed", "pin")), layout["editor"]]
    layout.on(layout["presets"].reuse, _load(layout.studio), None, loaded)


def _load(studio: "Studio") -> Callable[[gr.EventData], tuple[Any, ...]]:
    def load(event: gr.EventData) -> tuple[Any, ...]:
        """Fill the editor with a preset's recipe, its seed pinned, so that Generate makes the same voice again."""
        try:
            recipe = find_preset(studio, event._data["slug"]).recipe
        except Exception as error:
            return (*[gr.skip()] * 5, refusal(error))
        return recipe.description, recipe.text, recipe.language, str(recipe.seed), True, numbered()

    return load


SECTION = Section(
    name="presets",
    folder=Path(__file__).parent,
    workspace=Workspace.VOICES,
    column="list",
    styles="presets.css",
    routes=_routes,
    actions=_actions,
    layout=_layout,
    connect=_connect,
)
