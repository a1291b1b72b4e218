"""What a neural backend computed a take on, which decides its last bits.

These facts are noted among a recipe's `versions`: that map of texts is in the published format of presets, so earlier
studios and other programs read recipes that have them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from studio.domain.recipe import Recipe

DEVICE, CHIP, ROWS = "device", "chip", "rows"
CPU = "CPU"


@dataclass(frozen=True)
class Hardware:
    """What a take was computed on; "" where its recipe does not say.

    Parameters
    ----------
    device : str
        "CPU", "Metal" or "CUDA".
    chip : str
        Its name.
    rows : str
        How many rows, each a take or a passage of one, were generated in one batch while the take was: "4", or "1 to
        4" if some ended or joined meanwhile. On a CPU they do not affect the samples.
    """

    device: str = ""
    chip: str = ""
    rows: str = ""


def hardware_of(recipe: Recipe) -> Hardware:
    """Return what a take was computed on."""
    return Hardware(*(recipe.versions.get(name, "") for name in (DEVICE, CHIP, ROWS)))


def with_rows(recipe: Recipe, fewest: int, most: int) -> Recipe:
    """Return a recipe with the number of rows of one of its passages added to those that it has."""
    known = [int(word) for word in hardware_of(recipe).rows.split() if word.isdecimal()]
    low, high = min([fewest, *known]), max([most, *known])
    rows = str(low) if low == high else f"{low} to {high}"
    return replace(recipe, versions={**recipe.versions, ROWS: rows})


def without_hardware(versions: Mapping[str, str]) -> dict[str, str]:
    """Return the versions of packages alone."""
    return {name: version for name, version in versions.items() if name not in (DEVICE, CHIP, ROWS)}
