"""Export on the page: voices as files of the studio and of other programs, each format with what it cannot hold."""

import io
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import Response, StreamingResponse

from studio.errors import StudioError
from studio.exchange.exporting import files_of
from studio.exchange.format import Format
from studio.exchange.losses import lost
from studio.exchange.registry import FORMATS
from studio.store.preset_folder import Preset
from studio.ui.lookups import FRESH, find_preset, found
from studio.ui.payloads import Json
from studio.ui.section import Section, Workspace

if TYPE_CHECKING:
    from studio.session import Studio

_MOST = 200  # voices of one request
_IN_MEMORY = 16 << 20  # bytes; more is written to a temporary file
_PIECE = 1 << 16  # bytes

Slugs = Annotated[list[str], Query(alias="slug", min_length=1, max_length=_MOST)]


def _routes(router: APIRouter, studio: "Studio") -> None:
    @router.get("/exports/formats.json")
    def formats(slugs: Slugs) -> list[Json]:
        presets = [found(find_preset, studio, slug) for slug in slugs]
        return [{"name": form.name, "notes": lost(presets, form)} for form in FORMATS.values()]

    @router.get("/exports/voices")
    def voices(slugs: Slugs, format: str) -> Response:
        if format not in FORMATS:
            raise HTTPException(404, f"There is no format {format[:20]!r}. Use one of: {', '.join(FORMATS)}.")
        form, presets = FORMATS[format], [found(find_preset, studio, slug) for slug in slugs]
        try:
            file, name = _packed(presets, form)
        except StudioError as error:
            raise HTTPException(500, str(error)) from None
        headers = {"Content-Disposition": f"attachment; filename*=utf-8''{quote(name)}"} | FRESH
        return StreamingResponse(_pieces(file), media_type="application/octet-stream", headers=headers)


def _packed(presets: Sequence[Preset], form: Format) -> tuple[IO[bytes], str]:
    """Return an exported file at its beginning, and its name; several files are one zip file."""
    files = files_of(presets, form)
    if form.one_file and len(presets) == 1:
        name, content = next(files)
        return io.BytesIO(content), name
    packed = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed by `_pieces`
    first = ""
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files:
            member = zipfile.ZipInfo(name)  # uncompressed: sound does not get smaller
            member.external_attr = 0o644 << 16
            archive.writestr(member, content)
            first = first or name
    packed.seek(0)
    stem = first.rpartition(".")[0].split("/")[-1] if len(presets) == 1 else f"{len(presets)} voices"
    return packed, f"{stem} ({form.name}).zip"


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


SECTION = Section(
    name="exports",
    folder=Path(__file__).parent,
    workspace=Workspace.VOICES,
    column="list",
    styles="exports.css",
    routes=_routes,
)
