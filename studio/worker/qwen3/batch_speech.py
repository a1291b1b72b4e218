"""Generate a batch of takes: their codes frame by frame, and their sound chunk by chunk."""

import time
from collections import deque
from collections.abc import Generator
from dataclasses import dataclass, field
from functools import partial

import mlx.core as mx
import numpy as np

from studio.domain.backends import QWEN3
from studio.worker.backend import Chunk, Tick, report_reading
from studio.worker.qwen3.prefill_pacing import Clock, Lead, Pacing
from studio.worker.qwen3.sampling import Row
from studio.worker.qwen3.talker_loop import Frame, TalkerLoop
from studio.worker.qwen3.vocoder import Vocoder, VocoderStream, chunk_frames

BATCH_ROWS = 8  # further rows join when these end


@dataclass(frozen=True)
class RowEnd:
    """A row is complete.

    Parameters
    ----------
    row : Row
        The row.
    frames : int
        Number of its frames.
    capped : bool
        Whether its cap ended it, not the model.
    fewest, most : int
        Number of rows in the batch while it was generated, itself included.
    """

    row: Row
    frames: int
    capped: bool
    fewest: int
    most: int


@dataclass(eq=False)
class _RowStream:
    """A row in the batch: its frames, and which of them are not decoded yet."""

    row: Row
    sound: VocoderStream
    frames: int = 0
    chunks: int = 0
    begun: float = 0.0  # time of the first chunk
    fewest: int = BATCH_ROWS
    most: int = 1
    waiting: list[Frame] = field(default_factory=list)

    @property
    def capped(self) -> bool:
        """Whether it has reached its cap."""
        return self.frames >= self.row.cap

    def count(self, rows: int) -> None:
        """Note the number of rows that are generated together with this one, itself included."""
        self.fewest, self.most = min(self.fewest, rows), max(self.most, rows)

    def add(self, frame: Frame) -> None:
        """Add the next frame."""
        self.frames += 1
        self.waiting.append(frame)

    def decode(self, clock: Clock) -> Chunk:
        """Return all waiting frames as a chunk of sound."""
        codes = np.stack([np.array(frame.codes)[frame.place] for frame in self.waiting], axis=1)
        chunk = Chunk(self.row.take, self.sound.decode(mx.array(codes)[None]))
        self.begun = self.begun if self.chunks else clock()
        self.chunks += 1
        self.waiting.clear()
        return chunk

    def lead(self, now: float) -> Lead | None:
        """Return how far it is ahead of playback; None before its first chunk."""
        if not self.chunks:
            return None
        ahead = (self.frames - len(self.waiting)) / QWEN3.frame_rate - (now - self.begun)
        missing = chunk_frames(self.chunks) - len(self.waiting)
        return Lead(ahead, ahead - missing / QWEN3.frame_rate)


def speak(
    frames: TalkerLoop, vocoder: Vocoder, rows: deque[Row], tick: Tick, clock: Clock = time.monotonic
) -> Generator[Chunk | RowEnd, None, None]:
    """Generate rows in a batch of at most eight.

    Rows that share a prompt begin together. Reading another prompt takes as long as many frames, so its rows begin when
    the sounding ones are far enough ahead of playback (`Pacing`).

    `tick` is called for each row before each of its frames, with the number of its frames so far: 0 before its prompt
    is read. Between two steps of a prompt it is called again with the same numbers, and how far the prompt is read is
    reported; on a slow machine also between two steps of a frame. If it raises, all rows end.

    A row with samples that are not finite ends with that chunk.

    Parameters
    ----------
    frames : TalkerLoop
        A new one for each call. The caller may remove rows with `leave`.
    vocoder : Vocoder
        Decodes their codes.
    rows : deque of Row
        In the order in which they begin; removed when they do. More may be added until the end.
    tick : Tick
        Called at every frame.
    clock : Clock
        Used for playback time.
    """
    streams: dict[int, _RowStream] = {}
    pacing = Pacing(clock)

    def beat() -> None:
        for stream in streams.values():
            tick(stream.row.take, stream.frames)

    def beat_reading(part: float) -> None:
        beat()
        for row in joining:
            report_reading(tick, row.take, part)

    while rows or streams:
        leads = [stream.lead(clock()) for stream in streams.values()]
        room = BATCH_ROWS - len(streams)
        joining = _next_to_join(rows, room) if rows and pacing.allows(rows[0].prompt, leads) else []
        for row in joining:
            sound = vocoder.start(row.prompt.codes, partial(tick, row.take, 0))
            streams[row.take] = _RowStream(row, sound)
        beat()
        if joining:
            with pacing.reading(joining[0].prompt):
                frames.join(joining, beat_reading)
            frames.between = beat if pacing.slow else None
        for stream in streams.values():
            stream.count(len(streams))
        made, ended = frames.step()
        for row in ended:
            yield from _end(streams.pop(row.take), clock)
        for frame in made:
            over = yield from _advance(streams[frame.row.take], frame, clock)
            if over:
                frames.leave({frame.row.take})
                yield from _end(streams.pop(frame.row.take), clock)
        streams = {row.take: streams[row.take] for row in frames.rows}  # the caller may have removed some


def _advance(stream: _RowStream, frame: Frame, clock: Clock) -> Generator[Chunk, None, bool]:
    """Add a row's next frame, yield its sound if a chunk is complete, and return whether the row has to end."""
    stream.add(frame)
    if stream.capped:
        return True
    if len(stream.waiting) < chunk_frames(stream.chunks):
        return False
    chunk = stream.decode(clock)
    yield chunk
    return not np.isfinite(chunk.samples).all()


def _next_to_join(waiting: deque[Row], room: int) -> list[Row]:
    """Remove and return the rows that begin now: as many with the same prompt as there is room for."""
    joining: list[Row] = []
    while waiting and len(joining) < room and waiting[0].prompt is (joining or waiting)[0].prompt:
        joining.append(waiting.popleft())
    return joining


def _end(stream: _RowStream, clock: Clock) -> Generator[Chunk | RowEnd, None, None]:
    if stream.waiting:
        yield stream.decode(clock)
    yield RowEnd(stream.row, stream.frames, stream.capped, stream.fewest, stream.most)
