"""How much memory the generation process may hold, and whether it has exceeded that."""

from dataclasses import dataclass

import psutil

from studio.models.machine import SHARE_OF_MEMORY

#: Of the machine's memory; the rest of the worker's share is what models need while they run.
SHARE_FOR_MODELS = 0.6
_SKETCH_BYTES = 300_000_000  # it needs about 60 MB, and espeak-ng keeps a dictionary for each text that mixes scripts


@dataclass(frozen=True)
class MemoryLimits:
    """Limits in bytes; 0 for the defaults.

    Parameters
    ----------
    worker : int
        A worker above this is replaced between two jobs. Default: three quarters of the machine's memory, or 300 MB
        for the sketch alone.
    models : int
        All loaded models together; those used least recently are unloaded. Default: 60 % of the machine's memory.
    """

    worker: int = 0
    models: int = 0


def default_for_models() -> int:
    """Return the default of `MemoryLimits.models`, in bytes."""
    return int(psutil.virtual_memory().total * SHARE_FOR_MODELS)


@dataclass
class MemoryUse:
    """What one worker holds, in bytes.

    Parameters
    ----------
    neural : bool
        Whether it has loaded a neural network.
    limit : int
        As `MemoryLimits.worker`.
    now : int
        What it holds.
    loaded : int
        What it held when its models had been loaded: what it needs, whatever the limit.
    """

    neural: bool = False
    limit: int = 0
    now: int = 0
    loaded: int = 0

    def update(self, resident: int, active: int) -> None:
        """Set what it holds, from its resident memory and what the model uses."""
        self.now = max(resident, active)  # on a Mac, the model's memory need not be resident

    def mark_loaded(self) -> None:
        """Note that its models are loaded."""
        self.loaded = max(self.loaded, self.now)

    @property
    def exceeded(self) -> bool:
        """Whether it should be replaced when it has no job."""
        default = int(psutil.virtual_memory().total * SHARE_OF_MEMORY) if self.neural else _SKETCH_BYTES
        return self.now > max(self.limit or default, 1.1 * self.loaded)
