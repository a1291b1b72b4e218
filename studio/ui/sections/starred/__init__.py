"""The starred takes of all auditions, shown among the takes."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter

from studio.ui.payloads import TakePayload
from studio.ui.section import Section, Workspace

if TYPE_CHECKING:
    from studio.session import Studio

_MOST = 200  # takes listed; the history has all


@dataclass(frozen=True)
class StarredPayload:
    """A starred take and the description it was made from."""

    take: TakePayload
    description: str


@dataclass(frozen=True)
class StarredListPayload:
    """The newest starred takes, and how many there are in all."""

    takes: list[StarredPayload]
    total: int


def _routes(router: APIRouter, studio: "Studio") -> None:
    @router.get("/starred.json")
    def starred() -> StarredListPayload:
        entries = studio.library.starred()
        shown = studio.library.readable(entries[:_MOST])
        takes = [StarredPayload(TakePayload.of(entry), entry.recipe.description) for entry in shown]
        return StarredListPayload(takes, len(takes) + len(entries[_MOST:]))


SECTION = Section(
    name="starred",
    folder=Path(__file__).parent,
    workspace=Workspace.DESIGN,
    column="takes",
    styles="starred.css",
    routes=_routes,
)
