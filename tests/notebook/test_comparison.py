"""The notebook widget on the kernel's side."""

import base64
import gc
import io
import json
import os
import re
import subprocess
import sys
import weakref
from types import SimpleNamespace

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
    assert (state["order"], state["active"]) == ((first["label"], second["label"]), first["label"])
    assert first["gain_db"] - second["gain_db"] == pytest.approx(6.02, abs=0.01)
    assert first["view"]["duration"] == 1.0
    assert len(json.dumps(state)) < 30_000  # a second of each


def test_sound_follows_unasked_and_is_not_in_the_state(channels):
    _kept = Comparison({"a": take(1), "b": take(2)})
    [(_, data, sounds)] = [message for message in channels[-1].published if message[1].get("content")]
    assert (data["content"]["kind"], data["content"]["ids"]) == ("sounds", ["a", "b"])
    samples, rate = soundfile.read(io.BytesIO(sounds[1]), dtype="float32")
    assert rate == RATE
    assert np.array_equal(samples, take(2).samples)


def test_a_view_gets_the_exact_sound_when_it_asks(channels):
    _kept = Comparison([take(1), take(2)])
    [(_, data, [sound])] = channels[-1].tell({"kind": "sound", "id": "take 1 · seed 42", "number": 3})
    samples, rate = soundfile.read(io.BytesIO(sound), dtype="float32")
    assert (data["content"]["number"], rate) == (3, RATE)
    assert np.array_equal(samples, take(2).samples)
    [(_, data, _)] = channels[-1].tell({"kind": "sound", "id": "other", "number": 4})
    assert data["content"]["problem"]


def test_sound_of_more_than_two_minutes_is_sent_only_when_asked_for(channels):
    hum = np.tile(take(1).samples, 130)
    _kept = Comparison([(hum, RATE)])
    channel = channels[-1]
    assert not any(message[1].get("content") for message in channel.published)
    assert len(json.dumps(channel.state["_clips"])) < 60_000
    [(_, _, [sound])] = channel.tell({"kind": "sound", "id": "clip", "number": 1})
    assert soundfile.info(io.BytesIO(sound)).duration == 130


def test_clips_are_told_apart_by_their_labels(channels, tmp_path):
    soundfile.write(tmp_path / "hum.wav", take(1).samples, RATE)
    given = [take(1), take(1), (take(3).samples, RATE), tmp_path / "hum.wav", str(tmp_path / "hum.wav")]
    assert Comparison(given).order == ("Take 1 (seed 41)", "Take 1 (seed 41) (2)", "clip", "hum.wav", "hum.wav (2)")
    assert Comparison({"warm": take(1), "cold": take(2)}).order == ("warm", "cold")
    assert Comparison(take(1)).order == ("take 1 · seed 41",)
    assert Comparison([take(1)], labels=["mine"]).active == "mine"


@pytest.mark.parametrize(
    ("clips", "labels", "told"),
    [
        (["evening"], None, "studio.clip('evening')"),
        ([3.5], None, "Pass a take"),
        ([take(1), take(2)], ["same", "same"], "Pass one label"),
        ([take(1), take(2)], ["one"], "Pass one label"),
    ],
)
def test_what_is_no_clip_is_told_with_the_next_step(channels, clips, labels, told):
    with pytest.raises(InvalidInput, match=re.escape(told)):
        Comparison(clips, labels=labels)


def test_traits_follow_the_browser_and_are_observed(channels):
    comparison, picked = Comparison({"a": take(1), "b": take(2)}, matched=False, show=["f0"]), []
    comparison.observe(lambda change: picked.append(change.new), "value")
    channels[-1].change(active="b", playing=True, position=0.5, region=[0.1, 0.7], order=["b", "a"])
    channels[-1].change(chosen="b", rejected=["a"])
    assert (comparison.active, comparison.playing, comparison.position) == ("b", True, 0.5)
    assert (comparison.region, comparison.order) == ((0.1, 0.7), ("b", "a"))
    assert (comparison.chosen, comparison.value, comparison.rejected) == ("b", "b", ("a",))
    assert (comparison.matched, comparison.show, picked) == (False, ("f0",), ["b"])
    comparison.value = "a"
    assert comparison.chosen == "a"
    assert channels[-1].state["chosen"] == "a"


@pytest.mark.parametrize(
    ("trait", "value"),
    [
        ("active", "c"),
        ("chosen", "c"),
        ("rejected", ["c"]),
        ("order", []),
        ("order", ["a", "a"]),
        ("show", ["colours"]),
        ("speed", 3.0),
        ("region", (2.0, 1.0)),
    ],
)
def test_values_that_cannot_be_are_refused(channels, trait, value):
    with pytest.raises(InvalidInput):
        setattr(Comparison({"a": take(1), "b": take(2)}), trait, value)


def test_a_notebook_keeps_a_picture_the_sound_and_a_sentence(channels):
    comparison = Comparison({"<b>": take(1), "other": take(2), "third": take(3)}, order=("other", "<b>"))
    comparison.chosen, comparison.rejected = "<b>", ("other",)
    page = comparison._repr_mimebundle_()[0]["text/html"]
    told = [re.sub("<[^>]+>", "", row) for row in re.findall("<th.*?</th>", page)]
    assert told == ["other 1.0 s · rejected", "&lt;b&gt; 1.0 s · chosen"]
    assert page.count("<audio") == 2
    assert "&lt;b&gt;" in page
    assert "<b><b>" not in page
    assert "data:image/svg" in page
    assert "Run the cell again" in page
    assert len(page) < 15_000


def test_a_page_of_its_own_holds_the_script_and_the_exact_sound(channels, tmp_path):
    comparison = Comparison({"a</script>": take(1), "b": take(2)}, chosen="b")
    page = comparison.to_html(tmp_path / "both.html")
    assert (tmp_path / "both.html").read_text(encoding="utf-8") == page
    assert page.count("</script>") == 2
    data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.DOTALL)[1])
    assert (data["state"]["chosen"], data["state"]["order"]) == ("b", ["a</script>", "b"])
    samples, _ = soundfile.read(io.BytesIO(base64.b64decode(data["sounds"][1])), dtype="float32")
    assert np.array_equal(samples, take(2).samples)
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")


def test_unknown_messages_are_ignored(channels):
    _kept = Comparison([take(1)])
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


@pytest.fixture
def marimo(monkeypatch):
    """Stand in for marimo, which exports a notebook."""
    shown = SimpleNamespace(anywidget=lambda _widget: SimpleNamespace(text="<marimo-anywidget>"))
    nobody = SimpleNamespace(request=None)
    fake = SimpleNamespace(running_in_notebook=lambda: True, app_meta=lambda: nobody, Html=str, ui=shown)
    monkeypatch.setitem(sys.modules, "marimo", fake)


def test_in_marimo_each_widget_has_the_script_as_its_module(channels, marimo):
    """It closes the models of a cell that is run again, and shares a process among its readers."""
    state = Comparison([take(1)]).get_state()
    assert (state["_library"], state["_esm"]) == ("", script())


def test_in_marimo_the_state_of_a_widget_has_its_still_picture_with_the_sounds(channels, marimo):
    """Its exported page has the state of the widgets, and no output of theirs."""
    widget = Comparison([take(1), take(2)])
    channel = channels[-1]
    assert channel.state["_still"] == ""
    widget._repr_mimebundle_()
    assert channel.state["_still"].count("<audio") == 2
    widget.chosen = "take 1 · seed 42"
    assert "chosen" in channel.state["_still"]


def test_in_marimo_an_output_keeps_a_picture_for_when_the_notebook_is_opened_again(channels, marimo):
    shown = Comparison([take(1), take(2)])._display_()
    assert (shown.count("<img"), shown.count("<audio")) == (2, 0)
    assert shown.endswith("<marimo-anywidget>")


def test_the_script_is_one_module_without_imports():
    module = script()
    assert not re.search(r"^import ", module, re.MULTILINE)
    assert len(re.findall(r"^export ", module, re.MULTILINE)) == 2
    assert "\nexport const { openStandalone, initialize, render }" in module


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


def test_a_widget_whose_channel_the_notebook_closed_is_freed_when_the_next_one_is_made(channels):
    """As marimo does when a cell is run again; the page's farewell then reaches nobody."""
    widget = Comparison([take(1)])
    shown, channel = weakref.ref(widget), channels[-1]
    channel.tell({"kind": "shown", "view": "a"})
    channel.close()
    del widget
    _kept = Comparison([take(1)])
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
