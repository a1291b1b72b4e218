"""When the next prompt is read while other lines play: a clock set by the test, and the real model."""

from collections import deque

import pytest

from studio.domain.limits import FRAMES_PER_SECOND
from studio.domain.recipe import Sampling
from studio.worker.backend import Chunk
from studio.worker.qwen3.batch_speech import speak
from studio.worker.qwen3.prompt import design_prompt
from studio.worker.qwen3.sampling import Row
from studio.worker.qwen3.talker import Talker
from studio.worker.qwen3.talker_loop import TalkerLoop
from studio.worker.qwen3.vocoder import Vocoder
from studio.worker.qwen3.voice_design import load_model

DEFAULT = Sampling(temperature=0.9, top_k=50, top_p=1.0, repetition_penalty=1.05)
LINES = [f"This is line {number} of four, and all of them are{' about' * number} as long." for number in range(4)]


class Machine:
    """The model on a machine of a given speed, and what came of it, when.

    Parameters
    ----------
    frame, position : float
        Seconds that a codec frame takes, and a position of a prompt.
    """

    def __init__(self, model, frame, position):
        self.model, self.frame, self.position = model, frame, position
        self.now, self.frames, self.begun, self.heard = 0.0, 0, [], []
        self.ticked = []

    def ticks(self, take, frame):
        self.ticked.append((take, frame))

    def speak(self, prompts):
        rows = deque(Row(place, prompt, place, DEFAULT, 200) for place, prompt in enumerate(prompts))
        steps = speak(_Timed(self), Vocoder(self.model), rows, self.ticks, lambda: self.now)
        self.heard = [(self.now, step) for step in steps if isinstance(step, Chunk)]
        return self

    def sound(self, take):
        return b"".join(chunk.samples.tobytes() for _, chunk in self.heard if chunk.take == take)

    def lateness(self, take):
        """The most seconds by which a chunk came after all before it had been heard."""
        chunks = [(now, len(chunk.samples) / 24_000) for now, chunk in self.heard if chunk.take == take]
        ends, late = chunks[0][0], 0.0
        for now, seconds in chunks:
            late, ends = max(late, now - ends), ends + seconds
        return late


class _Timed(TalkerLoop):
    def __init__(self, machine):
        super().__init__(Talker(machine.model))
        self._machine = machine

    def join(self, rows, between):
        self._machine.begun.append((self._machine.now, self._machine.frames, [row.take for row in rows]))
        super().join(rows, between)
        self._machine.now += self._machine.position * rows[0].prompt.length

    def step(self):
        self._machine.now += self._machine.frame
        self._machine.frames += 1
        return super().step()


@pytest.fixture(scope="module")
def model(tiny_voice_design):
    return load_model(tiny_voice_design)


@pytest.fixture(scope="module")
def lines(model):
    return [design_prompt(model, "A calm, low male voice.", text, "auto") for text in LINES]


@pytest.fixture(scope="module")
def fast(model, lines):
    """Four times as fast as speech; a prompt takes as long as some forty frames."""
    return Machine(model, 0.25 / FRAMES_PER_SECOND, 0.01).speak(lines)


@pytest.fixture(scope="module")
def slow(model, lines):
    return Machine(model, 2 / FRAMES_PER_SECOND, 0.05).speak(lines)


def test_no_sounding_line_runs_out_while_another_prompt_is_read(fast):
    assert [takes for *_, takes in fast.begun] == [[0], [1], [2], [3]]
    assert [fast.lateness(take) for take in range(4)] == [0.0] * 4


def test_lines_are_generated_together_if_there_is_time_to_read_their_prompts(fast):
    for take in range(1, 4):
        last_of_the_one_before = max(now for now, chunk in fast.heard if chunk.take == take - 1)
        assert fast.begun[take][0] < last_of_the_one_before


def test_first_line_sounds_before_the_second_prompt_is_read(fast, slow):
    for machine in (fast, slow):
        first, chunk = machine.heard[0]
        assert chunk.take == 0
        assert first <= machine.begun[1][0]


def test_lines_do_not_wait_for_each_other_on_a_machine_slower_than_speech(slow):
    first, second, *others = [frames for _, frames, _ in slow.begun]
    assert second - first <= 4
    assert others == [second + 1, second + 2]


def test_samples_do_not_depend_on_when_a_prompt_is_read(fast, slow):
    for take in range(4):
        assert fast.sound(take) == slow.sound(take)


def test_frame_that_takes_many_seconds_has_steps_and_the_same_samples(model, lines, fast):
    slowest = Machine(model, 20.0, 10.0).speak([lines[0]])
    layers, codes = len(model.talker.model.layers), model.config.talker_config.num_code_groups

    assert slowest.ticked.count((0, 5)) == 1 + layers + codes - 1
    assert fast.ticked.count((0, 5)) == 1
    assert slowest.sound(0) == fast.sound(0)


def test_lines_with_the_same_prompt_begin_together(model, lines):
    machine = Machine(model, 0.01, 0.01).speak([lines[0]] * 3)
    assert machine.begun == [(0.0, 0, [0, 1, 2])]
