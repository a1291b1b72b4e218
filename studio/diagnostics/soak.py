"""`studio soak`: a load test with optional fault injection that checks the engine's promises.

Run it on your own machine before a long session: it shows whether the engine holds, how fast it answers, and whether
memory grows.
"""

import contextlib
import hashlib
import os
import queue
import random
import shutil
import signal
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psutil

from studio.auditions.audition import Audition
from studio.domain.backends import is_neural
from studio.errors import Cancelled, StudioError, TookTooLong, WorkerCrashed
from studio.session import Studio, auditions_of
from studio.store.temporary import remove_abandoned_temporary_folders, temporary_folder

DESCRIPTION = "A calm woman in her sixties, low register, slow, slightly husky."
TEXTS = (
    "Hello.",
    "Bonjour.",
    "Oui.",
    "À demain.",
    "Good evening, and welcome to the studio.",
    "Le temps est doux, et la mer est calme ce soir.",
    "R&D @ 50 % — “quotes”, <b>tags</b>, ${braces}, C:\\path\\to & more…",
    "I ❤️ this 🎙️ voice!",
    "Hello, bonjour, 你好, こんにちは, привет.",
    "1234567890, 3.14, 2026-11-23.",
    "It was late when the last guests left. The lamps went out one by one, and the house was quiet again.",
)
_SEEDS = 4
_PAIR_EVERY = 8
_WARM_UP = 100  # requests after which memory must not grow
_WINDOW = 50  # requests whose median is compared, so that one long take does not count as growth
_WINDOW_WITH_FAULTS = 300  # covers several processes, as a fault ends one about every 50 requests
_GROWTH_ALLOWED = 1.02
_FAULT_EVERY = 50
_FAULT_SECONDS = 21.0  # between faults: a fourth crash within a minute stops the engine for good
_PATIENCE = 600.0
_WHEN = ("warm", "end", "peak")
_FAULTS = (signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT, signal.SIGSTOP)


@dataclass
class SoakReport:
    """The result of a soak.

    Parameters
    ----------
    requests, succeeded, cancelled : int
        Number of requests sent, of those that returned their takes (one in eight asks for two), and of those
        cancelled on purpose.
    failed_by_fault : int
        Requests that ended with the error of an injected fault.
    faults : int
        Injected faults.
    restarts : int
        Restarts of the generation process.
    latency : dict
        Median, 95th percentile and maximum of the seconds from a request to its end, waiting included.
    memory : dict
        Bytes of this program, of the generation process, and of both: after the warm-up, at the end, and the peak.
        Growth of both by more than 2 % breaks a promise, except with the sketch: espeak-ng keeps a dictionary for
        each text that mixes scripts, which the engine's memory budget bounds.
    broken : list of str
        Broken promises; empty for a good soak.
    seconds : float
        Duration of the soak.
    """

    requests: int = 0
    succeeded: int = 0
    cancelled: int = 0
    failed_by_fault: int = 0
    faults: int = 0
    restarts: int = 0
    latency: dict[str, float] = field(default_factory=dict)
    memory: dict[str, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data."""
        return asdict(self)

    def in_words(self) -> dict[str, str]:
        """Return the figures by name, for a person to read."""
        waited = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in self.latency.items())
        held = ", ".join(f"{when} {self.memory[f'both {when}'] / 2**20:.0f} MiB" for when in _WHEN if self.memory)
        return {
            "requests": f"{self.requests} in {self.seconds:.0f} s",
            "succeeded": str(self.succeeded),
            "cancelled": f"{self.cancelled}, on purpose",
            "failed by fault": str(self.failed_by_fault),
            "faults": str(self.faults),
            "restarts": str(self.restarts),
            "waited": waited or "–",
            "memory": f"{held} (both processes)" if held else "–",
            "promises": "all held" if not self.broken else f"BROKEN: {'; '.join(self.broken)}",
        }


def soak(
    requests: int,
    *,
    threads: int = 8,
    faults: bool = False,
    backend: str = "auto",
    model: str | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> SoakReport:
    """Send many requests from many threads, in a temporary home folder, and report.

    Parameters
    ----------
    requests : int
        Number of requests.
    threads : int
        Number of concurrent callers.
    faults : bool
        Whether to kill or stop the generation process about every 50 requests, and to cancel some.
    backend, model
        As for `Studio`.
    progress : callable
        Called with the number of finished requests.

    Returns
    -------
    SoakReport
        Its `broken` is empty if every promise was kept.
    """
    before = _Leftovers.now()
    with _temporary_home() as home, Studio(home, backend, model) as studio:
        report = _Soak(studio, requests, threads, faults, progress).run()
    report.broken += before.compared_with(_Leftovers.now())
    return report


@contextlib.contextmanager
def _temporary_home() -> Iterator[Path]:
    remove_abandoned_temporary_folders()
    home = temporary_folder("soak")
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


class _Soak:
    def __init__(
        self, studio: Studio, requests: int, threads: int, faults: bool, progress: Callable[[int], None]
    ) -> None:
        self._studio = studio
        self._faults = faults
        self._threads = threads
        self._progress = progress
        self._random = random.Random(1)
        self._todo: queue.SimpleQueue[int] = queue.SimpleQueue()
        for number in range(requests):
            self._todo.put(number)
        self._lock = threading.Lock()
        self._over = 0
        self._latencies: list[float] = []
        self._samples: dict[tuple[str, int], str] = {}
        self._memory: list[tuple[int, int]] = []
        self._last_fault = time.monotonic() - _FAULT_SECONDS
        self._report = SoakReport(requests=requests)
        self._outcomes: Counter[str] = Counter()

    def run(self) -> SoakReport:
        started = time.monotonic()
        callers = [threading.Thread(target=self._call, name=f"soak-{n}") for n in range(self._threads)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
        return self._finish(time.monotonic() - started)

    def _call(self) -> None:
        while True:
            try:
                number = self._todo.get_nowait()
            except queue.Empty:
                return
            try:
                self._request(number)
            except Exception as error:
                self._break(f"request {number} was refused: {type(error).__name__}: {error}")

    def _request(self, number: int) -> None:
        text, seed = TEXTS[number % len(TEXTS)], number // len(TEXTS) % _SEEDS
        started = time.monotonic()
        takes = 2 if number % _PAIR_EVERY == 0 else 1  # a take must be the same alone and beside another
        audition = auditions_of(self._studio, threading.current_thread().name).design(
            DESCRIPTION, text, takes=takes, seed=seed
        )
        if self._faults:
            self._inject_fault(number, audition)
        if not audition.join(_PATIENCE):
            self._break(f"request {number} did not end within {_PATIENCE:.0f} s")
            return
        self._note(audition, text, seed, time.monotonic() - started)

    def _inject_fault(self, number: int, audition: Audition) -> None:
        """Cancel one request in 25; inject a fault about every 50 requests, if the last one is long enough ago."""
        if number % 25 == 7:
            audition.cancel()
        with self._lock:
            due = self._over >= (self._report.faults + 1) * _FAULT_EVERY
            if not due or time.monotonic() - self._last_fault < _FAULT_SECONDS:
                return
            pid = self._studio.status.pid
            if pid is None:
                return
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, self._random.choice(_FAULTS))
            self._last_fault = time.monotonic()
            self._report.faults += 1

    def _note(self, audition: Audition, text: str, seed: int, seconds: float) -> None:
        state = audition.state
        with self._lock:
            self._over += 1
            self._latencies.append(seconds)
            self._outcomes[self._outcome(state.error)] += 1
            for take in state.finished:
                self._compare(text, seed + take.position, hashlib.sha256(take.samples.tobytes()).hexdigest())
            status = self._studio.status
            if status.memory:
                self._memory.append((psutil.Process().memory_info().rss, status.memory[0]))
            self._report.restarts = status.restarts
            self._progress(self._over)

    def _outcome(self, error: StudioError | None) -> str:
        if error is None:
            return "succeeded"
        if self._faults and isinstance(error, Cancelled):
            return "cancelled"
        if self._faults and isinstance(error, WorkerCrashed | TookTooLong):
            return "failed_by_fault"
        self._report.broken.append(f"a request failed: [{error.code}] {error}")
        return "failed"

    def _compare(self, text: str, seed: int, digest: str) -> None:
        if self._samples.setdefault((text, seed), digest) != digest:
            self._report.broken.append(f"{text!r} with seed {seed} returned different samples than before")

    def _break(self, what: str) -> None:
        with self._lock:
            self._report.broken.append(what)

    def _finish(self, seconds: float) -> SoakReport:
        report = self._report
        report.seconds = round(seconds, 1)
        report.succeeded = self._outcomes["succeeded"]
        report.cancelled = self._outcomes["cancelled"]
        report.failed_by_fault = self._outcomes["failed_by_fault"]
        report.latency = _spread(self._latencies)
        if sum(self._outcomes.values()) != report.requests and not report.broken:
            report.broken.append(f"{report.requests} requests ended {sum(self._outcomes.values())} times")
        self._judge_memory(report)
        return report

    def _judge_memory(self, report: SoakReport) -> None:
        if not self._memory:
            return
        ours, theirs = zip(*self._memory, strict=True)
        both = [sum(pair) for pair in self._memory]
        window = _WINDOW_WITH_FAULTS if self._faults else _WINDOW
        for name, sizes in (("program", ours), ("generation process", theirs), ("both", both)):
            warm = statistics.median_low(sizes[_WARM_UP:][:window] or sizes)
            end = statistics.median_low(sizes[-window:])
            report.memory |= {f"{name} warm": warm, f"{name} end": end, f"{name} peak": max(sizes)}
        grown = report.memory["both end"] / report.memory["both warm"]
        watched = is_neural(self._studio.status.backend) and len(both) >= _WARM_UP + 2 * window
        if watched and grown > _GROWTH_ALLOWED:
            report.broken.append(f"memory grew by {grown - 1:.1%} after the first {_WARM_UP} requests")


@dataclass(frozen=True)
class _Leftovers:
    """Threads, file descriptors and child processes of this process."""

    threads: frozenset[str]
    descriptors: int
    children: frozenset[int]

    @classmethod
    def now(cls) -> "_Leftovers":
        process = psutil.Process()
        running = sys._current_frames()  # Python before 3.13 also lists threads of `_thread` that have ended
        return cls(
            frozenset(thread.name for thread in threading.enumerate() if thread.ident in running),
            process.num_fds(),
            frozenset(child.pid for child in process.children(recursive=True)),
        )

    def compared_with(self, later: "_Leftovers") -> list[str]:
        left = []
        if later.threads - self.threads:
            left.append(f"threads are left: {', '.join(sorted(later.threads - self.threads))}")
        if later.descriptors > self.descriptors:
            left.append(f"{later.descriptors - self.descriptors} file descriptors are left")
        if later.children - self.children:
            left.append(f"processes are left: {sorted(later.children - self.children)}")
        return left


def _spread(seconds: list[float]) -> dict[str, float]:
    if not seconds:
        return {}
    ordered = sorted(seconds)
    return {
        "median": round(statistics.median(ordered), 3),
        "p95": round(ordered[int(0.95 * (len(ordered) - 1))], 3),
        "max": round(ordered[-1], 3),
    }
