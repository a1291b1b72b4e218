"""Imports what the studio's command and page need, for `studio_fork`."""

import gc
import importlib

from studio.store.home import home_folder
from studio.ui.gradio_loader import load_gradio

MODULES = [
    "librosa.core",
    "librosa.effects",
    "librosa.feature",
    "librosa.sequence",
    "scipy.signal",
    "studio.cli.app",
    "studio.ui.server",
    "studio.ui.app",
    "studio.ui.sections",
]

load_gradio(home_folder())
for name in MODULES:
    importlib.import_module(name)
gc.freeze()  # so that no fork copies pages only to collect garbage
