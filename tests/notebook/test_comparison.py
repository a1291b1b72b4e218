"""The notebook widget on the kernel's side."""

import gc
import io
import os
import re
import subprocess
import sys
import weakref

import numpy as np
import pytest
import soundfile

from studio import InvalidInput, Recipe, Take
from studio.notebook import Comparison
from studio.notebook.library import script

RATE = 24_000


def take(number, hertz=440.0, level=0.1):
    samples = level * np.sin(2 * np.pi * hertz * np.arange(RATE) / RATE)
    samples = (np.round(samples * 2**23) / 2**23).astype(np.float32)
    recipe = Recipe(description=f"Voice number {number}.", text="Hello.", seed=40 + number)
    return Take(id=f"{number:032x}", recipe=recipe, samples=samples, sample_rate=RATE)


def test_the_first_picture_needs_no_answer(channels):
    state = Comparison([take(1, level=0.05), take(2)]).get_state()
    first, second = state["_clips"]
    assert (first["label"], second["label"]) == ("take 1 · seed 41", "take 1 · seed 42")
    assert first["note"].startswith("Take 1 (seed 41) · −2")
    assert first["gain_db"] - second["gain_db"] == pytest.approx(6.02, abs=0.01)
    assert first["view"]["duration"] == 1.0
    for sound, original in zip(state["_sounds"], (take(1, level=0.05), take(2)), strict=True):
        samples, rate = soundfile.read(io.BytesIO(sound), dtype="float32")
        assert (len(samples), rate) == (RATE, RATE)
        assert np.allclose(samples, original.samples, atol=2**-14)


def test_unknown_messages_are_ignored(channels):
    Comparison([take(1)])
    for content in ({}, {"kind": "other"}, None, "ready", []):
        assert channels[-1].tell(content) == []


def test_answer_to_a_question_has_its_number(channels):
    shown = Comparison([take(1), take(2)])
    for look, ids in (("yin", [1]), ("linear", [2]), ("difference", [1, 2])):
        labels = [f"take 1 · seed {40 + number}" for number in ids]
        [(_, data, _)] = channels[-1].tell({"kind": "look", "number": 7, "look": look, "ids": labels})
        answer = data["content"]
        assert (answer["kind"], answer["number"], answer["problem"]) == ("look", 7, "")
        assert answer["wire"]
    for wrong in ({"look": "other", "ids": []}, {"look": "yin", "ids": ["x"]}, {"look": "difference", "ids": None}, {}):
        [(_, data, _)] = channels[-1].tell({"kind": "look", "number": 8, **wrong})
        assert data["content"]["problem"]
    shown.close()


def test_a_second_widget_costs_no_second_script(channels):
    states = [Comparison([take(number)]).get_state() for number in (1, 2)]
    assert len({state["_library"] for state in states}) == 1
    assert all(len(state["_esm"]) < 2000 for state in states)


def test_the_script_is_one_module_without_imports():
    module = script()
    assert not re.search(r"^import ", module, re.MULTILINE)
    assert module.splitlines()[-1].startswith("export const { initialize, render }")


def test_silent_clip_is_labelled(channels):
    assert "silent" in Comparison([take(1, level=0.0)]).get_state()["_clips"][0]["note"]


def freed(make):
    """Return whether a widget, made by a function, is gone once nothing refers to it."""
    reference = weakref.ref(make())
    gc.collect()
    return reference() is None


def test_a_widget_is_freed_unless_a_page_shows_it(channels):
    assert freed(lambda: Comparison([take(1)]))
    widget = Comparison([take(1)])
    shown, channel = weakref.ref(widget), channels[-1]
    channel.tell({"kind": "shown", "view": "a"})
    channel.tell({"kind": "shown", "view": "b"})
    channel.tell({"kind": "left", "view": "a"})
    del widget
    gc.collect()
    assert shown() is not None
    channel.tell({"kind": "left", "view": "b"})
    gc.collect()
    assert shown() is None


def test_a_closed_widget_is_freed(channels):
    def closed():
        widget = Comparison([take(1)])
        widget._repr_mimebundle_()
        widget.close()
        return widget

    assert freed(closed)


@pytest.mark.parametrize("count", [0, 9])
def test_one_to_eight_clips_can_be_compared(count):
    with pytest.raises(InvalidInput, match=f"{count} clips cannot be compared"):
        Comparison([take(number) for number in range(count)])


def in_a_process(program, **environment):
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=os.environ | environment)


def test_missing_extra_names_the_package_to_install():
    done = in_a_process("import sys; sys.modules['anywidget'] = None; import studio.notebook")
    assert "Notebook widgets need the package anywidget" in done.stderr
    assert "pip install 'voice-studio[notebook]'" in done.stderr


def test_kernel_imports_no_model_code():
    done = in_a_process(
        "import sys, studio.notebook; print({'mlx', 'mlx_audio', 'transformers', 'gradio'} & set(sys.modules))"
    )
    assert done.stdout.strip() == "set()", done.stderr
