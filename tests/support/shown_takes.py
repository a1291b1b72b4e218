"""Takes of real speech to show in a notebook, and the sounds in what is shown."""

import base64
import re

import numpy as np

from studio import Recipe, Take
from studio.audio.sound_file import decode
from studio.domain.take import on_grid
from studio.store.home import gallery_folder

RATE = 24_000
HOSTILE = "\"><script>alert('1')</script><img src=x onerror=alert(2)>"


def shown_take(seconds=1.0, gain=1.0, number=1, position=2, **told):
    """Return so many seconds of a voice of the gallery as a take of version 7."""
    speech, _ = decode(gallery_folder() / "help-desk" / "reference.flac")
    recipe = Recipe(**{"description": "A calm voice.", "text": "Hello.", "seed": 9, "backend": "sketch"} | told)
    samples = on_grid(np.resize(speech, round(seconds * RATE)) * np.float32(gain))
    return Take(f"{number:032x}", recipe, samples, position=position, version=7)


def sounds_in(html):
    """Return the sound files in HTML."""
    return [base64.b64decode(found) for found in re.findall(r'src="data:audio/ogg;base64,([^"]+)"', html)]
