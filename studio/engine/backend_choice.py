"""Which weights are on this machine, and which backend they make possible. Reads names and sizes only."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from studio.errors import InvalidInput, ModelMissing
from studio.models.catalogue import Kind, preferred, published, recommended
from studio.models.hub_cache import cached_snapshot, is_folder, missing_files

BACKENDS = ("auto", "qwen3", "sketch")
DEFAULT_MODEL = "mlx-community/Qwen3-TTS-12Hz-1.7B-VoiceDesign-8bit"


@dataclass(frozen=True)
class Weights:
    """A complete checkpoint on disk.

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
    beside : str
        Which other engine of the same home folder this one runs beside, in words; "" where there is none.
    """

    backend: str
    model: str | None
    reason: str
    beside: str = ""


def find_weights(memory_bytes: int | None = None, kind: Kind = "design") -> tuple[Weights, ...]:
    """List the complete checkpoints of a kind in the hub's cache, the one to prefer first.

    Parameters
    ----------
    memory_bytes : int, optional
        Of the machine, which decides the order; asked of the system where it is left out.
    kind : str
        "design" for those that speak from a description, "base" for those that speak in the voice of a recording.

    Returns
    -------
    tuple of Weights
        Empty where there are none. Unfinished downloads are not listed.
    """
    found = (_complete(each.model) for each in preferred(kind, memory_bytes or _memory_bytes()))
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


def choose_base(model: str | Path | None = None) -> str:
    """Decide which Base model speaks in the voice of a recording: one that is on this machine.

    Parameters
    ----------
    model : str, optional
        A folder, or a hub id `owner/name`; the best on disk where it is left out.

    Returns
    -------
    str
        A folder or a hub id, as a recipe names it.

    Raises
    ------
    InvalidInput
        If it is neither a folder nor a hub id.
    ModelMissing
        If none is on this machine; it says which one to get, and how large it is.
    """
    if model is None:
        found = find_weights(kind="base")
        if found:
            return found[0].model
        raise _no_base("No Qwen3-TTS Base model is on this machine, and a locked voice needs one to speak.")
    checked = _checked(str(model))
    if not is_folder(checked) and _complete(checked) is None:
        raise _no_base(f"The Base model {checked} is not on this machine.")
    return checked


def _no_base(what: str) -> ModelMissing:
    wanted = recommended(_memory_bytes())[1]
    return ModelMissing(
        what,
        f"Download {wanted.model} ({wanted.size_bytes / 1e9:.1f} GB): studio models download {wanted.model}. "
        "Or name one that is here, with --base-model.",
        code="base-model-missing",
        details={"missing": wanted.model, "size_bytes": wanted.size_bytes},
    )


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
    if len(known := published(model)) == 1:
        return known[0]
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
