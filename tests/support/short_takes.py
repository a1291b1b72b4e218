"""Takes of a tenth of a second, for tests of the library."""

from datetime import UTC, datetime, timedelta

import numpy as np

from studio import Recipe, Take
from studio.domain.take import on_grid

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def take(number, audition="a", position=0, minute=0):
    samples = on_grid(0.1 * np.sin(0.05 * number * np.arange(2400)).astype(np.float32))
    recipe = Recipe(description=f"Voice {number}.", text="Hello.", seed=number, backend="sketch")
    created = NOON + timedelta(minutes=minute)
    return Take(f"{number:032x}", recipe, samples, position=position, audition=audition, created=created)
