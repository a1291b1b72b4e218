"""A notebook that was executed, saved and exported is small, and plays its takes without a kernel and a network."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_notebooks import execute_and_export
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SETUP = """import json
from studio import Studio
TEXT = "The lamps came on, one by one, along the river. " * 2 + "Nobody was there."
with Studio(backend="sketch") as st:
    takes = st.design("A calm, low male voice.", TEXT, takes=8, seed=7)
    read, measured, shelf = st.read("A low voice."), takes[0].measure(), st.presets["help-desk"]
print(json.dumps([[take.duration, float((take.samples**2).mean() ** 0.5)] for take in takes]))"""
CELLS = (SETUP, "takes", "read", "measured", "shelf")
#: The root mean square of the first sound, as the browser decodes it; Opus keeps that and not the samples.
LEVEL = """async () => {
  const file = await (await fetch(document.querySelector("audio").src)).arrayBuffer();
  const sound = await new OfflineAudioContext(1, 48000, 48000).decodeAudioData(file);
  return Math.sqrt(sound.getChannelData(0).reduce((sum, sample) => sum + sample * sample, 0) / sound.length);
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Execute a notebook, save it as saved.ipynb and export it as saved.html."""
    folder = tmp_path_factory.mktemp("notebook")
    execute_and_export(folder, {f"c{place}": source for place, source in enumerate(CELLS)})
    return folder


@pytest.fixture(scope="module")
def outputs(folder: Path) -> list[dict[str, list[str]]]:
    """What each cell after the first one shows, by media type."""
    saved = json.loads((folder / "saved.ipynb").read_text())
    return [cell["outputs"][0]["data"] for cell in saved["cells"][1:]]


@pytest.fixture(scope="module")
def takes(folder: Path) -> list[tuple[float, float]]:
    """The seconds and the root mean square of each take."""
    return json.loads(json.loads((folder / "saved.ipynb").read_text())["cells"][0]["outputs"][0]["text"][0])


@pytest.fixture(scope="module")
def exported(browser: Browser, folder: Path) -> Iterator[Page]:
    """The exported page, in a browser without a network."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((folder / "saved.html").as_uri(), wait_until="commit")
    page.locator("audio").nth(8).wait_for()
    yield page
    context.close()


def test_eight_takes_of_ten_seconds_fit_into_300_kilobytes(
    folder: Path, outputs: list[dict[str, list[str]]], takes: list[tuple[float, float]]
) -> None:
    assert [seconds for seconds, _ in takes] == pytest.approx([10.0] * 8, abs=1.5)
    assert "".join(outputs[0]["text/html"]).count("<audio") == 8
    assert all("text/plain" in shown and "text/html" in shown for shown in outputs)
    assert (folder / "saved.ipynb").stat().st_size < 300_000


def test_exported_page_plays_a_take_at_its_own_level_and_one_at_a_time(
    exported: Page, takes: list[tuple[float, float]]
) -> None:
    level = exported.evaluate(LEVEL)
    exported.evaluate("document.querySelectorAll('audio')[0].play()")
    exported.wait_for_function("document.querySelectorAll('audio')[0].currentTime > 0")
    exported.evaluate("document.querySelectorAll('audio')[1].play()")
    exported.wait_for_function("document.querySelectorAll('audio')[1].currentTime > 0")

    assert 0.944 < level / takes[0][1] < 1.059  # half a decibel
    assert exported.evaluate("[...document.querySelectorAll('audio')].map((each) => each.paused)")[:2] == [True, False]
