"""The cloning backend: a Qwen3-TTS Base model copies saved voices from their references."""

import gc
from collections import OrderedDict, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from studio.domain.backends import QWEN3
from studio.domain.hardware import with_rows
from studio.domain.limits import expected_frames, expected_seconds, frame_cap
from studio.domain.recipe import Recipe
from studio.domain.voice import Voice
from studio.errors import InvalidInput, ModelUnusable
from studio.store.reference_audio import ReferenceSounds
from studio.text.passages import passage_seed
from studio.text.spoken import spoken_passages
from studio.worker.acceptance import Pace
from studio.worker.assembly import Part, SpokenText
from studio.worker.backend import Step, Tick, report_reading
from studio.worker.qwen3.loading import resolve_base, revision_of, speech_tokenizer_revision
from studio.worker.qwen3.voice_design import check_language, load_model, resolved

if TYPE_CHECKING:
    from studio.worker.qwen3.sampling import Row
    from studio.worker.qwen3.speaker_prompt import SpeakerPrompt

#: With less, in-context cloning repeats itself; mlx-audio forces it too.
MIN_PENALTY = 1.5

_CACHED_SPEAKERS = 4  # voices whose codes and embedding stay in memory, a few hundred KB each


class Cloning:
    """Speaks in copied voices with a Base checkpoint, on the calling thread only.

    Parameters
    ----------
    model : str
        A folder, or a hub id whose files are on disk; nothing is downloaded.
    references : pathlib.Path
        The folder of references; their codes are stored there too.
    """

    name = QWEN3.name
    sample_rate = QWEN3.sample_rate

    def __init__(self, model: str, references: Path) -> None:
        self.model = model
        self._references = ReferenceSounds(references)
        self._speakers: OrderedDict[str, SpeakerPrompt] = OrderedDict()
        self._model: Any = None
        self._talker: Any = None
        self._vocoder: Any = None
        self._source = self._revision = self._codec = ""

    def load(self, progress: Callable[[float], None]) -> None:
        """Check the checkpoint's files, and load it.

        Raises
        ------
        ModelMissing, ModelUnusable
            Naming the file.
        """
        progress(0.0)
        folder = resolve_base(self.model)
        progress(0.1)
        from studio.worker.qwen3.talker import Talker
        from studio.worker.qwen3.vocoder import Vocoder

        self._model = load_model(folder)
        if self._model.speaker_encoder is None or not self._model.speech_tokenizer.has_encoder:
            raise ModelUnusable(
                f"The model in {folder} cannot encode a reference: its speaker encoder or its codec's is missing.",
                "Download the model again, or choose another Base model.",
                details={"folder": str(folder)},
            )
        self._talker, self._vocoder = Talker(self._model), Vocoder(self._model)
        self._revision = revision_of(folder)
        self._codec = speech_tokenizer_revision(folder)
        self._source = self.model if folder.parent.name == "snapshots" else str(folder)
        progress(1.0)

    def prepare(self, recipes: Sequence[Recipe], progress: Callable[[float], None]) -> None:
        """Encode the references of these recipes, one after the other; the last ones stay in memory.

        Raises
        ------
        InvalidInput
            If a recipe names no voice.
        NotFound
            If a reference does not exist.
        """
        wanted = list(dict.fromkeys(_voice_of(recipe).reference for recipe in recipes))
        new = [reference for reference in wanted if reference not in self._speakers]
        for place, reference in enumerate(new):
            progress(place / len(new))
            self._speakers[reference] = self._encode(reference, _part(progress, place, len(new)))
        for reference in wanted:
            self._speakers.move_to_end(reference)
        while len(self._speakers) > max(_CACHED_SPEAKERS, len(wanted)):
            self._speakers.popitem(last=False)

    def expected_steps(self, recipe: Recipe) -> int:
        """Return the number of codec frames that ordinary speech takes."""
        return QWEN3.frames_in(expected_seconds(recipe.text))

    def generate(self, recipes: Sequence[Recipe], tick: Tick) -> Generator[Step, None, None]:
        """Generate one take for each recipe, with all their passages in one batch.

        The first passage of a text is sent while it is generated, the others in order when they are complete. A passage
        that failed, or whose pace is different, is generated once more with another seed; the others stay.

        `tick` is called as for `Qwen3.generate`, with the frames of all passages of a take.

        Raises
        ------
        InvalidInput
            If a recipe names no voice, or the checkpoint does not know its language.
        NotFound
            If a reference does not exist.
        """
        import mlx.core as mx

        for recipe in recipes:
            check_language(self._model, self.model, recipe.language)
        self.prepare(recipes, lambda part: None)
        texts = [self._text(take, self._resolved(recipe)) for take, recipe in enumerate(recipes)]
        try:
            yield from self._speak(texts, [(text, part) for text in texts for part in text.parts], tick)
        finally:
            mx.clear_cache()

    def embed(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the speaker embedding, float32 of shape (width,)."""
        import mlx.core as mx

        from studio.worker.qwen3.speaker_prompt import speaker_embedding

        return np.array(speaker_embedding(self._model, samples).astype(mx.float32)).reshape(-1)

    def memory(self) -> tuple[int, int]:
        """Return the bytes MLX uses now, and its peak."""
        import mlx.core as mx

        return int(mx.get_active_memory()), int(mx.get_peak_memory())

    def close(self) -> None:
        """Free the model and its memory."""
        if self._model is None:
            return
        import mlx.core as mx

        self._model = self._talker = self._vocoder = None
        self._speakers.clear()
        gc.collect()
        mx.clear_cache()

    def _text(self, take: int, recipe: Recipe) -> SpokenText:
        voice = _voice_of(recipe)
        pace = Pace(self._speakers[voice.reference].frames, expected_frames(voice.transcript))
        found = spoken_passages(recipe)
        parts = [Part(passage, passage_seed(recipe.seed, number)) for number, passage in enumerate(found)]
        return SpokenText(take, recipe, parts, pace)

    def _speak(self, texts: list[SpokenText], parts: list[tuple[SpokenText, Part]], tick: Tick) -> Iterator[Step]:
        """Generate passages in one batch, and yield the steps of their takes."""
        from studio.worker.qwen3.batch_speech import RowEnd, speak
        from studio.worker.qwen3.talker_loop import TalkerLoop

        rows = self._rows(parts)
        frames, waiting = TalkerLoop(self._talker), deque(rows)
        places = {part: place for place, (_, part) in enumerate(parts)}
        with closing(speak(frames, self._vocoder, waiting, _PartTick(parts, tick))) as steps:
            for step in steps:
                if isinstance(step, RowEnd):
                    text, part = parts[step.row.take]
                    part.frames = step.frames
                    text.recipe = with_rows(text.recipe, step.fewest, step.most)
                    yield from text.finish(part, capped=step.capped)
                    for again in text.to_repeat():
                        waiting.appendleft(replace(rows[places[again]], seed=again.seed))
                    over = {place for place, (each, _) in enumerate(parts) if each.over}
                    frames.leave(over)
                    for row in [row for row in waiting if row.take in over]:
                        waiting.remove(row)
                else:
                    text, part = parts[step.take]
                    yield from text.add(part, step.samples)
                if all(each.over for each in texts):
                    return

    def _rows(self, parts: list[tuple[SpokenText, Part]]) -> "list[Row]":
        """Return a row for each passage; passages with the same voice and text share a prompt."""
        from studio.worker.qwen3.sampling import Row
        from studio.worker.qwen3.speaker_prompt import clone_prompt

        prompts: dict[tuple[str, str, str, str], Any] = {}
        rows = []
        for place, (text, part) in enumerate(parts):
            recipe = text.recipe
            voice, said = _voice_of(recipe), part.passage.text
            words = voice.reference, voice.transcript, said, recipe.language
            if words not in prompts:
                speaker = self._speakers[voice.reference]
                prompts[words] = clone_prompt(self._model, speaker, voice.transcript, said, recipe.language)
            cap = QWEN3.frames_in(recipe.max_seconds) if len(text.parts) == 1 else frame_cap(said)
            rows.append(Row(place, prompts[words], part.seed, recipe.sampling, cap))
        return rows

    def _encode(self, reference: str, progress: Callable[[float], None]) -> "SpeakerPrompt":
        """Return a reference as this model encodes it; its codes are stored on disk."""
        import mlx.core as mx

        from studio.worker.qwen3.speaker_prompt import SpeakerPrompt, encode, speaker_embedding

        samples = self._references.read(reference)
        label = f"codes-{self._codec}"
        codes = self._references.derived(reference, label, lambda: encode(self._model, samples, progress))
        return SpeakerPrompt(mx.array(codes)[None], speaker_embedding(self._model, samples))

    def _resolved(self, recipe: Recipe) -> Recipe:
        made = resolved(self._model, recipe)
        penalty = max(made.sampling.repetition_penalty or 0.0, MIN_PENALTY)
        return replace(
            made,
            sampling=replace(made.sampling, repetition_penalty=penalty),
            backend=self.name,
            model=self._source,
            revision=self._revision,
        )


class _PartTick:
    """Passes on the ticks of passages as those of their takes."""

    def __init__(self, parts: list[tuple[SpokenText, Part]], tick: Tick) -> None:
        self._parts = parts
        self._tick = tick

    def __call__(self, place: int, frame: int) -> None:
        text, part = self._parts[place]
        part.frames = frame
        self._tick(text.take, text.frames)

    def reading(self, place: int, part: float) -> None:
        """Report how far the text is read, until the take has a frame."""
        text = self._parts[place][0]
        if not text.frames:
            report_reading(self._tick, text.take, part)


def _part(progress: Callable[[float], None], place: int, count: int) -> Callable[[float], None]:
    """Return what reports the progress of one of several steps of equal length."""
    return lambda part: progress((place + part) / count)


def _voice_of(recipe: Recipe) -> Voice:
    if recipe.voice is None:
        raise InvalidInput("A Base model speaks in saved voices only.", "Choose a preset.", code="no-voice")
    return recipe.voice
