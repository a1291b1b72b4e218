"""Compile librosa's functions ahead of time: `python -m studio.audio.warm_up`, run once by the installation.

numba keeps what it compiled in `librosa_loader.numba_cache_folder()`. With an empty cache this takes half a minute on a
slow machine, later a second or two.
"""

import numpy as np

from studio.audio.checks import Reference, check
from studio.audio.frames import ANALYSIS_RATE
from studio.audio.metrics import measure
from studio.audio.view_registry import VIEWS, make_view

_TIME = np.arange(ANALYSIS_RATE) / ANALYSIS_RATE
_HUM = (0.1 * np.sin(2 * np.pi * 150 * _TIME) * np.sin(2 * np.pi * 2 * _TIME)).astype(np.float32)


def prepare_first_view() -> None:
    """Load what a clip's first view needs, which is not compiled: about a second."""
    make_view("view", [(_HUM, ANALYSIS_RATE)])


def warm_up() -> None:
    """Make each view and each measurement once, the first view before all others."""
    prepare_first_view()
    for kind, view in VIEWS.items():
        make_view(kind, [(_HUM, ANALYSIS_RATE)] * view.clips)
    measure(_HUM, ANALYSIS_RATE)
    check(_HUM, ANALYSIS_RATE, reference=Reference(_HUM, ANALYSIS_RATE))


if __name__ == "__main__":
    warm_up()
