"""`studio doctor`: what is on this machine, and what that means for the studio."""

import ctypes.util
import os
import platform
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psutil

from studio.engine.crashes import read_crashes
from studio.engine.weights import choose_backend, find_weights
from studio.errors import StudioError
from studio.home import gallery_folder, home_folder

_PACKAGES = (
    "voice-studio", "mlx", "mlx-metal", "mlx-cpu", "mlx-cuda-12", "mlx-audio", "transformers", "gradio",
    "numpy", "librosa", "soundfile", "espeakng-loader",
)  # fmt: skip
_GB = 1e9


def examine(home: str | Path | None = None, backend: str = "auto", model: str | None = None) -> dict[str, Any]:
    """Look at this machine, without starting the model or importing mlx.

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
        "studio": _versions(),
        "machine": _machine(),
        "backend": _backend(backend, model),
        "weights": _weights(),
        "folders": _folders(home_folder(home)),
        "crashes": _crashes(home_folder(home)),
    }


def _versions() -> dict[str, str]:
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
        "BLAS": _blas(),
        "browser": "any; the page needs no Chromium of its own",
    }


def _device() -> str:
    if sys.platform == "darwin":
        return "Metal"
    return "CUDA" if _version("mlx-cuda-12") or _version("mlx-cuda-13") else "CPU"


def _blas() -> str:
    if sys.platform == "darwin":
        return "Accelerate"
    if ctypes.util.find_library("openblas"):
        return "MLX's own reference BLAS; OpenBLAS is on this machine but MLX does not load it by itself"
    return "MLX's own reference BLAS, slow for real weights"


def _backend(backend: str, model: str | None) -> dict[str, Any]:
    try:
        choice = choose_backend(backend, model)
    except StudioError as error:
        return {"chosen": "none", "reason": str(error), "code": error.code}
    return {"chosen": choice.backend, "model": choice.model, "reason": choice.reason}


def _weights() -> dict[str, str]:
    found = {weights.model: f"{weights.size_bytes / _GB:.1f} GB in {weights.path}" for weights in find_weights()}
    return found or {"found": "none; the sketch backend speaks without them"}


def _crashes(home: Path) -> dict[str, str]:
    found = {report.when[:19]: f"{report.what} ({report.path})" for report in read_crashes(home / "crashes")}
    return found or {"found": "none"}


def _folders(home: Path) -> dict[str, Any]:
    existing = next(folder for folder in (home, *home.parents) if folder.exists())
    return {
        "home": str(home),
        "writable": os.access(existing, os.W_OK),
        "free": f"{shutil.disk_usage(existing).free / _GB:.1f} GB",
        "starters": str(gallery_folder()),
    }
