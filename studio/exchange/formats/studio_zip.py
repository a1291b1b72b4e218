"""The studio's own zip file: a preset's folder, whole, and a manifest with the SHA-256 of each file."""

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from studio.audio.tags import TagsDamaged, with_tags
from studio.errors import InvalidInput
from studio.exchange.arrivals import Arrival, Given, damaged_json, read_object
from studio.exchange.for_others import for_others
from studio.exchange.format import EVERYTHING, Files, Format
from studio.exchange.refusals import refused
from studio.exchange.sources import Source
from studio.store.files import write_atomically
from studio.store.preset_files import members_among, read_files
from studio.store.preset_folder import Preset
from studio.store.preset_migrations import NEWEST
from studio.store.provenance import Provenance

MANIFEST = "manifest.json"
_FORMAT = "voice-studio-preset"
_VERSION = 1
_PRESET = "preset.json"
_LARGEST_PRESET = 256 << 20  # bytes, of all its files together


def _pack(preset: Preset, stem: str) -> Files:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in _files(preset).items():
            member = zipfile.ZipInfo(name)  # uncompressed: FLAC does not get smaller
            member.external_attr = 0o644 << 16
            archive.writestr(member, content)
    return ((f"{stem}.zip", packed.getvalue()),)


def _pack_folder(preset: Preset, stem: str) -> Files:
    return ((f"{stem}/{name}", content) for name, content in _files(preset).items())


def _files(preset: Preset) -> dict[str, bytes]:
    contents = _contents(preset)
    return {**contents, MANIFEST: _manifest(contents)}


def _contents(preset: Preset) -> dict[str, bytes]:
    """Return a preset's files as others get them: no recipe names a folder, each sound says where it comes from."""
    contents = read_files(preset.folder)
    for path, recipe, _ in preset.sounds():
        with suppress(TagsDamaged):  # a damaged sound is refused where it arrives
            contents[path.name] = with_tags(contents[path.name], Provenance.of_file(recipe, path).tags())
    shared = for_others(preset)
    if shared != preset:
        contents[_PRESET] = f"{json.dumps(shared.to_json(), ensure_ascii=False, indent=2)}\n".encode()
    return contents


def _manifest(contents: dict[str, bytes]) -> bytes:
    files = {
        name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in contents.items()
    }
    manifest = {"format": _FORMAT, "version": _VERSION, "files": files}
    return (json.dumps(manifest, indent=2) + "\n").encode()


def _find(source: Source, given: Given) -> Sequence[Arrival] | None:
    places = [name.removesuffix(_PRESET) for name in source.names if PurePosixPath(name).name == _PRESET]
    if not places:
        return None
    found = [place for place in places if place == ""] or places
    return [Arrival(place.strip("/") or source.label, partial(_unpack, source, place)) for place in found]


def _unpack(source: Source, place: str, folder: Path) -> None:
    """Copy the files of a preset, checked, into a folder; no name from inside becomes a path."""
    listed = _listed(source, place)
    _check_preset(source.label, read_object(source, f"{place}{_PRESET}"))
    total = 0
    for name, limit in _members(source, place).items():
        if f"{place}{name}" not in source.names:
            raise refused(source.label, f"it holds no {name}", "Export the voice again.", "file-missing")
        content = source.content(f"{place}{name}", limit)
        total += len(content)
        if total > _LARGEST_PRESET:
            cause = f"its files are larger than {_LARGEST_PRESET >> 20} MB together"
            raise refused(source.label, cause, "Export the voice again with shorter sounds.", "archive-too-large")
        if listed is not None:
            _check_hash(source.label, name, content, listed)
        write_atomically(folder / name, partial(_write, content))


def _members(source: Source, place: str) -> dict[str, int]:
    """Return the names of the preset's files with their largest sizes in bytes."""
    inside = (name.removeprefix(place) for name in source.names if name.startswith(place))
    try:
        return members_among(inside)
    except ValueError as error:
        raise refused(source.label, str(error), "Export the voice again with fewer.", "too-many-deliveries") from None


def _listed(source: Source, place: str) -> dict[str, Any] | None:
    """Return what the manifest says of each file, or None where there is none: earlier studios wrote none."""
    if f"{place}{MANIFEST}" not in source.names:
        return None
    manifest = read_object(source, f"{place}{MANIFEST}")
    files = manifest.get("files")
    if manifest.get("format") != _FORMAT or not isinstance(files, dict):
        raise damaged_json(source.label, MANIFEST, "it is not one of the studio's")
    if manifest.get("version") != _VERSION:
        raise _newer(source.label, f"its manifest has version {str(manifest.get('version'))[:20]}")
    return files


def _check_hash(label: str, name: str, content: bytes, listed: dict[str, Any]) -> None:
    entry = listed.get(name)
    expected = entry.get("sha256") if isinstance(entry, dict) else None
    if hashlib.sha256(content).hexdigest() != expected:
        cause = f"{name} is not the file that was exported: its SHA-256 differs from the manifest's"
        raise refused(label, cause, "Copy it again, or ask for it again.", "wrong-hash")


def _check_preset(label: str, preset: dict[str, Any]) -> None:
    schema = preset.get("schema")
    if not isinstance(schema, int) or isinstance(schema, bool):
        raise damaged_json(label, _PRESET, "it has no format number")
    if schema > NEWEST:
        raise _newer(label, f"its preset has format {schema}, and this studio reads up to {NEWEST}")
    for field, what in (("name", "name"), ("recipe", "recipe"), ("reference", "reference sound")):
        if not preset.get(field):
            raise refused(label, f"its {_PRESET} has no {what}", "Export the voice again.", "field-missing")


def _newer(label: str, how: str) -> InvalidInput:
    return refused(label, f"a newer studio wrote it ({how})", "Update this studio.", "newer-format")


def _write(content: bytes, file: Any) -> None:
    file.write(content)


STUDIO = Format(
    name="studio",
    title="The studio's own zip file",
    takers="The studio, on any machine.",
    one_file=True,
    pack=_pack,
    keeps=EVERYTHING,
    find=_find,
    pack_folder=_pack_folder,
)
