"""The voice design backend: a Qwen3-TTS VoiceDesign checkpoint speaks from descriptions."""

import contextlib
import gc
import io
import sys
from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.domain.backends import QWEN3
from studio.domain.hardware import CHIP, CPU, DEVICE, with_rows
from studio.domain.language import AUTO
from studio.domain.limits import expected_seconds, frame_cap
from studio.domain.recipe import Recipe
from studio.errors import InvalidInput, ModelUnusable, StudioError
from studio.text.spoken import spoken_text
from studio.worker.backend import Step, TakeEnd, Tick
from studio.worker.cpu.openblas import loaded_openblas
from studio.worker.qwen3.loading import check, resolve, revision_of

# Freed buffers that MLX keeps for reuse. A frame and a chunk of the 1.7B model need well under this. MLX's default is
# the memory limit, so what one long take needed would be held until the process ends.
_CACHE_BYTES = 512 * 2**20

if TYPE_CHECKING:
    from studio.worker.qwen3.sampling import Row

# Raised when a change of this package gives the same recipe other samples. 2: sampling in float32, and the vocoder's
# attention window.
_GENERATION = "2"
_LONGEST_NAME = 100  # of a chip
_VERSIONS = {"studio": "voice-studio"} | {name: name for name in ("mlx", "mlx-audio", "transformers", "tokenizers")}


class Qwen3:
    """Speaks from descriptions with a VoiceDesign checkpoint, on the calling thread only.

    Parameters
    ----------
    model : str
        A folder, or a hub id.
    """

    name = QWEN3.name
    sample_rate = QWEN3.sample_rate

    def __init__(self, model: str) -> None:
        self.model = model
        self._model: Any = None
        self._talker: Any = None
        self._vocoder: Any = None
        self._source = ""
        self._revision = ""

    def load(self, progress: Callable[[float], None]) -> None:
        """Find or download the checkpoint, check its files, and load it.

        Parameters
        ----------
        progress : callable
            Called with the part that is done, 0 to 1; during a download, from other threads.

        Raises
        ------
        ModelMissing, ModelUnusable, HubUnreachable, StorageFailed
            Naming the file or the address.
        """
        progress(0.0)
        folder = resolve(self.model, lambda part: progress(0.8 * part))
        check(folder)
        progress(0.8)
        from studio.worker.qwen3.talker import Talker
        from studio.worker.qwen3.vocoder import Vocoder

        self._model = load_model(folder)
        self._talker, self._vocoder = Talker(self._model), Vocoder(self._model)
        self._revision = revision_of(folder)
        self._source = self.model if folder.parent.name == "snapshots" else str(folder)
        progress(1.0)

    def prepare(self, recipes: Sequence[Recipe], progress: Callable[[float], None]) -> None:
        """Do nothing: a description needs no more than the model."""

    def expected_steps(self, recipe: Recipe) -> int:
        """Return the number of codec frames that ordinary speech takes."""
        return QWEN3.frames_in(expected_seconds(recipe.text))

    def generate(self, recipes: Sequence[Recipe], tick: Tick) -> Generator[Step, None, None]:
        """Generate one take for each recipe, in one batch.

        `tick` is called for each take before each of its codec frames, with the number of frames so far: 0 before the
        prompt is read. What it raises ends the takes between two frames.

        Raises
        ------
        InvalidInput
            If the checkpoint does not know a recipe's language.
        """
        import mlx.core as mx

        from studio.worker.qwen3.batch_speech import RowEnd, speak
        from studio.worker.qwen3.talker_loop import TalkerLoop

        for recipe in recipes:
            check_language(self._model, self.model, recipe.language)
        made = [self._resolved(recipe) for recipe in recipes]
        try:
            for step in speak(TalkerLoop(self._talker), self._vocoder, deque(self._rows(made)), tick):
                if isinstance(step, RowEnd):
                    recipe = with_rows(made[step.row.take], step.fewest, step.most)
                    yield TakeEnd(step.row.take, recipe, capped=step.capped)
                else:
                    yield step
        finally:
            mx.clear_cache()

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
        gc.collect()
        mx.clear_cache()

    def _rows(self, recipes: Sequence[Recipe]) -> "list[Row]":
        """Return a row for each recipe; recipes with the same words share a prompt."""
        from studio.worker.qwen3.prompt import design_prompt
        from studio.worker.qwen3.sampling import Row

        prompts: dict[tuple[str, str, str], Any] = {}
        rows = []
        for take, recipe in enumerate(recipes):
            words = recipe.description, spoken_text(recipe), recipe.language
            if words not in prompts:
                prompts[words] = design_prompt(self._model, *words)
            rows.append(Row(take, prompts[words], recipe.seed, recipe.sampling, QWEN3.frames_in(recipe.max_seconds)))
        return rows

    def _resolved(self, recipe: Recipe) -> Recipe:
        made = resolved(self._model, recipe)
        return replace(made, backend=self.name, model=self._source, revision=self._revision)


def check_language(model: Any, name: str, language: str) -> None:
    """Check that a model, called `name`, knows a language.

    Raises
    ------
    InvalidInput
        If it does not.
    """
    known = model.config.talker_config.codec_language_id or {}
    if language != AUTO and language not in known:
        raise InvalidInput(
            f"The model {name} does not speak {language}.",
            f"Choose one of: {', '.join(sorted(known)) or 'auto'}, or auto.",
            code="unknown-language",
            details={"field": "language"},
        )


def resolved(model: Any, recipe: Recipe) -> Recipe:
    """Return a recipe with open settings filled in by the checkpoint, and what its sound depends on noted."""
    from studio.worker.qwen3.mlx_audio_adapter import resolve_sampling

    cap = recipe.frame_cap or frame_cap(recipe.text)
    sampling = resolve_sampling(model, recipe.sampling, cap)
    return replace(recipe, sampling=sampling, frame_cap=cap, versions=_versions(), variant=None)


def load_model(folder: Path) -> Any:
    """Load a checkpoint whose files were checked, and check that all three parts of it are there.

    If a tokenizer fails to load, mlx-audio prints it and continues without.
    """
    import mlx.core as mx

    from studio.worker.qwen3 import mlx_audio_adapter

    mx.set_cache_limit(_CACHE_BYTES)
    if mx.default_device() == mx.Device(mx.cpu):
        # On a CPU compiling runs g++ for seconds, for each number of rows, and with a large model matrix products take
        # nearly all of the time anyway (`bench/sampling.py compile`).
        mx.disable_compile()
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            model = mlx_audio_adapter.load_model(folder)
    except StudioError:
        raise  # the deadline passed while the model loaded
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


def _versions() -> dict[str, str]:
    versions = {"studio's generation": _GENERATION}
    for name, package in _VERSIONS.items():
        with contextlib.suppress(metadata.PackageNotFoundError):
            versions[name] = metadata.version(package)
    if openblas := loaded_openblas():
        versions["openblas"] = openblas
    return versions | _hardware()


def _hardware() -> dict[str, str]:
    """Return what MLX computes on."""
    import mlx.core as mx

    on_cpu = mx.default_device() == mx.Device(mx.cpu)
    device = CPU if on_cpu else "Metal" if mx.metal.is_available() else "CUDA"
    return {DEVICE: device, CHIP: str(mx.device_info().get("device_name", ""))[:_LONGEST_NAME]}


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return (lines[0] if lines else type(error).__name__)[:300].rstrip(".:")
