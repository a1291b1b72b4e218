"""A program of a user, as mypy reads it: `mypy` checks this file beside the package, strictly; it is not run."""

from pathlib import Path
from typing import assert_type

import numpy as np

from studio import (
    Audition,
    Batch,
    Clip,
    ClipComparison,
    ClipLike,
    Difference,
    Flags,
    Measurement,
    Measurements,
    Preset,
    Recipe,
    Request,
    Studio,
    Sweep,
    Take,
    Takes,
    Traits,
    Workspace,
    measurement_methods,
    read_traits,
)


def listen(st: Studio) -> None:
    """Make takes, and use them as values."""
    asked = Request("a calm woman, low register", "Good evening.", seed=7)
    assert_type(asked.vary(seed=8), Request)
    takes = Takes(st.design(asked.description, asked.text, takes=2, seed=7))
    assert_type(takes[0], Take)
    assert_type(takes[:1], Takes)
    assert_type(takes[0].recipe.vary(description="a low old man"), Recipe)
    assert_type(takes[0][0.5:1.5], Clip)
    assert_type(takes[0].measure(), Measurements)
    assert_type(takes[0].check(), Flags)
    assert_type(takes[0].keep("Evening", tags=["narrator"]), Preset)
    assert_type(takes[0].save("evening.wav"), Path)
    assert_type(np.asarray(takes[0], np.float64).ndim, int)
    assert_type({take: take.label for take in takes}, dict[Take, str])


async def wait_for(st: Studio) -> None:
    """Make takes at once, later, many, and in every combination of some values."""
    assert_type(st.design("a calm woman", "Good evening."), Takes)
    assert_type(st.design([Request("a calm woman", "Good evening.")]), Takes)
    audition = st.start_design("a calm woman", "Good evening.")
    assert_type(audition, Audition)
    assert_type(audition.wait(timeout=60), Takes)
    assert_type(await audition, Takes)
    assert_type([take async for take in audition], list[Take])
    assert_type(st.start_design([Request("a calm woman", "Good evening.")]), Batch)
    assert_type(st.say("Evening", "Good evening."), Take)
    assert_type(st.say("Evening", ["Good evening.", "Good night."]), Takes)
    assert_type(st.sweep("a calm woman, {pace} pace", "Good evening.", pace=["slow", "quick"]), Sweep)
    assert_type(st.remix("Evening", "warmer").takes, Takes)


def compare(workspace: Workspace, clips: list[ClipLike]) -> dict[str, Difference]:
    """Compare everything that counts as a clip, with units and methods."""
    recorded = (np.zeros(48_000, np.float32), 48_000)
    assert_type(workspace.clip(recorded), Clip)
    found = workspace.compare([recorded, Path("interview.wav"), "Evening", *workspace.presets.values(), *clips])
    assert_type(found, ClipComparison)
    measured = found.clips[0].measurements
    assert_type(measured.pitch, float | None)
    assert_type(measured.units, dict[str, str])
    assert_type(measured.methods, dict[str, str])
    assert_type(measurement_methods()["pitch"], Measurement)
    assert_type(read_traits("a calm woman"), Traits)
    return found.clips[1].differences
