"""The notebook widget on the kernel's side."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import comm
import numpy as np
import pytest
import soundfile

import studio
from studio import InvalidInput, Recipe, Take
from studio.notebook import Comparison

RATE = 24_000


def take(number, hertz=440.0, level=0.1):
    samples = level * np.sin(2 * np.pi * hertz * np.arange(RATE) / RATE)
    samples = (np.round(samples * 2**23) / 2**23).astype(np.float32)
    recipe = Recipe(description=f"Voice number {number}.", text="Hello.", seed=40 + number)
    return Take(id=f"{number:032x}", recipe=recipe, samples=samples, sample_rate=RATE)


@pytest.fixture
def channels(monkeypatch):
    """Return the channels that widgets open, recorded through the hook that kernels use to provide comms."""
    opened = []

    class Recorded(comm.base_comm.BaseComm):
        def __init__(self, *given, **named):
            self.published = []
            opened.append(self)
            super().__init__(*given, **named)

        def publish_msg(self, kind, data=None, metadata=None, buffers=None, **keys):
            self.published.append((kind, data, buffers))

    monkeypatch.setattr(comm, "create_comm", Recorded)
    return opened


def ask(channel, content):
    """Deliver a message as the browser does and return what is published in answer."""
    before = len(channel.published)
    data = {"method": "custom", "content": content}
    channel.handle_msg({"content": {"comm_id": channel.comm_id, "data": data}, "buffers": []})
    return channel.published[before:]


def test_clips_are_sent_to_the_requesting_view(channels):
    Comparison([take(1, level=0.05), take(2)])
    [(kind, data, buffers)] = ask(channels[-1], {"kind": "ready", "view": "abc"})
    assert (kind, data["method"]) == ("comm_msg", "custom")
    content = data["content"]
    assert (content["kind"], content["view"]) == ("clips", "abc")
    first, second = content["clips"]
    assert first["label"] == "Voice number 1."
    assert first["note"].startswith("seed 41 · −2")
    assert first["gain_db"] - second["gain_db"] == pytest.approx(6.02, abs=0.01)
    assert first["view"]["duration"] == 1.0
    for buffer, original in zip(buffers, (take(1, level=0.05), take(2)), strict=True):
        samples, rate = soundfile.read(io.BytesIO(buffer), dtype="float32")
        assert rate == RATE
        assert np.array_equal(samples, original.samples)


def test_unknown_messages_are_ignored(channels):
    Comparison([take(1)])
    for content in ({}, {"kind": "other"}, None, "ready", []):
        assert ask(channels[-1], content) == []


def test_answer_to_a_request_has_its_number(channels):
    Comparison([take(1), take(2)])
    question = {"kind": "ask", "view": "v", "number": 7}
    for look, takes in (("yin", [1]), ("linear", [2]), ("difference", [1, 2])):
        ids = [f"{number:032x}" for number in takes]
        [(_, data, _)] = ask(channels[-1], {**question, "look": look, "ids": ids})
        answer = data["content"]
        assert (answer["kind"], answer["view"], answer["number"]) == ("look", "v", 7)
        assert answer["wire"]
    for wrong in ({"look": "other", "ids": []}, {"look": "yin", "ids": ["x"]}, {"look": "difference", "ids": None}, {}):
        [(_, data, _)] = ask(channels[-1], {**question, **wrong})
        assert data["content"]["wire"] is None


def test_saved_notebook_contains_no_sound(channels):
    state = Comparison([take(1), take(2)]).get_state()
    assert "export default" in state.pop("_esm")
    assert len(repr(state)) < 1000


def test_widget_module_imports_no_other(channels):
    module = Comparison([take(1)]).get_state()["_esm"]
    assert not re.search(r"^import ", module, re.MULTILINE)
    assert len(re.findall(r"^export default ", module, re.MULTILINE)) == 1


def test_silent_clip_is_labelled(channels):
    Comparison([take(1, level=0.0)])
    [(_, data, _)] = ask(channels[-1], {"kind": "ready", "view": "a"})
    assert data["content"]["clips"][0]["note"] == "seed 41 · silent"


@pytest.mark.parametrize("count", [0, 9])
def test_one_to_eight_takes_can_be_compared(count):
    with pytest.raises(InvalidInput, match=f"{count} takes cannot be compared"):
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


def test_example_notebook_runs_and_has_no_outputs(tmp_path):
    notebook = Path(studio.__file__).parent.parent / "notebooks" / "first_steps.ipynb"
    cells = [cell for cell in json.loads(notebook.read_text())["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells)
    program = "\n".join("".join(cell["source"]) for cell in cells)
    done = in_a_process(program, STUDIO_HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "presets").iterdir())
