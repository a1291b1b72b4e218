"""Frame times of the player with eight one-minute takes in Chromium while it plays, switches and zooms.

.venv/bin/python bench/player.py

Prints the times between two frames and the longest task of the page's thread, for each phase.
"""

import json
import shutil
import tempfile
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import soundfile
from playwright.sync_api import Page, sync_playwright

import studio.ui
from studio.audio.frames import ANALYSIS_RATE
from studio.audio.view_registry import make_view

STATIC = Path(studio.ui.__file__).parent / "static"
TAKES, SECONDS = 8, 60
PAGE = """<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><div id="root"></div>
<script type="module">
  import { createPlayer } from "./player/player.js";
  const ask = async (kind, ids) => (await fetch(`${[kind, ...ids].join("-")}.json`)).json();
  window.player = createPlayer(document.getElementById("root"), { ask });
  window.gaps = [];
  window.tasks = [];
  const note = (list) => tasks.push(...list.getEntries().map(({ duration }) => duration));
  new PerformanceObserver(note).observe({ type: "longtask" });
  let last = performance.now();
  const tick = (now) => { gaps.push(now - last); last = now; requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
</script>"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def speechlike(voice: int) -> np.ndarray:
    time_axis = np.arange(SECONDS * ANALYSIS_RATE) / ANALYSIS_RATE
    phase = 2 * np.pi * np.cumsum(100 + 15 * voice + 30 * np.sin(2 * np.pi * 0.7 * time_axis)) / ANALYSIS_RATE
    voiced = sum(np.sin(n * phase) / n for n in range(1, 30)) * np.clip(np.sin(2 * np.pi * 3 * time_axis), 0, 1)
    return (0.1 * voiced).astype(np.float32)


def prepare(folder: Path) -> None:
    shutil.copytree(STATIC, folder, dirs_exist_ok=True)
    (folder / "index.html").write_text(PAGE)
    for voice in range(TAKES):
        clip = speechlike(voice)
        soundfile.write(folder / f"{voice}.flac", clip, ANALYSIS_RATE, subtype="PCM_24")
        for kind in ("view", "linear", "yin"):
            (folder / f"{kind}-{voice}.json").write_text(json.dumps(make_view(kind, [(clip, ANALYSIS_RATE)])))
        shutil.copy(folder / f"yin-{voice}.json", folder / f"pyin-{voice}.json")


def phase(page: Page, name: str, steps: int, step: str) -> None:
    """Run a step every 100 ms and print the page's frame times."""
    page.evaluate("gaps.length = tasks.length = 0")
    for number in range(steps):
        page.evaluate(step, number)
        page.wait_for_timeout(100)
    gaps = np.array(page.evaluate("gaps"))
    longest = max(page.evaluate("tasks"), default=0.0)
    print(
        f"{name:<28}{np.median(gaps):6.1f} ms a frame, 99 % within {np.percentile(gaps, 99):6.1f}, "
        f"longest {gaps.max():6.1f}; longest task {longest:5.0f} ms; playing: {page.evaluate('player.state.playing')}"
    )


def measure(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_function("'player' in window")
    clips = [
        {"id": str(voice), "label": f"Take {voice + 1}", "audio": f"{voice}.flac", "view": f"view-{voice}.json"}
        for voice in range(TAKES)
    ]
    start = time.perf_counter()
    page.evaluate("(clips) => player.load(clips)", clips)
    print(f"loaded and drawn             {time.perf_counter() - start:6.1f} s")
    page.wait_for_timeout(2000)  # F0 comes
    page.evaluate("player.play()")
    phase(page, "playing", 40, "() => {}")
    phase(page, "playing, switching", 40, "(number) => player.switchTo(number % 8)")
    wheel = "new WheelEvent('wheel', { deltaY, deltaX, ctrlKey, clientX: 700, bubbles: true, cancelable: true })"
    send = f"document.querySelector('.sp-lanes').dispatchEvent({wheel})"
    for name, values in (
        ("playing, zooming in", "[-60, 0, true]"),
        ("playing, moving the window", "[0, 40, false]"),
        ("playing, zooming out", "[60, 0, true]"),
    ):
        phase(page, name, 40, f"() => {{ const [deltaY, deltaX, ctrlKey] = {values}; {send}; }}")
    start = time.perf_counter()
    page.evaluate("gaps.length = tasks.length = 0")
    page.evaluate("player.setSpeed(0.8)")
    longest = max(page.evaluate("tasks"), default=0.0)
    print(f"all at another speed         {time.perf_counter() - start:6.1f} s; longest task {longest:5.0f} ms")
    page.wait_for_timeout(500)
    phase(page, "playing at 0.8", 40, "() => {}")


def main() -> None:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            with sync_playwright() as playwright:
                flags = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
                browser = playwright.chromium.launch(executable_path=found, args=flags)
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                measure(page, f"http://127.0.0.1:{server.server_port}/")
                browser.close()
            server.shutdown()


if __name__ == "__main__":
    main()
