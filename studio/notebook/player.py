"""A player for a notebook cell: of a clip, or of a take while it is made."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup
from traitlets import Dict, Float, Unicode

from studio.audio.pcm import pcm16
from studio.auditions.audition import Audition
from studio.auditions.audition_state import AuditionState, TakeState
from studio.auditions.derived import Derived
from studio.auditions.take_stream import Segment
from studio.displays.player import MOST_TOGETHER, faint
from studio.errors import InvalidInput
from studio.notebook.clip_widget import ClipWidget
from studio.notebook.live_feed import LiveFeed
from studio.notebook.sources import Playable, clips_by_label
from studio.notebook.watching import Watch


class Player(ClipWidget):
    """Play a clip in a notebook cell; of an audition, a take while it is made, which then becomes the finished clip.

    Parameters
    ----------
    clip : clip or Audition
        A take, a preset or its delivery, the path of a sound file, a pair of samples and their rate; or an audition
        that runs, from `Studio.start_design` and the like.
    label : str, optional
        What to call it; its name by default, or "take 1 · seed 7".
    take : int
        Of an audition, the index of the take.
    **traits
        Values of the traits below, such as `playing=True`.

    Attributes
    ----------
    playing : bool
        Whether it sounds. The browser starts no sound before the first click or key on its page.
    position : float
        Seconds.
    region : tuple of (float, float) or None
        Start and end in seconds of the part that is looped; of a finished clip.
    speed : float
        0.5 to 1.5, at the same pitch; of a finished clip.
    phase : str
        queued, working, done, cancelled or failed; "done" for a clip.
    value : float
        The same as `position`.

    Raises
    ------
    InvalidInput
        If that is no clip, or there is no such take.

    Examples
    --------
    >>> Player(studio.start_design("a calm woman", "Good evening."), playing=True)  # doctest: +SKIP
    """

    _view = "player"
    _primary = "position"

    phase = Unicode("done").tag(sync=True)
    value = Float(0.0).tag(sync=True)
    _live = Dict(default_value=None, allow_none=True).tag(sync=True)

    def __init__(
        self,
        clip: "Playable | Audition | Derived[Any]",
        label: str | None = None,
        *,
        take: int = 0,
        **traits: Any,
    ) -> None:
        self._audition: Audition | None = None
        if isinstance(clip, Audition | Derived):
            audition = clip if isinstance(clip, Audition) else clip.audition
            super().__init__(phase=audition.state.phase, _live=_shown(audition, take, label), **traits)
            self._follow(audition, take)
        else:
            super().__init__(**traits)
            self.show_clips(clips_by_label([clip], None if label is None else [label]))

    def stop(self) -> None:
        """Stop what is being made; what there is of the take stays."""
        if self._audition is not None:
            self._audition.cancel()

    def receive(self, message: dict[str, Any], buffers: Sequence[Any]) -> None:
        """Answer what a view asks for: the sound so far from a place on, all of the sound, or an end."""
        kind, audition = message.get("kind"), self._audition
        if audition is None:
            super().receive(message, buffers)
        elif kind == "from":
            stream = audition.streams[self._take]
            self._send_segment(stream.read(_number(message, "attempt"), _number(message, "start"), timeout=0))
        elif kind == "listening":
            self._feed.listen()
        elif kind == "stop":
            audition.cancel()

    def release(self) -> None:
        """Drop the clip, and follow no audition any more."""
        super().release()
        if self._audition is not None:
            self._audition = None
            self._watch.stop()
            self._feed.stop()

    def still(self, most_seconds: float = MOST_TOGETHER) -> str:
        """Return the picture and the sound of the clip; of a take without sound, how far it is."""
        if self.clips:
            return super().still(most_seconds)
        live = self._live or {}
        problem = faint(live["problem"]) if live.get("problem") else ""
        return Markup("<p><b>{}</b> {}</p>{}").format(live.get("label", ""), self.phase, problem)

    def __repr__(self) -> str:
        told = ", ".join(self.clips) or f"{(self._live or {}).get('label')}, {self.phase}"
        return f"<Player of {told}>"

    def _follow(self, audition: Audition, take: int) -> None:
        self._audition, self._take = audition, take
        self._feed = LiveFeed(audition.streams[take], self._send_segment)
        self._watch = Watch(audition, self._update)

    def _update(self) -> bool:
        """Bring the traits up to date; return whether that was the last time."""
        audition = self._audition
        if audition is None:
            return True
        state = audition.state
        own = state.takes[self._take]
        label = (self._live or {})["label"]
        if own.take is not None:
            self.show_clips({label: own.take})
        with self.hold_sync():
            self.phase = "done" if own.take is not None and not own.take.incomplete else state.phase
            self._live = _live(state, own, label)
        if own.take is None and not state.over:
            return False
        self._audition = None
        self.update_still()
        return True

    def _send_segment(self, segment: Segment) -> None:
        place = {"attempt": segment.attempt, "start": segment.start, "rate": segment.sample_rate, "end": segment.end}
        self.send({"kind": "samples", **place}, [pcm16(segment.samples)])


def _shown(audition: Audition, take: int, label: str | None) -> Mapping[str, Any]:
    """Return what is shown of a take that is being made."""
    takes = audition.state.takes
    if not 0 <= take < len(takes):
        raise InvalidInput(f"There is no take {take}.", f"Pass 0 to {len(takes) - 1}.", details={"field": "take"})
    told = audition.label(take) if audition.recipes[take].voice else f"take {take + 1} · seed {takes[take].seed}"
    return _live(audition.state, takes[take], label or told)


def _live(state: AuditionState, own: TakeState, label: str) -> dict[str, Any]:
    problem = str(state.error) if state.phase == "failed" else ""
    return {
        "label": label,
        "fraction": own.fraction,
        "place": state.position,
        "reading": own.reading,
        "repeated": own.repeated,
        "problem": problem,
    }


def _number(message: Mapping[str, Any], name: str) -> int:
    value = message.get(name)
    return value if isinstance(value, int) else 0
