"""Which models were chosen on the page, so that the next start takes them too."""

import json
from pathlib import Path
from typing import Any, Literal

from studio.engine.backend_choice import Choice
from studio.models.hub_cache import cached_snapshot, is_folder, missing_files
from studio.store.files import storage, write_atomically

Role = Literal["design", "base"]

_SKETCH = "sketch"


def remember(home: Path, role: Role, model: str | None) -> None:
    """Keep a choice; None is the sketch.

    Raises
    ------
    StorageFailed
        If the home folder cannot be written.
    """
    with storage(home):
        kept = _read(home) | {role: model or _SKETCH}
        write_atomically(home / "chosen.json", lambda file: file.write(json.dumps(kept).encode()))


def choice_of(home: Path) -> Choice | None:
    """Give what was chosen to design with; None where nothing was, or what was chosen is no longer there."""
    model = _read(home).get("design")
    if model == _SKETCH:
        return Choice(_SKETCH, None, "the sketch was chosen on the page")
    if model is None or not _is_here(model):
        return None
    return Choice("qwen3", model, f"{model} was chosen on the page")


def base_of(home: Path) -> str | None:
    """Give the Base model that was chosen; None where none was, or it is no longer there."""
    model = _read(home).get("base")
    return model if model is not None and _is_here(model) else None


def _is_here(model: str) -> bool:
    folder = Path(model) if is_folder(model) else cached_snapshot(model)
    return folder is not None and folder.is_dir() and not missing_files(folder)


def _read(home: Path) -> dict[str, Any]:
    try:
        kept = json.loads((home / "chosen.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return {role: model for role, model in kept.items() if isinstance(model, str)} if isinstance(kept, dict) else {}
