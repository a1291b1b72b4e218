"""Blind listening tests from Python."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from studio.audio.lru_cache import content_hash
from studio.clips.lookup import ClipLike, is_clip_ref, several
from studio.domain.clip import Clip
from studio.listening.blind_tests import TRIALS, BlindTests
from studio.listening.concealed import conceal, concealed_tests
from studio.listening.hidden import Sound
from studio.listening.listening_test import AbxTrial, ListeningTest, PairTrial
from studio.listening.records import to_csv
from studio.listening.trial import ComparedClip, ListeningRecord, check_kind
from studio.store.files import write_atomically

_MOST_EXPORTED = 10_000  # tests


class Listening:
    """Begins blind listening tests, and finds earlier ones; every method may be called from any thread.

    Parameters
    ----------
    tests : BlindTests
        What runs them.
    find : callable
        Returns the clip that something counts as; see `Workspace.clip`.

    Examples
    --------
    >>> from studio import Studio
    >>> with Studio() as st:  # doctest: +SKIP
    ...     test = st.listening.preference("Evening", "interview.wav")
    ...     for trial in test:
    ...         test.answer(ask(trial.first, trial.second))
    ...     print(test.result, test.result.p_value)
    """

    def __init__(self, tests: BlindTests, find: Callable[[ClipLike], Clip]) -> None:
        conceal(self, tests)
        self._find = find

    def abx(self, a: ClipLike, b: ClipLike, trials: int = TRIALS) -> ListeningTest[AbxTrial]:
        """Begin a test of whether two clips can be told apart: is X equal to A or to B?

        Parameters
        ----------
        a, b : ClipLike
            Takes, presets, sound files, samples with their rate, or the name of one; see `Workspace.clip`. Sounds that
            the library does not have are held in memory: such a test can be continued in this process only.
        trials : int, optional
            1 to 100. Eight show a difference to a listener who is right 9 times in 10 with probability 0.81.

        Raises
        ------
        InvalidInput, NotFound, StorageFailed
            With what to change.
        """
        return self.begin("abx", [a, b], trials)

    def preference(self, a: ClipLike, b: ClipLike, trials: int = TRIALS) -> ListeningTest[PairTrial]:
        """Begin a test of which of two clips is preferred; as `abx`."""
        return self.begin("preference", [a, b], trials)

    def tournament(self, clips: Sequence[ClipLike], trials: int | None = None) -> ListeningTest[PairTrial]:
        """Begin to rank three to eight clips in pairs; by default four comparisons a clip; otherwise as `abx`."""
        return self.begin("tournament", clips, trials)

    def begin(self, kind: str, clips: Sequence[ClipLike], trials: int | None = None) -> ListeningTest[Any]:
        """Begin a test of the kind "abx", "preference" or "tournament"; otherwise as the method of that name."""
        tests = concealed_tests(self)
        found = [self._find(clip) for clip in several(clips)]
        compared = [ComparedClip(_ref(clip), tests.label(_ref(clip)) or clip.label) for clip in found]
        own: dict[str, Sound] = {
            each.ref: (clip.samples, clip.sample_rate)
            for each, clip in zip(compared, found, strict=True)
            if not tests.label(each.ref)
        }
        return ListeningTest(tests, tests.begin_with(check_kind(kind), compared, trials, own))

    def __getitem__(self, test_id: str) -> ListeningTest[Any]:
        """Return a test by its id, to continue it or to read its result.

        Raises
        ------
        NotFound
            If no test has that id.
        """
        return ListeningTest(concealed_tests(self), concealed_tests(self).find(test_id))

    def find(self, test_id: str) -> ListeningTest[Any]:
        """Return a test by its id; raises as `listening[test_id]`."""
        return self[test_id]

    def newest(self, limit: int = 50) -> list[ListeningTest[Any]]:
        """Return the newest tests, newest first."""
        return self._live(concealed_tests(self).records.newest(limit))

    def running(self) -> list[ListeningTest[Any]]:
        """Return the tests that are not over, newest first."""
        return self._live(concealed_tests(self).records.running())

    def between(self, a: ClipLike, b: ClipLike) -> list[ListeningTest[Any]]:
        """Return the finished ABX and preference tests of two clips, newest first; clips as for `abx`."""
        one, other = (_ref(self._find(clip)) for clip in (a, b))
        return self._live([test for test, _ in concealed_tests(self).between(one, other)])

    def to_csv(self, limit: int = _MOST_EXPORTED) -> str:
        """Return the answers of the finished tests as CSV, one line an answer, newest test first."""
        return to_csv(concealed_tests(self).records.newest(limit))

    def export(self, path: str | Path) -> int:
        """Write `to_csv` into a file and return the number of answers in it.

        Raises
        ------
        StorageFailed
            If the disk refuses.
        """
        tests = concealed_tests(self).records.newest(_MOST_EXPORTED)
        write_atomically(Path(path), lambda file: file.write(to_csv(tests).encode()), private=False)
        return sum(len(test.trials) for test in tests if test.over)

    def _live(self, tests: Iterable[ListeningRecord]) -> list[ListeningTest[Any]]:
        return [ListeningTest(concealed_tests(self), test) for test in tests]


def _ref(clip: Clip) -> str:
    """Return what names a clip in a test: one that is neither a take nor a voice is named by its samples."""
    return clip.ref if is_clip_ref(clip.ref) else f"sound:{content_hash(clip.samples, clip.sample_rate)[:32]}"
