"""The list of voices: the user's presets, the starter gallery, and the bin."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter

from studio.errors import InvalidInput, StudioError
from studio.ui.actions import value_of
from studio.ui.lookups import find_preset
from studio.ui.payloads import Json, ProblemPayload, to_json
from studio.ui.section import Action, Section, Workspace
from studio.ui.sections.presets.picture_routes import add_pictures
from studio.ui.sections.presets.preset_payloads import BinnedPayload, PresetPayload, UnreadablePayload

if TYPE_CHECKING:
    from studio.session import Studio


def _routes(router: APIRouter, studio: "Studio") -> None:
    @router.get("/presets.json")
    def presets() -> list[PresetPayload]:
        return [PresetPayload.of(preset) for preset in studio.presets.values()]

    @router.get("/presets-unreadable.json")
    def unreadable() -> list[UnreadablePayload]:
        return [UnreadablePayload(preset.slug, preset.reason) for preset in studio.presets.unreadable]

    @router.get("/presets-bin.json")
    def binned() -> list[BinnedPayload]:
        return [BinnedPayload.of(binned) for binned in studio.presets.bin]

    add_pictures(router, studio)


def _actions(studio: "Studio") -> list[Action]:
    def remove(slugs: list[str]) -> Json:
        """Move presets of the user to the bin; `done` are their ids there."""
        return _each(slugs, lambda slug: studio.presets.remove(find_preset(studio, slug)).id)

    def restore(ids: list[str]) -> Json:
        """Move presets back from the bin, by their ids there; `done` are their names."""
        return _each(ids, lambda binned: studio.presets.restore(binned).name)

    def retag(request: Json) -> Json:
        """Set the tags of each preset, by its slug; `done` are their names."""
        tags = value_of(request, "tags", dict)
        return _each(list(tags), lambda slug: studio.presets.change(slug, tags=tags[slug]).name)

    def change(request: Json) -> None:
        """Change the `name`, `tags`, `notes`, `licence` and `consent` of the preset `slug`; what is left out stays."""
        converts = {"name": str, "tags": list, "notes": str, "licence": str, "consent": str}
        fields = {name: value_of(request, name, to) for name, to in converts.items() if name in request}
        studio.presets.change(value_of(request, "slug", str), **fields)

    def duplicate(slug: str) -> Json:
        """Copy a preset; return the copy's slug."""
        return {"slug": studio.presets.duplicate(find_preset(studio, slug).slug).slug}

    return [remove, restore, retag, change, duplicate]


def _each(names: object, act: Callable[[str], str]) -> Json:
    """Act on each name of a list; return what came of those that were `done`, and the problems of the `refused`."""
    if not isinstance(names, list):
        raise InvalidInput("The page sent a request that cannot be read.", "Reload the page.")
    done: list[str] = []
    refused: list[ProblemPayload] = []
    for name in names:
        try:
            done.append(act(str(name)))
        except StudioError as error:
            refused.append(ProblemPayload.of(error))
    return {"done": done, "refused": [to_json(each) for each in refused]}


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
