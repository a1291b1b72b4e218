"""Preload a fast BLAS in the generation process on Linux.

MLX's wheel for Linux CPUs contains a slow reference BLAS. If OpenBLAS is installed, the worker is started with it
preloaded, so MLX's calls resolve to it. The copies of OpenBLAS in numpy's and scipy's wheels cannot be used: their
functions are renamed.
"""

import os
import platform
import sys
from collections.abc import Mapping
from pathlib import Path

import psutil

from studio.models.machine import device

SETTING = "STUDIO_BLAS"
_MOST_THREADS = 8  # a model step is limited by memory bandwidth, not by cores
_NAMES = ("libopenblasp.so.0", "libopenblas.so.0", "libopenblaso.so.0", "libopenblas.so")


def find_openblas() -> Path | None:
    """Return the library to preload: the one STUDIO_BLAS names, or else the installed one.

    Returns
    -------
    Path or None
        None if STUDIO_BLAS is "none", OpenBLAS is not installed, or MLX does not use it: on macOS and CUDA.
    """
    wanted = os.environ.get(SETTING, "")
    if sys.platform != "linux" or wanted == "none" or device() == "CUDA":
        return None
    if wanted:
        return Path(wanted) if Path(wanted).is_file() else None
    places = (folder / name for name in _NAMES for folder in _folders())
    return next((place for place in places if place.is_file()), None)


def worker_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment variables for a generation process.

    Parameters
    ----------
    environment : mapping of str to str
        Of this process.
    """
    library = find_openblas()
    if library is None:
        return dict(environment)
    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    preloaded = f"{library}:{environment['LD_PRELOAD']}" if environment.get("LD_PRELOAD") else str(library)
    return {"OPENBLAS_NUM_THREADS": str(min(cores, _MOST_THREADS)), **environment, "LD_PRELOAD": preloaded}


def describe_blas() -> str:
    """Return in words which BLAS the generation process uses, and how to get a better one."""
    if sys.platform == "darwin":
        return "Accelerate"
    if device() == "CUDA":
        return "not used; MLX runs on CUDA"
    if library := find_openblas():
        return f"OpenBLAS ({library})"
    slow = "MLX's own reference BLAS, several times slower with real weights"
    if os.environ.get(SETTING) == "none":
        return f"{slow}; {SETTING}=none keeps OpenBLAS out"
    if os.environ.get(SETTING):
        return f"{slow}; {SETTING} names no file"
    return f"{slow}. Install OpenBLAS: sudo apt-get install libopenblas0-pthread, or your system's package of it"


def _folders() -> list[Path]:
    machine = f"{platform.machine()}-linux-gnu"
    fixed = [f"/usr/lib/{machine}/openblas-pthread", f"/usr/lib/{machine}", "/usr/lib64", "/usr/lib", "/usr/local/lib"]
    searched = [folder for folder in os.environ.get("LD_LIBRARY_PATH", "").split(":") if folder]
    return [Path(folder) for folder in [*searched, f"{sys.prefix}/lib", *fixed]]
