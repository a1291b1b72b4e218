"""The report: one file that needs nothing else, in a real Chromium."""

import base64
import io
import re
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image
from playwright.sync_api import Page, expect
from synthetic_voice import RATE, syllables

from studio import InvalidInput, NotFound, Recipe, Studio, Take
from studio.audio.loudness import loudness
from studio.domain.take import on_grid
from studio.store.library import Library

pytestmark = pytest.mark.browser

HOSTILE = "A <b>bold</b> voice </section><script>document.title = 'taken'</script><img src=/x> ${1 + 1} \\u003c"


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory):
    home = tmp_path_factory.mktemp("home")
    for number, hertz, level in [(1, 110.0, 1.0), (2, 180.0, 0.2)]:
        samples = on_grid(np.pad(level * syllables(8, 4.0, hertz), (2400, 4800)))
        recipe = Recipe(description=HOSTILE, text=HOSTILE, seed=number)
        store(home, Take(f"{number:032x}", recipe, samples, position=number - 1, audition="a" * 32))
    with Studio(home, backend="sketch") as opened:
        yield opened


def store(home: Path, take: Take) -> None:
    with closing(Library(home)) as library:
        library.add(take)


@pytest.fixture(scope="module")
def report(session: Studio) -> str:
    return session.report([f"{1:032x}", f"take:{2:032x}", "preset:behind-the-door"]).html


def embedded(report: str, kind: str) -> list[bytes]:
    return [base64.b64decode(data) for data in re.findall(rf'src="data:{kind};base64,([^"]+)"', report)]


def test_it_opens_alone_and_plays(page: Page, serve, report: str) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    address = serve({"/": ("text/html", report.encode())})
    page.goto(address)
    durations = page.evaluate("""Promise.all([...document.querySelectorAll("audio")].map((audio) =>
        audio.readyState ? audio.duration
        : new Promise((told) => (audio.onloadedmetadata = audio.onerror = () => told(audio.duration)))))""")
    assert durations == pytest.approx([2.3, 2.3, 3.15], abs=0.01)
    assert page.evaluate("[...document.images].every((image) => image.naturalWidth === 1200)")
    assert [url for url in requests if not url.startswith("data:")] == [address]


def test_the_words_of_users_stay_words(page: Page, serve, report: str) -> None:
    page.goto(serve({"/": ("text/html", report.encode())}))
    expect(page).to_have_title("3 voices: a comparison")
    expect(page.locator("blockquote").first).to_have_text(HOSTILE)
    assert page.locator("script").count() == 0
    assert page.locator("section b").all_inner_texts() == ["A", "B", "C"]
    page.get_by_text("the whole recipe").first.click()
    expect(page.locator("pre").first).to_contain_text('"seed": 1')


def test_all_clips_are_equally_loud_and_on_one_scale(report: str) -> None:
    levels = [loudness(*soundfile.read(io.BytesIO(sound))) for sound in embedded(report, "audio/flac")]
    assert levels == pytest.approx([levels[0]] * 3, abs=0.1)
    pictures = [Image.open(io.BytesIO(png)) for png in embedded(report, "image/png")]
    assert len(pictures) == 9
    assert {picture.size for picture in pictures} == {(1200, 140), (1200, 300), (1200, 156)}


def test_it_says_what_differs_and_how_that_is_known(page: Page, serve, report: str) -> None:
    page.goto(serve({"/": ("text/html", report.encode())}))
    said = page.locator("p", has_text="B beside A:")
    expect(said).to_contain_text("higher by 8.5 semitones")
    expect(said).to_contain_text("quieter by ")
    expect(page.get_by_role("row", name="Pitch Hz")).to_contain_text("+8.5 semitones")
    expect(page.get_by_role("row", name="Pitch Hz")).to_contain_text("Nothing in it is voiced, as in a whisper.")
    expect(page.locator("dd", has_text="Boersma 1993")).to_be_visible()


def test_what_was_heard_blindly_is_told(session: Studio, page: Page, serve) -> None:
    for number in (4, 5):  # two that no other report shows
        recipe = Recipe(description="A voice.", text="Good evening.", seed=number)
        store(session.home, Take(f"{number:032x}", recipe, syllables(8, 4.0, 110.0), audition="c" * 32))
    first, second = (f"take:{number:032x}" for number in (4, 5))
    test = session.listening.preference(first, second, trials=2)
    for _ in test:
        test.answer(1)
    page.goto(serve({"/": ("text/html", bytes(session.report([first, second])))}))
    expect(page.get_by_role("heading", name="Heard blindly")).to_be_visible()
    expect(page.get_by_text("Which is preferred?")).to_be_visible()


@pytest.mark.parametrize(("clips", "error"), [([], InvalidInput), (["preset:news-desk"] * 9, InvalidInput)])
def test_it_takes_one_to_eight_clips(session: Studio, clips: list[str], error: type[Exception]) -> None:
    with pytest.raises(error, match="cannot be made"):
        session.report(clips)


def test_a_clip_that_is_not_there_is_said(session: Studio) -> None:
    with pytest.raises(NotFound):
        session.report(["0" * 32])


def test_one_silent_clip_makes_a_report_too(session: Studio) -> None:
    recipe = Recipe(description="Silence.", text="Nothing.", seed=3)
    store(session.home, Take(f"{3:032x}", recipe, np.zeros(RATE // 100, np.float32), audition="b" * 32))
    page = session.report([f"{3:032x}"]).html
    assert "It is silent." in page
    assert "It contains no sound." in page
