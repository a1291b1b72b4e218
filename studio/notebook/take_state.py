"""What a widget shows of takes that are being made, and their sound."""

from collections.abc import Mapping
from typing import Any

from studio.audio.sound_file import encode
from studio.auditions.audition_state import TakeState
from studio.domain.clip import Clip


def take_state(state: TakeState, label: str, kept: Mapping[str, str]) -> dict[str, Any]:
    """Return what is shown of one take, as plain JSON data.

    Parameters
    ----------
    state : TakeState
        Finished or not.
    label : str
        What the studio calls it: "v7·3".
    kept : mapping of str to str
        The name of the preset that a take was saved as, by the take's id.

    Returns
    -------
    dict
        `id` ("" until it is finished), `label`, `name`, `seed`, `fraction`, `reading`, `seconds` (0.0 until it is
        finished), `stopped` and `kept`.
    """
    take = state.take
    finished = take is not None and not take.incomplete
    return {
        "id": take.id if take is not None and finished else "",
        "label": f"take {state.position + 1} · seed {state.seed}",
        "name": label,
        "seed": state.seed,
        "fraction": state.fraction,
        "reading": state.reading,
        "repeated": state.repeated,
        "seconds": take.duration if take is not None and finished else 0.0,
        "stopped": take is not None and take.incomplete,
        "kept": kept.get(take.id, "") if take is not None else "",
    }


def small_sound(clip: Clip) -> bytes:
    """Return a clip as a FLAC file of 16 bits."""
    return encode(clip.samples, clip.sample_rate, "FLAC", "PCM_16")
