"""Batches: requests of any number, in pieces, as one handle."""

import sys
import threading
from functools import partial
from pathlib import Path

import pytest
from processes import PATIENCE

import studio.engine.shared as shared
from studio import Cancelled, EngineClosed, InvalidInput, Recipe, Request, Studio, TakeFailed, Takes
from studio.domain.limits import MAX_LINES
from studio.engine.engine import Engine
from studio.engine.queue import MAX_QUEUED

WORKER = Path(__file__).parents[1] / "support" / "misbehaving_worker.py"
DESCRIPTION = "a calm woman"


@pytest.fixture(scope="module")
def st(tmp_path_factory):
    """A studio whose worker follows instructions in the text."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shared, "Engine", partial(Engine, command=(sys.executable, "-P", str(WORKER))))
        with Studio(tmp_path_factory.mktemp("home"), backend="sketch") as st:
            yield st


def requests(count, text="speak 2"):
    return [Recipe(DESCRIPTION, text, seed) for seed in range(count)]


def test_more_requests_than_a_piece_holds_are_made_in_order_each_piece_a_version(st):
    count = 2 * MAX_LINES + 3
    batch = st.start_design(requests(count))
    seen = [take.recipe.seed for take in batch]
    takes = batch.wait()

    assert isinstance(takes, Takes)
    assert [take.recipe.seed for take in takes] == seen == list(range(count))
    assert [len(st.versions[audition].takes) for audition in batch.auditions] == [MAX_LINES, MAX_LINES, 3]
    assert {take.fraction for take in batch.state.takes} == {1.0}
    assert all(take.take is None for take in batch.state.takes)  # so that the sound is not kept in memory


def test_requests_and_recipes_may_be_mixed_and_differ_in_everything(st):
    asked = [Request(DESCRIPTION, "speak 3", seed=5, takes=2), Recipe("a bright man", "speak 2", 9)]
    takes = st.design(asked)

    assert [(take.recipe.description, take.recipe.text, take.recipe.seed) for take in takes] == [
        (DESCRIPTION, "speak 3", 5),
        (DESCRIPTION, "speak 3", 6),
        ("a bright man", "speak 2", 9),
    ]


def test_full_queue_delays_a_batch_and_does_not_refuse_it(st, tmp_path):
    go = tmp_path / "go"
    waiting = [st.start_design(DESCRIPTION, f"wait for {go}", takes=1) for _ in range(MAX_QUEUED + 1)]
    batch = st.start_design(requests(2))
    for audition in waiting:
        audition.cancel()

    assert len(batch.wait(PATIENCE)) == 2


def test_after_a_piece_that_failed_the_others_are_made(st):
    asked = requests(MAX_LINES + 2)
    asked[1] = Recipe(DESCRIPTION, "silent", 1)
    batch = st.start_design(asked)
    takes = []
    with pytest.raises(TakeFailed, match=f"1 of {MAX_LINES + 2} takes could not be made") as failed:
        takes.extend(batch)

    assert batch.state.phase == "failed"
    assert failed.value.details["missing"] == [1]
    assert [take.recipe.seed for take in takes] == [0, *range(2, MAX_LINES + 2)]
    with pytest.raises(TakeFailed):
        batch.wait()


def test_cancelling_keeps_the_finished_takes_and_queues_nothing_more(st, tmp_path):
    asked = [*requests(1), *requests(2 * MAX_LINES, f"wait for {tmp_path / 'never'}")]
    batch = st.start_design(asked)
    takes = iter(batch)
    first = next(takes)
    batch.cancel()
    with pytest.raises(Cancelled):
        next(takes)

    assert batch.state.phase == "cancelled"
    assert st.library.take(first.id) == first
    assert len(batch.auditions) <= 2


def test_closing_the_studio_ends_a_batch_and_its_thread(tmp_path, monkeypatch):
    monkeypatch.setattr(shared, "Engine", partial(Engine, command=(sys.executable, "-P", str(WORKER))))
    before = set(threading.enumerate())
    with Studio(tmp_path, backend="sketch") as st:
        batch = st.start_design(requests(3 * MAX_LINES, "wait for never"))
        next(state for state in batch.follow() if state.phase == "working")

    with pytest.raises((EngineClosed, Cancelled)):  # before it began, or while it ran
        batch.wait(PATIENCE)
    assert set(threading.enumerate()) <= before


@pytest.mark.parametrize(
    "asked", [[], 3, Recipe(DESCRIPTION, "Hello.", 1), ["a calm woman"], [Recipe("", "Hello.", 1)]]
)
def test_what_is_no_request_is_refused_before_anything_is_queued(st, asked):
    newest = st.library.auditions(1)
    with pytest.raises(InvalidInput):
        st.design(asked)
    assert st.library.auditions(1) == newest
