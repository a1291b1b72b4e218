"""Import on the page: files that are dropped on the voices, or chosen, with what became of each."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response

from studio.errors import NotFound, StudioError
from studio.exchange.importing import Imported, import_presets
from studio.ui.actions import value_of
from studio.ui.payloads import Json, ProblemPayload, to_json
from studio.ui.section import Action, Section, Workspace
from studio.ui.sections.exchange.uploads import Uploads

if TYPE_CHECKING:
    from studio.session import Studio

_uploads = Uploads()


def _routes(router: APIRouter, studio: "Studio") -> None:
    @router.post("/imports/{id}/{number}", status_code=204)
    async def receive(request: Request, id: str, number: int, start: Annotated[int, Query(ge=0)]) -> Response:
        try:
            _uploads.write(id, number, start, await request.body())
        except StudioError as error:
            raise HTTPException(404 if isinstance(error, NotFound) else 422, str(error)) from None
        return Response(status_code=204)


def _actions(studio: "Studio") -> list[Action]:
    def begin(names: list[str]) -> Json:
        """Make room for files of these names; return the import's `id`, and what each file is called here."""
        id = _uploads.begin(names)
        return {"id": id, "names": [file.name for file in _uploads.files(id)]}

    def add(request: Json) -> Json:
        """Import those of the files that are named in `only`; return what became of each voice.

        The files stay until `end`, so that a recording can be imported once its words and a consent are given.
        """
        only = value_of(request, "only", list)
        files = [file for file in _uploads.files(value_of(request, "id", str)) if file.name in only]
        transcript, consent = (value_of(request, name, str) for name in ("transcript", "consent"))
        found = import_presets(studio.presets, files, transcript, consent, rename=True)
        return {"voices": [_told(each) for each in found]}

    def end(id: str) -> None:
        """Delete the files of an import."""
        _uploads.end(id)

    return [begin, add, end]


def _told(each: Imported) -> Json:
    preset = {"slug": each.preset.slug, "name": each.preset.name} if each.preset else None
    problem = to_json(ProblemPayload.of(each.error)) if each.error else None
    return {"file": each.file, "label": each.label, "preset": preset, "problem": problem, "notes": list(each.notes)}


SECTION = Section(
    name="exchange",
    folder=Path(__file__).parent,
    workspace=Workspace.VOICES,
    column="list",
    styles="exchange.css",
    routes=_routes,
    actions=_actions,
)
