"""Smoothness of the History workspace with 10,000 takes: `python bench/history_scroll.py [TAKES]`.

Scrolls from the newest version to the oldest in a headless Chromium, a fifth of the view a frame, and prints how long
the frames took and how many rows were in the page at once.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from history import fill
from playwright.sync_api import Page, sync_playwright

from studio.store.library import Library

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

#: Resolves to the frames' lengths in milliseconds and the most rows that were in the page at once.
SCROLL = """async () => {
    const list = document.querySelector(".endless");
    const frames = [];
    let [rows, last, still] = [0, performance.now(), 0];
    while (still < 60) {
        const before = list.scrollTop;
        list.scrollTop += list.clientHeight / 5;
        still = list.scrollTop === before ? still + 1 : 0;
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        frames.push(now - last);
        last = now;
        rows = Math.max(rows, document.querySelectorAll(".history-row").length);
    }
    return { frames: frames.slice(0, -60), rows, nodes: document.querySelectorAll("*").length };
}"""


def main() -> None:
    """Fill a home, open the page, and scroll."""
    from studio_process import open_studio

    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder))
        fill(library, count)
        library.close()
        with open_studio(Path(folder)) as address, sync_playwright() as playwright:
            executable = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium"))), None)
            browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
            _measure(browser.new_page(viewport={"width": 1440, "height": 900}), address, count)
            browser.close()


def _measure(page: Page, address: str, count: int) -> None:
    page.goto(f"{address}#history")
    page.locator(".history-row").first.wait_for()
    found = page.evaluate(SCROLL)
    frames = sorted(found["frames"])
    print(f"{count:,} takes: {len(frames)} frames from top to bottom")
    print(f"  milliseconds a frame: median {_at(frames, 0.5)}, 95 % {_at(frames, 0.95)}, slowest {frames[-1]:.0f}")
    print(f"  rows in the page at once: {found['rows']}; nodes at the end: {found['nodes']:,}")


def _at(frames: list[float], part: float) -> str:
    return f"{frames[int(part * (len(frames) - 1))]:.0f}"


if __name__ == "__main__":
    main()
