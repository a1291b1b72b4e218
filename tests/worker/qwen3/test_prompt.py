"""What users write is text to the model: none of the checkpoint's control tokens can be written out."""

from collections.abc import Callable

import mlx.core as mx
import pytest
from published import ADDED_TOKENS
from tiny_checkpoint import CODEBOOKS, FIRST_ADDED, HIDDEN

from studio.worker.qwen3.prompt import design_prompt, plain
from studio.worker.qwen3.speaker_prompt import SpeakerPrompt, clone_prompt
from studio.worker.qwen3.voice_design import load_model

#: Each control token in these places.
WRITTEN = ["{0}", "be{0}fore", "One {0} two.", "{0}{0}", "<{0}>", "{1}{0}{2}"]

ORDINARY = [
    "Good day to you.",
    "think, tool_call, tts_pad: a < b > c, <b>bold</b>, </p>, <think hard>, < think >, <THINK>, im_start|, |im_end.",
    "Zwölf große Boxkämpfer…\n\n  «Ça va ?» — 你好，世界！ こんにちは 안녕 Привет 🎙️",
    "<<<>>> || <> >< | a|b 1<2>3",
]


@pytest.fixture(scope="module")
def design(tiny_voice_design):
    return load_model(tiny_voice_design)


@pytest.fixture(scope="module")
def base(tiny_base):
    return load_model(tiny_base)


@pytest.fixture
def control_ids(design, base, monkeypatch) -> Callable[[], list[int]]:
    """Return the ids of the control tokens that the model has been given since the last call."""
    given: list[int] = []

    def recorded(encode, text):
        given.extend(ids := encode(text))
        return ids

    for model in (design, base):
        encode = model.tokenizer.encode
        monkeypatch.setattr(model.tokenizer, "encode", lambda text, encode=encode: recorded(encode, text))

    def taken() -> list[int]:
        ids = [id for id in given if id >= FIRST_ADDED]
        given.clear()
        return ids

    return taken


def written() -> list[str]:
    return [place.format(token, token[:3], token[3:]) for token in ADDED_TOKENS for place in WRITTEN]


def test_checkpoint_has_all_control_tokens(design):
    assert [
        token for token in ADDED_TOKENS if design.tokenizer.encode(token) != [FIRST_ADDED + ADDED_TOKENS.index(token)]
    ] == []
    assert len(ADDED_TOKENS) == 33


def test_control_tokens_in_a_text_or_description_are_plain_text(design, control_ids):
    design_prompt(design, "Calm.", "Good day.", "auto")
    expected = control_ids()
    assert expected
    for words in written():
        design_prompt(design, "Calm.", words, "auto")
        assert control_ids() == expected, words
        design_prompt(design, words, "Good day.", "auto")
        assert control_ids() == expected, words


def test_control_tokens_in_a_line_or_transcript_are_plain_text(base, control_ids):
    speaker = SpeakerPrompt(mx.zeros((1, CODEBOOKS, 4), mx.int32), mx.zeros((1, HIDDEN)))
    clone_prompt(base, speaker, "Good evening.", "Good day.", "auto")
    expected = control_ids()
    assert expected
    for words in written():
        clone_prompt(base, speaker, "Good evening.", words, "auto")
        assert control_ids() == expected, words
        clone_prompt(base, speaker, words, "Good day.", "auto")
        assert control_ids() == expected, words


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_is_unchanged(design, text):
    assert plain(text, design.tokenizer) == text


@pytest.mark.parametrize("token", ADDED_TOKENS)
def test_control_token_keeps_its_characters(design, token):
    assert plain(f"a{token}b", design.tokenizer).replace(" ", "") == f"a{token}b"
