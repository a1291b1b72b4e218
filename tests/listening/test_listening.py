"""Blind listening tests by their ids: trials, hidden sounds, stored answers and results."""

import csv
import io

import numpy as np
import pytest
import soundfile

from studio import InvalidInput, NotFound
from studio.audio.frames import ANALYSIS_RATE
from studio.audio.loudness import loudness
from studio.listening.blind_tests import BlindTests
from studio.listening.hidden import match
from studio.listening.listening import Listening
from studio.listening.records import Records, to_csv
from studio.store.library import Library

SECONDS = {"take:low": 1.0, "take:high": 1.4, "take:third": 0.8, "preset:=cmd": 1.2}


def sound_of(reference):
    """Return a tone of the clip's own pitch, level and length; one has another rate, as an imported preset may have."""
    if reference not in SECONDS:
        raise NotFound("Gone.")
    place = list(SECONDS).index(reference)
    rate = 22_050 if place == 3 else 24_000
    time = np.arange(round(SECONDS[reference] * rate)) / rate
    return (0.4 / (place + 1) * np.sin(2 * np.pi * 150 * (place + 1) * time)).astype(np.float32), rate


@pytest.fixture
def library(tmp_path):
    library = Library(tmp_path)
    yield library
    library.close()


@pytest.fixture
def listening(library):
    return open_listening(library)


def open_listening(library):
    return BlindTests(library.database, lambda reference: reference.partition(":")[2], sound_of)


def read(wav):
    return soundfile.read(io.BytesIO(wav), dtype="float64")[0]


def listen(listening, test, choose):
    """Answer every trial; `choose` receives the sounds by slot."""
    while offer := listening.offer(test.id):
        sounds = {slot: read(listening.sound(token)) for slot, token in offer.slots.items()}
        listening.answer(test.id, offer.trial, choose(sounds), seconds=2.5, replays=3)
    return listening.find(test.id)


def same(one, other):
    return np.abs(one - other).max() < 1e-4


def sharp_ears(sounds):
    return "A" if same(sounds["X"], sounds["A"]) else "B"


def likes_low(sounds):
    def pitch(sound):
        return np.argmax(np.abs(np.fft.rfft(sound)))

    return "1" if pitch(sounds["1"]) < pitch(sounds["2"]) else "2"


def test_listener_who_hears_the_difference_passes_abx(listening):
    test = listening.begin("abx", ["take:low", "take:high"], 8)
    done = listen(listening, test, sharp_ears)
    result = listening.result(test.id)

    assert (result.count, result.decided, result.summary) == (8, 8, "8 of 8: you can hear it.")
    assert result.p_value == pytest.approx(1 / 256)
    assert result.interval[0] == pytest.approx(0.6306, abs=1e-4)
    assert [(trial.seconds, trial.replays) for trial in done.trials] == [(2.5, 3)] * 8


def test_swapping_a_and_b_is_reported(listening):
    test = listening.begin("abx", ["take:low", "take:high"])
    listen(listening, test, lambda sounds: "B" if sharp_ears(sounds) == "A" else "A")

    assert listening.result(test.id).summary.startswith("0 of 8: wrong more often than guessing is.")


def test_insignificant_result_could_be_chance(listening):
    test = listening.begin("abx", ["take:low", "take:high"])
    rights = iter([True] * 5 + [False] * 3)

    listen(listening, test, lambda sounds: sharp_ears(sounds) if next(rights) else "AB"[sharp_ears(sounds) == "A"])
    result = listening.result(test.id)
    assert result.summary == "5 of 8: could be chance."
    assert any("does not show that there is none" in note for note in result.notes)


def test_preference_is_found_in_any_order(listening):
    test = listening.begin("preference", ["take:high", "take:low"], 10)
    listen(listening, test, likes_low)
    result = listening.result(test.id)

    assert result.summary == "10 of 10 for low: you prefer it."
    assert (result.winner, result.p_value, result.order.first) == (1, pytest.approx(2 / 1024), 5)
    assert [standing.clip for standing in result.standings] == [1, 0]


def test_ties_count_for_neither_clip(listening):
    test = listening.begin("preference", ["take:high", "take:low"], 8)
    answers = iter(["none"] * 6 + ["low", "low"])
    listen(listening, test, lambda sounds: "none" if next(answers) == "none" else likes_low(sounds))
    result = listening.result(test.id)

    assert (result.ties, result.decided, result.count, result.p_value) == (6, 2, 2, 0.5)
    assert result.notes[:2] == (
        '"No difference" 6 times: that counts for neither.',
        "2 answers that chose one cannot show a preference: even if all agree, it could be chance.",
    )
    assert result.summary == "2 of 2 for low, but you mostly heard no difference that matters."

    test = listening.begin("preference", ["take:high", "take:low"], 3)
    listen(listening, test, lambda sounds: "none")
    result = listening.result(test.id)
    assert (result.summary, result.p_value, result.winner) == (
        "You heard no difference that matters to you.",
        None,
        None,
    )


def test_always_choosing_the_second_causes_a_warning(listening):
    test = listening.begin("preference", ["take:high", "take:low"], 8)
    listen(listening, test, lambda sounds: "2")
    result = listening.result(test.id)

    assert (result.summary, result.order.likely) == ("4 of 8 each: you prefer neither.", True)
    assert "You chose the second in 8 of 8 answers: the place may have decided, not the sound." in result.notes


def test_tournament_ranks_by_preference(listening):
    test = listening.begin("tournament", list(SECONDS))
    assert test.planned == 16
    listen(listening, test, likes_low)
    result = listening.result(test.id)

    assert (result.winner, result.standings[0].clip) == (0, 0)
    assert sorted(standing.clip for standing in result.standings) == [0, 1, 2, 3]
    assert result.summary.startswith("low is the one you like best")
    assert sum(standing.chance for standing in result.standings) == pytest.approx(1.0)
    assert sum(standing.wins for standing in result.standings) == 16


def test_tournament_states_when_it_is_decided(listening):
    test = listening.begin("tournament", ["take:low", "take:high", "take:third"], 30)
    told = []
    while len(told) < 20:
        offer = listening.offer(test.id)
        told.append(offer.decided)
        sounds = {slot: read(listening.sound(token)) for slot, token in offer.slots.items()}
        listening.answer(test.id, offer.trial, likes_low(sounds))

    assert told[:3] == [False] * 3
    assert told[-1]


def test_offer_does_not_reveal_the_clips(listening):
    test = listening.begin("abx", ["take:low", "take:high"])
    offer = listening.offer(test.id)
    wavs = {slot: listening.sound(token) for slot, token in offer.slots.items()}

    for secret in ("low", "high", "take:", str(test.seed)):
        assert secret not in repr(offer)
    assert len(set(offer.slots.values())) == 3
    assert len({len(wav) for wav in wavs.values()}) == 1
    assert len(set(wavs.values())) == 3  # X is not byte for byte A or B
    assert sum(same(read(wavs["X"]), read(wavs[slot])) for slot in "AB") == 1
    with pytest.raises(InvalidInput):
        listening.result(test.id)
    assert test.id not in to_csv(listening.records.newest(50))


def test_sounds_of_finished_trials_are_not_available(listening):
    test = listening.begin("abx", ["take:low", "take:high"])
    first = listening.offer(test.id)
    assert listening.offer(test.id) == first  # a reload, or a second tab
    listening.answer(test.id, 1, "A")
    second = listening.offer(test.id)

    assert set(first.slots.values()) & set(second.slots.values()) == set()
    for token in (*first.slots.values(), "", "../x"):
        with pytest.raises(NotFound):
            listening.sound(token)


def test_sounds_have_equal_loudness_and_length():
    matched = match([sound_of(reference) for reference in SECONDS])
    levels = [loudness(sound[: round(0.8 * ANALYSIS_RATE)], ANALYSIS_RATE) for sound in matched]

    assert {len(sound) for sound in matched} == {round(1.5 * ANALYSIS_RATE)}
    assert max(levels) - min(levels) < 0.1


def test_silent_clip_can_be_compared():
    silent, tone = match([(np.zeros(2400, np.float32), ANALYSIS_RATE), sound_of("take:low")])

    assert not silent.any()
    assert tone.any()


def test_answer_after_the_end_is_told_that_the_test_is_over(listening):
    test = listening.begin("abx", ["take:low", "take:high"], 1)
    listening.answer(test.id, 1, "A")

    with pytest.raises(InvalidInput, match="The test is over"):
        listening.answer(test.id, 2, "A")


def test_trial_is_answered_only_once(listening):
    test = listening.begin("abx", ["take:low", "take:high"])
    listening.answer(test.id, 1, "A")
    for trial in (1, 3, 0):
        with pytest.raises(InvalidInput) as refusal:
            listening.answer(test.id, trial, "A")
        assert refusal.value.code == "not-this-trial"
    for answer in ("C", "1", "none", ""):
        with pytest.raises(InvalidInput):
            listening.answer(test.id, 2, answer)

    assert len(listening.find(test.id).trials) == 1


def test_answer_can_be_taken_back_except_in_abx(listening):
    preference, abx = (
        listening.begin("preference", ["take:low", "take:high"]),
        listening.begin("abx", ["take:low", "take:high"]),
    )
    listening.answer(preference.id, 1, "1")
    listening.answer(abx.id, 1, "A")
    assert listening.offer(preference.id).may_take_back
    assert not listening.offer(abx.id).may_take_back
    listening.take_back(preference.id)
    listening.take_back(preference.id)

    assert listening.find(preference.id) == preference
    assert listening.offer(preference.id).trial == 1
    with pytest.raises(InvalidInput):
        listening.take_back(abx.id)


def test_stopping_early_states_its_cost(listening):
    test = listening.begin("abx", ["take:low", "take:high"], 16)
    assert listening.offer(test.id).cost_of_stopping == "Nothing was answered yet."
    for trial in range(1, 6):
        offer = listening.offer(test.id)
        sounds = {slot: read(listening.sound(token)) for slot, token in offer.slots.items()}
        listening.answer(test.id, trial, sharp_ears(sounds))
    cost = listening.offer(test.id).cost_of_stopping
    assert "With 5 trials you need 5 right." in cost
    assert "9\u00a0% of tests of 16" in cost

    listening.stop(test.id)
    result = listening.result(test.id)
    assert (result.count, result.decided, result.p_value) == (5, 5, 1 / 32)
    assert result.stopped_p_value > 0.05
    assert result.notes[0].startswith("Stopped after 5 of 16 trials.")
    assert listening.offer(test.id) is None


def test_stopping_before_the_first_answer_deletes_the_test(listening):
    test = listening.begin("abx", ["take:low", "take:high"])
    assert listening.stop(test.id) is None
    with pytest.raises(NotFound):
        listening.find(test.id)


def test_test_continues_after_a_restart(tmp_path):
    library = Library(tmp_path)
    listening = open_listening(library)
    test = listening.begin("preference", ["take:low", "take:high"], 4)
    listening.answer(test.id, 1, "2")
    begun = listening.find(test.id)
    library.close()

    library = Library(tmp_path)
    listening = open_listening(library)
    assert listening.records.running() == [begun]
    assert listening.offer(test.id).trial == 2
    done = listen(listening, test, likes_low)
    assert (len(done.trials), listening.records.running()) == (4, [])
    library.close()


def test_missing_sound_is_reported(library):
    there = dict.fromkeys(["take:low", "take:high"])
    listening = BlindTests(
        library.database, str, lambda reference: sound_of(reference if reference in there else "gone")
    )
    test = listening.begin("abx", ["take:low", "take:high"])
    there.pop("take:high")
    with pytest.raises(NotFound):
        listening.offer(test.id)
    listening.discard(test.id)
    assert listening.records.newest(50) == []


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        ("abx", [["take:low", "take:low"]], "clips"),
        ("preference", [["take:low", "take:low"]], "clips"),
        ("tournament", [["take:low", "take:high"]], "clips"),
        ("tournament", [[f"take:{n}" for n in range(9)]], "clips"),
        ("abx", [["take:low", "take:high"], 0], "trials"),
        ("abx", [["take:low", "take:high"], 101], "trials"),
        ("abx", [["take:low", "take:high"], 2.5], "trials"),
    ],
)
def test_invalid_test_request_is_rejected_with_its_field(listening, kind, given, field):
    with pytest.raises(InvalidInput) as refusal:
        listening.begin(kind, *given)

    assert refusal.value.details["field"] == field
    assert refusal.value.next_step


def test_answers_are_exported_as_csv(listening, tmp_path):
    abx = listening.begin("abx", ["take:low", "preset:=cmd"], 3)
    done = listen(listening, abx, sharp_ears)
    listening.begin("abx", ["take:low", "take:high"])
    written = Listening(listening, str).export(str(tmp_path / "trials.csv"))
    with (tmp_path / "trials.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))

    assert written == len(rows) == 3
    for row, trial in zip(rows, done.trials, strict=True):
        assert (row["test"], row["kind"], row["correct"], row["chosen"]) == (abx.id, "abx", "1", row["x"])
        assert {row["slot_1"], row["slot_2"]} == {"take:low", "preset:=cmd"}
        assert {row["slot_1_label"], row["slot_2_label"]} == {"low", "'=cmd"}  # no formula for a spreadsheet
        assert float(row["seconds"]) == trial.seconds


def test_results_of_two_clips_are_found(listening):
    abx = listening.begin("abx", ["take:low", "take:high"], 5)
    listen(listening, abx, sharp_ears)
    listening.begin("preference", ["take:low", "take:high"])
    listen(listening, listening.begin("preference", ["take:low", "take:third"], 2), likes_low)

    ((test, result),) = listening.between("take:high", "take:low")
    assert (test.id, result.count) == (abx.id, 5)


def test_stale_take_back_is_ignored(listening, library):
    test = listening.begin("preference", ["take:low", "take:high"], 3)
    listening.answer(test.id, 1, "1")
    seen_here = listening.find(test.id)
    listening.answer(test.id, 2, "2")
    Records(library.database).take_back(seen_here)
    assert [trial.answer for trial in listening.find(test.id).trials] == ["1", "2"]

    seen_here = listening.find(test.id)
    listening.stop(test.id)
    Records(library.database).take_back(seen_here)
    assert len(listening.find(test.id).trials) == 2


def test_invalid_answer_time_is_stored_as_zero(listening):
    test = listening.begin("preference", ["take:low", "take:high"])
    assert listening.answer(test.id, 1, "1", seconds=float("nan")).trials[0].seconds == 0.0


def test_line_breaks_in_labels_do_not_affect_the_export(library, tmp_path):
    listening = BlindTests(library.database, lambda reference: f"{reference}\r\nof two lines", sound_of)
    test = listening.begin("preference", ["take:low", "take:high"], 2)
    listen(listening, test, likes_low)
    assert Listening(listening, str).export(tmp_path / "answers.csv") == 2


def test_damaged_test_does_not_hide_the_others(library):
    listening = BlindTests(library.database, str, sound_of)
    damaged = [listening.begin("preference", ["take:low", "take:high"], 2) for _ in range(3)]
    for test in damaged:
        listen(listening, test, likes_low)
    whole = listening.begin("preference", ["take:low", "take:high"], 2)
    with library.database.writing() as db:
        for test, shown in zip(damaged, ("[", "[0, 7]", "7"), strict=True):
            db.execute("UPDATE trials SET shown = ? WHERE test = ?", (shown, test.id))

    assert [test.id for test in listening.records.newest(50)] == [whole.id]
