"""The real worker's loop and protocol around a backend that misbehaves as a recipe's text says.

Texts: "speak", "speak 40" (codec frames), "sing" (without an end), "wait for FILE", "pause until FILE" (in the
middle), "lead until FILE" (the first take is spoken, the others wait), "stray until FILE" (and then run away, the
first time), "study 2" (for so many seconds, before the first step), "study" (without an end), "read 2" (the text is
read in so many seconds, step by step), "die SIGSEGV", "raise", "hang", "hang holding the lock", "print 10" (numbered
lines of 100 bytes, to stderr), "not a number", "nothing", "silent", "short", "runaway", "grow", "exhaust", "flood",
"deaf" (ignores cancelling), "deaf even to SIGTERM". Models: "missing", "missing until FILE", "broken", "hangs",
"dies", or anything that loads.
"""

import ctypes
import os
import signal
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from studio.domain.limits import expected_frames
from studio.errors import ModelMissing
from studio.worker.backend import Chunk, TakeEnd, report_reading
from studio.worker.main import main

FRAME = 1920


class Misbehaving:
    name = "misbehaving"

    def __init__(self, role, references):
        self.model = role.model
        self.sample_rate = 24_000
        self.made = 0
        self.studied = False

    def expected_steps(self, recipe):
        return expected_frames(recipe.text)

    def load(self, progress):
        progress(0.5)
        mended = self.model.partition(" until ")[2]
        if self.model.startswith("missing") and not (mended and Path(mended).exists()):
            raise ModelMissing("model.safetensors is missing.", "Download it again.", details={"missing": "x"})
        if self.model == "hangs":
            time.sleep(600)
        if self.model == "broken":
            raise RuntimeError("cannot make sense of the weights")
        if self.model == "dies":
            os.kill(os.getpid(), signal.SIGABRT)
        progress(1.0)

    def prepare(self, recipes, progress):
        verb, _, rest = recipes[0].text.partition(" ")
        if verb == "study":
            progress(0.0)
            time.sleep(float(rest or 0))
            while not rest:
                progress(0.5)
                time.sleep(0.005)
            self.studied = True

    def generate(self, recipes, tick):
        for take, recipe in enumerate(recipes):
            yield from self._speak(take, recipe, tick)

    def _speak(self, take, recipe, tick):
        verb, _, rest = recipe.text.partition(" ")
        self.made += 1
        first = recipe.seed < 1000  # a repeated take has a large seed
        versions = {
            "thread": threading.current_thread().name,
            "pid": str(os.getpid()),
            "nth": str(self.made),
        }
        if verb == "die":
            tick(take, 1)
            os.kill(os.getpid(), getattr(signal, rest))
        elif verb == "study":
            assert self.studied
        elif verb == "read":
            self._read(take, tick, float(rest))
            rest = ""
        elif verb == "print":
            for line in range(int(rest)):
                os.write(2, f"{line:<99}\n".encode())
            rest = ""
        elif verb == "raise":
            raise RuntimeError("[METAL] Command buffer execution failed")
        elif verb == "hang":
            if rest:
                ctypes.PyDLL(None).pause()  # called with the GIL held, so that no other thread runs
            while True:
                time.sleep(1)
        elif verb == "exhaust":
            self.grown = np.zeros(10**16)
        elif verb == "flood":
            for _ in range(5_000):
                yield Chunk(take, np.full(1, 0.5, dtype=np.float32))
        elif verb == "grow":
            self.grown = b"x" * 200_000_000
        elif verb == "deaf":
            if rest:
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
            try:
                yield from self._frames(take, recipe, tick, 10**9)
            except BaseException:
                while True:
                    time.sleep(1)
        elif verb == "wait":
            self._wait(take, tick, rest.removeprefix("for "))
        elif verb == "lead" and take:
            self._wait(take, tick, rest.removeprefix("until "))
        elif verb == "sing":
            for chunk in self._frames(take, recipe, tick, 10**9):
                yield chunk
                time.sleep(0.02)
        elif verb in ("pause", "stray"):
            yield from self._frames(take, recipe, tick, 10)
            self._wait(take, tick, rest.removeprefix("until "))
        if verb == "not":
            yield Chunk(take, np.full(FRAME, np.nan, dtype=np.float32))
        elif verb == "silent" and (first or not rest):
            yield Chunk(take, np.zeros(5 * FRAME, dtype=np.float32))
        elif verb == "short":
            yield Chunk(take, np.ones(FRAME, dtype=np.float32) / 2)
        elif verb != "nothing":
            yield from self._frames(take, recipe, tick, int(rest) if rest.isdecimal() else expected_frames(recipe.text))
        made = replace(recipe, backend=self.name, model=self.model, versions=versions)
        yield TakeEnd(take, made, capped=verb == "runaway" or (verb == "stray" and first))

    def _wait(self, take, tick, file):
        frame = 0
        while not Path(file).exists():
            frame += 1
            tick(take, frame)
            time.sleep(0.005)

    def _read(self, take, tick, seconds):
        begun = time.monotonic()
        while (part := (time.monotonic() - begun) / seconds) < 1:
            tick(take, 0)
            report_reading(tick, take, part)
            time.sleep(0.01)

    def _frames(self, take, recipe, tick, count):
        noise = np.random.default_rng(recipe.seed)
        for frame in range(1, count + 1):
            tick(take, frame)
            yield Chunk(take, noise.uniform(-0.5, 0.5, FRAME).astype(np.float32))

    def memory(self):
        return 7 * 2**20, 9 * 2**20

    def close(self):
        pass


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Misbehaving))
