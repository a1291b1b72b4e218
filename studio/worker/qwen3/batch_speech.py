"""Speaking a batch of takes: their codes, frame by frame, and their sound, chunk by chunk."""

import time
from collections import deque
from collections.abc import Generator
from dataclasses import dataclass, field

import mlx.core as mx
import numpy as np

from studio.domain.backends import QWEN3
from studio.worker.backend import Chunk, Tick
from studio.worker.qwen3.prefill_pacing import Clock, Lead, Pacing
from studio.worker.qwen3.sampling import Row
from studio.worker.qwen3.talker_loop import Frame, TalkerLoop
from studio.worker.qwen3.vocoder import Vocoder, Voice, chunk_frames

BATCH_ROWS = 8  # rows in one batch; the others join as these end


@dataclass(frozen=True)
class RowEnd:
    """A row is complete.

    Parameters
    ----------
    row : Row
        Which.
    frames : int
        How many it has.
    capped : bool
        True where its cap ended it, not the model.
    """

    row: Row
    frames: int
    capped: bool


@dataclass(eq=False)
class _Speaker:
    """A row on its way: frames that exist, and those among them that do not sound yet."""

    row: Row
    voice: Voice
    frames: int = 0
    chunks: int = 0
    begun: float = 0.0  # when the first of them was made
    waiting: list[Frame] = field(default_factory=list)

    @property
    def capped(self) -> bool:
        """Whether it may have no more frames."""
        return self.frames >= self.row.cap

    def hear(self, frame: Frame) -> None:
        """Take in the next frame."""
        self.frames += 1
        self.waiting.append(frame)

    def sound(self, clock: Clock) -> Chunk:
        """Make all that waits into a chunk."""
        codes = np.stack([np.array(frame.codes)[frame.place] for frame in self.waiting], axis=1)
        chunk = Chunk(self.row.take, self.voice.speak(mx.array(codes)[None]))
        self.begun = self.begun if self.chunks else clock()
        self.chunks += 1
        self.waiting.clear()
        return chunk

    def lead(self, now: float) -> Lead | None:
        """Say how far it is ahead of playback, if it sounds."""
        if not self.chunks:
            return None
        ahead = (self.frames - len(self.waiting)) / QWEN3.frame_rate - (now - self.begun)
        missing = chunk_frames(self.chunks) - len(self.waiting)
        return Lead(ahead, ahead - missing / QWEN3.frame_rate)


def speak(
    frames: TalkerLoop, vocoder: Vocoder, rows: deque[Row], tick: Tick, clock: Clock = time.monotonic
) -> Generator[Chunk | RowEnd, None, None]:
    """Speak rows together, at most eight at once.

    Those that share a prompt begin together. Reading another one takes as long as many frames, so rows with it begin
    when those that sound are far enough ahead of playback (`Pacing`).

    `tick` is called for each row before each of its frames is computed, with the number of frames there are: 0 before
    its prompt is read. Between two pieces of a prompt it is called as well, with the same numbers again. What it raises
    ends them all.

    A row whose samples are not numbers ends with that chunk.

    Parameters
    ----------
    frames : TalkerLoop
        Makes their codes; new for each call. What the caller takes out with `leave` is made and heard no further.
    vocoder : Vocoder
        Makes their sound.
    rows : deque of Row
        In the order in which they begin; they are taken out as they do. More may be put in until the end.
    tick : Tick
        Hears of every frame.
    clock : Clock
        What playback is measured by.
    """
    speakers: dict[int, _Speaker] = {}
    pacing = Pacing(clock)

    def beat() -> None:
        for speaker in speakers.values():
            tick(speaker.row.take, speaker.frames)

    while rows or speakers:
        leads = [speaker.lead(clock()) for speaker in speakers.values()]
        room = BATCH_ROWS - len(speakers)
        joining = _next_to_join(rows, room) if rows and pacing.allows(rows[0].prompt, leads) else []
        speakers |= {row.take: _Speaker(row, vocoder.start(row.prompt.codes)) for row in joining}
        beat()
        if joining:
            with pacing.reading(joining[0].prompt):
                frames.join(joining, beat)
        made, ended = frames.step()
        for row in ended:
            yield from _end(speakers.pop(row.take), clock)
        for frame in made:
            over = yield from _hear(speakers[frame.row.take], frame, clock)
            if over:
                frames.leave({frame.row.take})
                yield from _end(speakers.pop(frame.row.take), clock)
        speakers = {row.take: speakers[row.take] for row in frames.rows}  # the caller may have taken some out


def _hear(speaker: _Speaker, frame: Frame, clock: Clock) -> Generator[Chunk, None, bool]:
    """Take in a row's next frame and give its sound where a chunk is complete; True where it may have no more."""
    speaker.hear(frame)
    if speaker.capped:
        return True
    if len(speaker.waiting) < chunk_frames(speaker.chunks):
        return False
    chunk = speaker.sound(clock)
    yield chunk
    return not np.isfinite(chunk.samples).all()


def _next_to_join(waiting: deque[Row], room: int) -> list[Row]:
    """Take out the rows that begin now: as many of the same prompt as there is room for."""
    joining: list[Row] = []
    while waiting and len(joining) < room and waiting[0].prompt is (joining or waiting)[0].prompt:
        joining.append(waiting.popleft())
    return joining


def _end(speaker: _Speaker, clock: Clock) -> Generator[Chunk | RowEnd, None, None]:
    if speaker.waiting:
        yield speaker.sound(clock)
    yield RowEnd(speaker.row, speaker.frames, speaker.capped)
