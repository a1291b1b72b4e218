"""The sampling loop over the real mlx-audio model: equal to mlx-audio's own, and batch-invariant."""

import shutil

import mlx.core as mx
import numpy as np
import pytest
from float32_heads import float32_heads
from tiny_checkpoint import CODEC_VOCABULARY, CODES

from studio.domain.recipe import Sampling
from studio.worker.qwen3.prompt import design_prompt
from studio.worker.qwen3.sampling import KeyedDraws, Row, filter_logits, pick
from studio.worker.qwen3.talker import Talker
from studio.worker.qwen3.talker_loop import TalkerLoop
from studio.worker.qwen3.voice_design import load_model

DESCRIPTION, TEXT = "A calm, low male voice.", "Good day to you."
DEFAULT = Sampling(temperature=0.9, top_k=50, top_p=1.0, repetition_penalty=1.05)


in_every_precision = pytest.mark.parametrize("model", ["voice_design", "8bit", "4bit"], indirect=True)


@pytest.fixture(scope="module")
def model(request):
    """Return the tiny checkpoint: in bfloat16, unless a test asks for another precision."""
    return load_model(request.getfixturevalue(f"tiny_{getattr(request, 'param', 'voice_design')}"))


@pytest.fixture(scope="module")
def talker(model):
    return Talker(model)


@pytest.fixture(scope="module")
def prompt(model):
    return design_prompt(model, DESCRIPTION, TEXT, "auto")


def row(prompt, seed, *, sampling=DEFAULT, cap=200):
    return Row(seed, prompt, seed, sampling, cap)


def run(frames, rows, before_step=lambda frames, step: None):
    """Speak rows to their ends, and give each row's codes, shape (frames, 16)."""
    codes = {}
    frames.join(rows)
    step = 0
    while frames.rows:
        for frame in frames.step()[0]:
            codes.setdefault(frame.row.take, []).append(np.array(frame.codes)[frame.place])
        frames.leave({take for take, own in codes.items() if len(own) >= 200})
        step += 1
        before_step(frames, step)
    return {take: np.stack(own) for take, own in codes.items()}


def by_mlx_audio(model, seed, sampling):
    """Return the codes that mlx-audio's own generator draws."""
    heard, decode = [], model.speech_tokenizer.decode
    mx.random.seed(seed)
    model.speech_tokenizer.decode = lambda codes: (heard.append(codes), decode(codes))[1]
    try:
        with float32_heads(model):
            options = {name: getattr(sampling, name) for name in NAMES}
            list(model.generate_voice_design(TEXT, DESCRIPTION, max_tokens=200, stream=False, **options))
    finally:
        model.speech_tokenizer.decode = decode
    return np.array(heard[0])[0]


NAMES = ("temperature", "top_k", "top_p", "repetition_penalty")


@in_every_precision
def test_codes_equal_mlx_audios_for_the_same_draws(model, prompt):
    assert_same_codes(model, prompt, DEFAULT)


@pytest.mark.parametrize(
    "sampling",
    [
        Sampling(temperature=0.0, top_k=50, top_p=1.0, repetition_penalty=1.05),
        Sampling(temperature=1.0, top_k=0, top_p=0.8, repetition_penalty=1.0),
        Sampling(temperature=0.7, top_k=3, top_p=1.0, repetition_penalty=1.5),
    ],
    ids=["greedy", "top p", "narrow"],
)
def test_codes_equal_mlx_audios_with_one_sampling_for_both_models(model, prompt, sampling, monkeypatch):
    monkeypatch.setitem(model, "generate_config", {})
    assert_same_codes(model, prompt, sampling)


def assert_same_codes(model, prompt, sampling):
    expected = by_mlx_audio(model, 3, sampling)
    mx.random.seed(3)
    frames = TalkerLoop(Talker(model, choose=lambda logits, numbers: mx.random.categorical(logits)))
    ours = run(frames, [row(prompt, 3, sampling=sampling)])[3]
    assert np.array_equal(ours, expected)


def test_take_has_at_least_two_frames_alone_and_when_it_joins_late(model, prompt):
    end = model.config.talker_config.codec_eos_token_id
    offered = []

    def end_if_possible(logits, numbers):
        if logits.shape[-1] <= end:
            return mx.argmax(logits, axis=-1)
        offered.append((logits[:, 0, end] > -mx.inf).tolist())
        return mx.where(logits[..., end] > -mx.inf, end, mx.argmax(logits, axis=-1))

    def join(frames, step):
        if step == 1:
            frames.join([row(prompt, 2, sampling=free)])

    free = Sampling(temperature=1.0, top_k=0, top_p=1.0, repetition_penalty=1.05)
    codes = run(TalkerLoop(Talker(model, choose=end_if_possible)), [row(prompt, 1, sampling=free)], join)
    assert offered == [[False], [False, False], [True, False], [True]]
    assert {take: len(own) for take, own in codes.items()} == {1: 2, 2: 2}


@pytest.mark.parametrize("asked", [DEFAULT, Sampling(temperature=0.0, top_k=9, top_p=1.0, repetition_penalty=1.0)])
def test_code_predictor_samples_as_the_checkpoint_says(model, prompt, asked, monkeypatch):
    monkeypatch.setitem(model, "generate_config", {"subtalker_top_k": 3, "subtalker_temperature": 2.0})
    kept = []

    def count(logits, numbers):
        if logits.shape[-1] == CODES:
            kept.append(int(mx.sum(logits > -mx.inf)))
        return pick(logits, numbers)

    run(TalkerLoop(Talker(model, choose=count)), [row(prompt, 1, sampling=asked)])
    assert len(kept) >= 15 * 2
    # More where several codes are as likely as the third.
    assert min(kept) == 3
    assert np.median(kept) == 3


def test_code_predictor_takes_the_likeliest_codes_if_the_checkpoint_says_so(model, prompt, monkeypatch):
    monkeypatch.setitem(model, "generate_config", {"subtalker_dosample": False, "subtalker_temperature": 0.9})
    drawn = []
    choose = lambda logits, numbers: (drawn.append(logits.shape[-1]), pick(logits, numbers))[1]  # noqa: E731
    run(TalkerLoop(Talker(model, choose=choose)), [row(prompt, 1)])
    assert set(drawn) == {CODEC_VOCABULARY}


def test_row_is_the_same_alone_and_in_a_batch(model, talker, prompt):
    alone = {seed: run(TalkerLoop(talker), [row(prompt, seed)])[seed] for seed in range(8)}
    for count in (2, 3, 8):
        together = run(TalkerLoop(talker), [row(prompt, seed) for seed in range(count)])
        assert all(np.array_equal(codes, alone[seed]) for seed, codes in together.items())


@in_every_precision
def test_row_is_the_same_beside_rows_with_other_prompts_and_sampling(model, talker, prompt):
    other = design_prompt(model, "Bright.", "Hello.", "english")
    warm = Sampling(temperature=0.5, top_k=0, top_p=0.9, repetition_penalty=1.5)
    rows = [row(prompt, 1), row(other, 2), row(prompt, 3, sampling=warm), row(other, 4, sampling=warm)]
    together = run(TalkerLoop(talker), rows)
    assert len(together[2]) < len(together[1])
    for one in rows:
        assert np.array_equal(together[one.take], run(TalkerLoop(talker), [one])[one.take])


def test_row_is_the_same_when_it_joins_late_or_a_neighbour_leaves(talker, prompt):
    alone = run(TalkerLoop(talker), [row(prompt, 1)])[1], run(TalkerLoop(talker), [row(prompt, 2)])[2]

    def change(frames, step):
        if step == 3:
            frames.join([row(prompt, 2)])
        if step == 5:
            frames.leave({3, 4})

    together = run(TalkerLoop(talker), [row(prompt, seed) for seed in (1, 3, 4)], change)
    assert len(together[3]) == len(together[4]) == 5
    assert np.array_equal(together[1], alone[0])
    assert np.array_equal(together[2], alone[1])


def test_seed_determines_uniform_random_numbers():
    first, same, other = KeyedDraws(7, 16), KeyedDraws(7, 16), KeyedDraws(8, 16)
    numbers = np.stack([first.at(frame) for frame in range(500)])
    assert np.array_equal(numbers, np.stack([same.at(frame) for frame in range(500)]))
    assert not np.array_equal(numbers[0], other.at(0))
    assert len(np.unique(numbers)) > 7990
    assert abs(np.histogram(numbers, 10, (0, 1))[0] / 8000 - 0.1).max() < 0.015


def test_codes_are_drawn_with_their_probabilities_and_masked_ones_never():
    logits = mx.log(mx.array([[[0.1, 0.0, 0.6, 0.3, 0.0]]]))
    numbers = mx.array(np.linspace(0, 1, 10_000, endpoint=False).astype(np.float32))[:, None]
    drawn = np.array(pick(mx.broadcast_to(logits, (10_000, 1, 5)), numbers))[:, 0]
    assert np.bincount(drawn, minlength=5) / 10_000 == pytest.approx([0.1, 0, 0.6, 0.3, 0], abs=2e-4)
    last = mx.array(np.nextafter(np.float32([[1]]), np.float32(0)))
    assert pick(logits, last).item() == 3


def test_top_k_and_top_p_keep_the_likeliest():
    logits = mx.array([[0.0, 1.0, 2.0, 3.0]])
    assert filter_logits(logits, Sampling(1.0, 2, 1.0, 1.0)).tolist() == [[-np.inf, -np.inf, 2.0, 3.0]]
    assert filter_logits(logits, Sampling(2.0, 0, 0.5, 1.0)).tolist() == [[-np.inf, -np.inf, 1.0, 1.5]]


@pytest.mark.skipif(shutil.which("g++") is None, reason="on a CPU, MLX compiles with g++, and there is none")
def test_compiled_pass_draws_the_same_codes(model, talker, prompt):
    rows = [row(prompt, 1, cap=6), row(prompt, 2, cap=6)]
    plain = run(TalkerLoop(talker), rows)
    mx.enable_compile()  # as it is on a GPU
    try:
        compiled = run(TalkerLoop(Talker(model)), rows)
    finally:
        mx.disable_compile()
    assert all(np.array_equal(codes, plain[take]) for take, codes in compiled.items())
