"""The page as a person uses it: the real studio in its own process, in a real Chromium."""

import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from design_page import (
    VOICE,
    WORDS,
    ask,
    expect_first_seed,
    expect_takes,
    field,
    generate,
    press,
    settle,
    take,
    visit,
)
from playwright.sync_api import Locator, Page, Route, expect
from studio_process import free_port, open_studio

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with open_studio(tmp_path_factory.mktemp("home")) as address:
        yield address


def tray(page: Page) -> Locator:
    """The labels of what is compared."""
    return page.locator(".transport .chip-label")


def preset(page: Page, name: str) -> Locator:
    return page.locator(".presets .preset").filter(
        has=page.locator(".name", has_text=re.compile(f"^{re.escape(name)}$"))
    )


def test_voice_is_designed_compared_saved_and_restored(page: Page, tmp_path: Path) -> None:
    port = free_port()
    with open_studio(tmp_path, port=port, forked=False) as address:  # started as its user does
        visit(page, address)
        expect(page.get_by_text("Describe a voice and press Generate.")).to_be_visible()
        generate(page)
        expect_takes(page, 4)
        first = int(field(page, "Seed").input_value())
        for number in range(4):
            expect(take(page, number + 1)).to_have_attribute("data-seed", str(first + number))
            expect(take(page, number + 1).locator(".name")).to_have_text(f"v1·{number + 1}")

        press(page, 3, "to A")
        press(page, 2, "to B")
        expect(tray(page)).to_have_text(["v1·3", "v1·2"])
        page.get_by_role("tab", name="Compare").click()
        expect(page.locator("#compare .sp-label")).to_have_text(["v1·3", "v1·2"])  # librosa, the first time
        page.get_by_role("tab", name="Design").click()
        expect(take(page, 3)).to_be_visible()

        press(page, 3, "Keep")
        expect(field(page, "Name")).to_be_focused()
        field(page, "Name").fill("Lamplight")
        field(page, "Tags").fill("calm, evening")
        field(page, "Notes").fill("For the long story.")
        page.get_by_role("button", name="Save preset").click()
        expect(page.get_by_text("Saved Lamplight.")).to_be_visible()

        page.reload()
        settle(page)
        expect_remembered(page, first)
        page.goto("about:blank")  # a page without its studio says so, on the console as well
    with open_studio(tmp_path, port=port):
        visit(page, address)
        expect_remembered(page, first)
        page.get_by_role("tab", name="Voices").click()
        preset(page, "Lamplight").click()
        page.get_by_role("button", name="Edit as new: Lamplight").click()
        expect(field(page, "Seed")).to_have_value(str(first + 2))
        expect(page.get_by_label("Pin the seed")).to_be_checked()
        expect(field(page, "Text")).to_have_value(WORDS)
        page.keyboard.press("Control+z")
        expect(field(page, "Seed")).to_have_value(str(first))
        page.goto("about:blank")


def expect_remembered(page: Page, first: int) -> None:
    expect(field(page, "Description")).to_have_value(VOICE)
    expect(field(page, "Text")).to_have_value(WORDS)
    expect(field(page, "Seed")).to_have_value(str(first))
    expect_takes(page, 4)
    expect_first_seed(page, first)
    expect(tray(page)).to_have_text(["v1·3", "v1·2"])
    expect(take(page, 3)).to_have_attribute("data-verdict", "keep")


def test_other_browser_shows_the_last_takes_and_their_recipe(page: Page, studio: str) -> None:
    visit(page, studio)
    generate(page, takes=2)
    expect_takes(page, 2)
    other = page.context.browser.new_context().new_page()
    visit(other, studio)
    expect_takes(other, 2)
    expect(field(other, "Description")).to_have_value(VOICE)
    expect(field(other, "Seed")).to_have_value(field(page, "Seed").input_value())
    other.context.close()


def test_idle_page_requests_no_frames(page: Page, studio: str) -> None:
    page.add_init_script("""
        const request = window.requestAnimationFrame.bind(window);
        window.frames_requested = 0;
        window.requestAnimationFrame = (step) => { window.frames_requested += 1; return request(step); };
    """)
    visit(page, studio)

    half_a_second_without = "() => window.seen === (window.seen = window.frames_requested)"
    page.wait_for_function(half_a_second_without, polling=500)


def test_typing_in_a_field_does_not_control_the_transport(page: Page, studio: str) -> None:
    visit(page, studio)
    generate(page, takes=2)
    expect_takes(page, 2)
    first = page.locator("#design-takes li.take .name").first.inner_text()
    expect(tray(page).first).to_contain_text(first)
    before = tray(page).all_inner_texts()
    field(page, "Text").fill("")
    field(page, "Text").press_sequentially("b a b ")
    expect(field(page, "Text")).to_have_value("b a b ")
    assert tray(page).all_inner_texts() == before
    expect(page.locator("button.play.sounding")).to_have_count(0)


def test_only_one_clip_plays_at_a_time(page: Page, studio: str) -> None:
    visit(page, studio)
    generate(page, words=WORDS * 10, takes=2)  # long enough to be looked at while it sounds
    expect_takes(page, 2)
    press(page, 1, "Play")
    expect(take(page, 1).get_by_role("button", name="Pause")).to_be_visible()
    press(page, 2, "Play")
    expect(take(page, 2).get_by_role("button", name="Pause")).to_be_visible()
    expect(take(page, 1).get_by_role("button", name="Play")).to_be_visible()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("a")  # the comparison sounds in its stead
    expect(take(page, 2).get_by_role("button", name="Play")).to_be_visible()


def test_markup_and_templates_stay_text(page: Page, studio: str) -> None:
    page.on("dialog", lambda dialog: pytest.fail(f"the page ran {dialog.message}"))
    trap = "<img src=x onerror=alert(1)><script>alert(2)</script> ${alert(3)} {{alert(4)}} `"
    name = "Trap ${alert(5)} {{alert(6)}}"
    visit(page, studio)
    generate(page, voice=f"A low man. {trap}", words=f"Hello. {trap}", takes=1)
    expect_takes(page, 1)
    press(page, 1, "Keep")
    expect(page.get_by_role("region", name="Version")).to_contain_text(trap)
    expect(field(page, "Name")).to_be_focused()
    field(page, "Name").fill(name)
    field(page, "Tags").fill("${alert(7)}, <b>bold</b>")
    field(page, "Notes").fill(trap)
    page.get_by_role("button", name="Save preset").click()
    expect(page.get_by_text(f"Saved {name}.")).to_be_visible()
    assert page.locator("#design-takes, #design-inspector").locator("img, script, b").count() == 0
    page.get_by_role("button", name=f"open in Voices: {name}").click()
    expect(preset(page, name).locator(".tag")).to_have_text(["${alert(7)}", "<b>bold</b>"])
    preset(page, name).get_by_role("button", name="to A").click()
    expect(tray(page).first).to_have_text(name)
    page.goto(f"{studio}#design")
    page.reload()
    settle(page)
    expect(field(page, "Description")).to_have_value(f"A low man. {trap}")


def test_all_takes_can_be_compared_and_one_removed(page: Page, studio: str) -> None:
    visit(page, studio)
    generate(page, takes=4)
    expect_takes(page, 4)
    page.get_by_role("button", name="compare all").click()
    name = page.locator("section.version[data-open]").get_attribute("aria-label")
    one, two, three, four = labels = [f"{name}·{number}" for number in (1, 2, 3, 4)]
    expect(tray(page)).to_have_text(labels)
    third = take(page, 3).locator("button.more")
    expect(third).to_have_text("C")
    third.click()
    expect(tray(page)).to_have_text([one, two, four])
    third.click()
    expect(tray(page)).to_have_text([one, two, four, three])
    press(page, 3, "to A")
    expect(tray(page)).to_have_text([three, two, four])
    page.reload()
    expect(tray(page)).to_have_text([three, two, four])


def test_choice_made_while_a_new_version_enters_the_comparison_stays(page: Page, studio: str) -> None:
    visit(page, studio)
    held: list[Route] = []
    page.route("**/studio/tree.json?*", lambda route: held.append(route))
    with page.expect_request("**/studio/tree.json?*"):
        generate(page, takes=3)
        expect_takes(page, 3)
    page.get_by_role("button", name="compare all").click()
    name = page.locator("section.version[data-open]").get_attribute("aria-label")
    chosen = [f"{name}·{number}" for number in (1, 2, 3)]
    expect(tray(page)).to_have_text(chosen)
    for route in held:
        route.continue_()
    page.unroute("**/studio/tree.json?*")
    ask(page, takes=1)
    expect_takes(page, 1)
    later = page.locator("section.version[data-open]").get_attribute("aria-label")
    expect(tray(page)).to_have_text([chosen[1], f"{later}·1", chosen[2]])


def test_panels_fold_by_keyboard_and_stay_folded(page: Page, studio: str) -> None:
    visit(page, studio)
    panel = page.get_by_role("region", name="Pronunciations")
    heading = panel.get_by_role("button", name="Pronunciations", exact=True)
    expect(heading).to_have_attribute("aria-expanded", "false")
    heading.focus()
    page.keyboard.press("Enter")
    expect(panel.get_by_label("Word", exact=True)).to_be_visible()
    page.reload()
    expect(heading).to_have_attribute("aria-expanded", "true")
    expect(panel.get_by_label("Word", exact=True)).to_be_visible()
    heading.click()
    expect(panel.get_by_label("Word", exact=True)).to_be_hidden()


def test_engine_line_shows_details_on_demand(page: Page, studio: str) -> None:
    visit(page, studio)
    page.locator(".engine-details summary").click()
    more = page.locator(".popover")
    expect(more).to_contain_text("Backend: sketch")
    expect(more).to_contain_text(re.compile(r"Memory: \d+ MB"))
    page.keyboard.press("Escape")
    expect(more).to_be_hidden()
    page.locator(".engine-details summary").click()
    page.get_by_role("button", name="how to get one").click()
    expect(page.get_by_role("dialog", name="Models")).to_contain_text(
        "mlx-community/Qwen3-TTS-12Hz-1.7B-VoiceDesign-8bit"
    )


def test_broken_model_is_reported_and_can_be_repaired(page: Page, tmp_path: Path, tiny_voice_design: Path) -> None:
    model = tmp_path / "model"
    shutil.copytree(tiny_voice_design, model)
    (model / "vocab.json").rename(tmp_path / "vocab.json")
    with open_studio(tmp_path / "home", model=model) as address:
        page.goto(address)
        expect(page.locator("#engine_line").get_by_role("alert")).to_contain_text("lacks vocab.json")
        expect(page.locator("#design-editor[data-restored]")).to_be_visible()
        field(page, "Description").fill(VOICE)
        field(page, "Text").fill("Yes.")
        page.get_by_role("button", name="Generate").click()
        expect(page.locator("#takes").get_by_role("alert")).to_contain_text("vocab.json")
        expect(field(page, "Text")).to_have_value("Yes.")
        (tmp_path / "vocab.json").rename(model / "vocab.json")
        page.get_by_role("button", name="Restart").click()
        settle(page)
        expect(page.get_by_text("sketch voice")).to_be_hidden()
        generate(page, words="Yes.", takes=1)
        expect_takes(page, 1)
        page.goto("about:blank")


@pytest.mark.parametrize("width", [1280, 1920])
def test_no_horizontal_overflow_with_eight_takes(page: Page, studio: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    visit(page, studio)
    generate(page, takes=8)
    expect_takes(page, 8)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    places = [page.locator(f"#design-{column}").bounding_box() for column in ("editor", "takes", "inspector")]
    for left, right in pairwise(places):
        assert left["x"] + left["width"] <= right["x"] + 1
        assert left["y"] == pytest.approx(right["y"], abs=1)
