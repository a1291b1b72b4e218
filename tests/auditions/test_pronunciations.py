"""Pronunciations: words that are respelled for the voice, for all voices or one preset."""

import json

import numpy as np
import pytest

from studio import Studio, Workspace
from studio.cli.app import main
from studio.domain.recipe import Recipe
from studio.errors import InvalidInput, NotFound, StorageFailed
from studio.text.pronunciations import respell


@pytest.fixture
def studio(tmp_path):
    with Studio(tmp_path, "sketch") as studio:
        yield studio


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Nguyen's GIF, gif and gifts", "Win's jif, jif and gifts"),
        ("nguyen stays", "nguyen stays"),
        ("New York, york and Yorkshire", "Noo Yawk, york and Yorkshire"),
        ("C++, C and AC/DC", "see plus plus, C and AC/DC"),
        ("naïve", "nah-eve"),
        ("去重庆路", "去虫庆路"),
        ("jif stays jif", "jif stays jif"),
    ],
)
def test_words_are_respelled_with_their_case_and_edges(text, spoken):
    words = {"Nguyen": "Win", "gif": "jif", "New York": "Noo Yawk", "York": "Yawk", "C++": "see plus plus"}
    words |= {"naïve": "nah-eve", "重庆": "虫庆"}

    assert respell(text, words) == spoken


def test_listed_word_is_spoken_as_its_respelling_and_replays(studio):
    studio.pronunciations.add("gif", "jif")
    audition = studio.start_design("a man", text="It is a GIF.", takes=1, seed=1)
    take = audition.wait()[0]
    studio.pronunciations.remove("gif")
    respelled = studio.design("a man", text="It is a jif.", takes=1, seed=1)[0]

    np.testing.assert_array_equal(take.samples, respelled.samples)
    assert (take.recipe.text, take.recipe.pronunciations) == ("It is a GIF.", {"gif": "jif"})
    assert audition.notes == ("Pronounced: gif → jif.",)
    assert studio.replay(take.id).same
    assert respelled.recipe.pronunciations == {}


def test_preset_has_pronunciations_of_its_own(studio):
    studio.pronunciations.add("gif", "jif")
    studio.pronunciations.add("gif", "ghif", preset="evening-storyteller")
    lines = {name: studio.start_say(name, "A gif.").recipes[0] for name in ("evening-storyteller", "news-desk")}

    assert lines["evening-storyteller"].pronunciations == {"gif": "ghif"}
    assert lines["news-desk"].pronunciations == {"gif": "jif"}


def test_kept_preset_with_pauses_and_pronunciations_is_read_again(studio):
    studio.pronunciations.add("gif", "jif")
    take = studio.design("a man", text="A gif. [pause 1] Yes.", takes=1, seed=1)[0]
    preset = studio.keep(take, "Jif")

    assert json.loads((preset.folder / "preset.json").read_text())["schema"] == 3
    assert studio.presets["jif"].recipe == take.recipe
    assert Recipe.from_json(take.recipe.to_json()) == take.recipe


def test_a_voice_reads_words_as_its_own_list_says_then_the_home_folder_then_as_it_was_kept(studio, tmp_path):
    studio.pronunciations.add("gif", "jif")
    take = studio.design("a man", text="A gif.", takes=1, seed=1)[0]
    studio.pronunciations.remove("gif")
    preset = studio.keep(take, "Jif")
    studio.presets.change(preset.slug, pronunciations={"SQL": "sequel"})
    studio.presets.export("Jif", tmp_path / "jif.zip")

    with Studio(tmp_path / "elsewhere", "sketch") as other:
        other.presets.add(tmp_path / "jif.zip")
        line = other.start_say("jif", "A gif of SQL.")
        assert line.recipes[0].pronunciations == {"gif": "jif", "SQL": "sequel"}
        other.pronunciations.add("SQL", "es-queue-el")
        other.pronunciations.add("gif", "ghif")  # the voice's own list has a priority that its text has not
        assert other.start_say("jif", "A gif of SQL.").recipes[0].pronunciations == {"gif": "ghif", "SQL": "sequel"}
    assert studio.start_say(take, "A gif.").recipes[0].pronunciations == {"gif": "jif"}


def test_what_is_for_one_voice_is_stored_in_it_and_travels_with_it(studio, tmp_path):
    studio.keep(studio.design("a man", text="A gif.", takes=1, seed=1)[0], "Jif")
    studio.pronunciations.add("gif", "jif", preset="jif")
    studio.pronunciations.add("SQL", "sequel", preset="jif")
    studio.pronunciations.remove("SQL", preset="jif")
    assert studio.pronunciations.lists() == {"jif": {"gif": "jif"}}
    assert studio.presets["jif"].pronunciations == {"gif": "jif"}
    studio.presets.export("Jif", tmp_path / "jif.zip")

    with Studio(tmp_path / "elsewhere", "sketch") as other:
        other.presets.add(tmp_path / "jif.zip")
        assert other.start_say("jif", "A gif.").recipes[0].pronunciations == {"gif": "jif"}


def test_what_an_earlier_studio_listed_for_one_voice_moves_into_it(tmp_path):
    listed = {"": {"gif": "jif"}, "jif": {"gif": "ghif"}, "news-desk": {"gif": "giff"}, "gone": {"a": "b"}}
    with Studio(tmp_path, "sketch") as studio:
        studio.keep(studio.design("a man", text="A gif.", takes=1, seed=1)[0], "Jif")
    (tmp_path / "pronunciations.json").write_text(json.dumps(listed))

    with Workspace(tmp_path) as workspace:
        assert workspace.presets["jif"].pronunciations == {"gif": "ghif"}
        assert workspace.pronunciations.of("jif") == {"gif": "ghif"}
        assert workspace.pronunciations.lists() == listed
    del listed["jif"]  # a starter cannot change, and nothing is lost of a voice that is gone
    assert json.loads((tmp_path / "pronunciations.json").read_text()) == listed


def test_invalid_pronunciations_are_refused(studio, tmp_path):
    for word, said in (("", "x"), ("x", " "), ("x" * 101, "x"), ("x", "a\nb")):
        with pytest.raises(InvalidInput, match="pronunciation"):
            studio.pronunciations.add(word, said)
    with pytest.raises(NotFound, match="no pronunciation of 'x'"):
        studio.pronunciations.remove("x")
    (tmp_path / "pronunciations.json").write_text("[")
    with pytest.raises(StorageFailed, match="cannot be read"):
        studio.start_design("a man", text="Hello.")


def test_command_lists_adds_and_removes_pronunciations(tmp_path, capsys):
    home = ["--home", str(tmp_path)]

    assert main(["pronunciations", "add", "gif", "jif", *home]) == 0
    assert main(["pronunciations", "add", "gif", "ghif", "--preset", "news-desk", *home]) == 0
    capsys.readouterr()
    assert main(["pronunciations", "list", "--json", *home]) == 0
    assert json.loads(capsys.readouterr().out) == {"": {"gif": "jif"}, "news-desk": {"gif": "ghif"}}
    assert main(["pronunciations", "remove", "gif", *home]) == 0
    assert main(["pronunciations", "remove", "gif", *home]) == 1
