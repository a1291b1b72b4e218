"""`studio read`: what a description says, for people and for programs."""

import json

from studio.cli import app

DESCRIPTION = "A nice, low woman's voice, slow."


def test_it_prints_each_dimension_with_its_words_and_the_notes_with_their_fixes(capsys):
    assert app.main(["read", DESCRIPTION]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[:3]] == [
        ["gender", "female", "“woman”"],
        ["age", "not", "said"],
        ["pitch", "low", "“low”"],
    ]
    assert lines[-2:] == [
        "– Praise says nothing about sound: name what makes the voice so. “nice”",
        "  Take it out: A low woman's voice, slow.",
    ]


def test_labels_and_notes_in_french(capsys):
    assert app.main(["read", "--french", DESCRIPTION]) == 0

    shown = capsys.readouterr().out
    assert "débit" in shown
    assert "Un compliment ne dit rien du son" in shown


def test_json_has_indexes_of_the_words_and_the_notes(capsys):
    assert app.main(["read", DESCRIPTION, "--json"]) == 0

    shown = json.loads(capsys.readouterr().out)
    (pitch,) = [one for one in shown["dimensions"] if one["dimension"] == "pitch"]
    assert (pitch["term"], pitch["spans"]) == ("pitch.low", [[8, 11]])
    assert [(note["rule"], note["spans"]) for note in shown["notes"]] == [("vague", [[2, 6]])]
