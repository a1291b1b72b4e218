"""Clips of sound files, of any program."""

import os
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.audio.sound_file import MOST_SAMPLES, SoundFileFailed, decode
from studio.domain.clip import Clip
from studio.domain.limits import check_text
from studio.domain.recipe import Recipe
from studio.errors import InvalidInput, NotFound
from studio.store.files import read_json
from studio.store.provenance import read_provenance

_SOUNDS = (".wav", ".flac", ".mp3", ".ogg", ".opus", ".aac")
_LONGEST_TRANSCRIPT = 1_000_000  # characters
_OF_A_RECIPE = {"description", "text", "seed"}  # by which a recipe is known among other JSON files


def sound_file(path: Path, text: str = "") -> Clip:
    """Read a sound file, to measure and compare it.

    Parameters
    ----------
    path : pathlib.Path
        FLAC, WAV or another format of libsndfile, one channel. A recipe of the same name beside it (`v7-1.json`, as
        `studio design` writes it), or else the one in it, says what is spoken and how it was made.
    text : str
        What is spoken, where there is no recipe.

    Raises
    ------
    NotFound
        If there is no such file.
    InvalidInput
        If it cannot be read or has several channels, the recipe beside it is damaged, or the text cannot be spoken.
    """
    samples, sample_rate = _read(path)
    beside = path.with_suffix(".json")
    spoken = check_text(text, _LONGEST_TRANSCRIPT) if text.strip() else ""
    recipe = _recipe(beside) or _recipe_in(path)
    return Clip(samples, sample_rate, path.name, recipe.text if recipe else spoken, str(path), recipe)


def is_sound_path(word: str) -> bool:
    """Return whether a word is the path of a file or a folder, or ends as a sound file's does."""
    return os.path.isfile(word) or os.path.isdir(word) or Path(word).suffix.lower() in _SOUNDS


def _read(path: Path) -> tuple[NDArray[np.float32], int]:
    if not os.path.exists(path):  # False also for what no system accepts as a path
        raise NotFound(f"There is no file {path}.", "Check the path.")
    try:
        samples, sample_rate = decode(path, MOST_SAMPLES)
    except (OSError, SoundFileFailed) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise InvalidInput(f"{path} cannot be read: {reason}.", "Use a WAV or FLAC file.") from None
    if samples.ndim != 1:
        raise InvalidInput(
            f"{path} has {samples.shape[1]} channels; only mono files can be measured.", "Mix it down to mono first."
        )
    return samples, sample_rate


def _recipe_in(path: Path) -> Recipe | None:
    """Return the recipe in a sound file; None if the studio did not write it, or another program damaged it."""
    with suppress(OSError, InvalidInput):
        made = read_provenance(path)
        return made.recipe if made else None
    return None


def _recipe(file: Path) -> Recipe | None:
    """Return the recipe in a file, or None if there is no such file or another program wrote it, such as a transcript.

    Raises
    ------
    InvalidInput
        If the studio wrote it, but it is damaged.
    """
    try:
        data = read_json(file)
    except (OSError, ValueError):
        return None
    if not isinstance(data, dict) or not data.keys() >= _OF_A_RECIPE:
        return None
    try:
        return Recipe.from_json(data)
    except ValueError as error:  # InvalidInput is one
        raise InvalidInput(
            f"The recipe {file}, beside the sound file, is damaged: {error}", "Move or correct it."
        ) from None
