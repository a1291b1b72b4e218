"""Where the studio keeps its data, and where its starter presets are."""

import os
from pathlib import Path

import platformdirs

from studio.errors import InvalidInput

_PACKAGE = Path(__file__).parents[1]


def home_folder(home: str | Path | None = None) -> Path:
    """Give the folder that holds everything the studio writes.

    Parameters
    ----------
    home : str or pathlib.Path, optional
        Chosen by the caller; else the environment's STUDIO_HOME, else the platform's folder for user data.

    Raises
    ------
    InvalidInput
        If it is no path.
    """
    chosen = home or os.environ.get("STUDIO_HOME") or platformdirs.user_data_dir("voice-studio", appauthor=False)
    try:
        if "\0" in str(chosen):
            raise ValueError("it holds a NUL character")
        return Path(chosen).expanduser().absolute()
    except (ValueError, RuntimeError, TypeError) as error:
        raise InvalidInput(
            f"The home folder {str(chosen)[:80]!r} is no path: {error}.",
            "Name a folder, with --home or STUDIO_HOME.",
            details={"field": "home"},
        ) from None


def gallery_folder() -> Path:
    """Give the folder of the starter presets: inside an installed package, or beside it in a checkout."""
    installed = _PACKAGE / "gallery"
    return installed if installed.is_dir() else _PACKAGE.parent / "presets"
