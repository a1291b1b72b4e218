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
from studio.errors import StudioError
from studio.store.provenance import Provenance, md5_of

MOST_SECONDS = 60.0  # of one sound in a notebook: 180 KB
MOST_TOGETHER = 120.0  # seconds of the sounds of one table

# Starting one sound pauses the others. An attribute and no script: marimo puts what has a script into a frame, where it
# neither has the page's colours nor its height.
_ONE_AT_A_TIME = "for (const a of document.querySelectorAll('.studio-shown audio')) if (a !== this) a.pause()"
_TOO_LONG = "Too long to be put into a notebook unasked. Hear it with studio.notebook.Player(clip), or clip.save(path)."


def player(clip: Clip) -> Markup:
    """Return the picture and the sound of a clip."""
    return picture(clip) + sound(clip)


def picture(clip: Clip) -> Markup:
    """Return the picture of a clip: its waveform at full scale."""
    return Markup('<img alt="" width="320" height="36" src="{}">').format(waveform(clip.samples))


def sound(clip: Clip) -> Markup:
    """Return the sound of a clip; how to hear one that is longer than a minute."""
    if not len(clip):
        return faint("It holds no sound.")
    if clip.duration > MOST_SECONDS:
        return faint(_TOO_LONG)
    content = base64.b64encode(_file(clip)).decode("ascii")
    return Markup('<audio controls preload="metadata" title="{}" onplay="{}" src="data:{};base64,{}"></audio>').format(
        clip.label, _ONE_AT_A_TIME, MEDIA_TYPE, content
    )


def sounds(clips: Sequence[Clip | StudioError], most_seconds: float = MOST_TOGETHER) -> list[Markup]:
    """Return the sounds of clips, or why there is none; nothing for those beyond so many seconds together.

    They are encoded in several threads at once, which takes a fraction of the time.
    """
    together = accumulate(0.0 if isinstance(clip, StudioError) else clip.duration for clip in clips)
    shown = [clip for clip, seconds in zip(clips, together, strict=True) if seconds <= most_seconds]
    with ThreadPoolExecutor() as threads:
        found = list(threads.map(_sound_or_reason, shown))
    return found + [Markup()] * (len(clips) - len(shown))


def faint(words: str) -> Markup:
    """Return a sentence beside what matters."""
    return Markup('<p class="faint">{}</p>').format(words)


def is_generated(clip: Clip) -> bool:
    """Return whether the studio generated a clip; others are recordings, and sound files of other programs."""
    return bool(clip.recipe and clip.recipe.backend and not clip.recipe.is_recording)


def _sound_or_reason(clip: Clip | StudioError) -> Markup:
    return faint(str(clip)) if isinstance(clip, StudioError) else sound(clip)


def _file(clip: Clip) -> bytes:
    """Return the sound with what it says about itself, so that it does when it is saved out of the notebook."""
    encoded = opus(clip.samples, clip.sample_rate)
    if clip.recipe is None or not is_generated(clip):
        return encoded
    return with_tags(encoded, Provenance(clip.recipe, md5_of(clip.samples), incomplete=clip.incomplete).tags())
