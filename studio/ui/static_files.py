"""Where the files of the page are that the studio ships."""

from pathlib import Path

STATIC = Path(__file__).parent / "static"
