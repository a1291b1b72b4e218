"""Widgets for notebooks, made with anywidget: `pip install 'voice-studio[notebook]'`."""

from studio.notebook.comparison import Comparison  # first: it says what is missing where anywidget is not installed

# isort: split
from studio.notebook.blind_test import BlindTest
from studio.notebook.designer import Designer
from studio.notebook.player import Player
from studio.notebook.progress import Progress
from studio.notebook.voices import Voices

__all__ = ["BlindTest", "Comparison", "Designer", "Player", "Progress", "Voices"]
