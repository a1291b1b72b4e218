"""A blind listening test in a notebook cell."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from studio.domain.clip_ref import ClipRef
from studio.domain.take import Take
from studio.errors import InvalidInput, StudioError
from studio.listening.listening import TRIALS, Listening, Offer
from studio.listening.outcome import Outcome
from studio.notebook.blind_result import shown_result
from studio.notebook.bundle import bundle
from studio.store.memory_database import MemoryDatabase
from studio.workspace import Workspace

_HERE = Path(__file__).parent
_THROWN_AWAY = "The test was thrown away: there is no result."
_KINDS = ("abx", "preference", "tournament")


class BlindTest(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget has no types here
    """Take a blind listening test in a notebook cell, by mouse or keys.

    No trait, message or text tells the hidden order or the score before the test is over. The sounds are equally loud
    and equally long, and come without names.

    Parameters
    ----------
    a : Take, str or sequence of these
        The first clip, or all of them; a tournament compares three to eight. With `studio`, also what a person calls a
        clip.
    b : Take or str, optional
        The second clip.
    kind : str
        "abx": is X equal to A or to B? "preference": which of two do you like better? "tournament": rank several.
    trials : int, optional
        1 to 100; default: 8, in a tournament four comparisons a clip.
    studio : Workspace, optional
        Where the answers are stored, so that the page shows the result too; by default they are held in memory.

    Attributes
    ----------
    kind : str
        As given.
    trial, planned : int
        The current trial, from 1, and how many are planned.
    over : bool
        Whether the test is over.
    verdict : str
        What the test showed, as a sentence; "" until it is over.
    value : str
        The same as `verdict`.

    Raises
    ------
    InvalidInput
        If the kind, the clips or the number of trials cannot be used.
    NotFound
        If `studio` has no such clip.

    Examples
    --------
    >>> test = BlindTest(takes[0], takes[1], trials=8)  # doctest: +SKIP
    >>> test.observe(lambda change: print(change.new), "verdict")  # doctest: +SKIP
    """

    _esm = bundle(_HERE / "blind_test.js")
    _css = "\n".join((_HERE / name).read_text(encoding="utf-8") for name in ("panel.css", "blind_test.css"))

    kind = traitlets.Unicode(read_only=True).tag(sync=True)
    trial = traitlets.Int(1, read_only=True).tag(sync=True)
    planned = traitlets.Int(read_only=True).tag(sync=True)
    over = traitlets.Bool(read_only=True).tag(sync=True)
    verdict = traitlets.Unicode(read_only=True).tag(sync=True)
    value = traitlets.Unicode(read_only=True).tag(sync=True)
    _offered = traitlets.Dict(read_only=True).tag(sync=True)
    _result = traitlets.Dict(read_only=True).tag(sync=True)
    _problem = traitlets.Unicode(read_only=True).tag(sync=True)

    def __init__(
        self,
        a: Take | str | Iterable[Take | str],
        b: Take | str | None = None,
        kind: str = "abx",
        trials: int | None = None,
        *,
        studio: Workspace | None = None,
    ) -> None:
        if kind not in _KINDS:
            raise InvalidInput(f"There is no blind test {kind!r:.40}.", f"Use one of: {', '.join(_KINDS)}.")
        clips = [a] if isinstance(a, (Take, str)) else list(a)
        clips += [] if b is None else [b]
        self._listening = studio.listening if studio else _in_memory([_checked(clip) for clip in clips])
        refs = [_reference(clip, studio) for clip in clips]
        self._test = _begin(self._listening, kind, refs, trials)
        super().__init__()
        self.set_trait("kind", kind)
        self._show()
        self.on_msg(self._receive)

    @property
    def result(self) -> Outcome:
        """The outcome of a test that is over.

        Raises
        ------
        InvalidInput
            While it runs: knowing the score would spoil it.
        NotFound
            If it was thrown away.
        """
        return self._listening.result(self._test)

    def stop(self) -> None:
        """End the test now; what was answered counts."""
        if not self.over:
            self._stop({})

    def __repr__(self) -> str:
        done = self.verdict if self.over else f"trial {self.trial} of {self.planned}"
        return f"<BlindTest {self.kind}, {done}>"

    def _show(self) -> None:
        """Set the traits to the state of the test."""
        try:
            offer = self._listening.offer(self._test)
        except StudioError as error:
            self.set_trait("_problem", str(error))
            return
        if offer is None:
            self._show_result()
        else:
            self._show_trial(offer)

    def _show_trial(self, offer: Offer) -> None:
        offered = {
            "slots": list(offer.slots),
            "may_take_back": offer.may_take_back,
            "decided": offer.decided,
            "cost": offer.cost_of_stopping,
        }
        with self.hold_sync():
            self.set_trait("planned", offer.planned)
            self.set_trait("trial", offer.trial)
            self.set_trait("_offered", offered)

    def _show_result(self) -> None:
        test = self._listening.find(self._test)
        outcome = self._listening.result(self._test)
        self.set_trait("_result", shown_result(test, outcome))
        self._end(outcome.summary)

    def _end(self, verdict: str) -> None:
        with self.hold_sync():
            self.set_trait("verdict", verdict)
            self.set_trait("value", verdict)
            self.set_trait("over", True)

    def _receive(self, _widget: object, content: Any, _buffers: object) -> None:
        """Do what a view asks for; what cannot be done is shown in it."""
        acts: dict[str, Callable[[dict[str, Any]], None]] = {
            "sounds": self._send_sounds,
            "answer": self._answer,
            "take_back": lambda _: self._listening.take_back(self._test),
            "stop": self._stop,
            "discard": self._discard,
        }
        act = acts.get(content.get("do", "")) if isinstance(content, dict) else None
        if act is None or self.over:
            return
        self.set_trait("_problem", "")
        try:
            act(content)
        except (StudioError, TypeError, ValueError) as error:
            self.set_trait("_problem", str(error))
            return
        if act != self._send_sounds and not self.over:
            self._show()

    def _send_sounds(self, content: dict[str, Any]) -> None:
        """Send the sounds of the current trial to one view, in the order of its slots, without names."""
        offer = self._listening.offer(self._test)
        if offer is not None:
            sounds = [self._listening.sound(token) for token in offer.slots.values()]
            self.send({"kind": "sounds", "view": content.get("view"), "trial": offer.trial}, sounds)

    def _answer(self, content: dict[str, Any]) -> None:
        trial, seconds, replays = int(content["trial"]), float(content["seconds"]), int(content["replays"])
        try:
            self._listening.answer(self._test, trial, str(content["answer"]), seconds=seconds, replays=replays)
        except InvalidInput as error:
            if error.code != "not-this-trial":  # else it was answered in another view: continue from there
                raise

    def _stop(self, _content: dict[str, Any]) -> None:
        if self._listening.stop(self._test) is None:
            self._end(_THROWN_AWAY)
        else:
            self._show()

    def _discard(self, _content: dict[str, Any]) -> None:
        self._listening.discard(self._test)
        self._end(_THROWN_AWAY)


def _checked(clip: Take | str) -> Take:
    if isinstance(clip, Take):
        return clip
    raise InvalidInput(
        f"{clip!r:.40} can only be looked up in a studio.", "Pass studio=…, or a take.", details={"field": "studio"}
    )


def _in_memory(takes: Sequence[Take]) -> Listening:
    """Return listening tests of some takes that are stored nowhere."""
    known = {str(ClipRef("take", take.id)): take for take in takes}
    return Listening(
        MemoryDatabase(),
        lambda ref: known[ref].label,
        lambda ref: (known[ref].samples, known[ref].sample_rate),
    )


def _reference(clip: Take | str, studio: Workspace | None) -> str:
    if isinstance(clip, Take):
        return str(ClipRef("take", clip.id))
    return str(studio.clips.named(clip)) if studio else clip


def _begin(listening: Listening, kind: str, refs: Sequence[str], trials: int | None) -> str:
    if kind == "tournament":
        return listening.tournament(refs, trials).id
    if len(refs) != 2:
        raise InvalidInput(f"This test compares two clips, not {len(refs)}.", "Pass two, or kind='tournament'.")
    begin = listening.abx if kind == "abx" else listening.preference
    return begin(refs[0], refs[1], TRIALS if trials is None else trials).id
