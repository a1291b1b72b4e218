"""The list of voices: the user's presets, the starter gallery, and the bin."""

from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter

from studio.ui.actions import value_of
from studio.ui.lookups import find_preset
from studio.ui.payloads import Json
from studio.ui.section import Action, Section, Workspace
from studio.ui.sections.presets.preset_payloads import BinnedPayload, PresetPayload, UnreadablePayload

if TYPE_CHECKING:
    from studio.session import Studio


def _routes(router: APIRouter, studio: "Studio") -> None:
    @router.get("/presets.json")
    def presets() -> list[PresetPayload]:
        return [PresetPayload.of(preset) for preset in studio.presets]

    @router.get("/presets-unreadable.json")
    def unreadable() -> list[UnreadablePayload]:
        return [UnreadablePayload(preset.slug, preset.reason) for preset in studio.presets.unreadable]

    @router.get("/presets-bin.json")
    def binned() -> list[BinnedPayload]:
        return [BinnedPayload.of(binned) for binned in studio.presets.bin]


def _actions(studio: "Studio") -> list[Action]:
    def remove(slug: str) -> Json:
        """Move one of the user's presets to the bin; return its id there."""
        return {"id": studio.presets.remove(find_preset(studio, slug)).id}

    def restore(binned: str) -> Json:
        """Move a preset back from the bin, by its id there; return its name and slug."""
        preset = studio.presets.restore(binned)
        return {"name": preset.name, "slug": preset.slug}

    def change(request: Json) -> None:
        """Change the `name`, `tags` and `notes` of the preset `slug`; what is left out stays."""
        converts = {"name": str, "tags": list, "notes": str}
        fields = {name: value_of(request, name, to) for name, to in converts.items() if name in request}
        studio.presets.change(value_of(request, "slug", str), **fields)

    def duplicate(slug: str) -> Json:
        """Copy a preset; return the copy's slug."""
        return {"slug": studio.presets.duplicate(find_preset(studio, slug).slug).slug}

    return [remove, restore, change, duplicate]


SECTION = Section(
    name="presets",
    folder=Path(__file__).parent,
    workspace=Workspace.VOICES,
    column="list",
    module="presets.js",
    styles="presets.css",
    routes=_routes,
    actions=_actions,
)
