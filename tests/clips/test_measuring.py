"""Measuring and comparing the takes and presets of a home folder."""

from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest
from synthetic_voice import RATE, syllables

import studio.clips.measuring
from studio import NotFound, Recipe, Studio, Take, Takes, measurement_methods
from studio.audio.checks import Flag
from studio.domain.take import on_grid
from studio.domain.voice import Voice
from studio.store.library import Library
from studio.store.reference_audio import ReferenceSounds

WORDS = "Eight syllables are in this line."


@pytest.fixture
def session(tmp_path):
    with Studio(tmp_path, backend="sketch") as opened:
        yield opened


def add(session, number, *, hertz=130.0, audition="a" * 32, words=WORDS, tail=0.15):
    """Add a take of eight syllables at the given pitch to the library."""
    samples = on_grid(np.concatenate([syllables(8, 4.0, hertz), np.zeros(round(tail * RATE), np.float32)]))
    recipe = Recipe(description="A voice.", text=words, seed=number)
    take = Take(id=f"{number:032x}", recipe=recipe, samples=samples, position=number, audition=audition)
    with closing(Library(session.home)) as library:
        library.add(take)
    return take


def test_a_take_is_measured_by_id_by_name_or_as_an_object(session):
    take = add(session, 1)
    found = session.measuring.measure(take)
    assert found.pitch == pytest.approx(130, rel=0.01)
    assert found.letter_rate == pytest.approx(27 / 2.0, rel=0.05)
    assert session.measuring.measure(take.id) == session.measuring.measure(f"take:{take.id}") == found
    assert session.measuring.measure("preset:news-desk").duration == pytest.approx(1.89, abs=0.01)


@pytest.mark.parametrize("name", ["0" * 32, "take:0", "preset:none", "nonsense:1"])
def test_unknown_clips_are_not_found(session, name):
    with pytest.raises(NotFound):
        session.measuring.measure(name)


def test_a_faulty_take_is_flagged(session):
    take = add(session, 1, tail=1.5)
    flag = Flag("silent-end", "It is silent for 1.5 s after it has spoken.", "note", (1.5,))
    assert session.measuring.check(take) == (flag,)
    assert session.measuring.check(take) == (flag,)  # as the cache has it


def test_results_are_cached(session, tmp_path, monkeypatch):
    take = add(session, 1, tail=1.5)
    measured, flags = session.measuring.measure(take), session.measuring.check(take)

    def again(*_):
        raise AssertionError("measured again")

    monkeypatch.setattr(studio.clips.measuring, "measure", again)
    monkeypatch.setattr(studio.clips.measuring, "check", again)
    with Studio(tmp_path, backend="sketch") as later:
        assert later.measuring.measure(take.id) == measured
        assert later.measuring.measure(take.id).unmeasured == measured.unmeasured
        assert later.measuring.check(take.id) == flags
        with pytest.raises(AssertionError):
            later.measuring.measure(replace(take, recipe=replace(take.recipe, text="Other words.")))


def test_clips_are_compared_with_the_first(session):
    low, high = add(session, 1, hertz=110), add(session, 2, hertz=220)
    found = session.measuring.compare([f"take:{low.id}", f"take:{high.id}", "preset:news-desk"])
    first, second, third = found.clips
    assert (first.label, second.label, third.label) == ("v1·2", "v1·3", "News desk")
    assert first.differences == {}
    assert second.differences["pitch"].by == pytest.approx(12, abs=0.1)
    assert second.differences["pitch"].beyond
    assert not second.differences["duration"].beyond
    assert third.differences["duration"].by == pytest.approx(first.measurements.duration and -12, abs=1)
    assert found.basis == "seeds of the sketch voice"
    assert (first.in_words, second.in_words[:9]) == ("", "higher by")

    table = found.to_frame()
    assert list(table.index) == ["v1·2", "v1·3", "News desk"]
    assert table["pitch (Hz)"]["v1·3"] == second.measurements.pitch


def test_each_number_has_its_unit_and_its_method(session):
    found = session.measure("news-desk")
    assert found.units.keys() == found.methods.keys() == found.values.keys()
    assert (found.units["pitch"], found.methods["duration"][:21]) == ("Hz", "From the first sample")
    assert measurement_methods()["loudness"].source == "ITU-R BS.1770-4"


def test_takes_are_a_table_with_their_measurements_where_they_are_asked_for(session):
    add(session, 1, hertz=110)
    takes = Takes(session.library.audition("a" * 32))
    assert takes.to_frame()["seed"].tolist() == [1]
    assert takes.to_frame(measure=True)["pitch (Hz)"].tolist() == [takes[0].measure().pitch]


def test_takes_of_an_audition_count_as_one_recipe(session):
    takes = session.design("a calm voice", text=WORDS, takes=4, seed=1)
    found = session.measuring.compare([f"take:{take.id}" for take in takes[:2]])

    assert len({take.recipe.variant for take in takes}) == 4
    assert found.basis == "takes of the same recipe"


def test_chance_is_estimated_from_three_takes_of_a_recipe(session):
    takes = [add(session, number, hertz=hertz) for number, hertz in enumerate([100, 150, 200])]
    other = add(session, 9, hertz=260, audition="b" * 32, words="Other words entirely.")
    found = session.measuring.compare([f"take:{takes[0].id}", f"take:{other.id}"])
    assert found.basis == "takes of the same recipe"
    assert found.clips[1].differences["pitch"].by == pytest.approx(16.5, abs=0.2)
    assert found.clips[1].differences["pitch"].limit > 16.5  # these seeds were wide apart
    assert not found.clips[1].differences["pitch"].beyond


def test_a_line_that_repeats_its_reference_audio_is_flagged(session):
    told, line = session.presets["evening-storyteller"], session.presets["news-desk"]
    heard, rate = told.reference()
    sound = ReferenceSounds(session.home / "references").add(heard, rate)
    voice = Voice("Storyteller", "qwen3", sound, told.transcript, seed=1)
    recipe = Recipe(description="A voice.", text=line.transcript, seed=1, voice=voice)
    echo = np.concatenate([heard[-round(1.2 * rate) :], line.reference()[0]])
    assert [flag.code for flag in session.measuring.check(Take("c" * 32, recipe, echo))] == ["reference-echo"]
    assert session.measuring.check(Take("d" * 32, recipe, line.reference()[0])) == ()
    gone = replace(recipe, voice=replace(voice, reference="0" * 64))
    assert session.measuring.check(Take("e" * 32, gone, echo)) == ()
