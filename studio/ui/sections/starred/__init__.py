"""The starred takes of all auditions, shown among the takes."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter

from studio.ui.payloads import TakePayload
from studio.ui.section import Section, Workspace

if TYPE_CHECKING:
    from studio.session import Studio

_MOST = 200  # takes listed


@dataclass(frozen=True)
class StarredPayload:
    """A starred take and the description it was made from."""

    take: TakePayload
    description: str


def _routes(router: APIRouter, studio: "Studio") -> None:
    @router.get("/starred.json")
    def starred() -> list[StarredPayload]:
        entries = studio.library.readable(studio.library.starred()[:_MOST])
        return [StarredPayload(TakePayload.of(entry), entry.recipe.description) for entry in entries]


SECTION = Section(
    name="starred",
    folder=Path(__file__).parent,
    workspace=Workspace.DESIGN,
    column="takes",
    styles="starred.css",
    routes=_routes,
)
