"""Joined passages have no clicks, and no silence but the requested pauses."""

import numpy as np
import pytest

from studio.worker.joining import Joiner

RATE = 24_000


def passage(before, after, seconds=0.5):
    """Return a loud tone between two sections of faint noise, in seconds."""
    tone = 0.5 * np.sin(2 * np.pi * 200 * np.arange(int(seconds * RATE)) / RATE)
    faint = np.random.default_rng(1).normal(0, 1e-4, int(RATE * (before + after)))
    cut = int(before * RATE)
    return np.concatenate([faint[:cut], tone, faint[cut:]]).astype(np.float32)


def join(*passages, pause=0.3, chunk=7_000):
    joiner, parts = Joiner(), []
    for number, samples in enumerate(passages, start=1):
        parts += [joiner.add(samples[start : start + chunk]) for start in range(0, len(samples), chunk)]
        parts.append(joiner.end(pause if number < len(passages) else 0.0))
    return np.concatenate(parts)


def test_quiet_ends_are_cut_to_50_ms_and_the_pause_is_the_requested_one():
    joined = join(passage(0.4, 0.6), passage(0.3, 0.2))
    silent = np.flatnonzero(joined == 0)

    assert len(joined) / RATE == pytest.approx(0.05 + 0.5 + 0.05 + 0.3 + 0.05 + 0.5 + 0.05, abs=0.03)
    assert np.count_nonzero((silent > 0.55 * RATE) & (silent < 0.95 * RATE)) == pytest.approx(0.3 * RATE, abs=2)


@pytest.mark.parametrize(("before", "after"), [(0.4, 0.4), (0.0, 0.0)])
def test_ends_of_passages_do_not_click(before, after):
    joined = join(passage(before, after), passage(before, after))

    assert np.abs(np.diff(joined)).max() <= np.abs(np.diff(passage(0.1, 0.1))).max() + 1e-3
    assert abs(joined[0]) < 1e-3
    assert abs(joined[-1]) < 0.02


def test_chunk_size_makes_no_difference():
    passages = passage(0.25, 0.33), passage(0.1, 0.5, seconds=0.77)

    assert len({join(*passages, chunk=chunk).tobytes() for chunk in (100, 1_920, 7_777, 10**6)}) == 1


def test_samples_are_returned_as_soon_as_they_are_final():
    joiner = Joiner()
    returned = joiner.add(passage(0.2, 0.0))

    assert len(returned) > 0.5 * RATE
    assert len(joiner.add(np.zeros(RATE, np.float32))) == 0


def test_silent_passage_is_unchanged():
    joiner = Joiner()
    joiner.add(np.zeros(5_000, np.float32))

    assert len(joiner.end(0.0)) == 5_000
