"""Choose the backend and its model by what is on this machine. Only file names and sizes are read."""

import re
from dataclasses import dataclass
from pathlib import Path

from studio.domain.backends import PREVIEW, BackendInfo, backend_info
from studio.errors import Advice, InvalidInput, ModelMissing
from studio.models.catalogue import Checkpoint, Kind, backend_of, preferred, published
from studio.models.hub_cache import cached_snapshot, is_folder, missing_files
from studio.models.machine import this_machine
from studio.models.model_facts import facts_of

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
    backend : str
        What speaks with it, a name of `studio.domain.backends`.
    """

    model: str
    path: Path
    revision: str
    size_bytes: int
    backend: str


@dataclass(frozen=True)
class Choice:
    """The backend to start, and the reason.

    Parameters
    ----------
    backend : str
        A name of `studio.domain.backends`.
    model : str or None
        A hub id or a folder; None where the backend has no weights.
    reason : str
        For the page and `studio doctor`.
    beside : str
        The other engine of the same home folder that runs too, in words; "" if there is none.
    """

    backend: str
    model: str | None
    reason: str
    beside: str = ""


def find_weights(memory_bytes: int | None = None, kind: Kind = "design") -> tuple[Weights, ...]:
    """Return the complete checkpoints of a kind in the hub's cache, the best one for this machine first.

    Parameters
    ----------
    memory_bytes : int, optional
        Of a machine with a GPU, for which they are ordered; default: this machine.
    kind : str
        "design" for those that speak from a description, "base" for those that speak in the voice of a recording.

    Returns
    -------
    tuple of Weights
        Without unfinished downloads.
    """
    found = (_complete(each) for each in preferred(kind, memory_bytes or this_machine()))
    return tuple(weights for weights in found if weights)


def choose_backend(backend: str = "auto", model: str | Path | None = None) -> Choice:
    """Return the backend to speak with, and its model.

    Parameters
    ----------
    backend : str
        A name of `studio.domain.backends`, or "auto": the backend of the model that is given or of the best weights on
        disk; the sketch if there are none.
    model : str, optional
        A folder, or a hub id `owner/name`.

    Raises
    ------
    InvalidInput
        If the backend is unknown, has no model but is given one, or the model is neither a folder nor a hub id.
    ModelMissing
        If the model is a folder that does not exist.
    """
    if backend == "auto":
        return _best(model)
    info = backend_info(backend)
    if not info.needs_weights:
        return _without_weights(info, model)
    if model is not None:
        return Choice(info.name, _checked(str(model)), f"the model {model} was asked for")
    found = next((weights for weights in find_weights() if weights.backend == info.name), None)
    if found:
        return Choice(info.name, found.model, _on_this_machine(found.model))
    wanted = preferred("design", this_machine())[0].model if this_machine().on_cpu else DEFAULT_MODEL
    return Choice(info.name, wanted, f"{info.name} was asked for; {wanted} will be downloaded")


def choose_base(model: str | Path | None = None) -> str:
    """Return the Base model that copies voices; it is on this machine.

    Parameters
    ----------
    model : str, optional
        A folder, or a hub id `owner/name`; default: the best one on disk.

    Returns
    -------
    str
        A folder or a hub id, as a recipe names it.

    Raises
    ------
    InvalidInput
        If it is neither a folder nor a hub id.
    ModelMissing
        If none is on this machine; the error names one to download, and its size.
    """
    if model is None:
        found = find_weights(kind="base")
        if found:
            return found[0].model
        raise _no_base("No Qwen3-TTS Base model is on this machine, and a saved voice needs one to speak.")
    checked = _checked(str(model))
    if not is_folder(checked) and not _is_complete(checked):
        raise _no_base(f"The Base model {checked} is not on this machine.")
    return checked


def _no_base(what: str) -> ModelMissing:
    wanted = preferred("base", this_machine())[0]
    return ModelMissing(
        what,
        Advice(
            f"Download it ({wanted.size_bytes / 1e9:.1f} GB): st.models.download({wanted.model!r}).wait(). "
            "Or name one that is here, as base_model.",
            shell=f"Download {wanted.model} ({wanted.size_bytes / 1e9:.1f} GB): studio models download {wanted.model}. "
            "Or name one that is here, with --base-model.",
        ),
        code="base-model-missing",
        details={"missing": wanted.model, "size_bytes": wanted.size_bytes},
    )


def _best(model: str | Path | None) -> Choice:
    if model is not None:
        checked = _checked(str(model))
        return Choice(backend_of(checked), checked, f"the model {model} was asked for")
    if found := find_weights():
        return Choice(found[0].backend, found[0].model, _on_this_machine(found[0].model))
    return Choice(PREVIEW.name, None, "no Qwen3-TTS VoiceDesign weights on this machine")


def _on_this_machine(model: str) -> str:
    facts = facts_of(model)
    slow = facts is not None and facts.checkpoint.quantised and this_machine().on_cpu
    return f"the weights of {model} are on this machine{'; on its CPU, bf16 is ten times as fast' if slow else ''}"


def _without_weights(info: BackendInfo, model: str | Path | None) -> Choice:
    if model is not None:
        raise InvalidInput(
            f"The {info.name} backend has no model.",
            "Leave the model out, or choose another backend.",
            code="invalid-model",
            details={"field": "model"},
        )
    return Choice(info.name, None, f"{info.name} was asked for")


def _checked(model: str) -> str:
    if "\0" in model or not model.strip():
        raise _not_a_model(model)
    try:
        if is_folder(model):
            return _checked_folder(model)
    except ModelMissing:
        raise
    except (OSError, RuntimeError):  # a name too long for a path, or the home of nobody
        raise _not_a_model(model) from None
    if len(known := published(model)) == 1:
        return known[0]
    part = r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}"
    if not re.fullmatch(f"{part}/{part}", model) or "--" in model or ".." in model:
        raise _not_a_model(model)
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


def _not_a_model(model: str) -> InvalidInput:
    return InvalidInput(
        f"{model[:80]!r} is neither a folder nor a hub id.",
        "Give a folder that exists, or a hub id such as " + DEFAULT_MODEL + ".",
        code="invalid-model",
        details={"field": "model"},
    )


def is_on_disk(model: str | None) -> bool:
    """Return whether a model, as in `Choice`, need not be downloaded before it can be loaded."""
    return model is None or is_folder(model) or _is_complete(model)


def _is_complete(model: str) -> bool:
    snapshot = cached_snapshot(model)
    return snapshot is not None and not missing_files(snapshot)


def _complete(checkpoint: Checkpoint) -> Weights | None:
    snapshot = cached_snapshot(checkpoint.model)
    if snapshot is None or missing_files(snapshot):
        return None
    size = sum(path.stat().st_size for path in snapshot.rglob("*") if path.is_file())
    return Weights(checkpoint.model, snapshot, snapshot.name, size, checkpoint.backend)
