"""A small player: the picture of a sound, and the sound itself at its own level.

`IPython.display.Audio` and marimo's audio raise every sound to full scale, so that two takes can no longer be compared.
"""

import base64
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate

from markupsafe import Markup

from studio.audio.opus import MEDIA_TYPE, opus
from studio.audio.tags import with_tags
from studio.displays.waveform import waveform
from studio.domain.clip import Clip
from studio.store.provenance import Provenance, md5_of

MOST_SECONDS = 60.0  # of one sound in a notebook: 180 KB
MOST_TOGETHER = 120.0  # seconds of the sounds of one table


def player(clip: Clip) -> Markup:
    """Return a player of a clip; of one longer than a minute only its picture, and how to hear it."""
    if clip.duration <= MOST_SECONDS:
        return _picture(clip) + _sound(clip)
    told = "Too long to be put into a notebook unasked. Hear it with studio.notebook.Player(clip), or clip.save(path)."
    return _picture(clip) + Markup('<p class="faint">{}</p>').format(told)


def players(clips: Sequence[Clip]) -> list[Markup]:
    """Return a player of each clip as long as they are not too long together; of the others the picture.

    Sounds are encoded in several threads at once, which takes a fraction of the time.
    """
    together = accumulate(clip.duration for clip in clips)
    heard = [clip for clip, seconds in zip(clips, together, strict=True) if seconds <= MOST_TOGETHER]
    with ThreadPoolExecutor() as threads:
        shown = list(threads.map(player, heard))
    return shown + [_picture(clip) for clip in clips[len(heard) :]]


def is_generated(clip: Clip) -> bool:
    """Return whether the studio generated a clip; others are recordings, and sound files of other programs."""
    return bool(clip.recipe and clip.recipe.backend and not clip.recipe.is_recording)


def _picture(clip: Clip) -> Markup:
    return Markup('<img alt="" width="320" height="36" src="{}">').format(waveform(clip.samples))


def _sound(clip: Clip) -> Markup:
    if not len(clip.samples):
        return Markup('<p class="faint">It holds no sound.</p>')
    content = base64.b64encode(_file(clip)).decode("ascii")
    return Markup('<audio controls preload="metadata" title="{}" src="data:{};base64,{}"></audio>').format(
        clip.label, MEDIA_TYPE, content
    )


def _file(clip: Clip) -> bytes:
    """Return the sound with what it says about itself, so that it does when it is saved out of the notebook."""
    sound = opus(clip.samples, clip.sample_rate)
    if clip.recipe is None or not is_generated(clip):
        return sound
    return with_tags(sound, Provenance(clip.recipe, md5_of(clip.samples), incomplete=clip.incomplete).tags())
