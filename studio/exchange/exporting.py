"""Export: writes voices in a format, each file completely or not at all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from studio.domain.label import another, file_stem
from studio.errors import InvalidInput
from studio.exchange.format import Format
from studio.exchange.losses import lost
from studio.store.files import make_folder, write_atomically
from studio.store.preset_folder import Preset

_SUFFIXES = (".wav", ".zip", ".vox")  # of a path that names a file, not a folder


@dataclass(frozen=True)
class Exported:
    """What an export wrote.

    Parameters
    ----------
    files : tuple of pathlib.Path
        The files.
    lost : tuple of str
        What of the presets the format does not hold, in sentences.
    """

    files: tuple[Path, ...]
    lost: tuple[str, ...]


def export(presets: Sequence[Preset], path: Path, form: Format) -> Exported:
    """Write presets in a format.

    Parameters
    ----------
    presets : sequence of Preset
        One or several.
    path : pathlib.Path
        For one preset in a format of one file: the file. Else the folder, which is created; it is a folder too where it
        exists as one. For one preset in a format of several files, a path that ends as its first file does names that.
    form : Format
        One of `studio.exchange.registry.FORMATS`.

    Raises
    ------
    InvalidInput
        If there are no presets, or several are to become one file.
    StorageFailed
        If a file cannot be read or written.
    """
    if not presets:
        raise InvalidInput("There is nothing to export.", "Name a preset.", details={"field": "name"})
    stems = _stems(presets, form)
    folder = path
    if not path.is_dir() and (path.suffix.lower() in _SUFFIXES or (form.one_file and len(presets) == 1)):
        if len(presets) > 1:
            what = f"{len(presets)} presets cannot become the one file {path.name}."
            raise InvalidInput(what, "Name a folder.", code="several-in-one-file", details={"field": "output"})
        folder, stems = path.parent, {path.stem: presets[0]}
    written = []
    for stem, preset in stems.items():
        for number, (name, content) in enumerate(form.pack(preset, stem)):
            target = path if folder != path and number == 0 else folder / name
            written.append(_write(target, content))
    written += [_write(folder / name, content) for name, content in form.shared(stems)]
    return Exported(tuple(written), lost(presets, form))


def files_of(presets: Sequence[Preset], form: Format) -> Iterator[tuple[str, bytes]]:
    """Yield the path, with slashes, and the content of each file of an export for one zip file; raises as `export`."""
    stems = _stems(presets, form)
    pack = form.pack_folder if form.pack_folder and len(presets) > 1 else form.pack
    for stem, preset in stems.items():
        yield from pack(preset, stem)
    yield from form.shared(stems)


def _stems(presets: Sequence[Preset], form: Format) -> dict[str, Preset]:
    """Return the presets by names that are different as file names too, whatever their case."""
    stems: dict[str, Preset] = {}
    taken: set[str] = set()
    for preset in presets:
        ends = ("", *form.ends(preset))
        stem = another(file_stem(preset.name), taken, ends)
        taken |= {f"{stem}{end}".casefold() for end in ends}
        stems[stem] = preset
    return stems


def _write(path: Path, content: bytes) -> Path:
    make_folder(path.parent)
    write_atomically(path, partial(_put, content), private=False)
    return path


def _put(content: bytes, file: BinaryIO) -> None:
    file.write(content)
