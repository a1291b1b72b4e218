"""The Voices workspace: finding, changing, deleting and restoring voices, by keyboard too, in a real Chromium."""

import base64
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import soundfile
from playwright.sync_api import Locator, Page, expect
from processes import until
from studio_process import open_studio
from synthetic_voice import syllables

from studio.exchange.shelf import PresetExchange
from studio.store.home import gallery_folder
from studio.store.presets import PresetShelf

pytestmark = pytest.mark.browser

TRAP = "<img src=x onerror=alert(1)> ${alert(2)} {{alert(3)}}"
#: Name, the starter that it is a copy of, tags, notes.
OWN = [
    ("Rain detective", "harbour-master", ("noir", "slow"), "for the prologue"),
    ("Evening storyteller", "bright-guide", ("story",), ""),  # the name of a starter
    ("Trap ${alert(4)}", "news-desk", ("<b>bold</b>",), TRAP),
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with three presets, one of which has a starter's slug, as an earlier studio gave it, and a damaged one."""
    shelf = PresetShelf(tmp_path / "presets", gallery_folder())
    for name, starter, tags, notes in OWN:
        shelf.change(shelf.duplicate(starter).slug, name=name, tags=tags, notes=notes)
    (tmp_path / "presets" / "bright-guide-copy").rename(tmp_path / "presets" / "evening-storyteller")
    (tmp_path / "presets" / "newer").mkdir()
    (tmp_path / "presets" / "newer" / "preset.json").write_text('{"schema": 99}')
    return tmp_path


@pytest.fixture
def studio(home: Path, page: Page, complaints: list[str]) -> Iterator[str]:
    with open_studio(home) as address:
        page.goto(f"{address}#voices")
        expect(page.locator(".presets .preset").first).to_be_visible()
        yield address
        page.goto("about:blank")  # a page without its studio says so, on the console as well
    complaints[:] = [each for each in complaints if "404" not in each]  # asked about a voice that went to the bin


def rows(page: Page) -> Locator:
    return page.locator(".presets .preset")


def row(page: Page, name: str) -> Locator:
    return page.locator(".presets .preset").filter(
        has=page.locator(".name", has_text=re.compile(f"^{re.escape(name)}$"))
    )


def detail(page: Page) -> Locator:
    return page.get_by_role("region", name="The voice", exact=True)


def compared(page: Page) -> list[str | None]:
    """Return the references in A, B …"""
    places: list[str | None] = page.evaluate("JSON.parse(sessionStorage.getItem('voice-studio-comparison')).places")
    return places


def test_voices_are_found_changed_deleted_and_restored_by_keyboard(page: Page, studio: str, home: Path) -> None:
    page.get_by_role("button", name="Mine 4").click()
    expect(rows(page)).to_have_count(4)
    expect(row(page, "newer")).to_contain_text("written by a newer studio")
    page.get_by_label("Search names").fill("noir PROLOGUE")
    expect(rows(page).locator(".name")).to_have_text(["Rain detective"])
    page.keyboard.press("ArrowDown")
    expect(row(page, "Rain detective")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("Search names")).to_be_focused()
    page.get_by_label("Search names").fill("nothing like it")
    expect(page.get_by_text("No voice matches.")).to_be_visible()
    page.get_by_label("Search names").fill("")

    row(page, "Rain detective").focus()
    name = detail(page).get_by_label("Name", exact=True)
    expect(name).to_have_value("Rain detective")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Pause Rain detective").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Pause Rain detective")).to_have_count(0)
    name.fill("Evening storyteller")
    name.press("Enter")
    expect(detail(page).get_by_role("alert")).to_contain_text("already exists")
    name.fill("Night detective " * 5)
    name.press("Enter")
    expect(detail(page).get_by_role("alert")).to_contain_text("64 characters")
    expect(name).to_have_value("Night detective " * 5)  # nothing was cut off
    name.fill("Night detective")
    name.press("Enter")
    expect(row(page, "Night detective")).to_be_visible()
    expect(page.get_by_text("Night detective is changed.")).to_be_visible()
    page.get_by_role("button", name="undo").click()
    expect(row(page, "Rain detective")).to_be_visible()

    expect(detail(page)).to_contain_text("Came fromthe voice Harbour master")
    detail(page).get_by_text("Licence and consent").click()
    detail(page).get_by_label("Licence", exact=True).fill("CC BY 4.0")
    detail(page).get_by_label("Licence", exact=True).press("Enter")
    until(lambda: PresetShelf(home / "presets")["Rain detective"].licence == "CC BY 4.0")
    expect(detail(page).get_by_label("Licence", exact=True)).to_be_focused()
    page.get_by_role("button", name="undo").click()
    until(lambda: PresetShelf(home / "presets")["Rain detective"].licence == "")

    row(page, "Rain detective").get_by_role("button", name="to A").click()
    row(page, "Rain detective").focus()
    page.keyboard.press("Delete")
    expect(row(page, "Rain detective")).to_have_count(0)
    expect(page.get_by_text("Rain detective is in the bin.")).to_be_visible()
    expect(page.locator(".presets .preset:focus")).to_have_count(1)
    assert compared(page)[0] is None
    page.keyboard.press("Control+z")
    expect(row(page, "Rain detective").get_by_role("button", name="to A")).to_have_attribute("aria-pressed", "true")
    assert compared(page)[0] == "preset:harbour-master-copy"
    row(page, "Rain detective").focus()
    page.keyboard.press("Delete")
    page.get_by_role("button", name="Bin 1").click()
    expect(row(page, "Rain detective")).to_contain_text("kept until")
    page.reload()
    page.get_by_role("button", name="restore Rain detective").click()
    expect(page.get_by_text("The bin is empty.")).to_be_visible()
    page.get_by_role("button", name="Mine 4").click()
    expect(row(page, "Rain detective")).to_be_visible()
    assert (home / "presets" / "harbour-master-copy" / "reference.flac").is_file()


def test_several_voices_are_chosen_compared_tagged_exported_and_deleted_as_one(page: Page, studio: str) -> None:
    expect(page.get_by_role("button", name=re.compile("^All "))).to_have_attribute("aria-pressed", "true")
    page.get_by_label("Search names").fill("FRANCAIS nuit")
    expect(rows(page).locator(".name")).to_have_text(["Voix de nuit"])
    page.wait_for_function("document.querySelector('.card img').naturalWidth > 0")
    page.get_by_label("Search names").fill("")
    page.get_by_role("button", name="Mine 4").click()
    page.get_by_label("Order").select_option("low to high")
    expect(rows(page).nth(0)).to_contain_text("Hz")
    expect(page.get_by_text("measuring")).to_have_count(0)
    pitches = [
        int(found) for found in re.findall(r"(\d+) Hz", " ".join(rows(page).locator(".length").all_inner_texts()))
    ]
    assert pitches == sorted(pitches)
    assert len(pitches) == len(OWN)
    page.get_by_label("Order").select_option("by name")
    names = ["Evening storyteller", "Rain detective", "Trap ${alert(4)}", "newer"]
    expect(rows(page).locator(".name")).to_have_text(names)

    row(page, "Evening storyteller").focus()
    page.keyboard.press("x")
    page.keyboard.press("Shift+ArrowRight")
    expect(row(page, "Rain detective")).to_be_focused()
    bar = page.get_by_role("toolbar", name="The chosen voices")
    expect(bar).to_contain_text("2 chosen")
    bar.get_by_role("button", name="Tags").click()
    page.keyboard.type("demo")
    page.keyboard.press("Enter")
    expect(row(page, "Rain detective").locator(".tag")).to_have_text(["noir", "slow", "demo"])
    expect(row(page, "Evening storyteller").locator(".tag")).to_have_text(["story", "demo"])
    page.get_by_role("button", name="undo").click()
    expect(row(page, "Rain detective").locator(".tag")).to_have_text(["noir", "slow"])
    bar.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Sounds as FLAC").click()
    assert zipfile.ZipFile(download.value.path()).namelist() == [f"{name}.flac" for name in names[:2]]
    bar.get_by_role("button", name="Export").click()
    expect(page.get_by_role("listitem").filter(has_text="The studio's zip file")).to_contain_text(
        "Everything is in it."
    )
    expect(page.get_by_role("listitem").filter(has_text="voicebox")).to_contain_text("Not in it: the tags")
    with page.expect_download() as download:
        page.get_by_role("button", name="VOX").click()
    assert download.value.suggested_filename == "2 voices (vox).zip"

    row(page, "Rain detective").focus()
    page.keyboard.press("Delete")
    expect(page.get_by_text("2 voices are in the bin.")).to_be_visible()
    expect(rows(page).locator(".name")).to_have_text(names[2:])
    expect(row(page, "Trap ${alert(4)}")).to_be_focused()
    expect(bar).to_be_hidden()
    page.keyboard.press("Control+z")
    expect(rows(page).locator(".name")).to_have_text(names)

    row(page, "Evening storyteller").click(modifiers=["ControlOrMeta"])
    row(page, "Rain detective").get_by_label("choose Rain detective").check()
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    row(page, "Evening storyteller").focus()
    page.keyboard.press("ControlOrMeta+a")
    expect(bar).to_contain_text("3 chosen")
    page.keyboard.press("x")
    expect(bar).to_contain_text("2 chosen")
    bar.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("tab", name="Compare")).to_have_attribute("aria-selected", "true")
    assert compared(page)[:2] == ["preset:harbour-master-copy", "preset:news-desk-copy"]


def drop(page: Page, files: dict[str, bytes]) -> None:
    """Drop files on the grid, as a person drags them from a folder."""
    contents = {name: base64.b64encode(content).decode() for name, content in files.items()}
    page.evaluate(
        """(contents) => {
            const dragged = new DataTransfer();
            for (const [name, content] of Object.entries(contents)) {
                dragged.items.add(new File([Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))], name));
            }
            for (const type of ["dragover", "drop"]) {
                const event = new DragEvent(type, { dataTransfer: dragged, bubbles: true, cancelable: true });
                document.querySelector(".preset-list").dispatchEvent(event);
            }
        }""",
        contents,
    )


def test_files_are_dropped_and_a_recording_is_asked_for_its_words_and_consent(
    page: Page, studio: str, home: Path
) -> None:
    PresetExchange(home / "presets").export("Rain detective", home / "voice.zip")
    drop(page, {"voice.zip": (home / "voice.zip").read_bytes(), "broken.zip": b"PK\3\4 and then nothing"})
    dialog = page.get_by_role("dialog", name="Import")
    expect(dialog).to_contain_text("voice.zip is imported as Rain detective (2).")
    expect(dialog).to_contain_text("broken.zip cannot be imported")
    expect(dialog.get_by_label("What it says")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(row(page, "Rain detective (2)")).to_be_focused()
    page.get_by_role("button", name="undo").click()
    expect(row(page, "Rain detective (2)")).to_have_count(0)

    for name in ("Anna.wav", "Ben.wav"):
        soundfile.write(home / name, syllables(20, 4.0, 200.0), 24_000)
    page.get_by_label("Files of voices").set_input_files([home / "Anna.wav", home / "Ben.wav"])
    anna, ben = (dialog.get_by_role("listitem").filter(has_text=name) for name in ("Anna.wav", "Ben.wav"))
    expect(anna.get_by_label("What it says")).to_be_focused()
    anna.get_by_label("What it says").fill("Da da da da.")
    ben.get_by_label("What it says").fill("Words of another.")
    anna.get_by_role("button", name="Import").click()
    expect(anna).to_contain_text("nobody has stated their consent")
    anna.get_by_label("Whose voice it is").fill("My own voice.")
    anna.get_by_role("button", name="Import").click()
    expect(dialog).to_contain_text("Anna.wav is imported as Anna.")
    expect(ben.get_by_label("What it says")).to_have_value("Words of another.")
    dialog.get_by_role("button", name="Close").click()
    expect(row(page, "Anna")).to_be_focused()


def test_a_voice_is_heard_under_the_pointer_and_as_the_arrows_come_to_it(page: Page, studio: str) -> None:
    page.get_by_role("button", name=re.compile("^Starters ")).click()
    first, second = (rows(page).nth(place).locator("button.play") for place in (0, 1))
    rows(page).nth(0).hover()
    expect(first).not_to_have_class(re.compile("sounding"))
    page.get_by_role("button", name="Hear at once").click()
    rows(page).nth(1).hover()
    expect(second).to_have_class(re.compile("sounding"))
    page.get_by_label("Search names").hover()
    expect(second).not_to_have_class(re.compile("sounding"))
    rows(page).nth(1).focus()
    page.keyboard.press("ArrowLeft")
    expect(first).to_have_class(re.compile("sounding"))
    page.keyboard.press("p")
    expect(first).not_to_have_class(re.compile("sounding"))

    desk = row(page, "Help desk")
    desk.get_by_role("button", name="Play Help desk/happy").click()
    expect(page.locator("#shell-transport .now-label")).to_have_text("Help desk/happy")
    desk.focus()
    page.keyboard.press("v")  # after the last delivery, the voice itself
    expect(page.locator("#shell-transport .now-label")).to_have_text("Help desk")


def test_each_voice_is_itself_whatever_its_name(page: Page, studio: str, home: Path) -> None:
    page.on("dialog", lambda dialog: pytest.fail(f"the page ran {dialog.message}"))
    row(page, "Trap ${alert(4)}").focus()
    expect(detail(page).get_by_label("Notes")).to_have_value(TRAP)
    expect(row(page, "Trap ${alert(4)}").locator(".tag")).to_have_text("<b>bold</b>")
    assert page.locator("#voices-list, #voices-detail").locator("img[src=x], script, .tags b").count() == 0

    page.get_by_role("button", name="Mine 4").click()
    row(page, "Evening storyteller").get_by_role("button", name="Speak as Evening storyteller").click()
    expect(page.get_by_role("heading", name="Speak as Evening storyteller")).to_be_visible()
    reference = page.locator(".voice-reference").get_attribute("data-address")
    assert reference
    assert re.match("/studio/presets/evening-storyteller.flac", reference)
    page.go_back()
    page.get_by_role("button", name=re.compile("^Starters ")).click()
    row(page, "Evening storyteller").get_by_role("button", name="to A").click()
    assert compared(page)[0] == "preset:starter:evening-storyteller"
    expect(detail(page)).to_contain_text("comes with the studio")
    with page.expect_download() as download:
        detail(page).get_by_role("link", name="WAV: download Evening storyteller").click()
    assert download.value.suggested_filename == "Evening storyteller.wav"
    assert soundfile.info(download.value.path()).duration == pytest.approx(
        json.loads((gallery_folder() / "evening-storyteller" / "preset.json").read_text())["reference"]["duration"],
        abs=0.01,
    )

    detail(page).get_by_role("button", name="duplicate to edit: Evening storyteller").click()
    expect(row(page, "Evening storyteller (copy)")).to_be_focused()
    expect(detail(page).get_by_label("Name", exact=True)).to_be_editable()
    detail(page).get_by_role("button", name="duplicate Evening storyteller (copy)").dblclick()  # makes one
    expect(row(page, "Evening storyteller (copy) (copy)")).to_be_focused()
    detail(page).get_by_role("button", name="delete Evening storyteller (copy) (copy)").click()
    expect(row(page, "Evening storyteller (copy) (copy)")).to_be_hidden()

    page.set_viewport_size({"width": 1000, "height": 760})
    expect(detail(page)).to_be_hidden()
    row(page, "Evening storyteller (copy)").locator(".name").click()
    expect(detail(page)).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(detail(page)).to_be_hidden()
    expect(row(page, "Evening storyteller (copy)")).to_be_focused()
    page.set_viewport_size({"width": 1280, "height": 800})
    detail(page).get_by_role("button", name="Edit as new: Evening storyteller (copy)").click()
    recipe = json.loads((gallery_folder() / "evening-storyteller" / "preset.json").read_text())["recipe"]
    expect(page.locator("#field-description textarea")).to_have_value(recipe["description"])
    expect(page.locator("#field-seed").get_by_role("textbox")).to_have_value(str(recipe["seed"]))
