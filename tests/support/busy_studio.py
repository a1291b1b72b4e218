"""The `studio` command whose page warms up for ever, in C++ code; takes the same arguments."""

import sys

import numpy as np
import scipy.fft

from studio.__main__ import main
from studio.audio import warm_up


def _endless() -> None:
    signal = np.zeros(100_000)
    while True:
        scipy.fft.rfft(signal)


if __name__ == "__main__":
    warm_up.warm_up = _endless
    sys.exit(main())
