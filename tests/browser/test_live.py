"""A take is heard while it is made: on the page, and sample by sample through Web Audio."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from studio_process import open_studio

pytestmark = pytest.mark.browser

MISBEHAVING = Path(__file__).parents[1] / "support" / "misbehaving_studio.py"
LONG = "The lamps along the harbour came on one by one, and nobody was there to see them. " * 20
SHORT = "The lamps along the harbour came on one by one. " * 5  # 16 s that take some to make: time to press Listen

# Everything that sounds also goes through `loudness`, the largest sample of the last second and a third: a busy page
# that looks seldom misses no sound.
LISTEN_IN = """
const taps = new Map();
const connect = AudioNode.prototype.connect;
AudioNode.prototype.connect = function (to, ...rest) {
  if (to instanceof AudioDestinationNode) {
    if (!taps.has(this.context)) taps.set(this.context, new AnalyserNode(this.context, { fftSize: 32768 }));
    connect.call(this, taps.get(this.context));
  }
  return connect.call(this, to, ...rest);
};
window.loudness = () => Math.max(0, ...[...taps.values()].map((tap) => {
  const samples = new Float32Array(32768);
  tap.getFloatTimeDomainData(samples);
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}));
"""


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with open_studio(tmp_path_factory.mktemp("home"), program=MISBEHAVING) as address:
        yield address


def generate(page: Page, studio: str, text: str, takes: int = 1) -> None:
    page.add_init_script(LISTEN_IN)
    page.goto(studio)
    expect(page.locator(".dot[data-state=ready]")).to_be_visible()
    expect(page.locator("#design-editor[data-restored]")).to_be_visible()
    page.locator("#field-description textarea").fill("a voice")
    page.locator("#field-text textarea").fill(text)
    page.locator("#field-takes input").fill(str(takes))
    page.get_by_role("button", name="Generate").click()


def card(page: Page) -> Locator:
    return page.locator("li.take").first


def verb(page: Page, name: str) -> Locator:
    """The button of the first take's row whose name begins so, such as "Pause v3·1"."""
    return card(page).get_by_role("button", name=re.compile(rf"^{name} v\d+·1$"))


def expect_sound(page: Page) -> None:
    page.wait_for_function("loudness() > 0.1", polling=50)


def expect_silence(page: Page) -> None:
    page.wait_for_function("loudness() < 0.001", polling=50)


def test_take_plays_before_and_beyond_its_completion(page: Page, studio: str, tmp_path: Path) -> None:
    generate(page, studio, f"pause until {tmp_path / 'go'}", takes=2)
    verb(page, "Listen to").click()
    expect_sound(page)
    expect(card(page).locator(".facts")).to_contain_text("0.8 s so far")
    expect(card(page).locator(".play")).to_have_class("play live sounding waiting")  # it ran out of sound
    expect_silence(page)

    (tmp_path / "go").touch()
    expect_sound(page)
    expect(verb(page, "Keep")).to_be_visible()  # it is finished
    expect(verb(page, "Pause")).to_be_visible()
    assert page.evaluate("loudness()") > 0.1
    verb(page, "Pause").click()
    expect_silence(page)
    verb(page, "Play").click()
    expect_sound(page)
    expect(verb(page, "Play")).to_be_visible()  # to its end
    expect_silence(page)


def test_stop_ends_the_model_and_the_sound(page: Page, studio: str) -> None:
    generate(page, studio, "sing", takes=2)
    verb(page, "Listen to").click()
    expect_sound(page)
    expect(page.locator(".engine-state .state")).to_have_text("working 1 of 2")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".dot[data-state=ready]")).to_be_visible()
    expect_silence(page)
    expect(card(page)).to_have_class("take stopped")  # what was heard is kept


def test_repeated_take_plays_from_its_start(page: Page, studio: str, tmp_path: Path) -> None:
    generate(page, studio, f"stray until {tmp_path / 'go'}")
    verb(page, "Listen to").click()
    expect_sound(page)
    expect_silence(page)
    (tmp_path / "go").touch()
    expect_sound(page)
    expect(verb(page, "Pause")).to_be_visible()
    expect(verb(page, "Keep")).to_be_visible()


def test_first_take_plays_at_once_if_chosen(page: Page, studio: str, tmp_path: Path) -> None:
    page.goto(studio)
    page.get_by_label("hear at once").check()
    generate(page, studio, f"pause until {tmp_path / 'go'}", takes=2)
    expect_sound(page)
    expect(verb(page, "Pause")).to_be_visible()
    (tmp_path / "go").touch()
    page.reload()
    expect(page.get_by_label("hear at once")).to_be_checked()


def test_real_model_is_streamed_and_stop_ends_model_and_sound(
    page: Page, tiny_voice_design: Path, tmp_path: Path
) -> None:
    with open_studio(tmp_path, model=tiny_voice_design) as address:
        generate(page, address, LONG, takes=2)
        verb(page, "Listen to").click()
        expect_sound(page)
        expect(page.locator(".engine-state .state")).to_have_text("working 1 of 2")
        page.get_by_role("button", name="Stop").click()
        expect(page.locator(".dot[data-state=ready]")).to_be_visible()
        expect_silence(page)
        expect(card(page)).to_have_class("take stopped")  # what was heard is kept

        page.locator("#field-text textarea").fill(SHORT)
        page.get_by_role("button", name="Generate").click()
        verb(page, "Listen to").click()
        expect_sound(page)
        expect(verb(page, "Keep")).to_be_visible()
        expect(verb(page, "Play")).to_be_visible()  # heard to its end
        expect_silence(page)
        page.goto("about:blank")  # or it would miss its studio
