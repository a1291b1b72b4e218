"""The models: what there is, what is on this machine, and how to get, use and remove one."""

from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter

from studio.domain.backends import PREVIEW
from studio.errors import NotFound
from studio.ui.section import Action, Section, Workspace
from studio.ui.sections.models.model_payloads import ModelsPayload

if TYPE_CHECKING:
    from studio.session import Studio


def _routes(router: APIRouter, studio: "Studio") -> None:
    @router.get("/models.json")
    def models() -> ModelsPayload:
        return ModelsPayload.of(studio)


def _actions(studio: "Studio") -> list[Action]:
    def listed(model: str) -> str:
        """Accept only what the page lists: a client's string must not become a path."""
        if all(each.model != model for each in studio.models):
            raise NotFound("There is no such model any more.", "Close the list and open it again.")
        return model

    def download(model: str) -> None:
        """Start or continue a download."""
        studio.models.download(listed(model))

    def cancel(model: str) -> None:
        """Stop a download; what it fetched stays."""
        if task := studio.models.downloads.get(model):
            task.cancel()

    def remove(model: str) -> None:
        """Remove a model from this machine."""
        studio.models.remove(listed(model))

    def use(model: str) -> None:
        """Switch to a model; to the sketch where none is named."""
        if not model:
            studio.use(backend=PREVIEW.name, remember=True)
        elif any(each.model == model and each.kind == "base" for each in studio.models):
            studio.use_base(model, remember=True)
        else:
            studio.use(listed(model), remember=True)

    return [download, cancel, remove, use]


SECTION = Section(
    name="models",
    folder=Path(__file__).parent,
    workspace=Workspace.SHELL,
    column="dialogs",
    module="models.js",
    styles="models.css",
    routes=_routes,
    actions=_actions,
)
