"""A voice as others get it: without what is known of this machine only."""

from dataclasses import replace

from studio.store.preset_folder import Preset
from studio.store.provenance import without_paths


def for_others(preset: Preset) -> Preset:
    """Return a preset whose recipes name no folder of this machine, only the name of a model in one."""
    deliveries = tuple(replace(each, recipe=without_paths(each.recipe)) for each in preset.deliveries)
    return replace(preset, recipe=without_paths(preset.recipe), deliveries=deliveries)
