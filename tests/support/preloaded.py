"""Imports what the studio's command and page need, for `studio_fork`."""

import gc
import importlib

from studio.audio.warm_up import warm_up
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
    "studio.ui.page_site",
    "studio.ui.sections",
]

load_gradio(home_folder())
for name in MODULES:
    importlib.import_module(name)
warm_up()  # compiled loops are inherited; each fork would load them again, which takes seconds
gc.freeze()  # so that no fork copies pages only to collect garbage
