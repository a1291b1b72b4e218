"""Lists of the page that show the newest of many say how many more there are, and where."""

import http.client
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from served_routes import served_routes
from short_takes import take

from studio.domain.voice import Voice
from studio.session import Studio
from studio.store.reference_audio import content_hash

MANY, SHOWN = 8, 5


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Any]]:
    """Serve a home with 8 starred takes that a saved voice has spoken, of which lists show 5."""
    with pytest.MonkeyPatch.context() as patch, Studio(tmp_path_factory.mktemp("home"), backend="sketch") as studio:
        patch.setattr("studio.ui.sections.starred._MOST", SHOWN)
        patch.setattr("studio.ui.sections.speak._MOST_CLIPS", SHOWN)
        studio.library.add(take(1))
        preset = studio.keep(take(1).id, "Evening")
        voice = Voice("Evening", "sketch", content_hash(preset.reference()[0]), "Hello.", 1)
        for number in range(1000, 1000 + MANY):
            made = take(number, audition=f"{number:032x}", minute=number)
            studio.library.add(replace(made, recipe=replace(made.recipe, voice=voice)))
            studio.rate(made.id, starred=True)
        with served_routes(studio) as port:

            def ask(path: str) -> Any:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                connection.request("GET", f"/studio/{path}")
                content = json.loads(connection.getresponse().read())
                connection.close()
                return content

            yield ask


def test_starred_takes_and_spoken_clips_say_how_many_older_ones_there_are(get: Callable[[str], Any]) -> None:
    starred = get("starred.json")
    assert (len(starred["takes"]), starred["total"]) == (SHOWN, MANY)
    spoken = get(f"spoken.json?voice={quote('preset:evening')}")
    assert (len(spoken["clips"]), spoken["older"]) == (SHOWN, MANY - SHOWN)


def test_a_search_is_answered_or_refused_with_what_to_do(get: Callable[[str], Any]) -> None:
    page = get(f"history.json?search={quote('star voice:evening')}&limit=4")
    assert (len(page["rows"]), bool(page["following"]), page["problem"]) == (4, True, None)
    assert all(each["found"] for row in page["rows"] for each in row["takes"])
    refused = get("history.json?search=pich:1")
    assert (refused["rows"], refused["problem"]["code"]) == ([], "invalid-search")
    assert "pitch" in refused["problem"]["next_step"]
    assert {"name": "pace", "example": "pace:>4"} in get("history/filters.json")


def test_a_search_for_numbers_has_takes_measured_meanwhile(get: Callable[[str], Any]) -> None:
    assert get("history.json?search=v1+duration:<1+pitch:>10")["unmeasured"] == 1
    for _ in range(10_000):  # each request has a few measured
        if not get("history.json?search=v1+duration:<1+pitch:>10")["unmeasured"]:
            return
    raise AssertionError("it is not measured")
