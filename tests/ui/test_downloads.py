"""Downloads: a take or a preset in each format under its label, and several in one zip file."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import unquote, urlencode
from urllib.request import Request, urlopen

import numpy as np
import pytest
import soundfile
from served_routes import served_routes

import studio
from studio.store.files import write_flac
from studio.ui.sections.downloads.file_names import unique


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[studio.Studio]:
    with studio.Studio(tmp_path_factory.mktemp("home"), backend="sketch") as session:
        yield session


@pytest.fixture(scope="module")
def take(session: studio.Studio) -> studio.Take:
    return session.design("A calm woman, low register.", text="Good evening.", takes=1, seed=7)[0]


@pytest.fixture(scope="module")
def address(session: studio.Studio) -> Iterator[str]:
    with served_routes(session) as port:
        yield f"http://127.0.0.1:{port}/studio"


def fetch(address: str) -> tuple[bytes, str, str]:
    """Return the content, the file's name and the media type."""
    with urlopen(address) as answer:
        name = unquote(answer.headers["Content-Disposition"].partition("utf-8''")[2])
        return answer.read(), name, answer.headers["Content-Type"]


@pytest.mark.parametrize(("form", "kind"), [("wav", "audio/wav"), ("flac", "audio/flac"), ("mp3", "audio/mpeg")])
def test_take_is_downloaded_in_each_format_under_its_label(
    address: str, take: studio.Take, form: str, kind: str
) -> None:
    content, name, media_type = fetch(f"{address}/takes/{take.id}.{form}")
    samples, sample_rate = soundfile.read(io.BytesIO(content), dtype="float32")

    assert (name, media_type, sample_rate) == (f"v1-1 calm woman.{form}", kind, 24_000)
    if form == "mp3":
        assert len(content) < len(take.samples)
        assert abs(len(samples) - len(take.samples)) < 3_000  # MP3 has whole frames
    else:
        assert samples.tobytes() == take.samples.tobytes()


def test_preset_and_spoken_line_are_named_by_the_voice(address: str, session: studio.Studio, take: studio.Take) -> None:
    preset = session.keep(take, "Évening")
    (line,) = session.start_say(preset, "Are you there?").wait()

    assert fetch(f"{address}/presets/%C3%A9vening.wav")[1] == "Évening.wav"
    assert fetch(f"{address}/takes/{line.id}.wav")[1] == "Évening - Are you there.wav"


def test_several_are_one_zip_file_whose_names_are_unique(
    address: str, session: studio.Studio, take: studio.Take
) -> None:
    refs = [f"take:{take.id}", "preset:news-desk", f"take:{take.id}"]
    content, name, _ = fetch(f"{address}/download.zip?{urlencode([*(('ref', ref) for ref in refs), ('as', 'wav')])}")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["v1-1 calm woman.wav", "News desk.wav"]
        samples, _ = soundfile.read(io.BytesIO(archive.read("v1-1 calm woman.wav")), dtype="float32")

    assert name == "2 voices.zip"
    assert samples.tobytes() == take.samples.tobytes()
    assert unique(["a.wav", "A.wav", "a.wav"]) == ["a.wav", "A (2).wav", "a (3).wav"]


@pytest.mark.parametrize("form", ["wav", "flac", "mp3"])
def test_each_download_says_its_recipe_and_that_it_is_generated(
    address: str, session: studio.Studio, take: studio.Take, tmp_path: Path, form: str
) -> None:
    """Also the starter, and the take that an earlier studio stored without."""
    write_flac(session.library.path(take.id), take.samples, take.sample_rate)
    guide = session.presets["bright-guide"]
    query = urlencode([("ref", f"take:{take.id}"), ("ref", "preset:bright-guide"), ("as", form)])
    with zipfile.ZipFile(io.BytesIO(fetch(f"{address}/download.zip?{query}")[0])) as archive:
        members = [archive.read(name) for name in archive.namelist()]
    downloads = [fetch(f"{address}/{name}.{form}")[0] for name in (f"takes/{take.id}", "presets/bright-guide")]
    for content, recipe in zip([*members, *downloads], [take.recipe, guide.recipe] * 2, strict=True):
        (tmp_path / f"file.{form}").write_bytes(content)
        info = studio.sound_info(tmp_path / f"file.{form}")
        assert (info.ai_generated, info.exact) == (True, form != "mp3")
        assert studio.recipe_of(tmp_path / f"file.{form}") == recipe


def test_long_sound_is_converted_piece_by_piece(session: studio.Studio, tmp_path: Path) -> None:
    """Twenty minutes are 115 MB as float32; no piece that is sent or held is longer than 64 KiB."""
    from studio.store.encodings import ENCODINGS
    from studio.ui.sections.downloads.zip_stream import Member, zip_stream

    path = tmp_path / "long.flac"
    with soundfile.SoundFile(path, "w", 24_000, 1, "PCM_24") as file:
        for _ in range(1_200):
            file.write(np.zeros(24_000, np.float32))
    sizes = [len(piece) for piece in zip_stream([Member("long.wav", path)], ENCODINGS["wav"])]

    assert sum(sizes) > 1_200 * 24_000 * 3
    assert max(sizes) < 2 * (1 << 16)


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("takes/{take}.aac", 404, "The studio has no sound format 'aac'. Use one of: flac, wav, mp3, opus, ogg."),
        ("takes/{nobody}.wav", 404, "There is no take"),
        ("presets/nobody.mp3", 404, "There is no preset 'nobody' any more."),
        ("download.zip?ref=preset:gone", 404, "The preset 'Gone' is in the bin. Restore it"),
        ("download.zip?ref=nonsense", 404, "is not the name of a take or a preset"),
        ("takes/{damaged}.wav", 500, "This sound cannot be written as wav"),
    ],
)
def test_refusals_are_sentences(
    address: str, session: studio.Studio, take: studio.Take, path: str, status: int, sentence: str
) -> None:
    if "gone" in path:
        session.presets.remove(session.keep(take, "Gone"))
    damaged = session.design("An old man.", text="Hello.", takes=1)[0].id if "damaged" in path else ""
    if damaged:
        session.library.path(damaged).write_bytes(b"fLaC and then nothing")
    filled = path.format(take=take.id, nobody="0" * 32, damaged=damaged)
    with pytest.raises(HTTPError) as refusal:
        urlopen(Request(f"{address}/{filled}"))

    assert refusal.value.status == status
    assert sentence in json.loads(refusal.value.read())["detail"]


def test_command_writes_mp3_too(session: studio.Studio, take: studio.Take, tmp_path: Path) -> None:
    from studio.store.files import write_sound

    write_sound(tmp_path / "said.mp3", take.samples, take.sample_rate)

    assert soundfile.info(tmp_path / "said.mp3").format == "MP3"
