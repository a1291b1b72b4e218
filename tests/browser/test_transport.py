"""The transport: one bar for every sound, the tray of what is compared, their keys, and the rule for new versions."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from studio_process import open_studio
from synthetic_voice import syllables

from studio.domain.recipe import Recipe
from studio.domain.take import Take
from studio.store.library import Library
from studio.store.presets import PresetShelf

pytestmark = pytest.mark.browser

ENDLESS = "window.Audio = class extends Audio { constructor(...given) { super(...given); this.loop = true; } }"
COMPARISON = "/page/comparison.js"


def ref(audition: int, position: int) -> str:
    return f"take:{16 * audition + position:032x}"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two versions of two takes, and a preset."""
    home = tmp_path_factory.mktemp("home")
    with closing(Library(home)) as library:
        for audition, pace in enumerate(["slow", "fast"]):
            for position in (0, 1):
                recipe = Recipe(description=f"a detective, {pace}", text="It rained.", seed=position)
                samples = syllables(8, 4.0, 110.0 + 20 * audition + position)
                take = Take(
                    f"{16 * audition + position:032x}", recipe, samples, position=position, audition=f"{audition}" * 32
                )
                library.add(take)
        PresetShelf(home / "presets").save(library.take(ref(0, 0)[5:]), "Rain detective")
    return home


@pytest.fixture(scope="module")
def studio(home: Path) -> Iterator[str]:
    with open_studio(home) as address:
        yield address


def visit(page: Page, address: str, *places: str, where: str = "design") -> Locator:
    """Open a workspace with these clips in the tray, and return the transport."""
    page.add_init_script(ENDLESS)
    page.goto(address)
    stored = {"places": places, "chosen": True, "locked": []}
    page.evaluate("(stored) => sessionStorage.setItem('voice-studio-comparison', JSON.stringify(stored))", stored)
    page.goto(f"{address}#{where}")
    page.reload()
    expect(page.locator(".chip-hear")).to_have_count(len(places))
    return page.locator(".transport")


def test_one_bar_shows_and_plays_every_sound(page: Page, studio: str) -> None:
    bar = visit(page, studio, ref(0, 0), ref(1, 1))
    row = page.locator("li.take", has_text="v2·1").first
    row.get_by_role("button", name="Play v2·1").click()
    expect(bar.locator(".now-text")).to_have_text("v2·1“a detective, fast”")
    expect(bar.get_by_role("button", name="Pause v2·1")).to_be_visible()
    page.keyboard.press("Space")
    expect(bar.get_by_role("button", name="Play v2·1")).to_be_visible()
    expect(row.get_by_role("button", name="Play v2·1")).to_be_visible()
    page.keyboard.press("Space")
    expect(bar.get_by_role("button", name="Pause v2·1")).to_be_visible()

    page.get_by_role("button", name="Loop").click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("b")  # from a clip of a list to the comparison: it sounds in its stead
    expect(bar.get_by_role("button", name="Pause v2·2")).to_be_visible()
    expect(row.get_by_role("button", name="Play v2·1")).to_be_visible()
    expect(bar.locator(".now-text .badge")).to_have_text("B")
    page.keyboard.press("a")
    expect(bar.get_by_role("button", name="Pause v1·1")).to_be_visible()
    expect(bar.get_by_role("button", name="Hear A v1·1")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Space")
    page.keyboard.press("x")
    expect(bar.get_by_role("button", name="Play v2·2")).to_be_visible()  # a switch starts nothing

    bar.get_by_role("button", name="Hear A v1·1").click()  # a click does
    expect(bar.get_by_role("button", name="Pause v1·1")).to_be_visible()
    wave = bar.get_by_role("slider", name="Position")
    wave.click(position={"x": 0.9 * wave.bounding_box()["width"], "y": 10})
    page.wait_for_function("Number(document.querySelector('.now-wave').getAttribute('aria-valuenow')) > 1.5")
    row.get_by_role("button", name="Play v2·1").click()
    expect(bar.get_by_role("button", name="Pause v2·1")).to_be_visible()
    row.get_by_role("button", name="Pause v2·1").click()


def test_tray_is_filled_locked_and_emptied_with_undo(page: Page, studio: str) -> None:
    bar = visit(page, studio, ref(0, 0), ref(0, 1))
    chips = bar.locator(".chip-label")
    expect(chips).to_have_text(["v1·1", "v1·2"])
    page.locator("li.take", has_text="v2·1").first.get_by_role("button", name="Play v2·1").click()
    bar.get_by_role("button", name="C + : compare what sounds").click()
    expect(chips).to_have_text(["v1·1", "v1·2", "v2·1"])
    bar.get_by_role("button", name="Lock A v1·1").click()
    expect(bar.get_by_role("button", name="Lock A v1·1")).to_have_attribute("aria-pressed", "true")
    expect(bar.get_by_role("button", name="Lock A v1·1")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("v1·1 left the comparison.")
    expect(chips).to_have_text(["v1·2", "v2·1"])
    page.get_by_role("button", name="undo").click()
    expect(chips).to_have_text(["v1·1", "v1·2", "v2·1"])
    expect(bar.get_by_role("button", name="Lock A v1·1")).to_have_attribute("aria-pressed", "true")
    bar.get_by_role("button", name="clear").click()
    expect(chips).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(chips).to_have_text(["v1·1", "v1·2", "v2·1"])
    page.reload()
    expect(chips).to_have_text(["v1·1", "v1·2", "v2·1"])
    assert "goes to B" in (bar.locator(".tray").get_attribute("title") or "")


def test_deleted_clip_leaves_the_comparison_with_a_word(
    page: Page, home: Path, studio: str, complaints: list[str]
) -> None:
    bar = visit(page, studio, ref(0, 0), "preset:rain-detective", where="compare")
    expect(page.locator("#compare .sp-label")).to_have_text(["v1·1", "Rain detective"])
    shutil.rmtree(home / "presets" / "rain-detective")
    page.keyboard.press("1")
    expect(page.locator(".toast")).to_contain_text("Rain detective was deleted and left the comparison.")
    expect(bar.locator(".chip-label")).to_have_text(["v1·1"])
    page.goto("about:blank")
    complaints.clear()  # what the page asked about the preset in the meantime


def test_transport_works_on_a_phone(page: Page, studio: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    bar = visit(page, studio, ref(0, 0), ref(1, 1))
    bar.get_by_role("button", name="Hear B v2·2").click()
    expect(bar.get_by_role("button", name="Pause v2·2")).to_be_visible()
    tabs, box = page.get_by_role("tablist").bounding_box(), bar.bounding_box()
    assert box["y"] + box["height"] <= tabs["y"] + 1
    assert tabs["y"] + tabs["height"] <= 845
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


# ---- the rule for new versions -----------------------------------------------------------------------------------


@pytest.fixture
def enter(page: Page, serve: Callable[..., str], modules: dict[str, tuple[str, bytes]]) -> Callable[..., list[str]]:
    """Return a function that lets a version enter a comparison, and returns what is compared then."""
    page.goto(serve({"/": ("text/html", b"<!doctype html><title>rule</title><link rel=icon href=data:,>"), **modules}))

    def enter(places: list[str | None], version: dict[str, object], chosen: bool = True, locked: tuple[str, ...] = ()):
        return page.evaluate(
            """async ([module, places, version, chosen, locked]) => {
              const { comparison, enter, restore } = await import(module);
              restore({ places, chosen, locked });
              enter(version);
              return comparison.places;
            }""",
            [COMPARISON, places, version, chosen, list(locked)],
        )

    return enter


V6, V7 = ["take:61", "take:62", "take:63"], ["take:71", "take:72", "take:73"]


@pytest.mark.parametrize(
    ("places", "more", "expected"),
    [
        (["take:61", "take:63"], {"pinned": "take:73"}, ["take:63", "take:73"]),  # what was in B goes to A
        (["take:51", "preset:x"], {"pinned": "take:73"}, ["take:63", "take:73"]),  # else the same position
        (["take:51", "take:62"], {}, ["take:62", "take:71"]),  # without a pinned seed the first take
        (["take:61", "take:63", "preset:x"], {}, ["take:63", "take:71", "preset:x"]),  # C to H stay
        (["take:51", "preset:x"], {"parents": []}, ["take:51", "take:71"]),  # no parent: A stays
        (["take:61", "take:63"], {"chosen": False}, ["take:71", "take:72"]),  # nobody chose: the first two
        (["take:61", "take:63"], {"chosen": False, "locked": ("take:61",)}, ["take:61", "take:71"]),
        (["take:61", "take:63"], {"locked": ("take:63",)}, ["take:71", "take:63"]),
        (["take:61", "take:63"], {"locked": ("take:61", "take:63")}, ["take:61", "take:63"]),
        ([None, None], {"chosen": False}, ["take:71", "take:72"]),
    ],
)
def test_new_version_enters_by_the_rule(enter: Callable[..., list[str]], places, more, expected) -> None:
    settings = {name: more[name] for name in ("chosen", "locked") if name in more}
    version = {"takes": V7, "parents": V6} | {name: more[name] for name in ("pinned", "parents") if name in more}
    assert enter(places, version, **settings) == expected


def test_stored_comparison_survives_and_nonsense_is_ignored(page: Page, studio: str) -> None:
    chosen = {"places": [ref(0, 0), None], "chosen": True}
    page.goto(studio)
    for stored, labels in (("{", ["v2·1", "v2·2"]), ("null", ["v2·1", "v2·2"]), (json.dumps(chosen), ["v1·1"])):
        page.evaluate("(stored) => sessionStorage.setItem('voice-studio-comparison', stored)", stored)
        page.reload()
        expect(page.locator(".chip-label")).to_have_text(labels)
    expect(page.locator(".now-text")).to_have_text(re.compile("v1·1"))
