"""The takes of one audition: how far each is, its sound while and after it is made, and what was decided about it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query

from studio.store.ratings import Rating
from studio.ui.actions import value_of
from studio.ui.lookups import is_id, newest_takes
from studio.ui.payloads import AuditionPayload, Json
from studio.ui.section import Action, Section, Workspace
from studio.ui.sections.takes.live_stream import add_live

if TYPE_CHECKING:
    from studio.session import Studio

_MOST_RATED = 200  # takes in one request


def _routes(router: APIRouter, studio: "Studio") -> None:
    @router.get("/audition.json")
    def audition(id: str = "") -> AuditionPayload | None:
        return _shown(studio, id)

    @router.get("/ratings.json")
    def ratings(take: Annotated[list[str], Query(max_length=_MOST_RATED)]) -> dict[str, Rating]:
        return studio.library.ratings.of(take)

    add_live(router, studio)


def _shown(studio: "Studio", id: str) -> AuditionPayload | None:
    """Return the audition asked for, else the one that runs, else the newest in the library."""
    live = (studio.recent.find(id) if is_id(id) else None) or studio.recent.designing()
    if live is not None:
        return AuditionPayload.of(live)
    stored = newest_takes(studio)
    return AuditionPayload.stored(stored) if stored else None


def _actions(studio: "Studio") -> list[Action]:
    def rate(request: Json) -> Rating:
        """Decide about `take`: any of `verdict`, `starred`, `note`; return its rating."""
        changes = {name: request[name] for name in ("verdict", "starred", "note") if name in request}
        return studio.rate(value_of(request, "take", str), **changes)

    return [rate]


SECTION = Section(
    name="takes",
    folder=Path(__file__).parent,
    workspace=Workspace.DESIGN,
    column="takes",
    module="takes.js",
    styles="takes.css",
    routes=_routes,
    actions=_actions,
)
