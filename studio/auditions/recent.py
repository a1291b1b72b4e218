"""The auditions and consistency tests of this process: those under way, and the last few that ended."""

import threading
from collections import OrderedDict

from studio.auditions.audition import Audition
from studio.auditions.consistency import ConsistencyTest

_ENDED_KEPT = 4


class RecentAuditions:
    """The auditions of one studio that can still be followed; every method may be called from any thread."""

    def __init__(self) -> None:
        self._auditions: OrderedDict[str, Audition] = OrderedDict()
        self._tests: OrderedDict[str, ConsistencyTest] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, audition: Audition) -> None:
        """Add an audition, and drop the oldest of those that ended."""
        with self._lock:
            self._auditions[audition.id] = audition
            ended = [each.id for each in self._auditions.values() if each.state.over]
            for audition_id in ended[:-_ENDED_KEPT]:
                del self._auditions[audition_id]

    def add_test(self, test: ConsistencyTest) -> None:
        """Add a consistency test, and drop the oldest ones."""
        with self._lock:
            self._tests[test.id] = test
            while len(self._tests) > _ENDED_KEPT:
                self._tests.popitem(last=False)

    def find(self, audition_id: str) -> Audition | None:
        """Return the audition of that id, or None."""
        with self._lock:
            return self._auditions.get(audition_id)

    def find_test(self, test_id: str) -> ConsistencyTest | None:
        """Return the consistency test of that id, or None."""
        with self._lock:
            return self._tests.get(test_id)

    def designing(self) -> Audition | None:
        """Return the newest audition of a described voice that has not ended, or None."""
        with self._lock:
            designs = [each for each in self._auditions.values() if each.recipes[0].voice is None]
            unfinished = [each for each in designs if not each.state.over]
        return unfinished[-1] if unfinished else None

    def working(self) -> Audition | None:
        """Return the audition that the engine is working on, or None."""
        with self._lock:
            working = [each for each in self._auditions.values() if each.state.phase == "working"]
        return working[-1] if working else None
