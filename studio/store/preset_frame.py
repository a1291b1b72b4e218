"""Presets as a table."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from studio.domain.frames import data_frame, measured_columns
from studio.store.preset_folder import Preset

if TYPE_CHECKING:
    import pandas

_COLUMNS = (
    "name slug starter description text language seed backend model duration created tags deliveries notes verdict"
)


def preset_frame(presets: Mapping[str, Preset]) -> "pandas.DataFrame":
    """Return a table with one row a preset, indexed by their keys; see `PresetList.to_frame`."""
    return data_frame([{"name": key, **_row(preset)} for key, preset in presets.items()], _COLUMNS.split()).set_index(
        "name"
    )


def _row(preset: Preset) -> dict[str, Any]:
    recipe = preset.recipe
    return {
        "slug": preset.slug,
        "starter": preset.starter,
        "description": recipe.description,
        "text": recipe.text,
        "language": recipe.language,
        "seed": recipe.seed,
        "backend": recipe.backend,
        "model": recipe.model,
        "duration": preset.duration,
        "created": preset.created,
        "tags": preset.tags,
        "deliveries": tuple(delivery.name for delivery in preset.deliveries),
        "notes": preset.notes,
        "verdict": preset.rating.verdict,
        **measured_columns(preset.measurements, preset.units),
    }
