"""The search for takes: words and filters, the same for the page, the command and programs."""

import json
import re
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from short_takes import take

from studio import InvalidInput, Workspace
from studio.audio.measurements import MEASUREMENTS
from studio.cli.app import main
from studio.domain.voice import Voice
from studio.store.search.filters import FILTERS

VOICE = Voice("Évening", "sketch", "0" * 64, "Hello.", 7)
#: Description, text, pitch in Hz and pace in syllables/s of each take; without a pitch it is not measured.
TAKES = {
    1: ("a gravelly man, slow", "The harbour.", 95.0, 2.5),
    2: ("a bright woman", "The harbour.", 210.0, 4.5),
    3: ("a bright woman", "Pop star.", 182.4, 6.25),
    4: ("a calm voice", "Die Straße.", None, None),
}


@contextmanager
def filled(home):
    """Open a workspace with these takes, some of them rated."""
    with Workspace(home) as workspace:
        for number, (description, text, pitch, pace) in TAKES.items():
            made = take(number, audition=f"{number:032x}")
            recipe = replace(made.recipe, description=description, text=text, voice=VOICE if number == 4 else None)
            workspace.library.add(replace(made, recipe=recipe, created=at(number)))
            if pitch:
                found = {"pitch": pitch, "syllable_rate": pace}
                workspace.library.measurements.keep(f"sound {number}", "method", found)
                workspace.library.measurements.assign(made.id, f"sound {number}", "method")
        workspace.rate("v1", verdict="keep", tags=["Late night"])
        workspace.rate("v2", starred=True, tags=["narrator"])
        workspace.rate("v3", verdict="reject", note="Lukewarm")
        yield workspace


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory):
    with filled(tmp_path_factory.mktemp("home")) as workspace:
        yield workspace


@pytest.fixture
def workspace(tmp_path):
    with filled(tmp_path) as workspace:
        yield workspace


def at(number):
    """Return when a take was made: noon on a day of November 2026, where this machine is."""
    return datetime(2026, 11, number, 12).astimezone(UTC)


def numbers(found):
    return [int(entry.id, 16) for entry in found]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [4, 3, 2, 1]),
        ("HARBOUR", [2, 1]),
        ("strasse", [4]),
        ("bright harbour", [2]),
        ("bright -harbour", [3]),
        ('"bright woman"', [3, 2]),
        ('"woman bright"', []),
        ('-"bright woman"', [4, 1]),
        ("lukewarm", [3]),
        ("v2", [2]),
        ("v2.1", [2]),
        ("night", [1]),
        ("tag:narrator", [2]),
        ('tag:"late NIGHT"', [1]),
        ("tag:late", []),
        ("-tag:narrator bright", [3]),
        ("star", [2]),
        ("-star harbour", [1]),
        ('"star"', [3]),
        ("verdict:keep", [1]),
        ("verdict:rejected", [3]),
        ("verdict:open", [4, 2]),
        ("pitch:180-220", [3, 2]),
        ("pitch:220..180", [3, 2]),
        ("pitch:182", [3]),
        ("pitch:<=95", [1]),
        ("-pitch:<=95", [3, 2]),
        ("pace:>4", [3, 2]),
        ("pace:6,3", [3]),
        ("pitch:>200 pace:<3", []),
        ("duration:<0.2", [4, 3, 2, 1]),
        ("after:2026-11-03", [4, 3]),
        ("before:2026-11-03", [2, 1]),
        ("on:2026-11-02", [2]),
        ("on:2026-11", [4, 3, 2, 1]),
        ("before:2026", []),
        ("after:2027", []),
        ("after:2026-11-02 before:2026-12 -star", [4, 3]),
        ("backend:sketch", [4, 3, 2, 1]),
        ("backend:qwen3", []),
        ("voice:evening", [4]),
        ("kind:spoken", [4]),
        ("kind:designed star", [2]),
        ("12:30", []),
        ("nothing: like", []),
    ],
)
def test_takes_are_found_by_words_and_filters(unchanged, query, found):
    assert numbers(unchanged.search(query)) == found
    assert [row.version for row in unchanged.library.history(query).rows] == found


def test_ages_count_back_from_now(workspace):
    recent = replace(take(9, audition="9" * 32), created=datetime.now(UTC) - timedelta(days=3))
    workspace.library.add(recent)

    assert 9 in numbers(workspace.search("after:1w"))
    assert 9 not in numbers(workspace.search("before:1w"))
    assert 9 in numbers(workspace.search("-on:today"))


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("pich:180", r"no filter 'pich'\. Use tag, .*pitch.*or put the words in quotation marks: \"pich:180\""),
        ("pitch:high", r"'high' is not a value of the filter pitch\. For example: pitch:180-220\."),
        ("pitch:", r"The filter pitch has no value\. For example"),
        ('tag:""', r"The filter tag has no value"),
        ("after:2026-13", "not a value of the filter after"),
        ("on:7d", "not a value of the filter on"),
        ("verdict:perhaps", "not a value of the filter verdict"),
        ("word " * 41, r"at most 40 words and filters; this one has 41"),
    ],
)
def test_what_cannot_be_searched_for_is_refused_with_an_example(unchanged, query, told):
    for search in (unchanged.search, unchanged.library.history):
        with pytest.raises(InvalidInput, match=told) as raised:
            search(query)
        assert raised.value.code == "invalid-search"


def test_filters_must_hold_for_one_take_and_the_history_names_it(workspace):
    workspace.library.add(replace(take(12, audition=f"{1:032x}", position=1), created=at(1)))
    workspace.rate("v1.2", starred=True)

    assert workspace.library.history("star verdict:keep").rows == ()
    assert numbers(workspace.search("v1.2")) == [12]
    page = workspace.library.history("star", verdict="starred")
    assert [row.version for row in page.rows] == [2, 1]
    assert page.takes == {take(2).id, take(12).id}
    assert workspace.library.history("harbour").takes is None


def test_the_bin_is_not_searched_and_a_search_has_no_limit_of_its_own(workspace):
    workspace.library.bin.put([take(2).id])
    assert numbers(workspace.search("harbour")) == [1]
    for number in range(1000, 1250):
        workspace.library.add(take(number, audition="c" * 32, position=number))
        workspace.rate(take(number).id, starred=True)

    assert len(workspace.search("star")) == len(workspace.library.starred()) == 250
    assert len(workspace.search("star", 7)) == 7


def test_a_search_for_numbers_says_how_many_takes_have_none_yet(workspace):
    assert workspace.search("pitch:>100").unmeasured == 1
    assert workspace.search("pitch:>100 harbour").unmeasured == 0
    assert workspace.search("calm").unmeasured == 0
    assert workspace.library.history("pitch:>100").unmeasured == 1
    list(workspace.measuring.measure_unmeasured("pitch:>100"))

    assert workspace.search("pitch:>100").unmeasured == 0
    assert workspace.search("pitch:>100", measure=True).unmeasured == 0


def test_a_take_whose_sound_is_missing_is_not_waited_for(workspace, tmp_path):
    (tmp_path / "takes" / f"{take(4).id}.flac").unlink()
    assert list(workspace.measuring.measure_unmeasured("pace:>1")) == [0]
    assert workspace.search("pace:>1").unmeasured == 0


def test_measurements_of_filters_exist():
    named = {
        name for each in FILTERS.values() if each.measured for name in re.findall(r"\$\.(\w+)", each.rule("1").sql)
    }
    assert named <= set(MEASUREMENTS)
    assert len(named) == 2


def test_every_example_is_a_search(unchanged):
    for each in FILTERS.values():
        unchanged.search(each.example)


def test_the_command_finds_takes(workspace, tmp_path, capsys):
    workspace.close()
    home = ["--home", str(tmp_path)]
    assert main(["takes", "find", "pitch:>200", "star", "--json", *home]) == 0
    assert [each["label"] for each in json.loads(capsys.readouterr().out)] == ["v2·1"]
    assert main(["takes", "find", "pitch:>100 bright", *home]) == 0
    assert [line.split()[1] for line in capsys.readouterr().out.splitlines()] == ["v3·1", "v2·1"]
    assert main(["takes", "find", "pitch:>300", *home]) == 0
    out, err = capsys.readouterr()
    assert out == "No take was found.\n"
    assert "1 take not measured yet" in err
    assert main(["takes", "find", "pich:>300", *home]) == 1
    assert "[invalid-search]" in capsys.readouterr().err
    assert main(["takes", "list", "--limit", "3", *home]) == 0
    out, err = capsys.readouterr()
    assert (len(out.splitlines()), "--limit lists more than 3" in err) == (3, True)
    assert main(["takes", "list", *home]) == 0
    assert capsys.readouterr().err == ""
    assert main(["takes", "find", "--filters", *home]) == 0
    assert "pace:>4" in capsys.readouterr().out
