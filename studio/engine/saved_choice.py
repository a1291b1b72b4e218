"""The models chosen on the page, saved for the next start."""

import json
from pathlib import Path
from typing import Any, Literal

from studio.domain.backends import find_backend
from studio.engine.backend_choice import Choice
from studio.models.catalogue import backend_of
from studio.models.hub_cache import cached_snapshot, is_folder, missing_files
from studio.store.files import read_json, write_atomically
from studio.store.locks import locked

Role = Literal["design", "base"]


def remember(home: Path, role: Role, model: str) -> None:
    """Save a choice.

    Parameters
    ----------
    home : pathlib.Path
        The home folder.
    role : str
        "design" or "base".
    model : str
        A folder or a hub id, or the name of a backend without weights.

    Raises
    ------
    StorageFailed
        If the home folder cannot be written.
    """
    with locked(home / "chosen.lock"):
        kept = _read(home) | {role: model}
        write_atomically(home / "chosen.json", lambda file: file.write(json.dumps(kept).encode()))


def choice_of(home: Path) -> Choice | None:
    """Return what was chosen for designing voices, or None if nothing was chosen or it is not there any more."""
    chosen = _read(home).get("design")
    if chosen is None:
        return None
    backend = find_backend(chosen)
    if backend is not None and not backend.needs_weights:
        return Choice(chosen, None, f"the {chosen} was chosen on the page")
    return Choice(backend_of(chosen), chosen, f"{chosen} was chosen on the page") if _is_here(chosen) else None


def base_of(home: Path) -> str | None:
    """Return the Base model that was chosen, or None if none was chosen or it is not there any more."""
    model = _read(home).get("base")
    return model if model is not None and _is_here(model) else None


def _is_here(model: str) -> bool:
    try:
        folder = Path(model) if is_folder(model) else cached_snapshot(model)
        return folder is not None and folder.is_dir() and not missing_files(folder)
    except (OSError, ValueError):  # not a path
        return False


def _read(home: Path) -> dict[str, Any]:
    try:
        kept = read_json(home / "chosen.json")
    except (OSError, ValueError):
        return {}
    return {role: model for role, model in kept.items() if isinstance(model, str)} if isinstance(kept, dict) else {}
