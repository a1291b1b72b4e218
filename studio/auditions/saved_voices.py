"""Speaking in voices that were heard: from a name, a preset or a take to the recipes of new lines.

What the worker copies a voice from is put where it finds it, under its content's hash.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.auditions.voice_lock import LockedVoice, length_fault, lock
from studio.domain.backends import backend_info, clones_voices
from studio.domain.recipe import Recipe, Sampling, spoken_recipes
from studio.domain.take import Take
from studio.domain.voice import Voice
from studio.engine.backend_choice import choose_base
from studio.errors import InvalidInput, NotFound, StorageFailed
from studio.store.presets import Preset
from studio.store.reference_audio import content_hash
from studio.text.language_id import guess_language
from studio.text.sentences import five_lines
from studio.workspace import Workspace

_COMPARED = 6  # other voices, in a consistency test


class Speaking:
    """Writes the recipes of lines that saved voices, and voices of takes, speak.

    Parameters
    ----------
    workspace : Workspace
        Holds the takes and presets, and the reference audio where the worker finds it.
    base : str or pathlib.Path, optional
        The Base model that copies voices; default: the best on disk.

    Attributes
    ----------
    base : str or pathlib.Path, optional
        May be set at any time; counts from the next recipes on.
    """

    def __init__(self, workspace: Workspace, base: str | Path | None = None) -> None:
        self._library = workspace.library
        self._presets = workspace.presets
        self._clips = workspace.clips
        self._sounds = workspace.reference_audio
        self.base = base

    def source(self, voice: Preset | Take | str) -> Preset | Take:
        """Find whom a name, a slug, a take's id or its beginning means.

        Raises
        ------
        NotFound, InvalidInput
            If it means nobody, or several takes.
        """
        return self._clips.source(voice) if isinstance(voice, str) else voice

    def lines(
        self,
        voice: Preset | Take | str,
        texts: Sequence[str],
        *,
        takes: int = 1,
        seed: int | str | None = None,
        language: str,
        sampling: Sampling | None = None,
    ) -> tuple[Recipe, ...]:
        """Write the recipes of lines; see `Studio.say`."""
        locked = self._locked(voice)
        recipes = spoken_recipes(
            locked.voice,
            locked.recipe.description,
            texts,
            takes=takes,
            seed=seed,
            language=language,
            sampling=sampling,
            variant=locked.recipe.variant,
        )
        return self._copied(locked, recipes) if clones_voices(locked.voice.backend) else recipes

    def test_lines(self, voice: Preset | Take | str) -> tuple[tuple[Recipe, ...], str, dict[str, str]]:
        """Write the recipes of a consistency test; see `Studio.consistency`.

        Returns
        -------
        recipes : tuple of Recipe
            Of five lines.
        reference : str
            The hash of what the voice is copied from.
        others : dict of str to str
            Other voices to compare it with: the hash of the reference → the name.
        """
        locked = self._locked(voice)
        if not backend_info(locked.voice.backend).embeds_speakers:
            raise _no_encoder(locked.voice.name)
        made = locked.recipe
        texts, language = five_lines(made.text, made.language), guess_language(made.text, made.language)
        recipes = spoken_recipes(locked.voice, made.description, texts, language=language)
        reference = locked.voice.reference
        return self._copied(locked, recipes), reference, self._other_references(reference)

    def bring_back(self, recipes: Iterable[Recipe]) -> None:
        """Put the references of recipes back where the worker finds them, as far as a preset or a take has them."""
        for voice in {recipe.voice for recipe in recipes if recipe.voice and clones_voices(recipe.voice.backend)}:
            if not self._sounds.holds(voice.reference):
                for samples, sample_rate in self._candidates(voice):
                    if content_hash(samples) == voice.reference:
                        self._sounds.add(samples, sample_rate)
                        break

    def _locked(self, voice: Preset | Take | str) -> LockedVoice:
        locked = lock(self.source(voice))
        if fault := length_fault(locked.recipe, locked.duration):
            raise fault
        return locked

    def _copied(self, locked: LockedVoice, recipes: Iterable[Recipe]) -> tuple[Recipe, ...]:
        """Let a Base model copy a voice: put the reference where the worker finds it, and choose the model."""
        self._sounds.add(locked.samples, locked.sample_rate)
        model = choose_base(self.base)
        return tuple(replace(recipe, model=model) for recipe in recipes)

    def _candidates(self, voice: Voice) -> Iterator[tuple[NDArray[np.float32], int]]:
        """Give the sounds of what says the same words as the voice's reference."""
        for preset in self._presets:
            if preset.transcript == voice.transcript:
                with suppress(NotFound, StorageFailed):
                    yield preset.reference()
        for take in self._library.saying(voice.transcript):
            yield take.samples, take.sample_rate

    def _other_references(self, own: str) -> dict[str, str]:
        others: dict[str, str] = {}
        for preset in self._presets:
            with suppress(InvalidInput, NotFound, StorageFailed):  # one that is damaged does not matter here
                reference = self._sounds.add(*preset.reference())
                if reference != own:
                    others[reference] = preset.name
            if len(others) == _COMPARED:
                break
        return others


def _no_encoder(name: str) -> InvalidInput:
    return InvalidInput(
        f"{name!r} is a sketch: the same numbers make its voice for every text, so there is nothing to test.",
        "The test is for voices that a Base model copies.",
        code="no-encoder",
    )
