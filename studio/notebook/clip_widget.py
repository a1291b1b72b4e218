"""What the widgets that play clips share: their sounds and pictures, and the traits of playing."""

# mypy: disable-error-code="untyped-decorator"
# traitlets has no types for `validate`.

from collections.abc import Mapping, Sequence
from typing import Any

from traitlets import Bool, Float, List, Tuple, validate

from studio.audio.view_registry import make_view
from studio.displays.player import MOST_TOGETHER
from studio.domain.clip import Clip
from studio.errors import InvalidInput, StudioError
from studio.notebook.base import StudioWidget
from studio.notebook.clip_state import clip_states, is_short, sound_file
from studio.notebook.still import sound_rows

SPEEDS = (0.5, 1.5)  # from, to; the browser stretches the sound without changing its pitch
_FAILED: Mapping[str, str] = {"look": "It cannot be computed.", "sound": "The sound is not there any more."}


class ClipWidget(StudioWidget):
    """A widget that plays clips; `show_clips` sets them.

    The state has the picture of each clip, so that it is shown without an answer of the kernel. The sound follows at
    once; that of clips of more than two minutes together is sent when a view asks for it, which is to be heard. Sound
    is in messages, not in the state: it is not saved in a notebook.
    """

    playing = Bool(False).tag(sync=True)
    position = Float(0.0).tag(sync=True)
    region = Tuple(Float(), Float(), default_value=None, allow_none=True).tag(sync=True)
    speed = Float(1.0).tag(sync=True)

    _clips = List().tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        self._by_label: Mapping[str, Clip] = {}
        super().__init__(**traits)

    @property
    def clips(self) -> Mapping[str, Clip]:
        """The clips, by their labels."""
        return self._by_label

    def show_clips(self, clips: Mapping[str, Clip]) -> None:
        """Show and play clips, by their labels."""
        states = clip_states(clips)
        self._by_label = clips
        if is_short(clips.values()):
            self.send({"kind": "sounds", "ids": list(clips)}, [sound_file(clip) for clip in clips.values()])
        self._clips = states

    def still(self, most_seconds: float = MOST_TOGETHER) -> str:
        """Return the picture and the sound of each clip."""
        return str(sound_rows(((label, "", clip) for label, clip in self._by_label.items()), most_seconds))

    def receive(self, message: dict[str, Any], buffers: Sequence[Any]) -> None:
        """Answer what a view asks for: a view of clips, or the exact sound of one."""
        kind = message.get("kind")
        if not isinstance(kind, str) or kind not in _FAILED:
            return
        wire, sounds = self._look(message) if kind == "look" else self._sound(message)
        problem = "" if wire is not None else _FAILED[kind]
        self.send({"kind": kind, "number": message.get("number"), "wire": wire, "problem": problem}, sounds)

    def release(self) -> None:
        """Drop the clips."""
        self._by_label = {}

    def _look(self, message: dict[str, Any]) -> tuple[dict[str, Any] | None, list[bytes]]:
        try:
            clips = [self._by_label[label] for label in message["ids"]]
            return make_view(message["look"], [(clip.samples, clip.sample_rate) for clip in clips]), []
        except (StudioError, KeyError, TypeError):
            return None, []

    def _sound(self, message: dict[str, Any]) -> tuple[dict[str, Any] | None, list[bytes]]:
        clip = self._by_label.get(str(message.get("id")))
        return ({}, [sound_file(clip)]) if clip else (None, [])

    @validate("region")
    def _check_region(self, proposal: Any) -> Any:
        region = proposal["value"]
        if region is not None and not 0 <= region[0] < region[1]:
            raise InvalidInput(f"{region} is no region.", "Pass (start, end) in seconds, or None.")
        return region

    @validate("speed")
    def _check_speed(self, proposal: Any) -> Any:
        if not SPEEDS[0] <= proposal["value"] <= SPEEDS[1]:
            raise InvalidInput(f"A speed of {proposal['value']} is not possible.", "Pass 0.5 to 1.5.")
        return proposal["value"]
