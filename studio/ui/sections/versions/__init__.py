"""The tree of versions in the inspector: what each edge changed in the words and moved in the sound; more of one."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, HTTPException, Query, Request

from studio.domain.limits import MAX_DESCRIPTION
from studio.errors import NotFound
from studio.session import Studio, auditions_of
from studio.ui.actions import client_of, value_of
from studio.ui.lookups import checked_id, found
from studio.ui.measuring_thread import measured, measured_or_404
from studio.ui.payloads import Json
from studio.ui.second_press import SecondPress
from studio.ui.section import Action, Section, Workspace
from studio.ui.sections.versions.sweep_payloads import StepsPayload, SweepablePayload, SweptPayload
from studio.ui.sections.versions.tree_payloads import MovedPayload, TreePayload, TreeRowPayload, near
from studio.versions.sweep import sweep_steps, sweepable

if TYPE_CHECKING:
    from studio.store.library_entry import LibraryEntry
    from studio.versions.tree import TreeVersion

_MOST_ROWS = 400

_Description = Annotated[str, Query(max_length=MAX_DESCRIPTION)]


def _routes(router: APIRouter, studio: Studio) -> None:
    @router.get("/tree.json")
    def tree(id: str, most: Annotated[int, Query(ge=1, le=_MOST_ROWS)] = 24) -> TreePayload:
        try:
            family = studio.versions.family(checked_id(id))
        except NotFound:  # none of its takes was finished
            return TreePayload([], 0)
        shown = near(family, id, most)
        rows = [TreeRowPayload.of(version, running=_is_running(studio, version.id)) for version in shown]
        return TreePayload(rows, len(family) - len(rows))

    @router.get("/sweeps.json")
    def sweeps() -> list[SweepablePayload]:
        return [SweepablePayload.of(each) for each in sweepable()]

    @router.get("/steps.json")
    def steps(description: _Description, dimension: str, steps: int) -> StepsPayload:
        return StepsPayload([edit.words for edit in found(sweep_steps, description, dimension, steps)])

    @router.get("/moved.json")
    async def moved(request: Request, id: str) -> MovedPayload:
        version = await measured_or_404(partial(_version, studio, id))
        before, after = await measured(version.compared)
        await _measure(request, studio, (*before, *after))
        return MovedPayload.of(await measured_or_404(version.moved))

    @router.get("/swept.json")
    async def swept(request: Request, id: str) -> SweptPayload:
        version = await measured_or_404(partial(_version, studio, id))
        await _measure(request, studio, [take for take in version.takes if not take.incomplete])
        result = await measured_or_404(version.swept)
        if result is None:
            raise HTTPException(404, "This version is not a sweep.")
        return SweptPayload.of(result)


async def _measure(request: Request, studio: Studio, takes: "Sequence[LibraryEntry]") -> None:
    """Measure takes one at a time: a request that is given up ends before the next one, and others come between."""
    for take in takes:
        if await request.is_disconnected():
            raise HTTPException(499, "The request was given up.")
        await measured_or_404(partial(studio.measuring.measure, f"take:{take.id}"))


def _version(studio: Studio, id: str) -> "TreeVersion":
    return studio.versions[checked_id(id)]


def _is_running(studio: Studio, id: str) -> bool:
    live = auditions_of(studio).recent.find(id)
    return live is not None and not live.state.over


def _actions(studio: Studio) -> list[Action]:
    def more(request: Json) -> Json:
        """Generate `takes` takes with the words of the take or version `id` and other seeds; return the audition."""
        source, takes = value_of(request, "id", str), value_of(request, "takes", int)
        return {"id": auditions_of(studio, client_of(request)).more_like(source, takes=takes).id}

    def sweep(request: Json) -> Json:
        """Generate the editor's voice in `steps` of a `dimension`, with `takes` seeds; return the audition's id."""
        client, parent = client_of(request), value_of(request, "parent", str)
        description, dimension = value_of(request, "description", str), value_of(request, "dimension", str)
        steps, takes = value_of(request, "steps", int), value_of(request, "takes", int)
        warn = second_press.warn(client, (description, dimension, steps, takes))
        audition = auditions_of(studio, client, warn).sweep_dimension(
            description,
            value_of(request, "text", str),
            dimension,
            steps=steps,
            takes=takes,
            seed=value_of(request, "seed", str) if request.get("pin") else None,
            language=value_of(request, "language", str),
            raw=not request.get("marks", True),
            parent=parent if studio.library.version(parent) else "",
        )
        return {"id": audition.id}

    second_press = SecondPress("Generate")
    return [more, sweep]


SECTION = Section(
    name="versions",
    folder=Path(__file__).parent,
    workspace=Workspace.DESIGN,
    column="inspector",
    module="versions.js",
    styles="versions.css",
    routes=_routes,
    actions=_actions,
)
