"""The page as a person uses it: the real studio in its own process, in a real Chromium."""

import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from studio_process import free_port, open_studio

pytestmark = pytest.mark.browser

VOICE = "An old man with a low, rough voice. Slow and calm."
WORDS = "The lamps along the harbour came on one by one."


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with open_studio(tmp_path_factory.mktemp("home")) as address:
        yield address


def visit(page: Page, address: str) -> None:
    page.goto(address)
    settle(page)


def settle(page: Page) -> None:
    """Wait until the page is drawn, and what it remembers is in its fields."""
    expect(page.locator(".dot[data-state=ready]")).to_be_visible()
    expect(page.locator("#design-editor[data-restored]")).to_be_visible()


def field(page: Page, label: str) -> Locator:
    return page.locator(f"#field-{label.lower()}").get_by_label(label, exact=True)


def generate(page: Page, voice: str = VOICE, words: str = WORDS, takes: int = 4) -> None:
    """Ask for takes, and wait until the page shows these rather than earlier ones."""
    field(page, "Description").fill(voice)
    field(page, "Text").fill(words)
    field(page, "Takes").fill(str(takes))
    before = field(page, "Seed").input_value()
    page.get_by_role("button", name="Generate").click()
    if not page.get_by_label("Pin the seed").is_checked():
        expect(field(page, "Seed")).not_to_have_value(before)
    expect_first_seed(page, int(field(page, "Seed").input_value()))


def expect_first_seed(page: Page, seed: int) -> None:
    expect(page.locator(".take .facts").first).to_have_text(re.compile(rf"seed {seed}$"))


def expect_takes(page: Page, number: int) -> None:
    status = page.locator("#takes").get_by_role("status")
    expect(status).to_have_text(f"{number} take" + "s" * (number > 1))
    expect(page.locator(".take .play")).to_have_count(number)


def sounding(page: Page) -> str | None:
    """The place the A/B player sounds from, while it plays."""
    if page.get_by_role("button", name="Pause", exact=True).count() == 0:
        return None
    return page.locator("#compare .sp-switch [aria-pressed=true]").inner_text()


def test_voice_is_designed_compared_saved_and_restored(page: Page, tmp_path: Path) -> None:
    port = free_port()
    with open_studio(tmp_path, port=port, forked=False) as address:  # started as its user does
        visit(page, address)
        expect(page.get_by_text("sketch voice: a preview without a neural model", exact=True)).to_be_visible()
        expect(page.get_by_text("Describe a voice and press Generate.")).to_be_visible()
        for later in ("Listen blind", "Save as preset", "Speak"):
            expect(page.get_by_role("region", name=later)).to_be_hidden()
        expect(page.get_by_title("for the take that has the focus")).to_be_hidden()
        generate(page)
        expect_takes(page, 4)
        first = int(field(page, "Seed").input_value())
        expect(page.locator(".take .facts")).to_have_text([re.compile(f"seed {first + n}$") for n in range(4)])

        page.get_by_role("button", name="Take 3 to A").click()
        page.get_by_role("button", name="Take 2 to B").click()
        lanes = page.locator("#compare .sp-lane")
        expect(lanes.nth(0)).to_contain_text(f"seed {first + 2}")  # librosa, the first time
        expect(lanes.nth(1)).to_contain_text(f"seed {first + 1}")
        page.get_by_role("button", name="Loop").click()  # so that it sounds for as long as this test looks at it
        page.get_by_role("button", name="Play", exact=True).click()
        page.keyboard.press("b")
        expect(page.get_by_role("button", name="Hear B: Take 2")).to_have_attribute("aria-pressed", "true")
        assert sounding(page) == "B"
        page.keyboard.press("Space")
        assert sounding(page) is None

        page.get_by_role("button", name="Keep Take 3").click()
        field(page, "Name").fill("Lamplight")
        field(page, "Tags").fill("calm, evening")
        field(page, "Notes").fill("For the long story.")
        page.get_by_role("button", name="Save preset").click()
        expect(page.get_by_text("Saved Lamplight.")).to_be_visible()
        expect_kept(page, first)

        page.reload()
        settle(page)
        expect_remembered(page, first)
        page.goto("about:blank")  # a page without its studio says so, on the console as well
    with open_studio(tmp_path, port=port):
        visit(page, address)
        expect_remembered(page, first)
        page.get_by_role("button", name="Load Lamplight").click()
        expect(field(page, "Seed")).to_have_value(str(first + 2))
        expect(page.get_by_label("Pin the seed")).to_be_checked()
        expect(field(page, "Text")).to_have_value(WORDS)
        page.goto("about:blank")


def expect_kept(page: Page, first: int) -> None:
    preset = page.locator(".preset", has_text="Lamplight")
    for words in (VOICE, "calm", "evening", "For the long story."):
        expect(preset).to_contain_text(words)
    expect(preset.get_by_role("button", name="Play Lamplight")).to_be_visible()


def expect_remembered(page: Page, first: int) -> None:
    expect(field(page, "Description")).to_have_value(VOICE)
    expect(field(page, "Text")).to_have_value(WORDS)
    expect(field(page, "Seed")).to_have_value(str(first))
    expect_takes(page, 4)
    expect(page.locator(".take .facts").first).to_contain_text(f"seed {first}")
    expect_kept(page, first)


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


def test_text_typed_before_the_saved_fields_arrive_stays(page: Page, studio: str) -> None:
    visit(page, studio)
    generate(page, takes=1)
    held: list[Route] = []
    typed = threading.Event()
    page.route("**/queue/join*", lambda route: route.continue_() if typed.is_set() else held.append(route))
    page.reload()
    field(page, "Text").fill("Typed at once.")
    typed.set()
    for route in held:
        route.continue_()

    expect(field(page, "Description")).to_have_value(VOICE)
    expect(field(page, "Text")).to_have_value("Typed at once.")


def test_idle_page_requests_no_frames(page: Page, studio: str) -> None:
    page.add_init_script("""
        const request = window.requestAnimationFrame.bind(window);
        window.frames_requested = 0;
        window.requestAnimationFrame = (step) => { window.frames_requested += 1; return request(step); };
    """)
    visit(page, studio)

    half_a_second_without = "() => window.seen === (window.seen = window.frames_requested)"
    page.wait_for_function(half_a_second_without, polling=500)


def test_pinned_seed_repeats_takes_and_unpinned_seed_changes(page: Page, studio: str) -> None:
    visit(page, studio)
    field(page, "Seed").fill("41")
    expect(page.get_by_label("Pin the seed")).to_be_checked()  # who types a seed means it
    generate(page, takes=1)
    expect(page.locator(".take .facts")).to_contain_text("seed 41")
    expect(field(page, "Seed")).to_have_value("41")
    page.get_by_label("Pin the seed").uncheck()
    page.get_by_role("button", name="Generate").click()
    expect(field(page, "Seed")).not_to_have_value("41")
    expect(page.locator(".take .facts")).to_contain_text(f"seed {field(page, 'Seed').input_value()}")


def test_examples_fill_the_description(page: Page, studio: str) -> None:
    visit(page, studio)
    page.get_by_role("button", name="Whisper", exact=True).click()
    expect(field(page, "Description")).to_have_value(re.compile("whisper"))


def test_tab_leaves_the_list_of_languages_closed(page: Page, studio: str) -> None:
    visit(page, studio)
    field(page, "Text").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("option", name="French")).to_be_visible()
    page.keyboard.press("Tab")
    expect(field(page, "Takes")).to_be_focused()
    expect(page.get_by_role("option")).to_have_count(0)
    page.keyboard.press("Tab")
    expect(page.get_by_role("option")).to_have_count(0)


def test_ctrl_enter_generates(page: Page, studio: str) -> None:
    visit(page, studio)
    field(page, "Description").fill(VOICE)
    field(page, "Takes").fill("1")
    field(page, "Text").fill("Now.")
    field(page, "Text").press("Control+Enter")
    expect_takes(page, 1)
    expect(field(page, "Text")).to_have_value("Now.")
    expect(field(page, "Text")).to_be_focused()


def test_description_in_another_language_is_reported_beside_its_takes(page: Page, studio: str) -> None:
    visit(page, studio)
    field(page, "Takes").fill("1")
    field(page, "Text").fill("Hallo.")
    for description, warning in (("eine tiefe Stimme", "does not understand German"), ("a deep voice", "")):
        field(page, "Description").fill(description)
        page.get_by_role("button", name="Generate").click()
        expect_takes(page, 1)
        expect(page.locator("#takes-warning")).to_contain_text(warning)
        expect(page.locator("#takes-warning")).to_be_visible(visible=bool(warning))


BAD_INPUT = [
    ("Description", "", "The description is empty."),
    ("Description", "x" * 100_000, "The description has 100,000 characters; the maximum is 2,048."),
    ("Text", "", "The text is empty."),
    ("Text", "… !?", "The text has nothing to pronounce."),
    ("Text", "y" * 100_000, "The text has 100,000 characters; the maximum is 2,000."),
    ("Text", "bell\a", "The text contains a control character (U+0007, at position 5)."),
    ("Seed", "seven", "The seed 'seven' is not a whole number."),
    ("Seed", "<img src=x onerror=alert(1)> ${alert(1)}", "The seed '<img src=x onerror=alert(1)> ${alert(1)}'"),
    ("Takes", "0", "0 takes cannot be made at once."),
    ("Takes", "99", "99 takes cannot be made at once."),
]


def test_invalid_input_is_shown_at_its_field(page: Page, studio: str) -> None:
    visit(page, studio)
    good = {"Description": VOICE, "Text": WORDS, "Seed": "3", "Takes": "1"}
    for label, value, complaint in BAD_INPUT:
        for each, usable in good.items():
            field(page, each).fill(usable)
        field(page, label).fill(value)
        page.get_by_role("button", name="Generate").click()
        expect(page.locator(f"#field-{label.lower()}").get_by_role("alert")).to_contain_text(complaint)
        expect(page.locator(".problem:visible")).to_have_count(1)
        expect(field(page, label)).to_have_value(value)
        expect(field(page, label)).to_be_focused()
    field(page, "Takes").fill("1")
    page.get_by_role("button", name="Generate").click()
    expect_first_seed(page, 3)
    expect(page.locator(".problem:visible")).to_have_count(0)


BAD_NAMES = [
    ("", "needs a name"),
    ("../../x", "cannot be the name of a folder"),
    ("CON", "the name of a device on Windows"),
    ("n" * 65, "64 characters at most"),
]


def test_invalid_preset_name_is_shown_at_its_field(page: Page, studio: str) -> None:
    visit(page, studio)
    generate(page, takes=1)
    expect_takes(page, 1)
    page.get_by_role("button", name="Keep Take 1").click()
    field(page, "Notes").fill("What I typed stays.")
    for name, complaint in BAD_NAMES:
        field(page, "Name").fill(name)
        page.get_by_role("button", name="Save preset").click()
        expect(page.locator("#field-name").get_by_role("alert")).to_contain_text(complaint)
        expect(field(page, "Name")).to_have_value(name)
    field(page, "Name").fill("Good name")
    page.get_by_role("button", name="Save preset").click()
    expect(page.get_by_text("Saved Good name.")).to_be_visible()
    expect(page.locator(".preset", has_text="Good name")).to_contain_text("What I typed stays.")


def test_existing_preset_is_replaced_only_after_confirmation(page: Page, studio: str) -> None:
    visit(page, studio)
    for notes in ("first", "second"):
        generate(page, takes=1)
        expect_takes(page, 1)
        page.get_by_role("button", name="Keep Take 1").click()
        field(page, "Name").fill("Twice")
        field(page, "Notes").fill(notes)
        page.get_by_role("button", name="Save preset").click()
        if notes == "second":
            expect(page.locator("#field-name").get_by_role("alert")).to_contain_text("already")
            expect(page.locator(".preset", has_text="Twice")).to_contain_text("first")
            page.get_by_role("button", name="Replace it").click()
        expect(page.get_by_text("Saved Twice.")).to_be_visible()
        expect(page.locator(".preset", has_text="Twice")).to_contain_text(notes)


def test_typing_in_a_field_does_not_control_the_player(page: Page, studio: str) -> None:
    visit(page, studio)
    generate(page, takes=2)
    expect_takes(page, 2)
    expect(page.get_by_role("button", name="Hear A: Take 1")).to_have_attribute("aria-pressed", "true")
    field(page, "Text").fill("")
    field(page, "Text").press_sequentially("b a b ")
    expect(field(page, "Text")).to_have_value("b a b ")
    expect(page.get_by_role("button", name="Hear A: Take 1")).to_have_attribute("aria-pressed", "true")
    assert sounding(page) is None


def test_only_one_clip_plays_at_a_time(page: Page, studio: str) -> None:
    visit(page, studio)
    generate(page, words=WORDS * 10, takes=2)  # long enough to be looked at while it sounds
    expect_takes(page, 2)
    page.get_by_role("button", name="Play Take 1", exact=True).click()
    expect(page.get_by_role("button", name="Pause Take 1", exact=True)).to_be_visible()
    page.get_by_role("button", name="Play Take 2", exact=True).click()
    expect(page.get_by_role("button", name="Pause Take 2", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Play Take 1", exact=True)).to_be_visible()
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_role("button", name="Play Take 2", exact=True)).to_be_visible()
    assert sounding(page) == "A"
    page.get_by_role("button", name="Play Take 2", exact=True).click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_markup_and_templates_stay_text(page: Page, studio: str) -> None:
    page.on("dialog", lambda dialog: pytest.fail(f"the page ran {dialog.message}"))
    trap = "<img src=x onerror=alert(1)><script>alert(2)</script> ${alert(3)} {{alert(4)}} `"
    visit(page, studio)
    generate(page, voice=f"A low man. {trap}", words=f"Hello. {trap}", takes=1)
    expect_takes(page, 1)
    page.get_by_role("button", name="Keep Take 1").click()
    field(page, "Name").fill("Trap ${alert(5)} {{alert(6)}}")
    field(page, "Tags").fill("${alert(7)}, <b>bold</b>")
    field(page, "Notes").fill(trap)
    page.get_by_role("button", name="Save preset").click()
    preset = page.locator(".preset", has_text="Trap ${alert(5)} {{alert(6)}}")
    expect(preset.locator(".description")).to_have_text(f"A low man. {trap}")
    expect(preset.locator(".notes")).to_have_text(trap)
    expect(preset.locator(".tag")).to_have_text(["${alert(7)}", "<b>bold</b>"])
    assert preset.locator("img, script, b").count() == 0
    preset.get_by_role("button", name="to A").click()
    expect(page.locator("#compare .sp-label").first).to_have_text("Trap ${alert(5)} {{alert(6)}}")
    preset.get_by_role("button", name="Load").click()
    expect(page.get_by_label("Pin the seed")).to_be_checked()
    page.reload()
    settle(page)
    expect(field(page, "Description")).to_have_value(f"A low man. {trap}")


def test_presets_can_be_compared_and_removed(page: Page, studio: str) -> None:
    visit(page, studio)
    generate(page, takes=1)
    expect_takes(page, 1)
    page.get_by_role("button", name="Harbour master to A").click()
    page.get_by_role("button", name="Take 1 to B").click()
    lanes = page.locator("#compare .sp-lane")
    expect(lanes.nth(1)).to_contain_text("Take 1")
    expect(lanes.nth(0)).to_contain_text("Harbour master")
    page.get_by_role("button", name="Remove A from the comparison").click()
    expect(lanes.nth(0)).to_contain_text("Send a take to A")
    expect(page.get_by_role("button", name="Take 1 to B")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="clear").click()
    expect(page.locator("#compare")).to_contain_text("Nothing to compare yet")


def test_all_takes_can_be_compared_and_one_removed(page: Page, studio: str) -> None:
    visit(page, studio)
    generate(page, takes=4)
    expect_takes(page, 4)
    page.get_by_role("button", name="compare all").click()
    labels = page.locator("#compare .sp-label")
    expect(labels).to_have_text([f"Take {number}" for number in (1, 2, 3, 4)])
    page.keyboard.press("4")
    expect(page.get_by_role("button", name="Hear D: Take 4")).to_have_attribute("aria-pressed", "true")
    third = page.get_by_role("button", name="Compare Take 3 as well")
    expect(third).to_have_text("C")
    third.click()
    expect(labels).to_have_text(["Take 1", "Take 2", "Take 4"])
    third.click()
    expect(labels).to_have_text(["Take 1", "Take 2", "Take 4", "Take 3"])
    page.get_by_role("button", name="Take 3 to A").click()
    expect(labels).to_have_text(["Take 3", "Take 2", "Take 4"])
    page.reload()
    expect(labels).to_have_text(["Take 3", "Take 2", "Take 4"])


def test_panels_fold_by_keyboard_and_stay_folded(page: Page, studio: str) -> None:
    visit(page, studio)
    panel = page.get_by_role("region", name="Presets")
    heading = panel.get_by_role("button", name="Presets", exact=True)
    expect(heading).to_have_attribute("aria-expanded", "true")
    heading.focus()
    page.keyboard.press("Enter")
    expect(panel.locator(".preset").first).to_be_hidden()
    page.reload()
    expect(heading).to_have_attribute("aria-expanded", "false")
    expect(panel.locator(".preset").first).to_be_hidden()
    heading.click()
    expect(panel.locator(".preset").first).to_be_visible()


def test_engine_line_shows_details_on_demand(page: Page, studio: str) -> None:
    visit(page, studio)
    page.get_by_text("details", exact=True).click()
    more = page.locator(".popover")
    expect(more).to_contain_text("Backend: sketch")
    expect(more).to_contain_text(re.compile(r"Memory: \d+ MB in the process"))
    page.keyboard.press("Escape")
    expect(more).to_be_hidden()
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


def test_no_horizontal_overflow_with_eight_takes(page: Page, studio: str) -> None:
    visit(page, studio)
    generate(page, takes=8)
    expect_takes(page, 8)
    for width in (1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        expect_two_columns(page, width)


def expect_two_columns(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    editor, stage = page.locator("#design-editor").bounding_box(), page.locator("#stage-column").bounding_box()
    assert editor["x"] + editor["width"] < stage["x"]
    assert editor["y"] == pytest.approx(stage["y"], abs=1)
