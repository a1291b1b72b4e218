"""The voices in a cell, on the kernel's side."""

import gc
import io
import threading
import weakref

import pytest
import soundfile

from studio import NotFound, Studio
from studio.notebook import Voices


@pytest.fixture(scope="module")
def st(tmp_path_factory):
    with Studio(tmp_path_factory.mktemp("home"), backend="sketch") as opened:
        yield opened


def ask(channel, kind, buffers=(), **more):
    *_, (_, data, answered) = channel.tell({"kind": kind, "number": 1, **more}, buffers)
    return data["content"], answered


def test_first_picture_has_every_voice(channels, st):
    voices = Voices(st, filter="low", selected="Archiv Berlin")
    state = channels[-1].state
    assert len(state["_voices"]) == len(st.presets)
    assert (state["filter"], state["value"]) == ("low", "Archiv Berlin")
    assert voices.preset == st.presets["Archiv Berlin"]
    assert len(repr(state["_voices"])) < 1000 * len(st.presets)


def test_voice_is_selected_and_heard(channels, st):
    voices = Voices(st)
    with pytest.raises(NotFound, match="No voice is selected"):
        voices.preset  # noqa: B018
    first = channels[-1].state["_voices"][0]
    channels[-1].change(selected=first["key"])
    assert voices.value == first["name"]
    _, [sound] = ask(channels[-1], "sound", id=first["slug"])
    assert len(soundfile.read(io.BytesIO(sound))[0]) / 24_000 == pytest.approx(first["seconds"], abs=0.01)


def test_text_is_spoken_and_heard(channels, st):
    voices = Voices(st, selected="Archiv Berlin")
    ended = threading.Event()
    voices.observe(lambda change: change.new == "done" and ended.set(), "phase")
    answer, _ = ask(channels[-1], "speak", text="Guten Abend.")
    assert "problem" not in answer
    assert ended.wait(60)
    [take] = voices.spoken
    assert (take.text, take.recipe.voice.name) == ("Guten Abend.", "Archiv Berlin")
    assert [data["content"]["id"] for _, data, buffers in channels[-1].published if buffers and "content" in data] == [
        take.id
    ]
    assert channels[-1].state["_rows"][0]["text"] == "Guten Abend."
    answer, _ = ask(channels[-1], "speak", text="")
    assert answer["problem"].startswith("The text is empty.")


def test_exported_voice_can_be_imported(channels, st):
    voices = Voices(st)
    exported, [content] = ask(channels[-1], "export", slug="Archiv Berlin", format="studio")
    assert exported["name"] == "Archiv Berlin.zip"
    answer, _ = ask(channels[-1], "import", [content, b"no voice"], names=["a.zip", "../b.txt"])
    [added] = answer["added"]
    assert st.presets[voices.selected].name == added
    assert not voices.preset.starter
    assert answer["told"][0] == f"{added} was added."
    assert answer["told"][1].startswith("b.txt")
    keys = [voice["key"] for voice in channels[-1].state["_voices"]]
    assert len(set(keys)) == len(keys)
    assert all(st.presets[voice["key"]].slug == voice["slug"] for voice in channels[-1].state["_voices"])


def test_format_of_several_files_becomes_one_file(channels, st):
    _kept = Voices(st)
    exported, [content] = ask(channels[-1], "export", slug="Archiv Berlin", format="pair")
    assert exported["name"].endswith(".zip")
    assert bytes(content).startswith(b"PK")
    assert exported["notes"]
    assert "no format 'tape'" in ask(channels[-1], "export", slug="Archiv Berlin", format="tape")[0]["problem"]


def test_unknown_requests_are_ignored_or_explained(channels, st):
    _kept = Voices(st)
    for content in ({}, {"kind": "other"}, None, []):
        assert channels[-1].tell(content) == []
    assert "cannot be imported at once" in ask(channels[-1], "import", names=[])[0]["problem"]
    assert "problem" in ask(channels[-1], "sound", id="nobody")[0]


def test_closing_frees_the_widget(channels, st):
    voices = Voices(st)
    left = weakref.ref(voices)
    voices.close()
    channels.clear()
    del voices
    gc.collect()
    assert left() is None
