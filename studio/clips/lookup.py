"""References: "take:ID" and "preset:SLUG", which name anything that can be compared; and sound files beside them."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.domain.recipe import Recipe
from studio.errors import InvalidInput, NotFound
from studio.store.library import Library, begins_an_id
from studio.store.presets import PresetShelf


@dataclass(frozen=True, eq=False)
class Found:
    """A take or a preset that a reference names, with its sound.

    Parameters
    ----------
    reference : str
        "take:ID" or "preset:SLUG".
    label : str
        What a person calls it.
    recipe : Recipe
        What makes it again.
    samples : ndarray of float32, shape (n,)
        Mono, full scale at ±1.
    sample_rate : int
        Samples a second.
    audition : str
        The id of the audition a take belongs to; empty for a preset.
    """

    reference: str
    label: str
    recipe: Recipe
    samples: NDArray[np.float32] = field(repr=False)
    sample_rate: int
    audition: str = ""


class References:
    """Looks up what references name.

    Parameters
    ----------
    library : Library
        Holds the takes.
    presets : PresetShelf
        Holds the presets.
    """

    def __init__(self, library: Library, presets: PresetShelf) -> None:
        self._library = library
        self._presets = presets

    def named(self, word: str) -> str:
        """Give the reference that a person's word means: a preset's name or slug, a take's id or its beginning.

        A reference means itself; a preset goes before a take whose id begins with its name.

        Raises
        ------
        NotFound
            If it means nothing that is there.
        InvalidInput
            If the ids of several takes begin so.
        """
        kind, _, name = word.partition(":")
        if kind == "take" and begins_an_id(name):
            return f"take:{self._library.find_id(name)}"
        if kind in ("take", "preset") and name:
            return word
        try:
            return f"preset:{self._presets[word].slug}"
        except NotFound:
            if not begins_an_id(word):
                raise
        return f"take:{self._library.find_id(word)}"

    def label(self, reference: str) -> str:
        """Give what a person calls it.

        Raises
        ------
        NotFound
            If it names nothing that is there.
        """
        kind, name = _parts(reference)
        if kind == "preset":
            return self._presets[name].name
        entry = self._library.entry(name)
        return f"Take {entry.position + 1} (seed {entry.recipe.seed})"

    def sound(self, reference: str) -> tuple[NDArray[np.float32], int]:
        """Give the samples, float32 of shape (n,), and the sample rate.

        Raises
        ------
        NotFound
            If it names nothing that is there.
        """
        kind, name = _parts(reference)
        if kind == "preset":
            return self._presets[name].reference()
        take = self._library.take(name)
        return take.samples, take.sample_rate

    def find(self, reference: str) -> Found:
        """Give what it names, with its sound.

        Raises
        ------
        NotFound
            If it names nothing that is there.
        """
        kind, name = _parts(reference)
        if kind == "preset":
            preset = self._presets[name]
            return Found(f"preset:{preset.slug}", preset.name, preset.recipe, *preset.reference())
        take = self._library.take(name)
        label = f"Take {take.position + 1}"
        return Found(reference, label, take.recipe, take.samples, take.sample_rate, take.audition)


def sound_file(path: Path, text: str = "") -> Found:
    """Read a sound file as something to be measured and compared.

    Parameters
    ----------
    path : pathlib.Path
        FLAC, WAV or what else libsndfile reads, one channel. A recipe of the same name beside it (`take-1.json`, as
        `studio design` writes it) tells what it says and how it was made.
    text : str
        What it says, where there is no recipe.

    Raises
    ------
    NotFound
        If there is no such file.
    InvalidInput
        If it cannot be read, has several channels, or the file beside it is no recipe.
    """
    samples, sample_rate = _read(path)
    beside = path.with_suffix(".json")
    recipe = _recipe(beside) if beside.is_file() else Recipe(description="", text=text, seed=0)
    return Found(str(path), path.name, recipe, samples, sample_rate)


def _read(path: Path) -> tuple[NDArray[np.float32], int]:
    import soundfile

    if not path.exists():
        raise NotFound(f"There is no file {path}.", "Check the path.")
    try:
        with path.open("rb") as file:  # libsndfile hides what the system says about a file
            samples, sample_rate = soundfile.read(file, dtype="float32")
    except (OSError, soundfile.SoundFileError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no sound file of a known format"
        raise InvalidInput(f"{path} cannot be read: {reason}.", "Give a WAV or FLAC file.") from None
    if samples.ndim != 1:
        raise InvalidInput(
            f"{path} has {samples.shape[1]} channels, and one is measured.", "Mix it down to mono first."
        )
    return samples, sample_rate


def _recipe(file: Path) -> Recipe:
    try:
        data = json.loads(file.read_bytes())
        return Recipe.from_json(data if isinstance(data, dict) else {})
    except (OSError, ValueError):  # InvalidInput is one too
        raise InvalidInput(
            f"{file}, beside the sound, is no recipe that the studio wrote.", "Move it elsewhere, or mend it."
        ) from None


def _parts(reference: str) -> tuple[str, str]:
    kind, _, name = str(reference).partition(":")
    if kind not in ("take", "preset"):
        raise NotFound(f"{str(reference)[:40]!r} names no take and no preset.", 'Write "take:ID" or "preset:SLUG".')
    return kind, name
