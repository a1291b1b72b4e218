"""A page that contains only the player, clips for it, and functions to inspect it."""

import base64
import io
import json
import time
from functools import cache

import numpy as np
import soundfile
from PIL import Image
from synthetic_voice import vowel

from studio.audio.view_registry import make_view

RATE = 24_000
GUTTER = 44  # pixels left of each picture
MARGIN = 46  # and at the right, where F0 is shown
PAGE = """<!doctype html><meta charset="utf-8"><title>player</title><link rel="icon" href="data:,">
<button id="outside">outside</button><textarea></textarea><input><div contenteditable="true" id="editable"></div>
<select><option>a</option><option>b</option></select>
<div id="root"></div>
<script type="module">
  import * as module from "./player/player.js";
  window.module = module;
  window.heard = [];
  window.asked = [];
  window.answered = [];
  const ask = async (kind, ids) => {
    const question = [kind, ...ids].join(" ");
    asked.push(question);
    const answer = await (await fetch(`${[kind, ...ids].join("-")}.json`)).json();
    answered.push(question);
    return answer;
  };
  window.start = async (clips, { views, ...options }) => {
    window.player = module.createPlayer(document.getElementById("root"), { ...options, ask: views ? ask : null });
    for (const name of ["switch", "play", "pause", "ended"])
      document.addEventListener(`studio:${name}`, (event) => heard.push([name, event.detail.active]));
    await player.load(clips);
  };
</script>"""


def tone(hertz, seconds=2.0, level=0.25):
    time = np.arange(int(seconds * RATE)) / RATE
    fade = np.minimum(1, np.minimum(time, time[::-1]) / 0.01)
    return on_grid(level * fade * np.sin(2 * np.pi * hertz * time))


def bursts(hertz):
    """Return a tone of 100 ms every half second."""
    whole = tone(hertz)
    return on_grid(whole * ((np.arange(len(whole)) % (RATE // 2)) < RATE // 10))


def on_grid(samples):
    return np.round(samples * 2**23).astype(np.float32) / 2**23


@cache
def sounds():
    """Return the clips' samples by name; computed when first needed, because the voices take seconds."""
    return {
        "low": tone(220),
        "high": tone(660),
        "short": tone(440, 1.0),
        "long": tone(330, 20.0),
        "low bursts": bursts(200),
        "high bursts": bursts(700),
        "man": on_grid(vowel("a", 120, 2.0, glide=4)),
        "woman": on_grid(vowel("a", 210, 1.6)),
        "silence": np.zeros(RATE, np.float32),
    }


VIEWS = [
    *((kind, name) for kind in ("linear", "yin", "pyin", "syllables") for name in ("low", "high", "man", "woman")),
    ("difference", "man", "woman"),
    ("difference", "woman", "man"),
    ("difference", "man", "low"),
]


def files():
    """Return the files that the page requests, by path."""
    found = {"/": ("text/html", PAGE.encode()), "/broken.flac": ("audio/flac", b"this is no sound")}
    for name, samples in sounds().items():
        found[f"/{name}.flac".replace(" ", "%20")] = ("audio/flac", flac(samples))
        found[f"/{name}.json".replace(" ", "%20")] = _json(make_view("view", [(samples, RATE)]))
    for kind, *names in VIEWS:
        found[f"/{'-'.join([kind, *names])}.json"] = _json(make_view(kind, [(sounds()[name], RATE) for name in names]))
    return found


def _json(wire):
    return "application/json", json.dumps(wire).encode()


def flac(samples):
    file = io.BytesIO()
    soundfile.write(file, samples, RATE, format="FLAC", subtype="PCM_24")
    return file.getvalue()


def clip(sound, gain_db=0.0, **more):
    address = {"audio": f"{sound}.flac", "view": f"{sound}.json"}
    return {"id": sound, "label": f"a {sound} tone", "note": "", "gain_db": gain_db, **address, **more}


PAIR = [clip("low", -6.0), clip("high", 2.0)]
LONG_PAIR = [clip("long", -6.0), clip("low", 2.0)]  # for what must not end before it is looked at
VOICES = [clip("man"), clip("woman")]


def open_player(page, site, clips=PAIR, **options):
    page.goto(site)
    page.wait_for_function("'start' in window")
    page.evaluate("([clips, options]) => start(clips, options)", [clips, options])
    return page.locator(".studio-player")


def state(page):
    return page.evaluate("player.state")


def heard(page):
    return page.evaluate("heard.splice(0)")


def play_until(page, seconds):
    page.keyboard.press("Space")
    page.wait_for_function("(seconds) => player.state.position > seconds", arg=seconds)


def pixels(page, selector, index=0):
    """Return the RGBA pixels of a canvas, shape (height, width, 4)."""
    address = page.evaluate(
        "([selector, index]) => document.querySelectorAll(selector)[index].toDataURL()", [selector, index]
    )
    picture = Image.open(io.BytesIO(base64.b64decode(address.split(",")[1])))
    return np.asarray(picture.convert("RGBA"))


def at(page, part, selector=".sp-mels", height=0.5):
    """Return the screen position of a point in the first picture; `part` is its place across the width, from 0 to 1."""
    picture = page.locator(selector).first
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    margin = MARGIN if page.locator("button:visible[aria-pressed=true]", has_text="F0").count() else 0
    return box["x"] + GUTTER + part * (box["width"] - GUTTER - margin), box["y"] + height * box["height"]


def drag(page, start, end, selector=".sp-mels"):
    page.mouse.move(*at(page, start, selector))
    page.mouse.down()
    page.mouse.move(*at(page, (start + end) / 2, selector))
    page.mouse.move(*at(page, end, selector))
    page.mouse.up()


def answered(page, *questions):
    """Wait until the player has received and drawn the answers to these requests."""
    page.wait_for_function("(questions) => questions.every((each) => answered.includes(each))", arg=questions)
    drawn(page)


def until_drawn(page, true):
    """Wait until the condition holds for what is drawn; decoding an image takes a while."""
    limit = time.monotonic() + 60
    while not true():
        assert time.monotonic() < limit, "it was not drawn within 60 s"
        drawn(page)


def drawn(page):
    """Wait until the next frame has been drawn."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
