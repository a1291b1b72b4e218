"""The editor in a cell, on the kernel's side: what it tells a browser, and what a browser can ask for."""

import gc
import io
import threading
import weakref

import pytest
import soundfile

from studio import AlreadyExists, InvalidInput, Studio
from studio.notebook import Designer


@pytest.fixture(scope="module")
def st(tmp_path_factory):
    with Studio(tmp_path_factory.mktemp("home"), backend="sketch") as opened:
        yield opened


def wait(designer):
    """Wait until the traits show the end of what is made."""
    ended = threading.Event()
    designer.observe(lambda change: change.new in ("done", "cancelled", "failed") and ended.set(), "phase")
    if designer.phase not in ("done", "cancelled", "failed"):
        assert ended.wait(60)
    return designer


def ask(channel, kind, **more):
    *_, (_, data, buffers) = channel.tell({"kind": kind, "number": 1, **more})
    return data["content"], buffers


def test_first_picture_is_in_the_state(channels, st):
    designer = Designer(st, description="A calm, low woman's voice.", text="Hello.", seed=7)
    state = channels[-1].state
    assert (state["phase"], state["takes"], state["chosen"], state["seed"]) == ("idle", [], "", 7)
    assert designer.understood["pitch"] == "low"
    pitch = next(each for each in state["_reading"]["dimensions"] if each["name"] == "pitch")
    assert [designer.description[start:end] for start, end in pitch["spans"]] == ["low"]


def test_typed_description_is_read_at_once(channels, st):
    designer = Designer(st)
    channels[-1].change(description="😀 A beautiful low voice.")
    assert designer.understood == {"pitch": "low"}
    assert any("Praise" in note for note in designer.notes)
    state = channels[-1].state["_reading"]
    praise = next(note for note in state["notes"] if "Praise" in note["why"])
    assert praise["spans"] == [(5, 14)]  # in UTF-16 units, of which the first character has two
    assert praise["fixes"][0]["description"] == "😀 A low voice."
    channels[-1].change(description="x" * 100_000)
    assert channels[-1].state["_reading"]["text"] == "x" * 100_000


def test_a_word_of_a_dimension_changes_the_description(channels, st):
    _kept = Designer(st)
    words, _ = ask(channels[-1], "words", dimension="pitch", language="english")
    assert words["ordered"]
    assert {"pitch.low", "pitch.high"} <= {term["id"] for term in words["terms"]}
    changed, _ = ask(channels[-1], "change", operation="add", description="A man.", dimension="pitch", term="pitch.low")
    assert (changed["description"], changed["words"]) == ("A man, low-pitched.", "low")
    others, _ = ask(channels[-1], "words", dimension="")
    assert {"name", "label", "meaning"} == set(others["dimensions"][0])


def test_what_the_fields_hold_comes_along_with_the_request(channels, st):
    """In marimo, a request may overtake what was typed before it."""
    designer = Designer(st, description="A man.", text="Typed before.", count=4)
    ask(channels[-1], "generate", fields={"text": "Typed last.", "count": 1, "seed": 3, "takes": ["other"]})
    wait(designer)
    assert [(take.text, take.recipe.seed) for take in designer.takes] == [("Typed last.", 3)]
    for wrong in ({"count": "x"}, "text", 3):
        answer, _ = ask(channels[-1], "generate", fields=wrong)
        assert answer["problem"]
    assert len(designer.takes) == 1


def test_takes_are_heard_as_they_finish_and_one_is_kept(channels, st):
    designer = Designer(st, description="A calm, low woman's voice.", text="Good evening.", count=2, seed=7)
    asked, _ = ask(channels[-1], "generate")
    assert "problem" not in asked
    assert designer.phase in ("queued", "working")
    wait(designer)
    assert (designer.phase, designer.fraction) == ("done", 1.0)
    assert [take.recipe.seed for take in designer.takes] == [7, 8]
    first, second = designer.takes
    pushed = [data["content"]["id"] for _, data, buffers in channels[-1].published if buffers and "content" in data]
    assert pushed == [first.id, second.id]
    _, [sound] = ask(channels[-1], "sound", id=first.id)
    assert soundfile.read(io.BytesIO(sound))[0].shape == (len(first.samples),)

    channels[-1].change(chosen=second.id)
    assert designer.chosen == designer.value == second
    kept, _ = ask(channels[-1], "keep", id=first.id, name="Evening")
    assert kept["name"] == "Evening"
    assert designer.chosen == first
    assert [row["kept"] for row in channels[-1].state["_rows"]] == ["Evening", ""]
    again, _ = ask(channels[-1], "keep", id=second.id, name="Evening")
    assert again["code"] == "already-exists"
    assert "replace it" in again["problem"]
    with pytest.raises(AlreadyExists):
        designer.keep(second, "Evening")

    before = designer.takes[0].audition
    designer.description = "A bright man's voice."
    designer.generate()
    wait(designer)
    assert st.versions[designer.takes[0].audition].parent.id == before


def test_refusal_names_the_field_and_loses_nothing(channels, st):
    designer = Designer(st, description="A calm voice.", text="")
    ask(channels[-1], "generate")
    problem = channels[-1].state["_problem"]
    assert problem["field"] == "text"
    assert problem["what"].startswith("The text is empty.")
    assert (designer.phase, designer.description) == ("idle", "A calm voice.")


def test_stopped_takes_stay_stopped_and_another_request_follows(channels, st):
    designer = Designer(st, description="A calm voice.", text="Good evening. " * 40, count=8)
    designer.generate()
    with pytest.raises(InvalidInput, match="being made"):
        designer.generate()
    ask(channels[-1], "stop")
    assert wait(designer).phase == "cancelled"
    designer.text, designer.count = "Yes.", 1
    designer.generate()
    assert wait(designer).phase == "done"


def test_unknown_requests_are_ignored_or_explained(channels, st):
    _kept = Designer(st)
    for content in ({}, {"kind": "other"}, None, []):
        assert channels[-1].tell(content) == []
    assert "is not shown" in ask(channels[-1], "sound", id="nothing")[0]["problem"]
    assert "no dimension" in ask(channels[-1], "words", dimension="charm")[0]["problem"]
    with pytest.raises(InvalidInput, match="cannot begin with colour"):
        Designer(st, colour="red")


def test_closing_frees_the_takes_and_ends_the_thread(channels, st):
    designer = Designer(st, description="A calm voice.", text="Good evening. " * 20, count=4)
    audition = designer.generate()
    watching = [thread for thread in threading.enumerate() if thread.name == "notebook-watch"]
    left = weakref.ref(designer)
    designer.close()
    for thread in watching:
        thread.join(30)
        assert not thread.is_alive()
    channels.clear()
    del designer, audition
    gc.collect()
    assert left() is None
