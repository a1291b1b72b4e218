"""A blind listening test in a notebook cell."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar, NoReturn, cast

from markupsafe import Markup
from traitlets import Bool, Dict, Int, Unicode

from studio.clips.lookup import is_clip_ref
from studio.displays.player import MOST_TOGETHER
from studio.domain.clip import Clip
from studio.errors import InvalidInput, NotFound, StudioError
from studio.listening.blind_tests import BlindTests, Offer
from studio.listening.concealed import concealed_tests
from studio.listening.listening import Listening
from studio.listening.outcome import Outcome
from studio.notebook.base import StudioWidget
from studio.notebook.blind_result import TITLES, no_result, result_html, shown_result
from studio.notebook.sources import clips_by_label
from studio.notebook.still import sound_rows
from studio.store.memory_database import MemoryDatabase
from studio.workspace import Workspace


class BlindTest(StudioWidget):
    """Run a blind listening test in a notebook cell, by mouse or keys.

    No trait, message or text tells the hidden order or the score before the test is over. The sounds are equally loud
    and equally long, and come without names.

    Parameters
    ----------
    a : ClipLike or sequence of these
        The first clip, or all of them; a tournament compares three to eight: takes, presets, paths of sound files, or
        pairs of samples and their rate. With `studio`, also what a person calls a clip.
    b : ClipLike, optional
        The second clip.
    kind : str
        "abx": is X equal to A or to B? "preference": which of two do you like better? "tournament": rank several.
    trials : int, optional
        1 to 100; default: 8, in a tournament four comparisons a clip.
    studio : Workspace, optional
        Where the answers are stored, so that the page shows the result too; default: where all of the clips come from.
        Without one they are held in memory.

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

    _view: ClassVar[str] = "blind_test"
    _primary: ClassVar[str] = "verdict"

    kind = Unicode().tag(sync=True)
    trial = Int(1).tag(sync=True)
    planned = Int().tag(sync=True)
    over = Bool().tag(sync=True)
    verdict = Unicode().tag(sync=True)
    value = Unicode().tag(sync=True)
    _offered = Dict().tag(sync=True)
    _result = Dict().tag(sync=True)

    def __init__(
        self,
        a: Any,
        b: Any = None,
        kind: str = "abx",
        trials: int | None = None,
        *,
        studio: Workspace | None = None,
    ) -> None:
        clips = list(a) if b is None else [a, b]
        workspace = studio or _workspace_of(clips)
        listening = workspace.listening if workspace else _in_memory()
        self._listening: Listening | None = listening
        self._workspace = workspace
        self._given = clips if workspace else _labelled(clips)
        self._test = _begun(listening, kind, self._given, trials)
        super().__init__(kind=kind)
        self._show()

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
        return self._tests().result(self._test)

    def stop(self) -> None:
        """End the test now; what was answered counts."""
        if not self.over:
            self._stop(None)

    def __repr__(self) -> str:
        done = self.verdict if self.over else f"trial {self.trial} of {self.planned}"
        return f"<BlindTest {self.kind}, {done}>"

    def receive(self, message: dict[str, Any], buffers: Sequence[Any]) -> None:
        """Do what a view asks for, and answer it; a problem is told in a sentence."""
        acts: Mapping[str, Callable[[dict[str, Any]], list[bytes]]] = {
            "sounds": self._sounds,
            "answer": self._answer,
            "take_back": self._take_back,
            "stop": self._stop,
            "discard": self._discard,
        }
        act = acts.get(str(message.get("kind")))
        if act is None:
            return
        answer = {"kind": message["kind"], "number": message.get("number")}
        try:
            self.send(answer, act(message))
        except (StudioError, KeyError, TypeError, ValueError) as error:
            self.send(answer | {"problem": str(error)})

    def still(self, most_seconds: float = MOST_TOGETHER) -> str:
        """Return where the test is; when it is over, what it showed, with the sounds: before, they tell who is who."""
        if not self.over:
            return Markup("<p><b>{}</b> Trial {} of {}.</p>").format(TITLES[self.kind], self.trial, self.planned)
        heard = self._clips() if self._result["key"] else []
        return result_html(self._result) + sound_rows(((clip.label, "", clip) for clip in heard), most_seconds)

    def release(self) -> None:
        """Let go of the sounds; of a test in a library, what was answered stays, to be continued on the page."""
        if self._listening is not None and not self.over and self.trial == 1:
            with suppress(StudioError, KeyError):  # the studio is closed already, or goes together with this
                self._tests().discard(self._test)
        self._listening = self._workspace = None
        self._given = []

    def _clips(self) -> Sequence[Clip]:
        """Return what was compared; nothing where some of it is gone meanwhile."""
        with suppress(StudioError):
            return self._given if self._workspace is None else [self._workspace.clip(each) for each in self._given]
        return []

    def _show(self) -> None:
        """Set the traits to the state of the test."""
        offer = self._tests().offer(self._test)
        if offer is None:
            test = self._tests().find(self._test)
            outcome = self._tests().result(self._test)
            self._end(shown_result(test, outcome))
        else:
            self._show_trial(offer)

    def _show_trial(self, offer: Offer) -> None:
        with self.hold_sync():
            self.planned = offer.planned
            self.trial = offer.trial
            self._offered = {
                "trial": offer.trial,
                "planned": offer.planned,
                "slots": list(offer.slots),
                "may_take_back": offer.may_take_back,
                "decided": offer.decided,
                "cost": offer.cost_of_stopping,
            }
        self.update_still()

    def _end(self, result: dict[str, Any]) -> None:
        with self.hold_sync():
            self._result = result
            self.verdict = result["summary"]
            self.over = True
        self.update_still()

    def _tests(self) -> BlindTests:
        """Return what runs the test; no attribute, because it knows the hidden order."""
        if self._listening is None:
            raise InvalidInput("This blind test was closed.", "Make it again.", code="widget-closed")
        return concealed_tests(self._listening)

    def _sounds(self, message: dict[str, Any]) -> list[bytes]:
        """Return the sounds of the current trial, in the order of its slots."""
        offer = self._tests().offer(self._test)
        if offer is None or offer.trial != message["trial"]:
            self._show()  # it was answered elsewhere, on the page or in another cell
            raise InvalidInput("This trial is over.", "Continue with the current one.")
        return [self._tests().sound(token) for token in offer.slots.values()]

    def _answer(self, message: dict[str, Any]) -> list[bytes]:
        trial, seconds, replays = int(message["trial"]), float(message["seconds"]), int(message["replays"])
        try:
            self._tests().answer(self._test, trial, str(message["answer"]), seconds=seconds, replays=replays)
        except InvalidInput as error:
            if error.code != "not-this-trial":  # else it was answered in another view: continue from there
                raise
        self._show()
        return []

    def _take_back(self, _message: object) -> list[bytes]:
        self._tests().take_back(self._test)
        self._show()
        return []

    def _stop(self, _message: object) -> list[bytes]:
        if self._tests().stop(self._test) is None:
            self._end(no_result(self.kind))
        else:
            self._show()
        return []

    def _discard(self, _message: object) -> list[bytes]:
        self._tests().discard(self._test)
        self._end(no_result(self.kind))
        return []


def _begun(listening: Listening, kind: str, clips: Sequence[Any], trials: int | None) -> str:
    """Begin a test and return its id; one of the same clips without an answer is taken up: a re-run cell leaves one."""
    test = listening.begin(kind, clips, trials)
    if all(is_clip_ref(clip.ref) for clip in test.clips):  # other sounds are held by the process that began the test
        for earlier in listening.running():
            same = (earlier.kind, earlier.clips, earlier.planned) == (test.kind, test.clips, test.planned)
            if same and not earlier.answered and earlier.id != test.id:
                test.discard()
                return earlier.id
    return test.id


def _workspace_of(clips: Sequence[Any]) -> Workspace | None:
    """Return the workspace that all of the clips come from, if there is one."""
    found = {getattr(clip, "workspace", None) for clip in clips}
    workspace = found.pop() if len(found) == 1 else None
    return workspace if isinstance(workspace, Workspace) else None


def _in_memory() -> Listening:
    """Return listening tests that are stored nowhere."""
    return Listening(BlindTests(MemoryDatabase(), _not_stored, _not_stored), lambda clip: cast("Clip", clip))


def _not_stored(ref: str) -> NoReturn:
    raise NotFound(f"{ref} is in no library.", "Pass studio=….")


def _labelled(clips: Sequence[Any]) -> list[Clip]:
    """Return clips that are called as they are in other widgets."""
    return [Clip(clip.samples, clip.sample_rate, label, ref=clip.ref) for label, clip in clips_by_label(clips).items()]
