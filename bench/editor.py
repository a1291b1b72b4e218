"""Keystrokes in the description: `python bench/editor.py [--strokes N]`.

Prints, measured in Chromium on the sketch backend, for a description of 500 characters: the time from a key until what
it changed in the meaning is on the page (request, reading and paint), the page's own work for a key, and the processor
time of the reading alone.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from studio.text.reading import read

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))
sys.path.insert(0, str(Path(__file__).parent))
from page import studio_page

SENTENCE = "A calm woman in her sixties with a low, slightly husky voice, long pauses and clear articulation. "
LONG = (
    SENTENCE * 4
    + "Warm and friendly, never loud, with a hint of a smile at the end of each line, and close. She speaks slo"
)
WATCH = """() => {
    const field = document.querySelector("#field-description textarea");
    const pace = document.querySelector("[data-dimension=pace]");
    window.shown = [];
    window.worked = [];
    let since = 0;
    field.addEventListener("keydown", () => (since = performance.now()), { capture: true });
    document.addEventListener("input", () => window.worked.push(performance.now() - since)); // after the field's own
    new MutationObserver(() => {
        const key = since;
        requestAnimationFrame(() => window.shown.push(performance.now() - key));
    }).observe(pace, { subtree: true, childList: true, characterData: true });
}"""


def stroke_times(page: Page, strokes: int) -> tuple[list[float], list[float]]:
    """Type and delete the letter that changes the pace: milliseconds until that is shown, and of the page's work."""
    field = page.locator("#field-description textarea")
    field.fill(LONG)
    page.wait_for_timeout(2000)
    page.evaluate(WATCH)
    field.press("End")
    for stroke in range(strokes):
        page.keyboard.press("Backspace" if stroke % 2 else "w")
        page.wait_for_function("(n) => window.shown.length > n", arg=stroke, timeout=10_000)
    return page.evaluate("window.shown"), page.evaluate("window.worked")


def reading_times(rounds: int) -> list[float]:
    """Return the milliseconds of processor time of reading the description."""
    read(LONG)
    times = []
    for _ in range(rounds):
        since = time.thread_time()
        read(LONG + "wly.")
        times.append(1000 * (time.thread_time() - since))
    return times


def report(name: str, times: Sequence[float]) -> None:
    """Print the median and the 95th percentile."""
    late = sorted(times)[int(0.95 * (len(times) - 1))]
    print(f"{name}: median {statistics.median(times):.1f} ms, 95 % within {late:.1f} ms ({len(times)})")


def main() -> None:
    """Measure keystrokes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--strokes", type=int, default=60)
    arguments = parser.parse_args()
    found = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as home, studio_page(Path(home)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(address)
        page.wait_for_selector("#design-editor[data-restored]", timeout=120_000)
        shown, worked = stroke_times(page, arguments.strokes)
        browser.close()
    print(f"A description of {len(LONG)} characters")
    report("key until it is understood on the page", shown)
    report("the page's own work for a key", worked)
    report("reading alone, processor time", reading_times(arguments.strokes))


if __name__ == "__main__":
    main()
