"""The folders of the studio's data and of its starter presets."""

import errno
import os
from pathlib import Path

import platformdirs

from studio.errors import Advice, InvalidInput

_PACKAGE = Path(__file__).parents[1]


def home_folder(home: str | Path | None = None) -> Path:
    """Return the folder of everything that the studio writes.

    Parameters
    ----------
    home : str or pathlib.Path, optional
        Default: the environment variable STUDIO_HOME, else the platform's folder for user data.

    Raises
    ------
    InvalidInput
        If it is not a valid path.
    """
    chosen = home or os.environ.get("STUDIO_HOME") or platformdirs.user_data_dir("voice-studio", appauthor=False)
    try:
        if "\0" in str(chosen):
            raise ValueError("it holds a NUL character")
        path = Path(chosen).expanduser().absolute()
        if _is_too_long(path):
            raise ValueError("it is too long")
        return path
    except (ValueError, RuntimeError, TypeError) as error:
        raise InvalidInput(
            f"The home folder {str(chosen)[:80]!r} is not a valid path: {error}.",
            Advice("Name a folder, as home or in STUDIO_HOME.", shell="Name a folder, with --home or STUDIO_HOME."),
            details={"field": "home"},
        ) from None


def _is_too_long(path: Path) -> bool:
    try:
        path.lstat()
    except OSError as error:
        return error.errno == errno.ENAMETOOLONG
    return False


def gallery_folder() -> Path:
    """Return the folder of the starter presets: inside an installed package, or beside it in a checkout."""
    return _shipped("gallery", "presets")


def notebooks_folder() -> Path:
    """Return the folder of the notebooks that come with the studio, found as `gallery_folder`."""
    return _shipped("example_notebooks", "notebooks")


def _shipped(installed: str, in_checkout: str) -> Path:
    folder = _PACKAGE / installed
    return folder if folder.is_dir() else _PACKAGE.parent / in_checkout
