"""What decides which models suit a machine: its memory, and what MLX computes on."""

import os
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

Device = Literal["Metal", "CUDA", "CPU"]

#: Of a machine's memory, what the generation process may hold.
SHARE_OF_MEMORY = 0.75


@dataclass(frozen=True)
class Machine:
    """A machine.

    Parameters
    ----------
    memory_bytes : int
        Its memory, as its system reports it.
    on_cpu : bool
        Whether MLX runs on its CPU. Quantised models are then unusable: mlx 0.32.4 multiplies their matrices without a
        BLAS, and a frame of the 1.7B takes 19 s (bf16 with OpenBLAS: 2 s).
    """

    memory_bytes: int
    on_cpu: bool = False

    @property
    def usable_bytes(self) -> int:
        """Bytes that the generation process may hold."""
        return int(SHARE_OF_MEMORY * self.memory_bytes)


def this_machine() -> Machine:
    """Return the machine that this program runs on."""
    return Machine(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"), device() == "CPU")


def device() -> Device:
    """Return what MLX computes on, without importing it."""
    if sys.platform == "darwin":
        return "Metal"
    return "CUDA" if any(map(_is_installed, ("mlx-cuda-12", "mlx-cuda-13"))) else "CPU"


def _is_installed(package: str) -> bool:
    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True
