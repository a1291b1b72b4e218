"""What the editor is told of a description, and the changes that its menus make."""

import http.client
import json
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from served_routes import served_routes

from studio.session import Studio
from studio.text.reading.positions import positions_in
from studio.text.vocabulary import vocabulary
from studio.ui.actions import exposed
from studio.ui.sections import description

Ask = Callable[..., tuple[int, Any]]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    with Studio(tmp_path_factory.mktemp("home"), backend="sketch") as studio:
        yield studio


@pytest.fixture(scope="module")
def ask(session: Studio) -> Iterator[Ask]:
    with served_routes(session) as port:

        def send(method: str, path: str, body: Any = None) -> tuple[int, Any]:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request(method, path, json.dumps(body), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            content = json.loads(answer.read())
            connection.close()
            return answer.status, content

        yield send


def dimension(reading: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in reading["dimensions"] if each["name"] == name)


def units(text: str, span: list[int]) -> str:
    """Return a part of a text between two places in UTF-16 units, as JavaScript cuts it."""
    return text.encode("utf-16-le")[2 * span[0] : 2 * span[1]].decode("utf-16-le")


def test_reading_names_each_dimension_with_its_words_and_those_left_open(ask: Ask) -> None:
    said = "A woman with a low voice."
    _, reading = ask("POST", "/studio/reading.json", said)
    pitch = dimension(reading, "pitch")
    assert (pitch["says"], pitch["words"], pitch["term"]) == ("low", "low", "pitch.low")
    assert [units(said, span) for span in pitch["spans"]] == ["low"]
    assert (dimension(reading, "pace")["says"], dimension(reading, "pace")["spans"]) == ("", [])
    assert reading["language"] == "english"


def test_places_are_in_utf16_units(ask: Ask) -> None:
    said = "😀 a 𝐛 low voice"
    _, reading = ask("POST", "/studio/reading.json", said)
    assert [units(said, span) for span in dimension(reading, "pitch")["spans"]] == ["low"]
    assert positions_in(said)[-1] == len(said.encode("utf-16-le")) // 2


def test_places_are_those_of_what_was_typed_where_its_accents_are_characters_of_their_own(ask: Ask) -> None:
    said = unicodedata.normalize("NFD", "Une voix féminine âgée, très grave")
    _, reading = ask("POST", "/studio/reading.json", said)
    assert [units(said, span) for span in dimension(reading, "pitch")["spans"]] == [said[-len("très grave") - 1 :]]


def test_reading_is_in_the_language_of_the_page(ask: Ask) -> None:
    _, english = ask("POST", "/studio/reading.json?interface=en", "A low, high-pitched voice.")
    _, french = ask("POST", "/studio/reading.json?interface=fr", "A low, high-pitched voice.")
    assert (dimension(english, "pace")["label"], dimension(french, "pace")["label"]) == ("pace", "débit")
    assert [note["rule"] for note in english["notes"]] == [note["rule"] for note in french["notes"]]
    assert english["notes"][0]["why"] != french["notes"][0]["why"]
    assert ask("POST", "/studio/reading.json?interface=tlh", "")[0] == 422


@pytest.mark.parametrize("description", ["", " ", "\ud83d low", "low " * 100_000, "\0", "${alert(1)} <img src=x>"])
def test_any_text_is_read(ask: Ask, description: str) -> None:
    status, reading = ask("POST", "/studio/reading.json", description)
    assert status == 200
    assert reading["dimensions"]


@pytest.mark.parametrize("body", [None, 7, ["low"], {"description": "low"}])
def test_anything_but_a_text_is_refused(ask: Ask, body: Any) -> None:
    assert ask("POST", "/studio/reading.json", body)[0] == 422


def test_vocabulary_has_the_words_of_each_dimension(ask: Ask) -> None:
    _, english = ask("GET", "/studio/vocabulary.json")
    _, french = ask("GET", "/studio/vocabulary.json?interface=fr")
    low = next(term for term in french["pitch"]["terms"] if term["id"] == "pitch.low")
    assert low["words"] == {
        "english": "low",
        "french": "grave",
        "chinese": vocabulary().term("pitch.low").word("chinese"),
    }
    assert low["meaning"] == vocabulary().term("pitch.low").meaning["french"]
    assert (english["pitch"]["ordered"], english["gender"]["ordered"]) == (True, False)


@pytest.fixture
def change(session: Studio) -> Callable[..., dict[str, Any]]:
    (action,) = exposed([description.SECTION], session)
    return lambda said, operation, name, term="": action(
        {"description": said, "operation": operation, "dimension": name, "term": term}
    )


def test_menu_says_more_less_another_term_or_nothing(change: Callable[..., dict[str, Any]]) -> None:
    said = "A low voice, at a slow pace."
    assert change(said, "add", "pace", "pace.fast")["description"] == "A low voice, at a fast pace."
    assert change(said, "remove", "pace")["description"] == "A low voice."
    for operation in ("more", "less"):
        changed = change(said, operation, "pitch")["description"]
        assert changed != said
        assert changed.endswith("voice, at a slow pace.")


@pytest.mark.parametrize(
    "request_",
    [
        ("A low voice.", "add", "pace", "pace.sideways"),
        ("A low voice.", "more", "colour"),
        ("A low voice.", "explode", "pace"),
        ("low " * 1000, "add", "pace", "pace.slow"),
    ],
)
def test_impossible_change_is_a_problem_in_words(
    change: Callable[..., dict[str, Any]], request_: tuple[str, ...]
) -> None:
    assert change(*request_)["problem"]["what"]


def test_every_word_of_the_menus_can_be_said(ask: Ask, change: Callable[..., dict[str, Any]]) -> None:
    _, dimensions = ask("GET", "/studio/vocabulary.json")
    for name, each in dimensions.items():
        for term in (term for term in each["terms"] if "english" in term["words"]):
            assert "problem" not in change("A warm woman's voice.", "add", name, term["id"]), term["id"]
