"""Blind listening and deciding as a person does it: the real studio, in a real Chromium."""

import csv
import io
import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Response, Route, expect
from studio_process import open_studio

import studio
from studio.listening.concealed import concealed_tests
from studio.listening.order import next_shown

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with four takes of one voice."""
    folder = tmp_path_factory.mktemp("home")
    with studio.Studio(folder, backend="sketch") as session:
        session.design("an old man, low", text="Good evening.", takes=4, seed=7)
    return folder


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with open_studio(home) as address:
        yield address


@pytest.fixture
def dialog(page: Page, address: str) -> Locator:
    """The page, with all takes on it and no dialog yet."""
    visit(page, address)
    return page.locator("dialog.blind")


def visit(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".take .play")).to_have_count(4)
    expect(page.locator(".chip-hear")).to_have_count(2)  # two takes that nobody chose
    page.goto(f"{address}#compare")
    expect(page.locator("#compare .sp-lane canvas").first).to_be_visible()


def key_of(home: Path) -> dict[str, object]:
    """Read the running test's next order, as nobody who only has the page can."""
    session = studio.Studio(home, backend="sketch")
    test = concealed_tests(session.listening).records.running()[0]
    shown = next_shown(test)
    session.close()
    return {"shown": shown, "clips": [clip.ref for clip in test.clips], "test": test.id}


def wait_for_trial(dialog: Locator, number: int) -> None:
    expect(dialog.locator("header .status")).to_have_text(re.compile(rf"trial {number} of"))
    expect(dialog.locator(".say")).to_contain_text("Listen as long as you like")


def hear(page: Page, *slots: str) -> None:
    for slot in slots:
        page.keyboard.press(slot)
        expect(page.get_by_role("button", name=f"Hear {slot.upper()}", exact=True)).to_have_attribute(
            "aria-pressed", "true"
        )


def begin(page: Page, name: str, trials: str = "") -> None:
    page.get_by_role("button", name="Blind").click()
    expect(page.get_by_role("button", name=name)).to_be_enabled()
    if trials:
        page.get_by_label("Trials").select_option(trials)
    page.get_by_role("button", name=name).click()


def test_abx_can_be_passed_with_the_keyboard(page: Page, dialog: Locator, home: Path) -> None:
    begin(page, "Can I tell A and B apart?")
    for number in range(1, 9):
        wait_for_trial(dialog, number)
        hear(page, "a", "b", "x")
        a, _, x = key_of(home)["shown"]
        page.keyboard.press("ArrowLeft" if x == a else "ArrowRight")

    expect(dialog.locator(".summary")).to_have_text("8 of 8: you can hear it.")
    expect(dialog.locator(".scores")).to_contain_text("0.004")
    expect(dialog.locator(".scores")).to_contain_text("63\u00a0% – 100\u00a0%")
    dialog.locator("summary").click()
    expect(dialog.locator(".key .right")).to_have_count(8)
    expect(dialog.locator("summary")).to_contain_text(re.compile(r"A was v1·\d, B was v1·\d"))
    dialog.get_by_role("button", name="Which do I like better?").click()
    wait_for_trial(dialog, 1)
    expect(dialog.locator("h2")).to_have_text("Preference")
    page.keyboard.press("Escape")
    dialog.get_by_role("button", name="Throw it away").click()
    expect(dialog).to_have_count(0)
    expect(page.locator("#blind")).to_contain_text("A and B so far: ABX, 8 of 8: you can hear it.")
    page.get_by_text(re.compile("Results so far: [1-9]")).click()
    expect(page.locator("#blind details .tests")).to_contain_text("8 of 8: you can hear it.")


def test_no_response_before_the_end_reveals_the_key(page: Page, dialog: Locator, home: Path) -> None:
    heard: list[Response] = []
    page.on("response", lambda response: heard.append(response))
    begin(page, "Can I tell A and B apart?", trials="5")
    wait_for_trial(dialog, 1)
    key = key_of(home)
    hear(page, "x")
    page.keyboard.press("ArrowLeft")
    wait_for_trial(dialog, 2)

    sounds = [response for response in heard if "/blind/" in response.url]
    texts = [response.text() for response in heard if "component_server" in response.url]
    assert (len(sounds), len(texts)) == (6, 2)
    assert len({response.url for response in sounds}) == 6
    assert {response.headers["cache-control"] for response in sounds} == {"no-store"}
    assert len({response.headers["content-length"] for response in sounds}) == 1
    assert len({response.body() for response in sounds[3:]}) == 3
    with sqlite3.connect(home / "library.db") as db:
        seed = db.execute("SELECT seed FROM listening_tests WHERE id = ?", (key["test"],)).fetchone()[0]
    db.close()
    for told in [*texts, *(response.url for response in sounds), dialog.inner_html()]:
        for secret in (*key["clips"], str(seed), "v1·", "seed", "correct"):
            assert secret not in told
    for text in texts:
        assert set(json.loads(text)) == {
            "test", "kind", "trial", "planned", "slots", "may_take_back", "decided", "cost",
        }  # fmt: skip

    page.keyboard.press("Escape")
    dialog.get_by_role("button", name="Throw it away").click()
    expect(dialog).to_have_count(0)


def test_open_blind_test_silences_the_page_and_takes_its_keys(page: Page, dialog: Locator) -> None:
    bar = page.locator(".transport")
    page.get_by_role("button", name="Loop").click()  # so that it does not end by itself
    bar.locator(".now .play").click()
    expect(bar.get_by_role("button", name="Pause v1·1")).to_be_visible()
    begin(page, "Which do I like better?", trials="8")
    wait_for_trial(dialog, 1)
    expect(bar.locator(".now .play")).to_have_attribute("aria-label", "Play v1·1")
    page.keyboard.press("b")
    page.keyboard.press("Space")
    expect(bar.locator(".now .play")).to_have_attribute("aria-label", "Play v1·1")

    page.keyboard.press("Escape")
    expect(dialog).to_contain_text("“Continue later” keeps the test as it is.")
    dialog.get_by_role("button", name="Throw it away").click()
    expect(dialog).to_have_count(0)


def test_answer_requires_both_sounds_and_can_be_taken_back(page: Page, dialog: Locator) -> None:
    begin(page, "Which do I like better?", trials="5")
    wait_for_trial(dialog, 1)
    hear(page, "1")
    page.keyboard.press("ArrowLeft")
    expect(dialog.locator(".say")).to_have_text("Listen to both first.")
    hear(page, "2")
    page.keyboard.press("ArrowLeft")
    wait_for_trial(dialog, 2)
    dialog.get_by_role("button", name="take the last answer back").click()
    wait_for_trial(dialog, 1)

    page.keyboard.press("Escape")
    expect(dialog).to_contain_text("Nothing was answered yet")
    dialog.get_by_role("button", name="Throw it away").click()
    expect(dialog).to_have_count(0)


def test_a_double_click_takes_one_answer_back(page: Page, dialog: Locator) -> None:
    begin(page, "Which do I like better?", "8")
    for trial in (1, 2, 3):
        wait_for_trial(dialog, trial)
        hear(page, "1", "2")
        page.keyboard.press("ArrowLeft")
    wait_for_trial(dialog, 4)
    dialog.get_by_role("button", name="take the last answer back").dblclick(delay=60)
    wait_for_trial(dialog, 3)
    page.keyboard.press("Escape")
    dialog.get_by_role("button", name="Throw it away").click()
    expect(dialog).to_be_hidden()


def test_preference_test_continues_after_reload_and_ends_in_a_preset(
    page: Page, dialog: Locator, home: Path, address: str
) -> None:
    begin(page, "Which do I like better?", trials="8")
    for number in range(1, 9):
        wait_for_trial(dialog, number)
        if number == 3:
            page.reload()
            wait_for_trial(dialog, 3)
        if number == 5:
            page.keyboard.press("Escape")
            dialog.get_by_role("button", name="Continue later").click()
            expect(page.locator("#blind .running")).to_contain_text("trial 5 of 8")
            page.get_by_role("button", name="continue", exact=True).click()
            wait_for_trial(dialog, 5)
        hear(page, "1", "2")
        key = key_of(home)
        page.keyboard.press("ArrowLeft" if key["shown"][0] == 1 else "ArrowRight")  # always the second take
    expect(dialog.locator(".summary")).to_have_text("8 of 8 for v1·2: you prefer it.")
    dialog.get_by_role("button", name="Reject v1·1").click()
    dialog.get_by_role("button", name="Save v1·2 as preset").click()

    expect(dialog).to_have_count(0)
    expect(page.get_by_role("tab", name="Design")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".take").nth(0)).to_have_attribute("data-verdict", "reject")
    page.locator("#field-name").get_by_label("Name").fill("The better one")
    page.get_by_role("button", name="Save preset").click()
    expect(page.locator(".take").nth(1)).to_have_attribute("data-verdict", "keep")
    expect(page.get_by_text("Saved The better one.")).to_be_visible()
    _, answers = page.evaluate("async () => [0, await (await fetch('/studio/listening.csv')).text()]")
    rows = [row for row in csv.DictReader(io.StringIO(answers)) if row["kind"] == "preference"]
    assert len(rows) == 8
    assert len({row["chosen"] for row in rows}) == 1


def test_tournament_ranks_all_and_can_be_stopped(page: Page, dialog: Locator, home: Path) -> None:
    page.keyboard.press("1")
    page.get_by_role("button", name="compare all").click()
    page.keyboard.press("2")
    page.get_by_role("button", name="Blind").click()
    menu = page.get_by_role("dialog", name="Listen blind")
    expect(menu).to_contain_text("about 16 comparisons")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(page.get_by_role("button", name="Blind")).to_be_focused()
    begin(page, "Rank all 4")
    for number in range(1, 7):
        wait_for_trial(dialog, number)
        hear(page, "1", "2")
        shown = key_of(home)["shown"]
        page.keyboard.press("ArrowLeft" if shown[0] > shown[1] else "ArrowRight")  # the later take is the better one
    wait_for_trial(dialog, 7)
    dialog.get_by_role("button", name="stop", exact=True).click()
    expect(dialog).to_contain_text("After 6 of 16 comparisons the ranking is less sure")
    dialog.get_by_role("button", name="Stop and show the result").click()
    expect(dialog.locator(".ranking tbody tr").first).to_contain_text("v1·4")
    expect(dialog).to_contain_text("Stopped after 6 of 16 comparisons.")
    page.keyboard.press("Escape")


def test_test_with_a_missing_take_can_be_discarded(page: Page, home: Path, address: str) -> None:
    with studio.Studio(home, backend="sketch") as session:
        takes = session.library.latest()
        session.listening.abx(takes[2], takes[3])
        file = session.library.path(takes[3].id)
    aside = file.rename(file.with_suffix(".aside"))
    page.goto(f"{address}#compare")
    page.get_by_role("button", name="continue", exact=True).click()
    expect(page.locator("#blind .notice")).to_contain_text("A sound of this test is gone.")
    page.get_by_role("button", name="throw away").click()
    expect(page.locator("#blind .running li")).to_have_count(0)
    aside.rename(file)


def test_ratings_that_arrive_late_do_not_undo_a_decision(page: Page, address: str) -> None:
    held: list[Route] = []
    page.route("**/studio/ratings.json*", lambda route: held.append(route))
    page.goto(address)
    second = page.locator("ol.takes:not(.starred) .take").nth(1)
    second.get_by_role("button", name="Reject v1·2").click()
    expect(page.locator(".toast")).to_contain_text("v1·2: rejected.")
    for route in held:
        with page.expect_response("**/studio/ratings.json*"):
            route.fulfill(json={second.get_attribute("data-take"): {"verdict": "", "starred": False, "note": ""}})

    page.evaluate("new Promise(requestAnimationFrame)")  # the answer has been read
    assert second.get_attribute("data-verdict") == "reject"
    page.get_by_role("button", name="undo").click()
    expect(second).to_have_attribute("data-verdict", "")


def test_takes_are_rated_with_keys_and_undone(page: Page, address: str) -> None:
    third, fourth = (page.locator("ol.takes:not(.starred) .take").nth(place) for place in (2, 3))
    page.goto(address)
    third.focus()
    page.keyboard.press("r")
    expect(third).to_have_attribute("data-verdict", "reject")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("s")
    expect(fourth.get_by_role("button", name="Star v1·4")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("n")
    page.keyboard.type("<b>bright</b>, kind")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("v1·4: note saved.")
    page.get_by_role("button", name="undo").click()
    expect(fourth.locator("textarea")).to_be_hidden()
    third.get_by_role("button", name="Reject v1·3").click()
    expect(third).to_have_attribute("data-verdict", "")
    expect(page.locator(".toast")).to_contain_text("v1·3")  # until then it would undo the decision before
    page.get_by_role("button", name="undo").click()
    expect(third).to_have_attribute("data-verdict", "reject")
    expect(page.locator(".toast")).to_contain_text("v1·3: rejected.")

    page.goto(address)
    page.reload()
    expect(third).to_have_attribute("data-verdict", "reject")
    page.get_by_role("button", name="★ starred 1").click()
    expect(page.locator(".take:visible")).to_have_count(1)
    expect(page.locator("ol.starred .take")).to_contain_text("an old man, low")
    page.get_by_role("button", name="★ starred 1").click()
    expect(page.locator(".take:visible")).to_have_count(4)
