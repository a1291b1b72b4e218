"""How much memory the generation process may hold, and whether it has outgrown that."""

from dataclasses import dataclass

import psutil

_SHARE_OF_MACHINE = 0.75
_SHARE_FOR_MODELS = 0.6  # the rest of the worker's share is what they need while they work
_SKETCH_BUDGET = 300_000_000  # it needs about 60 MB, and espeak-ng keeps a dictionary for each text that mixes scripts


def for_models() -> int:
    """Give the bytes that the models in memory together may take."""
    return int(psutil.virtual_memory().total * _SHARE_FOR_MODELS)


@dataclass
class Footprint:
    """What one worker holds.

    Parameters
    ----------
    neural : bool
        Whether it has held a model.
    budget : int
        Bytes it may grow to. 0: three quarters of this machine's memory, or 300 MB for the sketch alone.
    now : int
        Bytes it holds.
    loaded : int
        Bytes it held when its models had been loaded: what it needs, whatever the budget.
    """

    neural: bool = False
    budget: int = 0
    now: int = 0
    loaded: int = 0

    def hear(self, resident: int, active: int) -> None:
        """Take in a heartbeat: bytes that are resident, and that the model holds."""
        self.now = max(resident, active)  # on a Mac, the model's memory need not be resident

    def has_loaded(self) -> None:
        """Take what it holds now for what it needs."""
        self.loaded = max(self.loaded, self.now)

    @property
    def outgrown(self) -> bool:
        """Whether it should be replaced when it has nothing to do."""
        default = int(psutil.virtual_memory().total * _SHARE_OF_MACHINE) if self.neural else _SKETCH_BUDGET
        return self.now > max(self.budget or default, 1.1 * self.loaded)
