"""The sketch backend: espeak-ng's formant synthesis, with a voice for each description and seed."""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from importlib.metadata import version

import numpy as np
import psutil
import soxr
from numpy.typing import NDArray

from studio.domain.backends import SKETCH
from studio.domain.limits import expected_seconds
from studio.domain.recipe import Recipe
from studio.errors import InvalidInput, TakeFailed
from studio.text.description import READER, READER_VERSION, read_traits
from studio.text.language_id import guess_language
from studio.text.passages import passage_seed
from studio.text.scripts import unreadable
from studio.text.sketch_choice import choose_sketch_voice
from studio.text.spoken import spoken_passages, spoken_text
from studio.worker.backend import Chunk, Step, TakeEnd, Tick
from studio.worker.joining import Joiner
from studio.worker.sketch import espeak
from studio.worker.sketch.shaping import fade, shape
from studio.worker.sketch.speakable import speakable
from studio.worker.sketch.voice_file import voice_file

_FRAME = int(SKETCH.sample_rate / SKETCH.frame_rate)  # samples
_CHUNK_FRAMES = 4
_MOST_UNREADABLE = 0.5  # of a text's letters

#: Recipe's language → espeak-ng's file for it.
_LANGUAGE_FILES = {
    "english": "gmw/en-US",
    "chinese": "sit/cmn",
    "french": "roa/fr",
    "german": "gmw/de",
    "italian": "roa/it",
    "japanese": "jpx/ja",
    "korean": "ko",
    "portuguese": "roa/pt-BR",
    "russian": "zle/ru",
    "spanish": "roa/es",
}


class Sketch:
    """Speaks without a model: a preview of gender, age, pitch, pace and timbre, not of a person.

    It speaks all ten languages of Qwen3-TTS. Japanese is read well in kana only: espeak-ng cannot read kanji, and says
    "Chinese letter" instead. Words in another language are read by the rules of the main language, or spelled.
    """

    name = SKETCH.name
    sample_rate = SKETCH.sample_rate
    model = "espeak-ng"

    def __init__(self) -> None:
        self._espeak: espeak.Espeak | None = None
        self._peak = 0

    def load(self, progress: Callable[[float], None]) -> None:
        """Load espeak-ng, in a few milliseconds.

        Raises
        ------
        ModelMissing
            If `espeakng-loader` is not installed.
        ModelUnusable
            If its library does not load, or the temporary folder's path is too long for it.
        """
        self.close()
        self._espeak = espeak.Espeak()
        progress(1.0)

    def prepare(self, recipes: Sequence[Recipe], progress: Callable[[float], None]) -> None:
        """Do nothing: a description needs no more than espeak-ng."""

    def expected_steps(self, recipe: Recipe) -> int:
        """Return the number of steps in which ordinary speech is sent."""
        return SKETCH.frames_in(expected_seconds(recipe.text))

    def generate(self, recipes: Sequence[Recipe], tick: Tick) -> Generator[Step, None, None]:
        """Generate one take for each recipe, one after the other.

        espeak-ng speaks a whole text in milliseconds, so a take is finished before its first chunk; `tick` is called
        with frame 0 meanwhile, then with each frame as it is sent.

        Raises
        ------
        InvalidInput
            If most of a text is in a script that espeak-ng would spell.
        """
        for take, recipe in enumerate(recipes):
            try:
                yield from self._take(take, recipe, tick)
            except TakeFailed as failure:
                yield TakeEnd(take, recipe, fault=failure.what.rstrip("."))

    def memory(self) -> tuple[int, int]:
        """Return the process's resident bytes now, and their peak."""
        now = psutil.Process().memory_info().rss
        self._peak = max(self._peak, now)
        return now, self._peak

    def close(self) -> None:
        """Remove the temporary folder."""
        if self._espeak:
            self._espeak.close()
            self._espeak = None

    def _take(self, take: int, recipe: Recipe, tick: Tick) -> Iterator[Step]:
        if self._espeak is None:
            self.load(lambda done: None)
        language = guess_language(recipe.text, recipe.language)
        _check_readable(recipe.text, language)
        recipe = _with_variant(recipe, language)
        if recipe.voice is None and not recipe.pauses:
            sound = self._speak(take, replace(recipe, text=spoken_text(recipe)), language, tick)
            left = round(recipe.max_seconds * self.sample_rate) or len(sound)
            yield from _chunks(take, fade(sound[:left]) if left < len(sound) else sound, 0, tick)
            yield TakeEnd(take, self._filled(recipe), left < len(sound))
        else:
            yield from self._passages(take, recipe, language, tick)
            yield TakeEnd(take, self._filled(recipe))

    def _passages(self, take: int, recipe: Recipe, language: str, tick: Tick) -> Iterator[Step]:
        """Speak a text passage by passage, all with the same variant."""
        joiner, frames = Joiner(), 0
        for number, passage in enumerate(spoken_passages(recipe)):
            said = replace(recipe, text=passage.text, seed=passage_seed(recipe.seed, number))
            sound = self._speak(take, said, language, tick, frames=frames)
            joined = np.concatenate([joiner.add(sound), joiner.end(passage.pause)])
            yield from _chunks(take, joined, frames, tick)
            frames += -(-len(joined) // _FRAME)

    def _speak(self, take: int, recipe: Recipe, language: str, tick: Tick, frames: int = 0) -> NDArray[np.float32]:
        """Return the sound of one text; `tick` is called with `frames` meanwhile."""
        variant = recipe.variant
        assert self._espeak
        assert variant
        pcm = self._espeak.speak(
            speakable(recipe.text, language),
            language=_LANGUAGE_FILES[language],
            voice=voice_file(variant),
            rate=round(variant.rate),
            on_samples=lambda samples: tick(take, frames),
        )
        sound = shape(
            pcm,
            espeak.SAMPLE_RATE,
            roughness=variant.roughness,
            tilt=variant.tilt,
            level=variant.level,
            pauses=variant.pauses,
            seed=recipe.seed,
        )
        if not len(sound):
            raise TakeFailed(
                "espeak-ng found nothing to pronounce in the text.",
                f"Write it in the letters of its language (it was read as {language.capitalize()}).",
                details={"language": language},
            )
        return sound

    def _filled(self, recipe: Recipe) -> Recipe:
        assert self._espeak
        return replace(
            recipe,
            backend=self.name,
            model=self.model,
            revision=self._espeak.version,
            versions={
                "studio": version("voice-studio"),
                "espeak-ng": self._espeak.version,
                "numpy": np.__version__,
                "soxr": soxr.__version__,
                **{name: number for name, number in recipe.versions.items() if name == READER},
            },
        )


def _with_variant(recipe: Recipe, language: str) -> Recipe:
    """Return a recipe with the voice's numbers, chosen by description and seed if it has none.

    Only a choice depends on how descriptions are read, so only then the reader's version is recorded. A saved voice
    without numbers has those that its own seed leads to.
    """
    if recipe.variant:
        return recipe
    seed = recipe.voice.seed if recipe.voice else recipe.seed
    variant = choose_sketch_voice(read_traits(recipe.description), seed, language)
    return replace(recipe, variant=variant, versions={**recipe.versions, READER: READER_VERSION})


def _check_readable(text: str, language: str) -> None:
    """Refuse a text of which espeak-ng would spell most letters, or call them "Chinese letter"."""
    share, names = unreadable(text, language)
    if share > _MOST_UNREADABLE:
        raise InvalidInput(
            f"{share:.0%} of the text is in a script that the sketch cannot read in {language.capitalize()} "
            f"({', '.join(names)}).",
            "Write it in kana, or use a Qwen3-TTS model." if language == "japanese" else "Choose the text's language.",
            code="unspeakable-script",
            details={"field": "text", "share": share, "scripts": list(names)},
        )


def _chunks(take: int, sound: NDArray[np.float32], frames: int, tick: Tick) -> Iterator[Step]:
    for start in range(0, len(sound), _FRAME * _CHUNK_FRAMES):
        chunk = sound[start : start + _FRAME * _CHUNK_FRAMES]
        for frame in range(-(-len(chunk) // _FRAME)):
            tick(take, frames + start // _FRAME + frame + 1)
        yield Chunk(take, chunk)
