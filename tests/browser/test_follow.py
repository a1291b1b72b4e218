"""Did it follow: the card of a take, the marks of rows, the order of takes by them, and the best one."""

import re
from collections.abc import Iterator

import numpy as np
import pytest
from design_page import rows, visit
from playwright.sync_api import Page, expect
from studio_process import open_studio
from synthetic_voice import syllables

from studio.domain.recipe import Recipe
from studio.domain.take import Take, on_grid
from studio.store.library import Library

pytestmark = pytest.mark.browser

DESCRIPTION = "An old man with a low voice and a French accent, speaking slowly."


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A studio with three takes of one version: too high, low, and too near to tell; all of them slow."""
    home = tmp_path_factory.mktemp("home")
    library = Library(home)
    for number, hertz in enumerate((170.0, 95.0, 120.0)):
        samples = np.pad(syllables(8, 2.5, hertz), 2400)
        recipe = Recipe(DESCRIPTION, "Eight syllables are in here.", number, backend="sketch")
        library.add(Take(f"{number:032x}", recipe, on_grid(samples), position=number, audition="a" * 32))
    library.close()
    with open_studio(home) as address:
        yield address


def test_takes_are_marked_sorted_and_the_best_one_is_told_with_how_it_was_chosen(page: Page, studio: str) -> None:
    visit(page, studio)
    names = rows(page).locator(".name")
    expect(rows(page).locator(".followed")).to_have_text(["1/2", "2/2", "1/2"])
    expect(rows(page).locator(".followed").first).to_have_attribute("title", re.compile("✗ low · ✓ slowly"))

    rows(page).nth(0).click()
    card = page.get_by_role("region", name="Did it follow?")
    expect(card).to_contain_text("1 of 2 met")
    expect(card.get_by_role("listitem")).to_have_text(
        [
            "✗ low: missed",
            "✓ slowly: met",
            "– man: cannot be measured",
            "– old: cannot be measured",
            "– accent: cannot be measured",
        ]
    )
    card.get_by_text("Asked, measured, expected").click()
    expect(card.get_by_role("row", name=re.compile("pitch: low"))).to_have_text(re.compile("170 Hz ?up to 116 Hz"))
    expect(card).to_contain_text("dataspeech, v02_bin_edges.json")
    expect(card).to_contain_text("gender: man, age: old, accent: accent. It cannot be measured.")

    sort = page.get_by_role("button", name="Sort ✓")
    sort.click()
    expect(names).to_have_text(["v1·2", "v1·3", "v1·1"])
    expect(sort).to_have_attribute("aria-pressed", "true")
    sort.click()
    expect(names).to_have_text(["v1·1", "v1·2", "v1·3"])

    page.get_by_role("button", name="Best of 3").click()
    expect(rows(page).nth(1)).to_be_focused()
    expect(page.locator(".toast")).to_contain_text("v1·2 follows best: 2 of 2 met. Chosen: no fault in the sound first")
    expect(card).to_contain_text("2 of 2 met")
    expect(card.get_by_text("Asked, measured, expected")).to_be_visible()
    expect(card.get_by_role("row", name=re.compile("pitch: low"))).to_be_visible()  # it stays open

    take = page.get_by_role("region", name="The take")
    expect(take.get_by_text("Brightness")).to_be_visible()
    expect(take.get_by_text("Noise floor")).to_be_hidden()
    take.get_by_text("All numbers").click()
    expect(take.get_by_text("Noise floor")).to_be_visible()
    cut = "(names) => names.filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.textContent)"
    assert take.get_by_role("term").evaluate_all(cut) == []
