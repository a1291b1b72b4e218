"""Which weights are on this machine, and which backend they make possible. Reads names and sizes only."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from studio.errors import InvalidInput, ModelMissing
from studio.voice.checkpoint import cached_snapshot, is_folder, missing_files

BACKENDS = ("auto", "qwen3", "sketch")
DEFAULT_MODEL = "mlx-community/Qwen3-TTS-12Hz-1.7B-VoiceDesign-8bit"

_GIB = 2**30
_PRECISIONS = {
    "bf16": "mlx-community/Qwen3-TTS-12Hz-1.7B-VoiceDesign-bf16",
    "original": "Qwen/Qwen3-TTS-12Hz-1.7B-VoiceDesign",
    "8bit": DEFAULT_MODEL,
    "6bit": "mlx-community/Qwen3-TTS-12Hz-1.7B-VoiceDesign-6bit",
    "4bit": "mlx-community/Qwen3-TTS-12Hz-1.7B-VoiceDesign-4bit",
}


@dataclass(frozen=True)
class Weights:
    """A complete VoiceDesign checkpoint on disk.

    Parameters
    ----------
    model : str
        Its hub id.
    path : Path
        The folder that holds it.
    revision : str
        The hub's commit.
    size_bytes : int
        Of all its files.
    """

    model: str
    path: Path
    revision: str
    size_bytes: int


@dataclass(frozen=True)
class Choice:
    """The backend to start, and why.

    Parameters
    ----------
    backend : str
        "qwen3" or "sketch".
    model : str or None
        A hub id or a folder, for qwen3; None for sketch.
    reason : str
        In a sentence, for the page and `studio doctor`.
    """

    backend: str
    model: str | None
    reason: str


def find_weights(memory_bytes: int | None = None) -> tuple[Weights, ...]:
    """List the complete VoiceDesign checkpoints in the hub's cache, the one to prefer first.

    With 32 GiB of memory or more the finest comes first: bf16 is the model as it was trained, and takes about 5 GB.
    With less, 8bit does, which takes half of that; then the coarser ones, and bf16 last.

    Parameters
    ----------
    memory_bytes : int, optional
        Of the machine; asked of the system where it is left out.

    Returns
    -------
    tuple of Weights
        Empty where there are none. Unfinished downloads are not listed.
    """
    order = ["bf16", "original", "8bit", "6bit", "4bit"]
    if (memory_bytes or _memory_bytes()) < 32 * _GIB * 0.95:  # what the system keeps for itself is not counted
        order = ["8bit", "6bit", "4bit", "bf16", "original"]
    found = (_complete(_PRECISIONS[precision]) for precision in order)
    return tuple(weights for weights in found if weights)


def choose_backend(backend: str = "auto", model: str | Path | None = None) -> Choice:
    """Decide which backend speaks, and with which model.

    Parameters
    ----------
    backend : str
        "auto" takes qwen3 where a model is given or weights are on disk, and sketch otherwise.
    model : str, optional
        A folder, or a hub id `owner/name`.

    Returns
    -------
    Choice
        With a reason in plain words.

    Raises
    ------
    InvalidInput
        If the backend is unknown, the model is neither a folder nor a hub id, or sketch is given a model.
    ModelMissing
        If the model is a folder that is not there.
    """
    if backend not in BACKENDS:
        raise InvalidInput(
            f"There is no backend {str(backend)[:40]!r}.",
            f"Choose one of: {', '.join(BACKENDS)}.",
            code="unknown-backend",
            details={"field": "backend"},
        )
    if backend == "sketch":
        return _sketch(model)
    if model is not None:
        return Choice("qwen3", _checked(str(model)), f"the model {model} was asked for")
    if weights := find_weights():
        return Choice("qwen3", weights[0].model, f"the weights of {weights[0].model} are on this machine")
    if backend == "qwen3":
        return Choice("qwen3", DEFAULT_MODEL, f"qwen3 was asked for; {DEFAULT_MODEL} will be downloaded")
    return Choice("sketch", None, "no Qwen3-TTS VoiceDesign weights on this machine")


def _sketch(model: str | Path | None) -> Choice:
    if model is not None:
        raise InvalidInput(
            "The sketch backend has no model.",
            "Leave the model out, or choose the qwen3 backend.",
            code="invalid-model",
            details={"field": "model"},
        )
    return Choice("sketch", None, "sketch was asked for")


def _checked(model: str) -> str:
    if "\0" in model or not model.strip():
        raise _no_model(model)
    try:
        if is_folder(model):
            return _checked_folder(model)
    except ModelMissing:
        raise
    except (OSError, RuntimeError):  # a name too long for a path, or the home of nobody
        raise _no_model(model) from None
    part = r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}"
    if not re.fullmatch(f"{part}/{part}", model) or "--" in model or ".." in model:
        raise _no_model(model)
    return model


def _checked_folder(model: str) -> str:
    folder = Path(model).expanduser()
    if not folder.is_dir():
        raise ModelMissing(
            f"There is no folder {model}.",
            "Check the path, or give a hub id such as " + DEFAULT_MODEL + ".",
            details={"missing": model},
        )
    return str(folder.resolve())


def _no_model(model: str) -> InvalidInput:
    return InvalidInput(
        f"{model[:80]!r} is neither a folder nor a hub id.",
        "Give a folder that exists, or a hub id such as " + DEFAULT_MODEL + ".",
        code="invalid-model",
        details={"field": "model"},
    )


def _complete(model: str) -> Weights | None:
    snapshot = cached_snapshot(model)
    if snapshot is None or missing_files(snapshot):
        return None
    size = sum(path.stat().st_size for path in snapshot.rglob("*") if path.is_file())
    return Weights(model, snapshot, snapshot.name, size)


def _memory_bytes() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
