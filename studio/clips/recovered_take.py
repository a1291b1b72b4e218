"""Takes out of sound files that the studio wrote: a voice can be kept from them, and speak."""

import uuid

from studio.domain.backends import find_backend
from studio.domain.clip import Clip
from studio.domain.take import Take, on_grid
from studio.errors import Advice, InvalidInput


def recovered_take(clip: Clip) -> Take:
    """Return the take that a sound file of the studio holds, under an id of its own.

    Its samples are those of the file: not quite those that were generated, if its format loses some.

    Parameters
    ----------
    clip : Clip
        Of a sound file.

    Raises
    ------
    InvalidInput
        If the studio did not make it, it is a part of a clip, or has another rate than its voice.
    """
    if clip.recipe is None or (backend := find_backend(clip.recipe.backend)) is None:
        raise _no_take(
            f"{clip.label} has no recipe: the studio did not make it.",
            Advice(
                "Import a recording with its words: st.presets.add(path, transcript=…, consent=…).",
                shell="Import a recording with its words: `studio presets import FILE`.",
            ),
        )
    if not clip.ref:
        raise _no_take(f"{clip.label} is only a part of a clip.", "Use the whole clip.")
    if clip.sample_rate != backend.sample_rate:
        what = f"{clip.label} is at {clip.sample_rate:,} Hz; its voice is at {backend.sample_rate:,} Hz."
        raise _no_take(what, "Use the file as the studio wrote it.")
    samples = on_grid(clip.samples)
    return Take(
        uuid.uuid4().hex,
        clip.recipe,
        samples,
        clip.sample_rate,
        incomplete=clip.incomplete,
        workspace=clip.workspace,
    )


def _no_take(what: str, next_step: str) -> InvalidInput:
    return InvalidInput(what, next_step, code="no-take", details={"field": "take"})
