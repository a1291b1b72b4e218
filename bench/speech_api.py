"""How long a client of the speech API waits: `python bench/speech_api.py [--model FOLDER --voice NAME]`.

Starts `studio ui --api` and asks with the `openai` package, for a sentence and for about 2,000 characters: the time to
the first byte of sound and to the last, in milliseconds, the median of some requests after a first one; the same for
`Studio.say` in a program of its own that shares the engine. The sketch backend unless a model is given.
"""

import argparse
import base64
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from openai import OpenAI

from studio import Studio
from studio.speech_api.api_token import ApiToken

TEXTS = {
    "a sentence": "Good evening, and welcome to the studio.",
    "2,000 characters": "The lamps along the harbour came on one by one. Was it late? " * 32,
}
FORMATS = (("pcm", "audio"), ("pcm", "sse"), ("mp3", "sse"), ("mp3", "audio"), ("wav", "audio"), ("opus", "audio"))
RUNS = 7
Ask = Callable[[], Iterator[bytes]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="", help="a Base checkpoint's folder, for presets of qwen3")
    parser.add_argument("--voice", default="harbour-master", help="a preset")
    parser.add_argument("--runs", type=int, default=RUNS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        token = ApiToken(Path(home)).renew()
        model = ["--base-model", options.model] if options.model else ["--backend", "sketch"]
        command = [sys.executable, "-m", "studio", "ui", "--api", "--no-browser", "--home", home, *model]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"}
        ) as ui:
            address = next(word for word in ui.stdout.readline().split() if word.startswith("http"))
            with OpenAI(base_url=f"{address}v1", api_key=token) as client, Studio(home) as studio:
                report(client, studio, options.voice, options.runs)
            ui.terminate()


def report(client: OpenAI, studio: Studio, voice: str, runs: int) -> None:
    print(f"{'':18}{'':16}{'first sound':>14}{'all':>10}")
    for name, text in TEXTS.items():
        rows = [(f"{form} {stream}", api(client, voice, text, form, stream)) for form, stream in FORMATS]
        for row, ask in (("Studio.say", say(studio, voice, text)), *rows):
            measure(ask)
            firsts, totals = zip(*(measure(ask) for _ in range(runs)), strict=True)
            first, total = 1000 * statistics.median(firsts), 1000 * statistics.median(totals)
            print(f"{name:18}{row:16}{first:11.0f} ms{total:7.0f} ms")


def measure(ask: Ask) -> tuple[float, float]:
    """Return the seconds to the first part, and to the last."""
    begun = time.perf_counter()
    parts = ask()
    next(parts)
    first = time.perf_counter() - begun
    for _ in parts:
        pass
    return first, time.perf_counter() - begun


def say(studio: Studio, voice: str, text: str) -> Ask:
    return lambda: (samples.tobytes() for samples in studio.start_say(voice, text).stream())


def api(client: OpenAI, voice: str, text: str, form: str, stream: str) -> Ask:
    def ask() -> Iterator[bytes]:
        with client.audio.speech.with_streaming_response.create(
            model="voice-studio", voice=voice, input=text, response_format=form, stream_format=stream
        ) as response:
            yield from sounds(response.iter_lines()) if stream == "sse" else response.iter_bytes()

    return ask


def sounds(lines: Iterator[str]) -> Iterator[bytes]:
    """Yield the sound in server-sent events."""
    for line in lines:
        if line.startswith("data: ") and (sound := json.loads(line[6:]).get("audio")):
            yield base64.b64decode(sound)


if __name__ == "__main__":
    main()
