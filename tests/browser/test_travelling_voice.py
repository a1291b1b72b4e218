"""A voice from the page to every program that can speak with it."""

import asyncio
import io
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import openai
import pytest
import soundfile
from design_page import expect_takes, field, generate, press, visit
from playwright.sync_api import Page, expect
from processes import PATIENCE
from studio_process import free_port, open_studio
from wyoming.audio import AudioChunk
from wyoming.client import AsyncClient
from wyoming.tts import Synthesize, SynthesizeVoice

from studio import Studio
from studio.audio.pcm import pcm16
from studio.speech_api.api_token import ApiToken

pytestmark = pytest.mark.browser

NAME = "Harbour lights"
SLUG = "harbour-lights"
TEXT = "The lamps along the harbour came on one by one, and nobody said a word."
LINE = "Good evening, and welcome."
MLX_AUDIO = """
import sys
from pathlib import Path
import numpy, soundfile
from mlx_audio.tts.utils import load_model

folder, line, sound, words, spoken = sys.argv[1:]
model = load_model(Path(folder))
results = model.generate(line, lang_code="english", ref_audio=sound, ref_text=Path(words).read_text(encoding="utf-8"))
soundfile.write(spoken, numpy.concatenate([numpy.array(result.audio) for result in results]), model.sample_rate)
"""


def run(*command: str) -> str:
    return subprocess.run([sys.executable, "-m", *command], check=True, capture_output=True, text=True).stdout


def test_a_voice_made_on_the_page_speaks_from_another_home_in_every_program(
    page: Page, tmp_path: Path, tiny_base: Path
) -> None:
    archive = made_and_exported(page, tmp_path / "first", tmp_path)
    home = tmp_path / "second"
    run("studio", "presets", "import", str(archive), "--home", str(home))

    spoken = spoken_in_python(home)
    assert np.abs(spoken).max() > 0.05
    assert np.array_equal(spoken_by_the_command(home, tmp_path / "command.flac"), spoken)
    assert np.array_equal(spoken_by_openai(home), spoken)
    assert spoken_by_wyoming(home) == pcm16(spoken)
    assert len(spoken_by_mlx_audio(home, tiny_base, tmp_path / "pair")) > 0


def made_and_exported(page: Page, home: Path, folder: Path) -> Path:
    """Design a voice on the page, keep it, and export it from there."""
    with open_studio(home) as address:
        visit(page, address)
        generate(page, words=TEXT, takes=1)
        expect_takes(page, 1)
        press(page, 1, "Keep")
        field(page, "Name").fill(NAME)
        page.get_by_role("button", name="Save preset").click()
        expect(page.get_by_text(f"Saved {NAME}.")).to_be_visible()
        page.get_by_role("button", name=f"open in Voices: {NAME}").click()
        page.get_by_role("region", name="The voice", exact=True).get_by_role("button", name="Export").click()
        with page.expect_download() as downloading:
            page.get_by_role("button", name="The studio's zip file").click()
        downloading.value.save_as(folder / "voice.zip")
        page.goto("about:blank")
    return folder / "voice.zip"


def spoken_in_python(home: Path) -> np.ndarray:
    with Studio(home, backend="sketch") as studio:
        return studio.start_say(NAME, LINE).wait()[0].samples


def spoken_by_the_command(home: Path, path: Path) -> np.ndarray:
    run("studio", "say", NAME, LINE, "--home", str(home), "--backend", "sketch", "-o", str(path))
    return soundfile.read(path, dtype="float32")[0]


def spoken_by_openai(home: Path) -> np.ndarray:
    token = ApiToken(home).renew()
    with open_studio(home, arguments=["--api"]) as address:
        client = openai.OpenAI(base_url=f"{address}v1", api_key=token, max_retries=0)
        answer = client.audio.speech.create(model="tts-1", voice=SLUG, input=LINE, response_format="flac")
    return soundfile.read(io.BytesIO(answer.read()), dtype="float32")[0]


def spoken_by_wyoming(home: Path) -> bytes:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "studio",
        "wyoming",
        "--backend",
        "sketch",
        "--home",
        str(home),
        "--port",
        str(port),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert f"tcp://127.0.0.1:{port}" in process.stdout.readline()
        with ThreadPoolExecutor(1) as thread:  # Playwright's event loop occupies this one
            return thread.submit(asyncio.run, synthesized(f"tcp://127.0.0.1:{port}")).result()
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)


async def synthesized(uri: str) -> bytes:
    sound = b""
    async with AsyncClient.from_uri(uri) as client:
        await client.write_event(Synthesize(LINE, voice=SynthesizeVoice(name=SLUG)).event())
        while (event := await client.read_event()) is not None and event.type != "audio-stop":
            if AudioChunk.is_type(event.type):
                sound += AudioChunk.from_event(event).audio
    return sound


def spoken_by_mlx_audio(home: Path, model: Path, folder: Path) -> np.ndarray:
    """Export the voice as a sound and its words, and let mlx-audio copy it without the studio."""
    with Studio(home, backend="sketch") as studio:
        sound, words = studio.presets.export(NAME, folder, format="pair").files
    spoken = folder / "spoken.wav"
    call = [sys.executable, "-c", MLX_AUDIO, str(model), LINE, str(sound), str(words), str(spoken)]
    subprocess.run(call, check=True, capture_output=True)
    return soundfile.read(spoken)[0]
