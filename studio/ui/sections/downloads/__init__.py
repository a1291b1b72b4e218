"""Downloads: the sound of a take, a preset or a delivery in any format, and several of them in one zip file."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response, StreamingResponse

from studio.audio.sound_file import SoundFileFailed
from studio.audio.tags import TagsDamaged
from studio.audio.tags.flac import md5_of_samples
from studio.domain.clip_ref import ClipRef
from studio.errors import InvalidInput
from studio.store.encodings import ENCODINGS, Encoding
from studio.store.provenance import read_provenance
from studio.ui.lookups import FRESH, UNCHANGING, checked_id, flac, found
from studio.ui.section import Section, Workspace
from studio.ui.sections.downloads.conversion import converted, pieces
from studio.ui.sections.downloads.file_names import file_name, sound_path, unique
from studio.ui.sections.downloads.origin import provenance_of
from studio.ui.sections.downloads.zip_stream import Member, zip_stream

if TYPE_CHECKING:
    from studio.session import Studio

_MOST = 200  # sounds in one zip file


def _routes(router: APIRouter, studio: "Studio") -> None:
    @router.get("/takes/{id}.{encoding}")
    def take(request: Request, id: str, encoding: str) -> Response:
        return _sound(studio, request, ClipRef("take", checked_id(id)), _encoding(encoding), UNCHANGING)

    @router.get("/presets/{slug}.{encoding}")
    def preset(request: Request, slug: str, encoding: str) -> Response:
        return _sound(studio, request, ClipRef("preset", slug), _encoding(encoding), FRESH)

    @router.get("/deliveries/{slug}/{name}.{encoding}")
    def delivery(request: Request, slug: str, name: str, encoding: str) -> Response:
        return _sound(studio, request, ClipRef("delivery", f"{slug}/{name}"), _encoding(encoding), FRESH)

    @router.get("/download.zip")
    def several(
        ref: Annotated[list[str], Query(min_length=1, max_length=_MOST)],
        encoding: Annotated[str, Query(alias="as")] = "wav",
    ) -> Response:
        chosen = _encoding(encoding)
        refs = [found(ClipRef.parse, each) for each in dict.fromkeys(ref)]
        paths = [_existing(found(sound_path, studio, each)) for each in refs]
        names = unique(found(file_name, studio, each, chosen) for each in refs)
        headers = _as_file(f"{len(refs)} voices.zip") | FRESH
        origins = [found(provenance_of, studio, each) for each in refs]
        members = [Member(*each) for each in zip(names, paths, origins, strict=True)]
        return StreamingResponse(zip_stream(members, chosen), media_type="application/zip", headers=headers)


def _sound(studio: "Studio", request: Request, ref: ClipRef, encoding: Encoding, headers: dict[str, str]) -> Response:
    path = _existing(found(sound_path, studio, ref))
    headers = headers | _as_file(found(file_name, studio, ref, encoding))
    if encoding.name == "flac" and ("range" in request.headers or not _lacks_its_origin(path)):
        return flac(path, headers)  # as it is stored, in the parts that a player asks for
    try:
        sound = converted(path, encoding, provenance_of(studio, ref))
    except (OSError, SoundFileFailed, TagsDamaged) as error:
        raise HTTPException(500, f"This sound cannot be written as {encoding.name}: {error}.") from None
    return StreamingResponse(
        pieces(sound), media_type=encoding.media_type, headers=headers | {"Content-Length": str(sound.size)}
    )


def _lacks_its_origin(path: Path) -> bool:
    """Whether a FLAC file does not say where it comes from, as earlier studios wrote it; False for a damaged one."""
    with suppress(OSError, InvalidInput, TagsDamaged), path.open("rb") as file:
        return bool(md5_of_samples(file)) and read_provenance(path) is None
    return False


def _encoding(name: str) -> Encoding:
    if name not in ENCODINGS:
        raise HTTPException(404, f"The studio has no sound format {name[:10]!r}. Use one of: {', '.join(ENCODINGS)}.")
    return ENCODINGS[name]


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise HTTPException(404, "This sound is not there any more.")
    return path


def _as_file(name: str) -> dict[str, str]:
    """Return the header that names a download (RFC 6266); other letters than ASCII's are percent-encoded."""
    return {"Content-Disposition": f"attachment; filename*=utf-8''{quote(name)}"}


SECTION = Section(
    name="downloads", folder=Path(__file__).parent, workspace=Workspace.SHELL, column="dialogs", routes=_routes
)
