"""What the page is told of auditions: an answer waits until there is something new."""

import asyncio
from dataclasses import dataclass

import numpy as np
import pytest
from fastapi import Request
from processes import PATIENCE

from studio.auditions.audition import Audition
from studio.domain.recipe import audition_recipes
from studio.engine.events import JobEnded, JobQueued, JobStarted, TakeChunk, TakeDone, TakeProgress
from studio.ui.long_poll import each_change, stamp_of, until_changed


@pytest.fixture
def audition() -> Audition:
    return Audition(audition_recipes("a voice", "Good evening, and welcome.", takes=2, seed=1))


def receive(audition: Audition, event: object) -> None:
    audition.receive(event, lambda take: None)  # type: ignore[arg-type]


async def never() -> dict[str, object]:
    """The client sends nothing more, and does not leave."""
    return await asyncio.get_running_loop().create_future()


def answered(audition: Audition, after: str, *events: object) -> str:
    """Return the stamp after waiting, while the events come once the waiting has begun."""

    async def wait() -> None:
        request = Request({"type": "http"}, never)  # type: ignore[arg-type]
        waiting = asyncio.create_task(until_changed(request, lambda: [audition], after))
        await asyncio.sleep(0)
        for event in events:
            assert not waiting.done()
            receive(audition, event)
        await asyncio.wait_for(waiting, PATIENCE)

    asyncio.run(wait())
    return stamp_of([audition])


@pytest.mark.parametrize(
    "event", [JobQueued("job", 2), JobStarted("job"), TakeProgress("job", 0, 5, 20), JobEnded("job", None)]
)
def test_change_of_an_audition_ends_the_waiting(audition: Audition, event: object) -> None:
    before = stamp_of([audition])
    assert answered(audition, before, event) != before


def test_complete_take_is_a_step_before_it_is_stored(audition: Audition) -> None:
    audition.receive(TakeChunk("job", 0, np.full(2400, 0.25, np.float32), 24_000), lambda take: None)
    stamps = [stamp_of([audition])]
    done = TakeDone("job", 0, audition.recipes[0])
    audition.receive(done, lambda take: stamps.append(stamp_of([audition])))
    stamps.append(stamp_of([audition]))

    steps = [stamp.partition(".")[0] for stamp in stamps]
    assert len(set(steps)) == 3


def test_change_ends_the_waiting_without_a_look(audition: Audition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.ui.long_poll._LOOK_SECONDS", 2 * PATIENCE)
    before = stamp_of([audition])
    assert answered(audition, before, JobStarted("job")) != before


def test_first_request_and_ended_auditions_are_answered_without_a_change(audition: Audition) -> None:
    assert answered(audition, "") == stamp_of([audition])
    receive(audition, JobEnded("job", None))
    assert answered(audition, stamp_of([audition])) == stamp_of([audition])


def test_steps_and_progress_have_stamps_of_their_own(audition: Audition) -> None:
    receive(audition, JobStarted("job"))
    begun = stamp_of([audition]).split(".")
    receive(audition, TakeProgress("job", 0, 5, 20))
    further = stamp_of([audition]).split(".")
    assert further[0] == begun[0]
    assert further[1] != begun[1]


def test_client_that_leaves_ends_the_waiting(audition: Audition) -> None:
    async def gone() -> dict[str, object]:
        return {"type": "http.disconnect"}

    request = Request({"type": "http"}, gone)  # type: ignore[arg-type]
    asyncio.run(until_changed(request, lambda: [audition], stamp_of([audition])))
    assert not audition.state.over


@dataclass(frozen=True)
class Shown:
    """An answer: the phase that it shows, and its stamp."""

    stamp: str
    phase: str


def phases(audition: Audition, *events: object) -> list[str]:
    """Return the phases that a stream of answers tells, where each event comes after an answer."""
    left = list(events)

    async def listen() -> list[str]:
        request = Request({"type": "http"}, never)  # type: ignore[arg-type]
        told = []
        async for shown in each_change(
            request, lambda: [audition], lambda: Shown(stamp_of([audition]), audition.state.phase)
        ):
            told.append(shown.phase)
            if left:
                receive(audition, left.pop(0))
        return told

    return asyncio.run(asyncio.wait_for(listen(), PATIENCE))


def test_stream_tells_the_state_at_once_each_change_and_the_end(audition: Audition) -> None:
    told = phases(audition, JobQueued("job", 2), JobStarted("job"), JobEnded("job", None))
    assert told == ["queued", "queued", "working", "done"]


def test_stream_about_ended_auditions_has_one_answer(audition: Audition) -> None:
    receive(audition, JobEnded("job", None))
    assert phases(audition) == ["done"]


def test_change_while_an_answer_is_sent_is_told_by_the_next_one(audition: Audition) -> None:
    told = phases(audition, JobStarted("job"), JobEnded("job", None))
    assert told == ["queued", "working", "done"]
