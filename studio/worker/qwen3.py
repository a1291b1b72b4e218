"""The qwen3 backend: mlx-audio speaks with a Qwen3-TTS VoiceDesign checkpoint."""

import contextlib
import gc
import io
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.errors import InvalidInput, ModelUnusable, StudioError, TakeFailed
from studio.voice.language import AUTO
from studio.voice.recipe import Recipe, Sampling
from studio.voice.request import frame_cap
from studio.worker.backend import Chunk, Step, TakeEnd, Tick
from studio.worker.checkpoint import check, resolve, revision_of

# Four codec frames: soon enough to start playing, and enough for the vocoder to work on at once.
_CHUNK_SECONDS = 0.32

# Freed buffers that MLX keeps for the next frame. A frame and a chunk of the 1.7B model use well under this; MLX's own
# default is the memory limit, so that what one long take needed would be held until the process ends.
_CACHE_BYTES = 512 * 2**20

_VERSIONS = {"studio": "voice-studio"} | {name: name for name in ("mlx", "mlx-audio", "transformers", "tokenizers")}


class Qwen3:
    """Speaks with a VoiceDesign checkpoint, one take after the other, on the calling thread only.

    Parameters
    ----------
    model : str
        A folder, or a hub id.
    stream : bool
        Give a take's sound in chunks of 0.32 s as it comes; otherwise as one. The samples are the same: mlx-audio's own
        whole decoding is not used, because it takes a frame whose first code is 0 for padding and drops a frame of
        sound for it, cannot be cancelled, and keeps only 25 frames of context at every 300th frame.
    """

    name = "qwen3"

    def __init__(self, model: str, *, stream: bool = True) -> None:
        self.model = model
        self._stream = stream
        self._model: Any = None
        self._talker = _Talker()
        self._source = ""
        self._revision = ""

    def load(self, progress: Callable[[float], None]) -> None:
        """Find or fetch the checkpoint, check its files, and load it.

        Parameters
        ----------
        progress : callable
            Takes the part that is done, 0 to 1; during a download, from the hub client's threads.

        Raises
        ------
        ModelMissing, ModelUnusable, HubUnreachable, StorageFailed
            With the file or the address that is at fault.
        """
        progress(0.0)
        folder = resolve(self.model, lambda part: progress(0.8 * part))
        check(folder)
        progress(0.8)
        self._model = _load(folder)
        self._talker.watch(self._model)
        self._revision = revision_of(folder)
        self._source = self.model if folder.parent.name == "snapshots" else str(folder)
        progress(1.0)

    def generate(self, recipes: Sequence[Recipe], tick: Tick) -> Generator[Step, None, None]:
        """Make one take for each recipe, in order.

        `tick` is called before each codec frame is computed, with the number of frames there are: 0 before the prompt
        is read. What it raises ends the take between two frames; the next take is not touched by it.

        Raises
        ------
        InvalidInput
            If the checkpoint does not know a recipe's language.
        TakeFailed
            If the model gives no sound, or samples that are not numbers.
        """
        for recipe in recipes:
            self._check_language(recipe.language)
        for take, recipe in enumerate(recipes):
            yield from self._take(take, self._resolved(recipe), tick)

    def memory(self) -> tuple[int, int]:
        """Give the bytes MLX uses now, and the most it has used."""
        import mlx.core as mx

        return int(mx.get_active_memory()), int(mx.get_peak_memory())

    def close(self) -> None:
        """Let go of the model and give its memory back."""
        if self._model is None:
            return
        import mlx.core as mx

        self._model = None
        self._talker = _Talker()
        gc.collect()
        mx.clear_cache()

    def _take(self, take: int, recipe: Recipe, tick: Tick) -> Iterator[Step]:
        frames = 0
        pieces: list[NDArray[np.float32]] = []
        with contextlib.closing(self._frames(recipe, lambda frame: tick(take, frame))) as results:
            for result in results:
                samples = _samples(result, recipe.seed)
                frames += result.token_count
                if self._stream:
                    yield Chunk(take, samples)
                else:
                    pieces.append(samples)
        if frames == 0:
            raise TakeFailed(f"The model gave no sound for seed {recipe.seed}.", "Try another seed.")
        if pieces:
            yield Chunk(take, np.concatenate(pieces))
        yield TakeEnd(take, recipe, capped=frames >= recipe.frame_cap)

    def _frames(self, recipe: Recipe, on_frame: Callable[[int], None]) -> Generator[Any, None, None]:
        """Run mlx-audio's own generator for one take, and leave the model clean however it ends."""
        import mlx.core as mx

        self._talker.start(on_frame)
        mx.random.seed(recipe.seed)
        try:
            yield from self._model.generate_voice_design(
                text=_plain(recipe.text),
                instruct=_plain(recipe.description),
                language=recipe.language,
                temperature=recipe.sampling.temperature,
                top_k=recipe.sampling.top_k,
                top_p=recipe.sampling.top_p,
                repetition_penalty=recipe.sampling.repetition_penalty,
                max_tokens=recipe.frame_cap,
                stream=True,
                streaming_interval=_CHUNK_SECONDS,
            )
        finally:
            self._talker.start(None)
            self._model.speech_tokenizer.decoder.reset_streaming_state()
            mx.clear_cache()

    def _check_language(self, language: str) -> None:
        known = self._model.config.talker_config.codec_language_id or {}
        if language != AUTO and language not in known:
            raise InvalidInput(
                f"The model {self.model} does not speak {language}.",
                f"Choose one of: {', '.join(sorted(known)) or 'auto'}, or auto.",
                code="unknown-language",
                details={"field": "language"},
            )

    def _resolved(self, recipe: Recipe) -> Recipe:
        asked = recipe.sampling
        cap = recipe.frame_cap or frame_cap(recipe.text)
        options = self._model._resolve_generation_options(
            asked.temperature, cap, asked.top_k, asked.top_p, asked.repetition_penalty
        )
        del options["max_tokens"]
        return replace(
            recipe,
            sampling=Sampling(**options),
            frame_cap=cap,
            backend=self.name,
            model=self._source,
            revision=self._revision,
            versions=_versions(),
        )


class _Talker:
    """Stands in for the model's talker, which runs once a codec frame, and says so each time before it does."""

    def __init__(self) -> None:
        self._talker: Any = None
        self._on_frame: Callable[[int], None] | None = None
        self._frame = 0

    def watch(self, model: Any) -> None:
        """Take the place of a model's talker; its weights are loaded by now, and only its generator looks it up."""
        self._talker = model.talker
        model.talker = self

    def start(self, on_frame: Callable[[int], None] | None) -> None:
        """Count from 0 again, and report to `on_frame`."""
        self._frame, self._on_frame = 0, on_frame

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        if self._on_frame is not None:
            self._on_frame(self._frame)
        self._frame += 1
        return self._talker(*arguments, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._talker, name)


def _load(folder: Path) -> Any:
    """Load a checkpoint whose files were checked, and see that all three parts of it are there.

    mlx-audio prints where its tokenizers fail, and goes on without them.
    """
    import mlx.core as mx
    from mlx_audio.tts.utils import load_model

    mx.set_cache_limit(_CACHE_BYTES)
    if mx.default_device() == mx.Device(mx.cpu):
        # On a CPU compiling means running g++ for 5 to 7 seconds, to the same samples at the same speed.
        mx.disable_compile()
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            model = load_model(folder)
    except StudioError:
        raise  # a deadline that ran out while the model loaded
    except Exception as error:
        if "[METAL]" in str(error):
            raise
        raise _unusable(folder, f"it does not load ({_first_line(error)})", printed) from error
    finally:
        sys.stdout.write(printed.getvalue())
    if model.tokenizer is None:
        raise _unusable(folder, "its tokenizer (vocab.json, merges.txt, tokenizer_config.json) does not load", printed)
    if model.speech_tokenizer is None:
        raise _unusable(folder, "its speech_tokenizer/ (config.json, model.safetensors) does not load", printed)
    return model


def _unusable(folder: Path, why: str, printed: io.StringIO) -> ModelUnusable:
    return ModelUnusable(
        f"The model in {folder} cannot be used: {why}.",
        "Download the model again, or choose another one.",
        details={"folder": str(folder), "log": printed.getvalue()[-2000:]},
    )


def _plain(text: str) -> str:
    """Break up what the tokenizer would take for a control token: "<|im_end|>" is text here."""
    return text.replace("<|", "< |").replace("|>", "| >")


def _samples(result: Any, seed: int) -> NDArray[np.float32]:
    import mlx.core as mx

    samples = np.array(result.audio.astype(mx.float32))
    if not np.isfinite(samples).all():
        raise TakeFailed(f"The model gave samples that are not numbers for seed {seed}.", "Try another seed.")
    return samples


def _versions() -> dict[str, str]:
    versions = {}
    for name, package in _VERSIONS.items():
        with contextlib.suppress(metadata.PackageNotFoundError):
            versions[name] = metadata.version(package)
    return versions


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return (lines[0] if lines else type(error).__name__)[:300].rstrip(".:")
