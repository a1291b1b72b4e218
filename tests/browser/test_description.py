"""The description in Design: what is understood while one types, chips, notes, and one undo for each."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from design_page import WORDS, expect_takes, field, settle, toast, visit
from playwright.sync_api import Locator, Page, expect
from studio_process import open_studio

pytestmark = pytest.mark.browser

FLAWED = "A calm woman with a low voice. She speaks very, very slowly."
LONG = "A calm woman in her sixties with a low, slightly husky voice, unhurried.\n" * 12
OVER = """() => {
    const [field, twin] = ["#field-description textarea", ".twin"].map((each) => document.querySelector(each));
    const [own, other] = [field, twin].map((each) => each.getBoundingClientRect());
    const text = twin.textContent.replace(/\\u200b$/, "");
    return {
        text: text === field.value,
        place: ["left", "top", "width", "height"].every((side) => Math.abs(own[side] - other[side]) < 0.5),
        width: Math.abs(field.clientWidth - twin.clientWidth) < 1,
        lines: Math.abs(field.scrollHeight - twin.scrollHeight) < 1,
        scrolled: Math.abs(field.scrollTop - twin.scrollTop) < 1,
    };
}"""


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with open_studio(tmp_path_factory.mktemp("home")) as address:
        yield address


def cell(page: Page, dimension: str) -> Locator:
    """Return the cell of a dimension: "pitch low"."""
    return page.locator(f"[data-dimension={dimension}]")


def underlined(page: Page, dimension: str) -> Locator:
    """Return the underlined words of a dimension."""
    return page.locator(f".twin [data-said~={dimension}]")


def note(page: Page, name: str = "Notes on the description") -> Locator:
    return page.get_by_role("region", name=name)


def expect_aligned(page: Page) -> None:
    """Wait until the underlines lie under their words, which they do from the next frame on."""
    page.wait_for_function(f"Object.values(({OVER})()).every(Boolean)")


def findings(page: Page) -> list[str]:
    violations: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in violations]


def test_what_is_understood_is_underlined_and_changed_by_a_click(page: Page, studio: str) -> None:
    visit(page, studio)
    description = field(page, "Description")
    description.fill("")
    description.press_sequentially("A woman with a low voice.")
    expect(cell(page, "pitch")).to_have_accessible_name("pitch low")
    expect(cell(page, "pace")).to_have_accessible_name("pace not said")
    expect(underlined(page, "pitch")).to_have_text("low")
    expect(underlined(page, "pace")).to_have_count(0)

    # the underlines lie under their words: after a scroll, with a scroll bar, at another width
    description.fill(LONG)
    expect(underlined(page, "pitch")).to_have_count(12)
    expect_aligned(page)
    description.evaluate("(field) => (field.scrollTop = 57)")
    page.wait_for_function("document.querySelector('.twin').scrollTop > 50")
    expect_aligned(page)
    page.set_viewport_size({"width": 390, "height": 800})
    expect_aligned(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    description.fill("A low voice, ")
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "かんじ", "selectionStart": 3, "selectionEnd": 3})
    expect(description).to_have_value("A low voice, かんじ")
    expect_aligned(page)
    keyboard.send("Input.insertText", {"text": "感じ"})
    expect(description).to_have_value("A low voice, 感じ")
    expect_aligned(page)

    # a click on a dimension, then on a word of it; one undo in the field takes it back
    said = "A woman with a low voice. She speaks slowly."
    description.fill(said)
    expect(cell(page, "pace")).to_have_accessible_name("pace slow")
    cell(page, "pace").click()
    menu = page.get_by_role("dialog", name="pace")
    menu.get_by_role("button", name="fast", exact=True).click()
    expect(description).to_have_value("A woman with a low voice. She speaks quickly.")
    expect(cell(page, "pace")).to_have_accessible_name("pace fast")
    expect(description).to_be_focused()
    page.keyboard.type("!")
    expect(description).to_have_value("A woman with a low voice. She speaks quickly!.")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(description).to_have_value(said)

    # the keyboard alone: the cells are one stop, Escape leaves the menu; the toast's undo keeps what was typed since
    description.press("Tab")
    expect(cell(page, "pace")).to_be_focused()  # the last one
    for key in ("Home", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(cell(page, "pitch")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="pitch").get_by_role("button", name="low", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="pitch")).to_be_hidden()
    expect(cell(page, "pitch")).to_be_focused()
    page.keyboard.press("Enter")
    menu = page.get_by_role("dialog", name="pitch")
    menu.get_by_role("button", name="remove").press("Enter")
    expect(cell(page, "pitch")).to_have_accessible_name("pitch not said")
    expect(cell(page, "pitch")).to_be_focused()
    description.press("End")
    description.press_sequentially(" Calm.")
    toast(page).get_by_role("button", name="undo").click()
    expect(description).to_have_value(said + " Calm.")


def test_note_waits_for_a_pause_and_is_fixed_dismissed_and_undone(page: Page, studio: str) -> None:
    visit(page, studio)
    description = field(page, "Description")
    description.fill("A low voice")
    ways = note(page).get_by_role("group", name="Ways to fix it").get_by_role("button")
    expect(ways).to_have_text(["a woman", "a man", "gender-neutral"])
    ways.first.click()
    expect(description).to_have_value("A low woman's voice")
    description.press("Control+z")
    expect(description).to_have_value("A low voice")
    ways.first.press("ArrowRight")  # several fixes are one stop of the Tab key
    expect(ways.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(description).to_have_value("A low man's voice")
    expect(description).to_be_focused()
    description.fill(FLAWED)
    why = note(page).locator(".why")
    expect(why).to_contain_text("intensifier")
    expect(page.locator(".twin [data-noted]")).to_have_text(["very, ", "very"])
    expect(note(page).get_by_role("status")).to_have_text(why.inner_text())  # only what is new
    field(page, "Text").fill(WORDS)
    place = field(page, "Text").bounding_box()
    fix = note(page).get_by_role("button", name="Keep one")
    found = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        cell(page, "pace").click()
        expect(page.get_by_role("dialog", name="pace")).to_be_visible()
        found += [f"{theme}: {finding}" for finding in findings(page)]
        page.keyboard.press("Escape")
    assert found == []
    assert field(page, "Text").bounding_box() == place

    fix.click()
    expect(description).to_have_value("A calm woman with a low voice. She speaks very slowly.")
    expect(page.locator(".twin [data-noted]")).to_have_count(0)
    description.press("Control+z")
    expect(description).to_have_value(FLAWED)
    note(page).get_by_role("button", name="dismiss").click()
    expect(page.locator(".twin [data-noted]")).to_have_count(0)
    toast(page).get_by_role("button", name="undo").click()
    fix.click()
    page.locator("#field-takes input").fill("1")
    page.get_by_role("button", name="Generate").click()
    expect_takes(page, 1)
    assert page.evaluate("fetch('/studio/audition.json').then((answer) => answer.json())")["description"].endswith(
        "She speaks very slowly."
    )


def test_french_page_reads_a_chinese_description(page: Page, studio: str) -> None:
    context = page.context.browser.new_context(locale="fr-FR")
    french = context.new_page()
    french.goto(studio)
    settle(french)
    description = french.locator("#field-description textarea")
    description.fill("一位声音低沉的女性，语速缓慢。")
    expect(cell(french, "pace")).to_have_accessible_name("débit lente")
    expect(cell(french, "age")).to_contain_text("non dit")
    expect(underlined(french, "gender")).to_have_text("女性")
    expect(note(french, "Remarques sur la description")).to_contain_text("Aucune remarque")
    cell(french, "pace").click()
    french.get_by_role("dialog", name="débit").get_by_role("button", name="un peu moins").click()
    expect(description).not_to_have_value("一位声音低沉的女性，语速缓慢。")
    expect(description).to_have_value(re.compile("^一位声音低沉的女性，"))
    description.press("Control+z")
    expect(description).to_have_value("一位声音低沉的女性，语速缓慢。")
    context.close()
