"""Whether a request suits this machine: its memory, and what MLX computes on."""

import heapq
import inspect
import warnings
from collections.abc import Callable, Sequence

from studio.domain.backends import QWEN3, clones_voices
from studio.domain.limits import MAX_TAKES, expected_frames
from studio.domain.recipe import Recipe
from studio.engine.memory_limit import SHARE_FOR_MODELS
from studio.engine.status import EngineStatus
from studio.errors import StudioError
from studio.models.catalogue import memory_of
from studio.models.machine import Machine, this_machine
from studio.models.model_facts import ModelFacts, facts_of
from studio.text.passages import passages

#: Receives why a request does not suit this machine, before it is queued; what it raises prevents that.
Warn = Callable[[StudioError], None]

_SLOW_FRAME_SECONDS = 19  # of a quantised 1.7B on MLX's CPU build
_SMALL_BYTES = 500_000_000  # a model of this size is fast enough anywhere
_LETTERS_A_TOKEN = 3
_PACKAGE = __name__.partition(".")[0]


def warn_by_default(why: StudioError) -> None:
    """Issue a Python warning."""
    warn_caller(str(why))


def warn_caller(message: str) -> None:
    """Issue a Python warning for the line that called the studio, however many of its functions are in between."""
    frame, level = inspect.currentframe(), 1
    while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] == _PACKAGE:
        frame, level = frame.f_back, level + 1
    warnings.warn(message, stacklevel=level)


def unsuitable(recipes: Sequence[Recipe], status: EngineStatus, machine: Machine | None = None) -> StudioError | None:
    """Return why this machine has too little memory for takes, or is far too slow for them; None where it suits.

    Parameters
    ----------
    recipes : sequence of Recipe
        Of one request.
    status : EngineStatus
        Of the engine, which names the model that designs voices.
    machine : Machine, optional
        Default: this one.
    """
    machine = machine or this_machine()
    found = _models(recipes, status, machine)
    if not found:
        return None
    needed = memory_of(*(each.checkpoint for each in found)) + _keys_and_values(recipes, found[0])
    if needed > machine.usable_bytes:
        return _too_large(needed, machine)
    speaking = found[0].checkpoint
    if machine.on_cpu and speaking.quantised and speaking.size_bytes > _SMALL_BYTES:
        return _too_slow(recipes)
    return None


def _models(recipes: Sequence[Recipe], status: EngineStatus, machine: Machine) -> list[ModelFacts]:
    """Return the models in memory while these recipes are spoken: the one that speaks, then others."""
    designing = facts_of(status.model) if status.backend == QWEN3.name and status.model else None
    voice = recipes[0].voice
    if voice is None or not clones_voices(voice.backend):
        return [designing] if designing and voice is None else []
    speaking = facts_of(recipes[0].model)
    if speaking is None:
        return []
    sizes = speaking.checkpoint.size_bytes + (designing.checkpoint.size_bytes if designing else 0)
    both = designing is not None and sizes <= SHARE_FOR_MODELS * machine.memory_bytes
    return [speaking, designing] if both and designing else [speaking]


def _keys_and_values(recipes: Sequence[Recipe], model: ModelFacts) -> int:
    """Return the bytes that the longest takes, or passages of them, need that are generated together."""
    lengths = [length for recipe in recipes for length in _positions(recipe)]
    return sum(heapq.nlargest(MAX_TAKES, lengths)) * model.position_bytes


def _positions(recipe: Recipe) -> list[int]:
    """Return about how many positions the prompt and the frames of each passage have."""
    if recipe.voice is None:
        prompt = len(recipe.description) // _LETTERS_A_TOKEN
        return [prompt + min(expected_frames(recipe.text), recipe.frame_cap or expected_frames(recipe.text))]
    heard = recipe.voice.transcript
    prompt = len(heard) // _LETTERS_A_TOKEN + expected_frames(heard)
    texts = [passage.text for passage in passages(recipe.text)]
    return [prompt + len(text) // _LETTERS_A_TOKEN + expected_frames(text) for text in texts]


def _too_large(needed: int, machine: Machine) -> StudioError:
    gigabytes = f"{machine.usable_bytes / 1e9:.1f} of this machine's {machine.memory_bytes / 1e9:.1f} GB"
    return StudioError(
        f"This needs about {needed / 1e9:.1f} GB of memory, and the studio may use {gigabytes}.",
        "It may be very slow, or be ended by the system. Use fewer takes, a shorter text or a smaller model.",
        code="too-large",
        details={"needed_bytes": needed, "usable_bytes": machine.usable_bytes},
    )


def _too_slow(recipes: Sequence[Recipe]) -> StudioError:
    frames = sum(expected_frames(recipe.text) for recipe in recipes)
    minutes = max(1, round(frames * _SLOW_FRAME_SECONDS / 60))
    return StudioError(
        f"On this machine's CPU a quantised model takes about {minutes:,} minutes for this.",
        "Use a model in bf16, which is ten times as fast there, or the sketch.",
        code="too-slow",
        details={"minutes": minutes},
    )
