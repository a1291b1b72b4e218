"""What a widget shows of saved voices, and how they travel to and from a browser."""

import io
import shutil
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import Any

from studio.domain.label import file_stem
from studio.errors import InvalidInput
from studio.exchange.exporting import files_of
from studio.exchange.importing import Imported, import_presets
from studio.exchange.losses import lost
from studio.exchange.registry import FORMATS, format_named
from studio.store.preset_folder import Preset
from studio.store.presets import PresetShelf
from studio.store.temporary import temporary_folder

_LONGEST_DESCRIPTION = 240  # characters that are shown
MOST_FILES = 20  # of one import
_LONGEST_ENDING = 8  # characters


def preset_states(presets: Iterable[Preset]) -> list[dict[str, Any]]:
    """Return what is shown of presets, as plain JSON data: the user's own first, the newest of them first.

    Returns
    -------
    list of dict
        `key`, by which the shelf finds it: the name, or the slug where an earlier one has that name too; `slug`,
        `name`, `description`, `tags`, `language`, `seconds` and `starter`.
    """
    own_first = sorted(presets, key=lambda preset: (preset.starter, -preset.created.timestamp(), preset.name))
    taken: set[str] = set()
    states = []
    for preset in own_first:
        key = preset.slug if preset.name.casefold() in taken else preset.name
        taken.add(preset.name.casefold())
        states.append({"key": key, **_preset_state(preset)})
    return states


def filtered(states: Iterable[dict[str, Any]], typed: str) -> list[dict[str, Any]]:
    """Return those in which all words of a filter are, as the cell shows them: "elise" finds "Élise"."""
    words = _plain(typed).split()
    return [state for state in states if all(word in _plain("\n".join(_searched(state))) for word in words)]


def format_choices() -> list[tuple[str, str]]:
    """Return the name and the title of each format of voices."""
    return [(form.name, form.title) for form in FORMATS.values()]


def exported(preset: Preset, format: str) -> tuple[str, bytes, tuple[str, ...]]:
    """Return a preset as one file: its name, its content, and what of the preset it does not hold, in sentences.

    A format of several files becomes a zip file.

    Raises
    ------
    InvalidInput
        If there is no such format.
    StorageFailed
        If the preset cannot be read.
    """
    form = format_named(format)
    files = list(files_of([preset], form))
    notes = lost([preset], form)
    if len(files) == 1:
        [(name, content)] = files
        return PurePosixPath(name).name, content, notes
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files:
            archive.writestr(name, content)
    return f"{file_stem(preset.name)} ({form.title}).zip", packed.getvalue(), notes


def imported(
    shelf: PresetShelf, names: Sequence[str], contents: Sequence[bytes], transcript: str, consent: str
) -> list[Imported]:
    """Add the voices in files that came from a browser; a voice whose name is taken gets a number.

    Parameters
    ----------
    shelf : PresetShelf
        Where they are added.
    names : sequence of str
        Of the files.
    contents : sequence of bytes
        Of the same.
    transcript, consent : str
        As for `import_presets`.

    Raises
    ------
    InvalidInput
        If there are none, or too many.
    """
    if not 0 < len(contents) <= MOST_FILES or len(names) != len(contents):
        raise InvalidInput(f"{len(contents)} files cannot be imported at once.", f"Choose 1 to {MOST_FILES} files.")
    folder = temporary_folder("import")
    try:
        files = [folder / str(number) / _safe(name) for number, name in enumerate(names)]
        for file, content in zip(files, contents, strict=True):
            file.parent.mkdir()
            file.write_bytes(content)
        return import_presets(shelf, files, transcript, consent, rename=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _preset_state(preset: Preset) -> dict[str, Any]:
    description = preset.recipe.description
    short = description if len(description) <= _LONGEST_DESCRIPTION else f"{description[:_LONGEST_DESCRIPTION]}…"
    return {
        "slug": preset.slug,
        "name": preset.name,
        "description": short,
        "tags": list(preset.tags),
        "language": preset.recipe.language,
        "seconds": preset.duration,
        "starter": preset.starter,
    }


def _searched(state: dict[str, Any]) -> list[str]:
    return [state["name"], state["description"], state["language"], *state["tags"]]


def _plain(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFD", text) if unicodedata.category(each) != "Mn").lower()


def _safe(name: str) -> str:
    """Return a name as a file name that is valid everywhere and leads nowhere else."""
    given = PurePosixPath(str(name).replace("\\", "/"))
    ending = "".join(filter(str.isalnum, given.suffix))[:_LONGEST_ENDING]
    return f"{file_stem(given.stem)[:80]}.{ending}" if ending else file_stem(given.stem)[:80]
