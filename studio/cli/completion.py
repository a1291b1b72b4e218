"""Shell completion of preset names. Reads names of folders only, so it is quick and never fails."""

from contextlib import suppress
from pathlib import Path

import typer


def preset_names(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the names of the preset folders that start with what was typed so far."""
    from studio.store.home import gallery_folder, home_folder

    found: set[str] = set()
    with suppress(ValueError, OSError):
        for folder in (home_folder(ctx.params.get("home")) / "presets", gallery_folder()):
            found.update(_presets_in(folder))
    return sorted(name for name in found if name.startswith(incomplete) and name.isprintable())


def _presets_in(folder: Path) -> set[str]:
    return {file.parent.name for file in folder.glob("[!.]*/preset.json")}
