"""The versions and their takes: their progress, their sound while and after they are made, and decisions on them."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import TypeAdapter

from studio.auditions.audition import Audition
from studio.errors import NotFound
from studio.session import Studio, auditions_of
from studio.store.ratings import Rating
from studio.ui.actions import client_of, value_of
from studio.ui.long_poll import each_change, stamp_of
from studio.ui.lookups import checked_id, is_id, newest_takes
from studio.ui.payloads import AuditionPayload, Json
from studio.ui.section import Action, Section, Workspace
from studio.ui.sections.takes.live_stream import add_live
from studio.ui.sections.takes.version_payload import VersionPayload

_MOST_RATED = 200  # takes in one request
_MOST_FOLLOWED = 40  # auditions of one tab
_MOST_VERSIONS = 100  # in one request

_Ids = Annotated[list[str], Query(max_length=_MOST_FOLLOWED)]


@dataclass(frozen=True)
class AuditionsPayload:
    """The auditions that a tab follows, in their present state, and those that run elsewhere.

    Parameters
    ----------
    stamp : str
        Names this state; see `studio.ui.long_poll`.
    auditions : list of AuditionPayload
        Those of the tab, without those that nothing is known of.
    others : list of AuditionPayload
        Unfinished ones of other tabs and programs.
    """

    stamp: str
    auditions: list[AuditionPayload]
    others: list[AuditionPayload]


_AS_JSON = TypeAdapter(AuditionsPayload)


def _routes(router: APIRouter, studio: Studio) -> None:
    @router.get("/audition.json")
    def audition(id: str = "") -> AuditionPayload | None:
        return _shown(studio, id)

    @router.get("/auditions.json")
    def auditions(id: _Ids = []) -> AuditionsPayload:  # noqa: B006
        return _auditions(studio, id)

    @router.get("/auditions.ndjson")
    def news(request: Request, id: _Ids = []) -> StreamingResponse:  # noqa: B006
        return StreamingResponse(
            _news(request, studio, id), media_type="application/x-ndjson", headers={"Cache-Control": "no-store"}
        )

    @router.get("/versions.json")
    def versions(before: str = "", limit: Annotated[int, Query(ge=1, le=_MOST_VERSIONS)] = 20) -> list[VersionPayload]:
        return [VersionPayload.of(takes) for takes in studio.library.auditions(limit, before=before) if takes]

    @router.get("/version.json")
    def version(id: str) -> VersionPayload | None:
        live = auditions_of(studio).recent.find(checked_id(id))
        if live:
            return VersionPayload.of_live(live)
        takes = studio.library.entries(id)
        return VersionPayload.of(takes) if takes else None  # a tab remembers what may be gone: that is no error

    @router.get("/ratings.json")
    def ratings(take: Annotated[list[str], Query(max_length=_MOST_RATED)]) -> dict[str, Rating]:
        return studio.library.ratings.of(take)

    add_live(router, studio)


def _live(studio: Studio, ids: Sequence[str]) -> list[Audition]:
    """Return those of the auditions that run or have just ended."""
    return [audition for id in ids if is_id(id) and (audition := auditions_of(studio).recent.find(id))]


def _others(studio: Studio, ids: Sequence[str]) -> list[Audition]:
    return [audition for audition in auditions_of(studio).recent.designing() if audition.id not in ids]


def _followed(studio: Studio, ids: Sequence[str]) -> list[Audition]:
    return _live(studio, ids) + _others(studio, ids)


async def _news(request: Request, studio: Studio, ids: Sequence[str]) -> AsyncIterator[bytes]:
    """Yield what `/auditions.json` answers as a line, now and after each change, until nothing is under way."""
    async for shown in each_change(request, lambda: _followed(studio, ids), lambda: _auditions(studio, ids)):
        yield _AS_JSON.dump_json(shown) + b"\n"


def _auditions(studio: Studio, ids: Sequence[str]) -> AuditionsPayload:
    stamp = stamp_of(_followed(studio, ids))  # first: what changes meanwhile is news to the next request
    own = [shown for id in ids if is_id(id) and (shown := _shown(studio, id))]
    return AuditionsPayload(stamp, own, [AuditionPayload.of(each) for each in _others(studio, ids)])


def _shown(studio: Studio, id: str) -> AuditionPayload | None:
    """Return an audition that runs, has just ended, or is in the library; without an id, the newest there."""
    live = _live(studio, [id])
    if live:
        return _without_binned(studio, AuditionPayload.of(live[0]))
    stored = studio.library.readable(studio.library.entries(id)) if id else newest_takes(studio)
    return AuditionPayload.stored(stored) if stored else None


def _without_binned(studio: Studio, audition: AuditionPayload) -> AuditionPayload:
    """Return an audition without the takes that are in the bin."""
    if not audition.over:
        return audition
    binned = {take.id for take in studio.library.listed([audition.id], binned=True).get(audition.id, ())}
    return replace(audition, takes=[slot for slot in audition.takes if not slot.take or slot.take.id not in binned])


def _existing(studio: Studio, audition: str) -> str:
    return audition if studio.library.version(audition) else ""


def _actions(studio: Studio) -> list[Action]:
    def rate(request: Json) -> Rating:
        """Decide about `take`: any of `verdict`, `starred`, `note`, `tags`, `title`; return its rating."""
        changes = {name: request[name] for name in ("verdict", "starred", "note", "tags", "title") if name in request}
        return studio.rate(value_of(request, "take", str), **changes)

    def stop(request: Json) -> None:
        """Cancel the audition `id`; ignores one that has ended."""
        audition = auditions_of(studio).recent.find(value_of(request, "id", str))
        if audition is not None:
            audition.cancel()

    def retry(request: Json) -> Json:
        """Generate the takes that are missing of the audition `id`, with the same recipes; return the new one's id."""
        audition = auditions_of(studio).recent.find(value_of(request, "id", str))
        if audition is None:
            raise NotFound(
                "The studio was restarted since.", "Load the version into the editor, and generate it again."
            )
        made = {take.position for take in audition.state.finished}
        missing = [recipe for position, recipe in enumerate(audition.recipes) if position not in made]
        again = auditions_of(studio, client_of(request)).design_recipes(
            missing or audition.recipes, parent=_existing(studio, audition.parent)
        )
        return {"id": again.id}

    return [rate, stop, retry]


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
