"""Recipes of lines in saved voices.

The reference audio of a voice is stored in the home folder under its hash, where the worker finds it.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.auditions.reference_voice import ReferenceVoice, check_designed, length_fault, reference_voice
from studio.clips.lookup import ClipLike
from studio.domain.backends import backend_info, clones_voices
from studio.domain.recipe import Recipe, Sampling, spoken_recipes
from studio.domain.script import Script
from studio.domain.take import Take, check_complete
from studio.domain.voice import Voice
from studio.engine.backend_choice import choose_base
from studio.errors import InvalidInput, NotFound, StorageFailed
from studio.store.files import read_flac
from studio.store.preset_delivery import PresetDelivery, VoiceSource, not_saved
from studio.store.preset_folder import Preset
from studio.store.reference_audio import content_hash
from studio.text.language_id import guess_language, settled_language
from studio.text.sentences import five_lines
from studio.workspace import Workspace

_MOST_OTHERS = 6  # voices to compare with in a consistency test


class SavedVoices:
    """Writes the recipes of lines in the voices of presets and takes.

    Parameters
    ----------
    workspace : Workspace
        Holds the takes and presets, and the reference audio where the worker finds it.
    base : str or pathlib.Path, optional
        The Base model that copies voices; default: the best one on disk. May be set at any time.
    """

    def __init__(self, workspace: Workspace, base: str | Path | None = None) -> None:
        self._library = workspace.library
        self._presets = workspace.presets
        self._clips = workspace.clips
        self._reference_audio = workspace.reference_audio
        self.base = base

    def source(self, voice: ClipLike) -> VoiceSource:
        """Return the preset, the delivery or the take that a person means; raises as `Clips.source`."""
        return self._clips.source(voice)

    def lines(
        self,
        voice: ClipLike,
        texts: Sequence[str | Script],
        *,
        takes: int = 1,
        seed: int | str | None = None,
        language: str,
        sampling: Sampling | None = None,
    ) -> tuple[Recipe, ...]:
        """Return the recipes of lines; see `Studio.say`."""
        source = self._reference_voice(voice)
        recipes = spoken_recipes(
            source.voice,
            source.recipe.description,
            texts,
            takes=takes,
            seed=seed,
            language=language,
            sampling=sampling,
            variant=source.recipe.variant,
        )
        own = guess_language(source.recipe.text, source.recipe.language)
        recipes = tuple(replace(each, language=settled_language(each.text, each.language, own)) for each in recipes)
        return self._copied(source, recipes) if clones_voices(source.voice.backend) else recipes

    def test_lines(self, voice: ClipLike) -> tuple[tuple[Recipe, ...], str, dict[str, str]]:
        """Return the recipes of a consistency test; see `Studio.consistency`.

        Returns
        -------
        recipes : tuple of Recipe
            Five lines.
        reference : str
            Hash of the voice's reference audio.
        others : dict of str to str
            Other voices to compare with: hash of the reference audio → name.
        """
        source = self._reference_voice(voice)
        if not backend_info(source.voice.backend).embeds_speakers:
            raise _no_encoder(source.voice.name)
        made = source.recipe
        texts, language = five_lines(made.text, made.language), guess_language(made.text, made.language)
        recipes = spoken_recipes(source.voice, made.description, texts, language=language)
        reference = source.voice.reference
        return self._copied(source, recipes), reference, self._other_references(reference)

    def neutral(self, voice: Preset | str) -> tuple[Preset, ReferenceVoice]:
        """Return a preset with its own reference, of any length.

        Raises
        ------
        InvalidInput
            If it is a take, which has no deliveries, or a recording of a person.
        StudioError
            As for `Studio.say`.
        """
        source = self.source(voice)
        if isinstance(source, Take):
            raise not_saved(source)
        preset = source.preset if isinstance(source, PresetDelivery) else source
        check_designed(preset.recipe, preset.name)
        return preset, reference_voice(preset)

    def encoder_line(self, voice: ReferenceVoice) -> Recipe:
        """Return the recipe of a short line, for which the engine loads the Base model with its speaker encoder.

        Raises
        ------
        ModelMissing
            If no Base model is on this machine.
        """
        made = voice.recipe
        text = min(five_lines(made.text, made.language), key=len)
        recipes = spoken_recipes(voice.voice, made.description, [text], language=made.language)
        return self._copied(voice, recipes)[0]

    def restore_references(self, recipes: Iterable[Recipe]) -> None:
        """Store the reference audio of recipes again where it is missing and a preset or a take still has it."""
        for voice in {recipe.voice for recipe in recipes if recipe.voice and clones_voices(recipe.voice.backend)}:
            if not self._reference_audio.holds(voice.reference):
                for samples, sample_rate in self._candidates(voice):
                    if content_hash(samples) == voice.reference:
                        self._reference_audio.add(samples, sample_rate)
                        break

    def with_model(self, recipe: Recipe) -> Recipe:
        """Return a recipe with the Base model of this studio, where it names one by its folder's name alone."""
        copied = recipe.voice is not None and clones_voices(recipe.voice.backend)
        is_folder_name = bool(recipe.model) and "/" not in recipe.model and "\\" not in recipe.model
        return replace(recipe, model=choose_base(self.base)) if copied and is_folder_name else recipe

    def _reference_voice(self, voice: ClipLike) -> ReferenceVoice:
        source = self.source(voice)
        check_complete(source)
        found = reference_voice(source)
        if fault := length_fault(found.recipe, found.duration):
            raise fault
        return found

    def _copied(self, source: ReferenceVoice, recipes: Iterable[Recipe]) -> tuple[Recipe, ...]:
        """Store the reference audio for the worker, and set the Base model in the recipes."""
        self._reference_audio.add(source.samples, source.sample_rate)
        model = choose_base(self.base)
        return tuple(replace(recipe, model=model) for recipe in recipes)

    def _candidates(self, voice: Voice) -> Iterator[tuple[NDArray[np.float32], int]]:
        """Yield the audio of presets and takes with the same words as the voice's reference audio."""
        for preset in self._presets.values():
            for file, recipe, _ in preset.sounds():
                if recipe.text == voice.transcript:
                    with suppress(NotFound, StorageFailed):
                        yield read_flac(file)
        for take in self._library.saying(voice.transcript):
            yield take.samples, take.sample_rate

    def _other_references(self, own: str) -> dict[str, str]:
        others: dict[str, str] = {}
        for preset in self._presets.values():
            with suppress(InvalidInput, NotFound, StorageFailed):  # a damaged one is left out
                reference = self._reference_audio.add(*preset.reference())
                if reference != own:
                    others[reference] = preset.name
            if len(others) == _MOST_OTHERS:
                break
        return others


def _no_encoder(name: str) -> InvalidInput:
    return InvalidInput(
        f"{name!r} is a voice of the sketch, which is the same for every text; there is nothing to test.",
        "Test a voice that a Base model copies.",
        code="no-encoder",
    )
