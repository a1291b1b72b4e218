"""The parts of a self-check: each tests one thing with one model, and fills in its figures."""

import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.auditions.audition import Audition
from studio.auditions.replay import Replay
from studio.diagnostics.selfcheck.follow_rate import DESCRIPTIONS, TEXT, follow_rate
from studio.diagnostics.selfcheck.timing import Budget, time_request
from studio.diagnostics.soak import soak
from studio.domain.backends import PREVIEW, QWEN3
from studio.domain.limits import MAX_TAKES
from studio.domain.recipe import Recipe
from studio.domain.take import Take
from studio.errors import EngineFailed, StudioError, TakeFailed, TookTooLong
from studio.session import Studio, auditions_of

DESCRIPTION = "A calm woman in her sixties, low register, slow, slightly husky."
TOGETHER = 4
SOAK_REQUESTS = 30
_SEED = 7
_SHORT = "Good evening, and welcome."  # where only the first frames of each take are generated
_REFERENCE = "evening-storyteller"  # a starter preset: everybody has the same sound
_SOAK_THREADS = 4
_SOAK_SECONDS_OF_SOUND = 90.0  # of all takes of 30 requests; an estimate
_LOAD_SECONDS = 600.0
_POLL_SECONDS = 0.1

#: Fills in a part's figures; raises if it fails.
Work = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Part:
    """One part.

    Parameters
    ----------
    name, model : str
        What is tested, and with which model, without its path.
    expected : float
        Seconds it usually takes, relative to those of the other parts.
    run : Work
        Runs it.
    """

    name: str
    model: str
    expected: float
    run: Work


@dataclass
class Checks(ABC):
    """The parts for one model. They run in order and share an engine.

    Parameters
    ----------
    name : str
        The model's name in the report.
    model : str or None
        A folder or a hub id; None for the sketch.
    estimate : int
        Bytes the generation process is estimated to hold; 0 if there is no estimate.
    home : pathlib.Path
        An empty folder.
    budget : Budget
        How long requests may take.
    """

    name: str
    model: str | None
    estimate: int
    home: Path
    budget: Budget
    _studio: Studio | None = None

    @abstractmethod
    def parts(self) -> list[Part]:
        """Return the parts in the order in which they have to run."""

    def close(self) -> None:
        """End the generation process, so that its memory is free for the next model."""
        if self._studio is not None:
            self._studio.close()
            self._studio = None

    def _opened(self) -> Studio:
        if self._studio is None:
            raise EngineFailed("The model was not loaded.", "See the part before.")
        return self._studio

    def _memory(self, facts: dict[str, Any]) -> None:
        """Note the peak of the generation process and of the model alone, beside the estimate."""
        status = self._opened().status
        if status.memory is None or status.held is None:
            raise EngineFailed("The generation process is not running.", "See the parts before.")
        facts |= {"peak_bytes": status.held[1], "model_peak_bytes": status.memory[2]}
        if self.estimate:
            facts |= {
                "estimated_bytes": self.estimate,
                "peak_of_estimate": round(status.held[1] / self.estimate, 3),
            }


@dataclass
class DesignChecks(Checks):
    """The parts for a model that speaks from a description, or for the sketch."""

    _alone: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    _takes: list[Take] = field(default_factory=list)
    _speed: float = 0.0

    def parts(self) -> list[Part]:
        """Return the parts in the order in which they have to run."""
        return [
            Part("load", self.name, 8.0, self._load),
            Part("one take", self.name, 10.0, self._one_take),
            Part("four takes", self.name, 12.0, self._four_takes),
            Part("replay", self.name, 12.0, self._replay),
            Part("descriptions", self.name, 30.0, self._descriptions),
            Part("memory", self.name, 1.0, self._memory),
            Part("soak", self.name, 60.0, self._soak),
        ]

    @property
    def _backend(self) -> str:
        return PREVIEW.name if self.model is None else QWEN3.name

    def _load(self, facts: dict[str, Any]) -> None:
        self._studio = Studio(self.home, self._backend, self.model)
        try:
            _wait_until_ready(self._studio, facts, self.budget)
        except StudioError:
            self.close()
            raise

    def _recipe(self, seed: int, description: str = DESCRIPTION) -> Recipe:
        return Recipe(description, _SHORT if self.budget.sound else TEXT, seed, language="english")

    def _request(self, recipes: list[Recipe], facts: dict[str, Any]) -> tuple[Audition, NDArray[np.float32]]:
        audition = auditions_of(self._opened()).design_recipes(recipes)
        return audition, time_request(audition, facts, self.budget)

    def _one_take(self, facts: dict[str, Any]) -> None:
        """Generate one take twice: the first request after loading may compile kernels."""
        first: dict[str, Any] = {}
        try:
            audition, self._alone = self._request([self._recipe(_SEED)], first)
        finally:
            facts |= {f"cold_{name}": first[name] for name in ("first_sound_s", "seconds_s") if name in first}
        self._takes = list(audition.state.finished)
        self._request([self._recipe(_SEED)], facts)
        self._speed = facts.get("times_real_time", 0.0)
        facts["made_with"] = {**self._takes[0].recipe.versions} if self._takes else {}

    def _four_takes(self, facts: dict[str, Any]) -> None:
        """Generate four takes together, and compare the first with the same one generated alone."""
        audition, first = self._request([self._recipe(_SEED + place) for place in range(TOGETHER)], facts)
        self._takes = [*self._takes[:1], *audition.state.finished]
        if len(self._alone):
            facts["first_is_the_same_alone"] = bool(np.array_equal(first, self._alone))

    def _replay(self, facts: dict[str, Any]) -> None:
        """Replay a take that was generated alone, and one of four."""
        if self.budget.sound:
            raise NotRun("Only whole takes can be replayed.")
        if len(self._takes) < 2:
            raise TakeFailed("There are no takes to replay.", "See the parts before.")
        studio = self._opened()
        for name, take in (("alone", self._takes[0]), ("of_four", self._takes[-1])):
            facts |= _in_facts(name, studio.replay(take))
            self.budget.tick()

    def _descriptions(self, facts: dict[str, Any]) -> None:
        """Generate a take of each description, measure it, and count how often it sounds as described."""
        if self.budget.sound:
            raise NotRun("Only whole takes can be measured.")
        takes: list[Take] = []
        try:
            for start in range(0, len(DESCRIPTIONS), MAX_TAKES):
                described = DESCRIPTIONS[start : start + MAX_TAKES]
                audition = auditions_of(self._opened()).design_recipes(
                    [self._recipe(_SEED, each) for each in described]
                )
                try:
                    time_request(audition, {}, self.budget)
                finally:
                    takes += audition.state.finished
        finally:
            self._note_follow_rate(takes, facts)

    def _note_follow_rate(self, takes: list[Take], facts: dict[str, Any]) -> None:
        measured = []
        for take in takes:
            measured.append((take.recipe.description, self._opened().measuring.measure(take).values))
            self.budget.tick()
        facts |= follow_rate(measured).to_json()
        facts["takes"] = [
            {"description": description} | {name: round(value, 3) for name, value in values.items()}
            for description, values in measured
        ]

    def _soak(self, facts: dict[str, Any]) -> None:
        """Send 30 requests from several threads, with an engine of its own."""
        self.close()
        if self.budget.sound:
            raise NotRun("Only whole takes can be requested in a soak.")
        left = self.budget.deadline - time.monotonic()
        if not self._speed or _SOAK_SECONDS_OF_SOUND / self._speed > left:
            raise NotRun("It would take longer than the time left. Run `studio soak --requests 30` alone.")
        report = soak(
            SOAK_REQUESTS,
            threads=_SOAK_THREADS,
            backend=self._backend,
            model=self.model,
            progress=lambda done: self.budget.tick(),
        )
        facts |= {"requests": report.requests, "succeeded": report.succeeded, "restarts": report.restarts}
        facts |= {"waited_s": report.latency, "broken_promises": report.broken}
        if report.broken:
            raise StudioError("A promise was broken.", "See its list.")


@dataclass
class CloneChecks(Checks):
    """The parts for a Base model, which speaks in the voice of a starter preset."""

    def parts(self) -> list[Part]:
        """Return the parts in the order in which they have to run."""
        return [
            Part("clone", self.name, 25.0, self._clone),
            Part("memory", self.name, 1.0, self._memory),
        ]

    def _clone(self, facts: dict[str, Any]) -> None:
        """Speak twice: the model is loaded and the reference encoded only for the first time."""
        self._studio = studio = Studio(self.home, PREVIEW.name, base_model=self.model)
        reference = _reference(studio)
        text = _SHORT if self.budget.sound else TEXT
        first: dict[str, Any] = {}
        try:
            time_request(studio.start_say(reference, text, seed=_SEED, language="english"), first, self.budget)
        finally:
            facts |= {f"cold_{name}": first[name] for name in ("first_sound_s", "seconds_s") if name in first}
        audition = studio.start_say(reference, text, seed=_SEED, language="english")
        time_request(audition, facts, self.budget)
        facts["reference_s"] = round(reference.duration, 2)
        for take in audition.state.finished:
            facts["made_with"] = {**take.recipe.versions}
            facts["pitch_of_clone_and_reference"] = [
                studio.measuring.measure(each).values.get("pitch") for each in (take, reference)
            ]


class NotRun(Exception):
    """A part does not apply, or there is no time left for it; the reason."""


def _wait_until_ready(studio: Studio, facts: dict[str, Any], budget: Budget) -> None:
    """Load the model and note `load_s`.

    Raises
    ------
    StudioError
        Why it cannot be loaded; `TookTooLong` at the deadline.
    """
    started = time.monotonic()
    studio.start()
    while (status := studio.status).state != "ready":
        if status.state == "failed":
            raise status.error or EngineFailed("The model cannot be loaded.", "See `studio doctor`.")
        if time.monotonic() > min(budget.deadline, started + _LOAD_SECONDS):
            raise TookTooLong("Loading took too long.", "Allow more with --minutes.")
        budget.tick()
        time.sleep(_POLL_SECONDS)
    facts["load_s"] = round(time.monotonic() - started, 2)


def _reference(studio: Studio) -> Take:
    """Return a starter preset's sound as a take that a Base model copies."""
    preset = studio.presets[_REFERENCE]
    samples, sample_rate = preset.reference()
    recipe = replace(preset.recipe, backend=QWEN3.name, variant=None)
    return Take(uuid.uuid4().hex, recipe, samples, sample_rate)


def _in_facts(name: str, found: Replay) -> dict[str, Any]:
    facts: dict[str, Any] = {f"{name}_is_the_same": found.same}
    if not found.same:
        facts |= {f"{name}_largest_difference": found.difference, f"{name}_reasons": list(found.reasons)}
    return facts
