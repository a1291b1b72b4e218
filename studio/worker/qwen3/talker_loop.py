"""The talker loop: advances a batch of takes by one codec frame at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import mlx.core as mx
import numpy as np

from studio.worker.qwen3.mlx_audio_adapter import KVCache
from studio.worker.qwen3.prefill import read_prompt
from studio.worker.qwen3.prompt import Prompt
from studio.worker.qwen3.sampling import PENALTY_WINDOW, Groups, KeyedDraws, Row, apply_repetition_penalty, draw, group
from studio.worker.qwen3.talker import Talker

#: Before so many frames the end token is not drawn; `min_new_tokens` of Qwen's own generator.
MIN_FRAMES = 2


@dataclass(frozen=True, eq=False)
class Frame:
    """One codec frame of a row.

    Parameters
    ----------
    row : Row
        The row.
    codes : mx.array of int, shape (rows, codebooks)
        Of the whole batch; may still be computing.
    place : int
        The row's index in `codes`.
    """

    row: Row
    codes: mx.array
    place: int


@dataclass(eq=False)
class _Cohort:
    """Rows with one prompt that joined together: they are at the same frame, and share a cache."""

    rows: list[Row]
    numbers: list[KeyedDraws]
    prompt: Prompt
    caches: list[KVCache]
    hidden: mx.array | None  # (rows, 1, width): the state after the prompt, until the first step
    recent: mx.array  # (rows, 1, PENALTY_WINDOW)
    entry: mx.array  # (rows, 1, width): the talker's next input
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


class TalkerLoop:
    """A batch of takes: one talker step and one code predictor pass a frame for all of them.

    A row's codes depend on its prompt, seed and sampling only: they are the same alone, in a batch, joined late, or
    after another row left. For that, each cohort attends to its own cache, whose length is the one it would have alone,
    and matrix products are batch-invariant.

    Parameters
    ----------
    talker : Talker
        May be shared by batches that run one after the other.

    Attributes
    ----------
    between : callable, optional
        Called between two layers or codes of a frame, each evaluated before, on machines on which a frame takes many
        seconds. The codes are the same.
    """

    def __init__(self, talker: Talker) -> None:
        self.between: Callable[[], None] | None = None
        self._talker = talker
        self._cohorts: list[_Cohort] = []

    @property
    def rows(self) -> list[Row]:
        """The rows of the batch, in order."""
        return [row for cohort in self._cohorts for row in cohort.rows]

    def join(self, rows: Sequence[Row], between: Callable[[float], None] = lambda part: None) -> None:
        """Add rows before the next step; a prompt that rows share is read once.

        Parameters
        ----------
        rows : sequence of Row
            Not in the batch yet.
        between : callable
            Called while a prompt is read, with the part that is read, 0 to 1; if it raises, the batch is unchanged.
        """
        prompts = {id(row.prompt): row.prompt for row in rows}
        read = [(read_prompt(self._talker, prompt, between), name) for name, prompt in prompts.items()]
        for (caches, hidden), name in read:
            self._cohorts.append(self._cohort([row for row in rows if id(row.prompt) == name], caches, hidden))

    def leave(self, takes: set[int]) -> None:
        """Remove rows; the codes of the others are unaffected."""
        for cohort in self._cohorts:
            places = [place for place, row in enumerate(cohort.rows) if row.take not in takes]
            if places and len(places) < len(cohort.rows):
                cohort.keep(places)
            elif not places:
                cohort.rows = []
        self._cohorts = [cohort for cohort in self._cohorts if cohort.rows]

    def step(self) -> tuple[list[Frame], list[Row]]:
        """Generate one frame of every row.

        Returns
        -------
        frames : list of Frame
            Of the rows that continue; their codes may still be computing.
        ended : list of Row
            Rows for which the model drew the end token; they have left the batch.
        """
        rows = self.rows
        hidden = self._hidden()
        numbers = self._numbers()
        groups = group([row.sampling for row in rows])
        first = self._draw_first(hidden, numbers[0], groups)
        _start(first)
        codes, entries = self._talker.predict(hidden, first, numbers[1:], self._predictor_groups(), self.between)
        self._store(first, entries)
        # The graph of the rest of the frame was built while the first codes are computed; it is evaluated if needed.
        ends = np.array(first)[:, 0] == self._talker.config.codec_eos_token_id
        ended = [row for row, end in zip(rows, ends, strict=True) if end]
        if ended:
            self.leave({row.take for row in ended})
        if self._cohorts:
            _start(codes, *(array for cohort in self._cohorts for array in (cohort.entry, cohort.recent)))
        going = [(place, row) for place, row in enumerate(rows) if not ends[place]]
        return [Frame(row, codes, place) for place, row in going], ended

    def _cohort(self, rows: list[Row], caches: list[KVCache], hidden: mx.array) -> _Cohort:
        count = len(rows)
        for cache in caches:
            cache.keys = mx.repeat(cache.keys, count, axis=0)
            cache.values = mx.repeat(cache.values, count, axis=0)
        return _Cohort(
            rows,
            [KeyedDraws(row.seed, self._talker.config.num_code_groups) for row in rows],
            rows[0].prompt,
            caches,
            mx.repeat(hidden, count, axis=0),
            mx.full((count, 1, PENALTY_WINDOW), self._talker.config.vocab_size - 1, dtype=mx.uint32),
            mx.zeros((count, 1, hidden.shape[-1]), hidden.dtype),
        )

    def _hidden(self) -> mx.array:
        """Return the talker's state for each row: after its prompt, or after a step from its last frame."""
        moving = [cohort for cohort in self._cohorts if cohort.hidden is None]
        states = self._step_talker(moving) if moving else []
        for cohort in self._cohorts:
            if cohort.hidden is not None:
                states.append(cohort.hidden)
                cohort.hidden = None
        return _concatenated(states)

    def _step_talker(self, cohorts: list[_Cohort]) -> list[mx.array]:
        sizes = [len(cohort.rows) for cohort in cohorts]
        x = _concatenated([cohort.entry for cohort in cohorts])
        offsets = [cohort.caches[0].offset for cohort in cohorts]
        positions = mx.array(np.repeat(offsets, sizes))[:, None, None]
        cos, sin = self._talker.rotations.at(positions, max(offsets))
        for depth, layer in enumerate(self._talker.layers):
            x = layer(x, cos, sin, partial(_attend, layer.scale, cohorts, depth))
            if self.between is not None:
                mx.eval(x)
                self.between()
        return _split(self._talker.norm(x), sizes)

    def _draw_first(self, hidden: mx.array, numbers: mx.array, groups: Groups) -> mx.array:
        """Draw each row's first code, which may be the end token."""
        logits = self._talker.head(hidden).astype(mx.float32)  # bfloat16 would round penalty, temperature and result
        logits = mx.where(self._suppressed(), -mx.inf, logits)
        recent = _concatenated([cohort.recent for cohort in self._cohorts])
        logits = apply_repetition_penalty(logits, recent, [row.sampling.repetition_penalty or 1.0 for row in self.rows])
        return draw(logits, numbers, groups, self._talker.choose)

    def _suppressed(self) -> mx.array:
        """Return a mask of the first codes that are not drawn, shape (codes,) or (rows, 1, codes)."""
        early = np.repeat([cohort.frame < MIN_FRAMES for cohort in self._cohorts], self._sizes())
        if not early.any():
            return self._talker.suppressed
        return self._talker.suppressed | (mx.array(early)[:, None, None] & self._talker.end)

    def _predictor_groups(self) -> Groups:
        return group([self._talker.predictor_sampling(row.sampling) for row in self.rows])

    def _sizes(self) -> list[int]:
        return [len(cohort.rows) for cohort in self._cohorts]

    def _numbers(self) -> list[mx.array]:
        """Return the random numbers of each codebook, shape (rows, 1) each."""
        numbers = mx.array(np.stack([keys.at(cohort.frame) for cohort in self._cohorts for keys in cohort.numbers]))
        return list(mx.split(numbers, self._talker.config.num_code_groups, axis=1))

    def _store(self, first: mx.array, embeddings: mx.array) -> None:
        """Keep what the next step needs."""
        sizes = self._sizes()
        parts = zip(self._cohorts, _split(first, sizes), _split(embeddings, sizes), strict=True)
        for cohort, code, embedding in parts:
            cohort.recent = mx.concatenate([cohort.recent[..., 1:], code[..., None]], axis=-1)
            cohort.entry = cohort.prompt.text_at(cohort.frame) + embedding
            cohort.frame += 1


def _attend(
    scale: float, cohorts: list[_Cohort], depth: int, queries: mx.array, keys: mx.array, values: mx.array
) -> mx.array:
    """Attend, each cohort to its own cache."""
    sizes = [len(cohort.rows) for cohort in cohorts]
    seen = []
    parts = (_split(array, sizes) for array in (queries, keys, values))
    for cohort, asked, key, value in zip(cohorts, *parts, strict=True):
        known = cohort.caches[depth].update_and_fetch(key, value)
        seen.append(mx.fast.scaled_dot_product_attention(asked, *known, scale=scale))
    return _concatenated(seen)


def _start(*arrays: mx.array) -> None:
    """Start computing arrays, without waiting."""
    mx.async_eval(*arrays)  # type: ignore[no-untyped-call]


def _concatenated(parts: list[mx.array]) -> mx.array:
    return parts[0] if len(parts) == 1 else mx.concatenate(parts)


def _split(x: mx.array, sizes: list[int]) -> list[mx.array]:
    """Return the rows of each cohort."""
    return [x] if len(sizes) == 1 else list(mx.split(x, np.cumsum(sizes[:-1]).tolist()))
