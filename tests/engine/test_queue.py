"""Jobs wait in a queue that is fair between clients."""

import pytest

from studio.engine.events import JobQueued
from studio.engine.queue import FairQueue, Job
from studio.errors import EngineBusy


def job(client=""):
    return Job((), client)


def positions_of(job):
    """End the job and return the positions it received."""
    job.end()
    return [event.position for event in job.events() if isinstance(event, JobQueued)]


def test_clients_are_served_in_turn_each_in_its_own_order():
    waiting = FairQueue()
    a1, a2, a3, b1 = job("a"), job("a"), job("a"), job("b")
    for each in (a1, a2, a3, b1):
        waiting.push(each)

    assert [waiting.pop() for _ in range(5)] == [a1, b1, a2, a3, None]


def test_thirty_third_job_is_rejected():
    waiting = FairQueue()
    for _ in range(32):
        waiting.push(job())
    with pytest.raises(EngineBusy, match="32"):
        waiting.push(job())

    assert len(waiting) == 32


def test_job_receives_each_change_of_its_position():
    waiting = FairQueue()
    first, second = job(), job()
    waiting.push(first)
    waiting.push(second)
    waiting.pop()

    assert positions_of(second) == [2, 1]


def test_removed_job_is_not_returned_again():
    waiting = FairQueue()
    stays, leaves = job("a"), job("b")
    waiting.push(stays)
    waiting.push(leaves)

    assert waiting.remove(leaves)
    assert not waiting.remove(leaves)
    assert waiting.drain() == [stays]
    assert waiting.pop() is None
