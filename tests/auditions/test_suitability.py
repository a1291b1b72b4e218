"""Warnings before a request that this machine has too little memory for, or is far too slow for."""

import json
from dataclasses import replace
from functools import partial

import pytest

from studio import Recipe, Studio, StudioError, Voice
from studio.auditions.suitability import unsuitable
from studio.cli.app import main
from studio.domain.recipe import audition_recipes, spoken_recipes
from studio.engine.status import EngineStatus
from studio.models.catalogue import GIB
from studio.models.machine import Machine
from studio.models.model_facts import facts_of
from studio.session import auditions_of
from studio.ui.second_press import SecondPress

PUBLISHED = "mlx-community/Qwen3-TTS-12Hz-1.7B-"
LONG = "It rained the whole night, and nobody came in. " * 42
DESIGN = EngineStatus(backend="qwen3", model=f"{PUBLISHED}VoiceDesign-8bit")
BF16 = EngineStatus(backend="qwen3", model=f"{PUBLISHED}VoiceDesign-bf16")


@pytest.fixture(autouse=True)
def no_models(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))


def takes(text, count):
    return audition_recipes("A calm voice.", text, takes=count, seed=1)


def lines(*texts):
    voice = Voice("Evening", "qwen3", "0" * 64, "Good evening, and welcome to the studio.", 1)
    recipes = spoken_recipes(voice, "A calm voice.", texts, seed=1)
    return [replace(recipe, model=f"{PUBLISHED}Base-8bit") for recipe in recipes]


def needed(recipes, machine):
    return unsuitable(recipes, DESIGN, machine).details["needed_bytes"]


def test_keys_and_values_of_eight_long_takes_count():
    machine = Machine(8 * GIB)

    assert unsuitable(takes("Good evening.", 4), BF16, machine) is None
    why = unsuitable(takes(LONG, 8), BF16, machine)
    assert why.code == "too-large"
    assert "8.6 GB" in why.what
    assert "fewer takes" in why.next_step
    assert unsuitable(takes(LONG, 8), BF16, Machine(16 * GIB)) is None


def test_memory_of_eight_takes_of_2000_frames_is_the_measured_one():
    facts = facts_of(f"{PUBLISHED}VoiceDesign-bf16")

    assert 8 * 2000 * facts.position_bytes == pytest.approx(2.9e9, rel=0.02)


def test_model_that_speaks_and_the_one_that_designs_count_if_both_stay_loaded():
    small, large = Machine(5 * GIB), Machine(10_400_000_000)
    assert needed(lines("Good evening."), small) < 4.5e9
    assert unsuitable(lines("Good evening."), DESIGN, large) is None
    assert needed(lines(*[LONG] * 8), large) > 7.8e9


def test_on_a_cpu_a_quantised_model_is_too_slow():
    why = unsuitable(takes("Good evening.", 1), DESIGN, Machine(32 * GIB, on_cpu=True))

    assert why.code == "too-slow"
    assert why.details["minutes"] == 3
    assert unsuitable(takes("Good evening.", 1), BF16, Machine(32 * GIB, on_cpu=True)) is None


def test_model_on_disk_is_judged_by_its_files(tiny_voice_design):
    status = EngineStatus(backend="qwen3", model=str(tiny_voice_design))
    talker = json.loads((tiny_voice_design / "config.json").read_text())["talker_config"]
    width = talker["num_hidden_layers"] * talker["num_key_value_heads"] * talker["head_dim"]

    assert facts_of(str(tiny_voice_design)).position_bytes == pytest.approx(4 * 1.6 * width, abs=1)
    assert unsuitable(takes("Good evening.", 8), status, Machine(2 * GIB, on_cpu=True)) is None


def test_sketch_suits_every_machine():
    assert unsuitable(takes(LONG, 8), EngineStatus(backend="sketch"), Machine(GIB, on_cpu=True)) is None


@pytest.fixture
def small_machine(monkeypatch):
    monkeypatch.setattr("studio.auditions.suitability.this_machine", lambda: Machine(2 * GIB))


def test_warning_that_raises_queues_nothing(tmp_path, small_machine):
    def refuse(why):
        raise why

    with Studio(tmp_path / "home", "qwen3", f"{PUBLISHED}VoiceDesign-8bit") as studio:
        with pytest.raises(StudioError) as refusal:
            auditions_of(studio, warn=refuse).design("A calm voice.", "Good evening.")
        with pytest.warns(UserWarning, match="GB of memory"), pytest.raises(StudioError):
            studio.start_design([Recipe("A calm voice.", "Good evening.", seed=7)]).wait()

    assert refusal.value.code == "too-large"


def test_page_runs_it_when_the_button_is_pressed_again():
    why, press = StudioError("It needs much memory.", "Use fewer takes.", code="too-large"), SecondPress("Generate")
    with pytest.raises(StudioError, match='press "Generate" again') as first:
        press.warn("tab", "request")(why)
    with pytest.raises(StudioError):
        press.warn("another tab", "request")(why)
    press.warn("tab", "request")(why)
    with pytest.raises(StudioError):
        press.warn("tab", "another request")(why)

    assert first.value.code == "too-large"


@pytest.fixture
def tiny_machine(monkeypatch):
    monkeypatch.setattr("studio.auditions.suitability.this_machine", lambda: Machine(10**8))


def test_command_prints_the_warning_and_goes_on(tmp_path, tiny_voice_design, tiny_machine, capsys):
    options = ["--takes", "1", "-o", str(tmp_path / "out"), "--home", str(tmp_path / "home")]
    main(["design", "A calm voice.", "--text", "Good evening.", "--model", str(tiny_voice_design), *options])

    said = capsys.readouterr().err
    assert "GB of memory" in said
    assert "It goes on; Ctrl-C ends it." in said
    assert (tmp_path / "out" / "v1-1.flac").exists()


def test_editor_starts_it_when_generate_is_pressed_again(tmp_path, tiny_machine, monkeypatch):
    from studio.ui.sections.design import Editor

    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # the model is not there, and not downloaded
    with Studio(tmp_path / "home", "qwen3", f"{PUBLISHED}VoiceDesign-8bit") as studio:
        press = partial(Editor(studio).generate, None, "A calm voice.", "Good evening.", "auto", 1, "", False)
        *_, refused = press()
        assert refused["problem"]["code"] == "too-large"
        assert 'press "Generate" again' in refused["problem"]["next_step"]
        assert auditions_of(studio).recent.designing() == []
        *_, accepted = press()
        assert "problem" not in accepted
        assert auditions_of(studio).recent.designing() != []
