"""The page in Chromium beside a bare Gradio page: `python bench/page.py [--rounds N]`.

Prints, measured in one run on the sketch backend: how long each page takes until one can type a description and press
Generate, and until it is complete, cold and from the browser's cache; how long a workspace takes to show; how long
after the engine finished a take its row says so; what an idle page asks for. The frame times of History with many takes
are in `bench/history_scroll.py`.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from studio.store.library import Library

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))
from studio_process import announced, free_port, start_studio

BARE = """
import sys, gradio as gr
with gr.Blocks(analytics_enabled=False) as page:
    words = gr.Textbox(label="Text", lines=4)
    gr.Button("Generate", elem_id="generate").click(lambda text: text, words, words)
page.launch(server_port=int(sys.argv[1]), quiet=True)
"""
# Notes the first frame after which there are a field and a button Generate, which nothing covers, and the first one
# with what only the complete page has.
WATCH_OPENING = """
    const shown = (one) => {
        const box = one?.getBoundingClientRect();
        return box?.height && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === one;
    };
    const all = (what) => [...document.querySelectorAll(what)];
    const look = () => requestAnimationFrame(() => setTimeout(() => {
        const usable = all("textarea").some(shown) && all("#generate, #first-generate").some(shown);
        if (usable) window.usable ??= performance.now();
        if (usable && document.querySelector("COMPLETE")) window.complete = performance.now();
        else look();
    }));
    look();
"""
WORKSPACES = ("compare", "voices", "speak", "history", "design")
SWITCH = """(name) => new Promise((done) => {
    const since = performance.now();
    const shown = () => document.getElementById(`workspace-${name}`)?.getClientRects().length;
    document.getElementById(`workspace-${name}-button`).click();
    const look = () => requestAnimationFrame(() => (shown() ? done(performance.now() - since) : look()));
    look();
})"""
WATCH_ROWS = """() => {
    window.rows = {};
    window.earlier = new Set(); // takes of the rounds before, whose rows change too
    const complete = new WeakMap();
    const note = (row) => {
        if (!complete.has(row)) complete.set(row, Date.now());
        const { take } = row.dataset;
        if (take && !earlier.has(take)) rows[take] ??= [complete.get(row), Date.now()];
    };
    new MutationObserver(() => {
        document.querySelectorAll("#design-takes li[data-complete]").forEach(note);
    }).observe(document.getElementById("design-takes"), { subtree: true, childList: true, attributes: true });
}"""
FRAMES = """async (list) => {
    const box = document.querySelector(list), gaps = [];
    let last = performance.now();
    for (let step = 0; step < 300; step++) {
        box.scrollTop += 240;
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        gaps.push(now - last);
        last = now;
    }
    return gaps.sort((a, b) => a - b);
}"""


@contextmanager
def bare_page() -> Iterator[str]:
    """Run a Gradio page with one field and one button, and yield its address."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", BARE, str(port)])
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.kill()
        process.wait()


@contextmanager
def studio_page(home: Path) -> Iterator[str]:
    """Run the studio on a home folder, and yield its address."""
    process = start_studio(home, free_port())
    try:
        yield announced(process)
    finally:
        process.terminate()
        process.communicate()


def wait_until_open(browser: Browser, address: str) -> None:
    """Load a page until its button is there; asks again while the server starts."""
    page = browser.new_page()
    for _ in range(60):
        try:
            page.goto(address)
            break
        except Exception:  # not listening yet
            time.sleep(0.5)
    page.wait_for_selector("#generate", timeout=120_000)
    page.close()


def opening_times(page: Page, address: str, complete: str) -> tuple[float, float]:
    """Return the seconds from a navigation until text can be typed and Generate pressed, and until `complete` shows."""
    page.add_init_script(WATCH_OPENING.replace("COMPLETE", complete))
    page.goto(address, wait_until="commit")
    page.locator("textarea:visible").first.fill("a voice")
    page.wait_for_function("window.complete", timeout=120_000)
    usable, drawn = page.evaluate("[usable, complete]")
    return usable / 1000, drawn / 1000


def opening(browser: Browser, studio: str, bare: str, rounds: int) -> None:
    """Compare how long both pages take to open, in turns."""
    times: dict[tuple[str, str], list[tuple[float, float]]] = {}
    pages = (("studio", studio, "#design-editor[data-restored]"), ("bare", bare, "#generate"))
    for _ in range(rounds):
        for name, address, complete in pages:
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            for cache in ("cold", "warm"):
                page = context.new_page()
                times.setdefault((name, cache), []).append(opening_times(page, address, complete))
                page.close()
            context.close()
    for cache in ("cold", "warm"):
        for place, state in enumerate(("usable", "complete")):
            own, other = (statistics.median(each[place] for each in times[name, cache]) for name in ("studio", "bare"))
            print(f"{state}, {cache} cache: studio {own:.2f} s, bare Gradio page {other:.2f} s: {own / other:.2f} x")


def switching(page: Page) -> None:
    """Print how long each workspace takes to show, the first time and later."""
    for turn in ("first", "again", "again"):
        shown = {name: page.evaluate(SWITCH, name) for name in WORKSPACES}
        page.wait_for_timeout(1500)
        print(f"workspace shown, {turn}: " + ", ".join(f"{name} {spent:.0f} ms" for name, spent in shown.items()))


def rows(page: Page, home: Path) -> None:
    """Print how long after a take was made its row shows it as complete, and offers what needs the stored take."""
    page.evaluate(WATCH_ROWS)
    page.locator("#field-description textarea").fill("A calm woman with a low voice.")
    page.locator("#field-text textarea").fill("The lamps along the harbour came on one by one.")
    library = Library(home)
    for about, takes, rounds in (("one take at a time", 1, 8), ("eight takes in half a second", 8, 1)):
        page.evaluate("Object.keys(rows).forEach((take) => earlier.add(take)); window.rows = {}")
        page.locator("#field-takes input").fill(str(takes))
        for done in range(rounds):
            page.locator("#generate").click()
            page.wait_for_function("(n) => Object.keys(rows).length >= n", arg=takes * (done + 1), timeout=120_000)
            page.wait_for_timeout(1500)  # until the cards are measured
        shown: dict[str, tuple[int, int]] = page.evaluate("window.rows")
        for place, state in enumerate(("complete", "stored")):
            waits = [moments[place] - 1000 * library.entry(take).created.timestamp() for take, moments in shown.items()]
            print(f"{about}, row {state}: median {statistics.median(waits):.0f} ms, at most {max(waits):.0f} ms")


def idling(page: Page, seconds: int = 20) -> None:
    """Print what an idle page asks for."""
    asked: list[tuple[float, str]] = []
    page.wait_for_timeout(3000)
    page.on("request", lambda request: asked.append((time.perf_counter(), request.url.split("/studio/")[-1])))
    page.wait_for_timeout(1000 * seconds)
    gaps = [later - earlier for (earlier, _), (later, _) in pairwise(asked)]
    what = sorted({address.split("?")[0] for _, address in asked})
    print(
        f"idle for {seconds} s: {len(asked)} requests ({', '.join(what)}), {min(gaps, default=0):.2f} s apart at least"
    )


def scrolling(page: Page) -> None:
    """Print the frame times of History while it is scrolled."""
    page.evaluate(SWITCH, "history")
    page.wait_for_selector("#history-list [role=listitem], #history-list li", timeout=120_000)
    gaps = page.evaluate(FRAMES, "#history-list .scrolls, #history-list")
    late = gaps[int(0.95 * len(gaps))]
    print(f"History, frames while scrolling: median {statistics.median(gaps):.0f} ms, 95 % {late:.0f} ms")


def main() -> None:
    """Measure both pages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    found = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    with (
        tempfile.TemporaryDirectory() as home,
        studio_page(Path(home)) as studio,
        bare_page() as bare,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        for address in (studio, bare):
            wait_until_open(browser, address)
        opening(browser, studio, bare, arguments.rounds)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(studio)
        page.wait_for_selector("#design-editor[data-restored]")
        switching(page)
        rows(page, Path(home))
        idling(page)
        browser.close()


if __name__ == "__main__":
    main()
