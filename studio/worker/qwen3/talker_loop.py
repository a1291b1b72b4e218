"""The talker's loop: a batch of takes, spoken one codec frame at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import mlx.core as mx
import numpy as np

from studio.worker.qwen3.mlx_audio_adapter import KVCache
from studio.worker.qwen3.prompt import Prompt
from studio.worker.qwen3.sampling import REMEMBERED, Groups, Keyed, Row, draw, group, penalise
from studio.worker.qwen3.talker import Talker

PIECE = 64  # positions of a prompt that are read at once: on a slow machine a whole one takes as long as a hang


@dataclass(frozen=True, eq=False)
class Frame:
    """What a step made of one row.

    Parameters
    ----------
    row : Row
        Which.
    codes : mx.array of int, shape (rows, codebooks)
        Of the whole batch; may still be computing.
    place : int
        The row's place in them.
    """

    row: Row
    codes: mx.array
    place: int


@dataclass(eq=False)
class _Cohort:
    """Rows that joined together with one prompt: they are at the same frame, and share a cache."""

    rows: list[Row]
    numbers: list[Keyed]
    prompt: Prompt
    caches: list[KVCache]
    hidden: mx.array | None  # (rows, 1, width): the prompt's end, until the first step
    recent: mx.array  # (rows, 1, REMEMBERED)
    entry: mx.array  # (rows, 1, width): what the talker reads next
    frame: int = 0

    def keep(self, places: list[int]) -> None:
        at = mx.array(places)
        self.rows = [self.rows[place] for place in places]
        self.numbers = [self.numbers[place] for place in places]
        self.recent, self.entry = self.recent[at], self.entry[at]
        if self.hidden is not None:
            self.hidden = self.hidden[at]
        for cache in self.caches:
            cache.keys, cache.values = cache.keys[at], cache.values[at]


class Frames:
    """Takes that are spoken together: one talker step and one code-predictor pass a frame for all of them.

    A row's codes depend on its prompt, its seed and its sampling only: it is the same alone, beside others, joined
    late, or left by a neighbour. For that each cohort attends to its own cache, which has the length that it would
    have alone; and each row of a matrix product is the same beside others (`rows.product`).

    Parameters
    ----------
    talker : Talker
        What speaks; several batches, one after the other, may use the same.
    """

    def __init__(self, talker: Talker) -> None:
        self._talker = talker
        self._cohorts: list[_Cohort] = []

    @property
    def rows(self) -> list[Row]:
        """The rows that are being spoken, in the order of the batch."""
        return [row for cohort in self._cohorts for row in cohort.rows]

    def join(self, rows: Sequence[Row], between: Callable[[], None] = lambda: None) -> None:
        """Add rows before the next step; the prompt of rows that share one is read once.

        Parameters
        ----------
        rows : sequence of Row
            Nobody of them is in the batch.
        between : callable
            Called between two pieces of a prompt. What it raises leaves the batch as it was.
        """
        prompts = {id(row.prompt): row.prompt for row in rows}
        read = [(self._read(prompt, between), name) for name, prompt in prompts.items()]
        for (caches, hidden), name in read:
            self._cohorts.append(self._cohort([row for row in rows if id(row.prompt) == name], caches, hidden))

    def leave(self, takes: set[int]) -> None:
        """Take rows out; the others go on as if these had never been there."""
        for cohort in self._cohorts:
            places = [place for place, row in enumerate(cohort.rows) if row.take not in takes]
            if places and len(places) < len(cohort.rows):
                cohort.keep(places)
            elif not places:
                cohort.rows = []
        self._cohorts = [cohort for cohort in self._cohorts if cohort.rows]

    def step(self) -> tuple[list[Frame], list[Row]]:
        """Speak one frame of every row.

        Returns
        -------
        frames : list of Frame
            Of the rows that go on; their codes may still be computing.
        ended : list of Row
            Those whose end the model drew instead. They are no longer in the batch.
        """
        rows = self.rows
        hidden = self._hidden()
        numbers = self._numbers()
        groups = group([row.sampling for row in rows])
        first = self._draw_first(hidden, numbers[0], groups)
        _begin(first)
        codes, entries = self._talker.predict(hidden, first, numbers[1:], groups)
        self._note(first, entries)
        # The rest of the frame is written down while the first codes are computed, and computed if anyone needs it.
        ends = np.array(first)[:, 0] == self._talker.config.codec_eos_token_id
        ended = [row for row, end in zip(rows, ends, strict=True) if end]
        if ended:
            self.leave({row.take for row in ended})
        if self._cohorts:
            _begin(codes, *(array for cohort in self._cohorts for array in (cohort.entry, cohort.recent)))
        going = [(place, row) for place, row in enumerate(rows) if not ends[place]]
        return [Frame(row, codes, place) for place, row in going], ended

    def _read(self, prompt: Prompt, between: Callable[[], None]) -> tuple[list[KVCache], mx.array]:
        """Read a prompt piece by piece, each computed before the next is begun; give its end, shape (1, 1, width)."""
        caches = self._talker.make_cache()
        for start in range(0, prompt.length, PIECE):
            if start:
                between()
            hidden = self._talker.read(prompt.embeddings[:, start : start + PIECE], mask="causal", cache=caches)[:, -1:]
            mx.eval([(cache.keys, cache.values) for cache in caches])
        mx.eval(hidden)
        return caches, hidden

    def _cohort(self, rows: list[Row], caches: list[KVCache], hidden: mx.array) -> _Cohort:
        count = len(rows)
        for cache in caches:
            cache.keys = mx.repeat(cache.keys, count, axis=0)
            cache.values = mx.repeat(cache.values, count, axis=0)
        return _Cohort(
            rows,
            [Keyed(row.seed, self._talker.config.num_code_groups) for row in rows],
            rows[0].prompt,
            caches,
            mx.repeat(hidden, count, axis=0),
            mx.full((count, 1, REMEMBERED), self._talker.config.vocab_size - 1, dtype=mx.uint32),
            mx.zeros((count, 1, hidden.shape[-1]), hidden.dtype),
        )

    def _hidden(self) -> mx.array:
        """Give the talker's state for each row: the end of its prompt, or a step from its last frame."""
        moving = [cohort for cohort in self._cohorts if cohort.hidden is None]
        states = self._step_talker(moving) if moving else []
        for cohort in self._cohorts:
            if cohort.hidden is not None:
                states.append(cohort.hidden)
                cohort.hidden = None
        return _joined(states)

    def _step_talker(self, cohorts: list[_Cohort]) -> list[mx.array]:
        sizes = [len(cohort.rows) for cohort in cohorts]
        x = _joined([cohort.entry for cohort in cohorts])
        offsets = [cohort.caches[0].offset for cohort in cohorts]
        positions = mx.array(np.repeat(offsets, sizes))[:, None, None]
        cos, sin = self._talker.rotations.at(positions, max(offsets))
        for depth, layer in enumerate(self._talker.layers):
            x = layer(x, cos, sin, partial(_attend, layer.scale, cohorts, depth))
        return _split(self._talker.norm(x), sizes)

    def _draw_first(self, hidden: mx.array, numbers: mx.array, groups: Groups) -> mx.array:
        """Draw each row's first code, which may be its end."""
        logits = self._talker.head(hidden)
        logits = mx.where(self._talker.suppressed, -mx.inf, logits)
        recent = _joined([cohort.recent for cohort in self._cohorts])
        logits = penalise(logits, recent, [row.sampling.repetition_penalty or 1.0 for row in self.rows])
        return draw(logits, numbers, groups, self._talker.choose)

    def _numbers(self) -> list[mx.array]:
        """Give what each codebook is drawn with, shape (rows, 1) each."""
        numbers = mx.array(np.stack([keys.at(cohort.frame) for cohort in self._cohorts for keys in cohort.numbers]))
        return list(mx.split(numbers, self._talker.config.num_code_groups, axis=1))

    def _note(self, first: mx.array, embeddings: mx.array) -> None:
        """Keep what the next step needs of this one."""
        sizes = [len(cohort.rows) for cohort in self._cohorts]
        parts = zip(self._cohorts, _split(first, sizes), _split(embeddings, sizes), strict=True)
        for cohort, code, embedding in parts:
            cohort.recent = mx.concatenate([cohort.recent[..., 1:], code[..., None]], axis=-1)
            cohort.entry = cohort.prompt.text_at(cohort.frame) + embedding
            cohort.frame += 1


def _attend(
    scale: float, cohorts: list[_Cohort], depth: int, queries: mx.array, keys: mx.array, values: mx.array
) -> mx.array:
    """Let each cohort attend to what it remembers."""
    sizes = [len(cohort.rows) for cohort in cohorts]
    seen = []
    parts = (_split(array, sizes) for array in (queries, keys, values))
    for cohort, asked, key, value in zip(cohorts, *parts, strict=True):
        known = cohort.caches[depth].update_and_fetch(key, value)
        seen.append(mx.fast.scaled_dot_product_attention(asked, *known, scale=scale))
    return _joined(seen)


def _begin(*arrays: mx.array) -> None:
    """Have them computed, and do not wait."""
    mx.async_eval(*arrays)  # type: ignore[no-untyped-call]


def _joined(parts: list[mx.array]) -> mx.array:
    return parts[0] if len(parts) == 1 else mx.concatenate(parts)


def _split(x: mx.array, sizes: list[int]) -> list[mx.array]:
    """Give the rows of each cohort."""
    return [x] if len(sizes) == 1 else list(mx.split(x, np.cumsum(sizes[:-1]).tolist()))
