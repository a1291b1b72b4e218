"""The history: every version and blind test by day, to be searched, played, compared, reopened and deleted."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, HTTPException, Query

from studio.errors import InvalidInput
from studio.store.search.filters import FILTERS
from studio.ui.actions import value_of
from studio.ui.lookups import checked_id, found
from studio.ui.payloads import Json
from studio.ui.section import Action, Section, Workspace
from studio.ui.sections.history.background_measuring import BackgroundMeasuring
from studio.ui.sections.history.history_payloads import (
    BinPayload,
    FilterPayload,
    HistoryPayload,
    SpacePayload,
    VersionRowPayload,
    version_rows,
)
from studio.ui.sections.history.retention_payloads import ExpiredPayload, RulePayload

if TYPE_CHECKING:
    from studio.session import Studio

_MOST_ROWS = 200
_LONGEST_SEARCH = 500  # characters
_ANY_AGE = timedelta(0)
_Limit = Annotated[int, Query(ge=1, le=_MOST_ROWS)]


def _routes(router: APIRouter, studio: "Studio") -> None:
    measuring = BackgroundMeasuring(studio)

    @router.get("/history.json")
    def history(
        search: Annotated[str, Query(max_length=_LONGEST_SEARCH)] = "",
        kind: str = "",
        verdict: str = "",
        before: Annotated[str, Query(max_length=100)] = "",
        limit: _Limit = 60,
    ) -> HistoryPayload:
        try:
            page = studio.library.history(search, kind=kind, verdict=verdict, before=before, limit=limit)
        except InvalidInput as error:
            if error.code == "invalid-search":
                return HistoryPayload.refused(error)
            raise HTTPException(422, str(error)) from None
        if page.unmeasured:
            measuring.begin(search)
        return HistoryPayload.of(studio, page)

    @router.get("/history/filters.json")
    def filters() -> list[FilterPayload]:
        return [FilterPayload(each.name, each.example) for each in FILTERS.values()]

    @router.get("/history/version.json")
    def version(id: str) -> VersionRowPayload:
        return version_rows(studio, [found(studio.library.version, checked_id(id))])[0]

    @router.get("/history/bin.json")
    def bin(before: Annotated[str, Query(max_length=100)] = "", limit: _Limit = 60) -> BinPayload:
        return BinPayload.of(studio, studio.library.bin_page(before, limit))

    @router.get("/history/retention.json")
    def retention(days: float | None = None, gigabytes: float | None = None) -> ExpiredPayload:
        try:
            rule = RulePayload(days, gigabytes).rule()
        except InvalidInput as error:
            raise HTTPException(422, str(error)) from None
        return ExpiredPayload.of(() if rule.is_empty else studio.expired(rule))

    @router.get("/history/space.json")
    def space() -> SpacePayload:
        return SpacePayload.of(studio)


def _actions(studio: "Studio") -> list[Action]:
    def delete(request: Json) -> Json:
        """Move `takes` and whole `auditions`, lists of ids, to the bin."""
        studio.library.bin.put(_ids(request, "takes"), _ids(request, "auditions"))
        return {"deleted": True}

    def restore(request: Json) -> Json:
        """Move `takes` and `auditions` out of the bin."""
        studio.library.bin.restore(_ids(request, "takes"), _ids(request, "auditions"))
        return {"restored": True}

    def duplicate(request: Json) -> Json:
        """Store a copy of `take` as a version of its own; return the copy's id, its audition's and its label."""
        copy = studio.duplicate(checked_id(value_of(request, "take", str)))
        return {"take": copy.id, "audition": copy.audition, "label": copy.label}

    def prune(request: Json) -> Json:
        """Move all rejected takes that have no star to the bin; return their ids."""
        takes = [entry.id for entry in studio.library.pruning.rejected(_ANY_AGE)]
        studio.library.bin.put(takes)
        return {"takes": takes}

    def retain(request: Json) -> Json:
        """Store what goes to the bin at each start: takes of `days`, the oldest beyond `gigabytes`; null: none."""
        days, gigabytes = (value_of(request, name, _number) for name in ("days", "gigabytes"))
        studio.library.retention.remember(RulePayload(days, gigabytes).rule())
        return {"stored": True}

    def empty(request: Json) -> Json:
        """Delete for good what is in the bin; return how many takes that were."""
        return {"takes": studio.library.bin.empty(_ANY_AGE, treasured=True)}

    return [delete, restore, duplicate, prune, retain, empty]


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _ids(request: Json, name: str) -> list[str]:
    return [str(each) for each in request.get(name) or ()]


SECTION = Section(
    name="history",
    folder=Path(__file__).parent,
    workspace=Workspace.HISTORY,
    column="list",
    module="history.js",
    styles="history.css",
    routes=_routes,
    actions=_actions,
)
