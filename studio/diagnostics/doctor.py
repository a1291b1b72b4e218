"""`studio doctor`: what is installed on this machine, and what the studio uses."""

import os
import platform
import shutil
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psutil

from studio.engine.backend_choice import choose_backend
from studio.engine.blas import describe_blas
from studio.engine.crash_reports import read_crashes
from studio.engine.saved_choice import choice_of
from studio.errors import StudioError
from studio.models.catalogue import Checkpoint, memory_of, recommended
from studio.models.hub_cache import hub_cache
from studio.models.machine import device
from studio.models.shelf import Model, ModelShelf
from studio.store.home import gallery_folder, home_folder
from studio.store.repair import diagnose

_PACKAGES = (
    "voice-studio", "mlx", "mlx-metal", "mlx-cpu", "mlx-cuda-12", "mlx-cuda-13", "mlx-audio", "transformers",
    "gradio", "huggingface_hub", "numpy", "librosa", "soundfile", "espeakng-loader",
)  # fmt: skip
_GB = 1e9


def examine(home: str | Path | None = None, backend: str = "auto", model: str | None = None) -> dict[str, Any]:
    """Return facts about this machine, without starting the model or importing mlx.

    Parameters
    ----------
    home, backend, model
        As for `Studio`.

    Returns
    -------
    dict
        Sections of facts, plain JSON data.
    """
    return {
        "studio": package_versions(),
        "machine": _machine(),
        "backend": _backend(home_folder(home), backend, model),
        "models": _models(home_folder(home)),
        "library": _library(home_folder(home)),
        "folders": _folders(home_folder(home)),
        "crashes": _crashes(home_folder(home)),
    }


def package_versions() -> dict[str, str]:
    """Return the versions of Python, the studio and the packages that affect it, of those that are installed."""
    found = {package: _version(package) for package in _PACKAGES}
    return {"python": platform.python_version(), **{package: name for package, name in found.items() if name}}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _machine() -> dict[str, Any]:
    memory = psutil.virtual_memory()
    return {
        "system": f"{platform.system()} {platform.release()} ({platform.machine()})",
        "cores": os.cpu_count(),
        "memory": f"{memory.total / _GB:.1f} GB, {memory.available / _GB:.1f} GB free",
        "MLX runs on": _device(),
        "BLAS": describe_blas(),
        "browser": "any; the page needs no Chromium of its own",
    }


def _device() -> str:
    found = device()
    return f"{found}: use models in bf16; those of 8, 6 and 4 bit take 19 s a frame" if found == "CPU" else found


def _backend(home: Path, backend: str, model: str | None) -> dict[str, Any]:
    try:
        chosen = choice_of(home) if backend == "auto" and model is None else None
        choice = chosen or choose_backend(backend, model)
    except StudioError as error:
        return {"chosen": "none", "reason": str(error), "code": error.code}
    return {"chosen": choice.backend, "model": choice.model, "reason": choice.reason}


def _models(home: Path) -> dict[str, Any]:
    """Return which models are installed, completely or partly, and which two suit this machine."""
    shelf = ModelShelf(home / "models")
    here = [model for model in shelf if model.state != "none"]
    suited = recommended(shelf.machine)
    return {
        "here": [_model(model) for model in here if model.state == "complete"]
        or "none; the sketch backend speaks without them",
        "unfinished": [_model(model) for model in here if model.state == "partial"],
        "recommended": _recommended(suited),
        "to get one": f"studio models download {suited[0].model}" if suited else "none suits this machine",
        "cache": _cache(),
        "hub": _hub(),
    }


def _recommended(suited: Sequence[Checkpoint]) -> str:
    if not suited:
        return "none: on a CPU only models in bf16 are fast enough, and none fits into this machine's memory"
    uses = zip(suited, ("to design", "to speak in saved voices"), strict=False)
    listed = ", ".join(f"{each.model} {use} (about {each.memory_bytes / _GB:.1f} GB)" for each, use in uses)
    return f"{listed}; estimated memory while they speak: {memory_of(*suited) / _GB:.1f} GB"


def _model(model: Model) -> str:
    pinned = f", revision {model.revision[:12]}" if model.revision else ""
    memory = f"about {model.memory_bytes / _GB:.1f} GB of memory"
    warned = (not model.fits and ", too large for this machine") or (model.too_slow and ", too slow on this CPU") or ""
    return f"{model.model} ({model.on_disk_bytes / _GB:.1f} GB on disk, {memory}{pinned}){warned}"


def _cache() -> str:
    cache = hub_cache()
    try:
        os.scandir(cache).close()
    except FileNotFoundError:
        pass
    except OSError as error:
        return f"{cache} (cannot be read: {error.strerror})"
    return str(cache)


def _hub() -> str:
    if os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "ON", "YES", "TRUE"):
        return "not asked: HF_HUB_OFFLINE is set"
    return os.environ.get("HF_ENDPOINT") or "Hugging Face"


def _library(home: Path) -> dict[str, Any]:
    """Return whether the library can be used, what it holds, and what `studio library repair` can save of it."""
    found = diagnose(home)
    counts = f"takes: {found.takes}, ratings: {found.ratings}, listening tests: {found.tests}"
    facts: dict[str, Any] = {"state": found.fault or "fine"}
    if found.damaged or not found.fault:
        facts["can be saved" if found.damaged else "holds"] = counts
    if found.unlisted:
        facts["unlisted"] = (
            f"{found.unlisted} sounds in {home / 'takes'}; `studio library repair` lists them if possible"
        )
    if found.unreadable:
        facts["left out of lists"] = f"{found.unreadable} takes with damaged rows; `studio library repair` lists them"
    return facts


def _crashes(home: Path) -> dict[str, str]:
    found = {report.when[:19]: f"{report.what} ({report.path})" for report in read_crashes(home / "crashes")}
    return found or {"found": "none"}


def _folders(home: Path) -> dict[str, Any]:
    existing = next(path for path in (home, *home.parents) if os.path.exists(path))
    return {
        "home": str(home),
        "writable": existing.is_dir() and os.access(existing, os.W_OK),
        "free": f"{shutil.disk_usage(existing).free / _GB:.1f} GB",
        "starters": str(gallery_folder()),
    }
