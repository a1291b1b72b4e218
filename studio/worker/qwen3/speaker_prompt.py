"""The prompt of a Base model: a reference's codes, speaker embedding and transcript, and the text to speak."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import mlx.core as mx
import numpy as np
from numpy.typing import NDArray

from studio.domain.backends import QWEN3
from studio.worker.qwen3.prompt import Prompt, plain
from studio.worker.qwen3.reference_encoder import encode_in_pieces

#: Without silence at its end, the last word of a reference leaks into the line.
SILENCE_SECONDS = 0.5

# Frames of the reference that the vocoder decodes first, so that a line begins in the same acoustics: as many as
# mlx-audio's decoder uses for context, and those of the silence.
_CONTEXT_FRAMES = 32


@dataclass(frozen=True, eq=False)
class SpeakerPrompt:
    """A reference as one model encodes it, without its transcript.

    Parameters
    ----------
    codes : mx.array, shape (1, codebooks, frames)
        Of the audio with silence at its end.
    embedding : mx.array, shape (1, width)
        Of the speaker.
    """

    codes: Any
    embedding: Any

    @property
    def frames(self) -> int:
        """Number of codec frames."""
        return int(self.codes.shape[-1])

    @cached_property
    def context(self) -> Any:
        """The codes that the vocoder decodes before a line; the same array each time, so that they are decoded once."""
        return self.codes[..., -_CONTEXT_FRAMES:]


def encode(
    model: Any, samples: NDArray[np.float32], progress: Callable[[float], None] = lambda part: None
) -> NDArray[np.int32]:
    """Return the codes of a reference with silence at its end, shape (codebooks, frames); see `encode_in_pieces`."""
    padded = np.concatenate([samples, np.zeros(round(SILENCE_SECONDS * QWEN3.sample_rate), np.float32)])
    return encode_in_pieces(model, padded, progress)


def speaker_embedding(model: Any, samples: NDArray[np.float32]) -> Any:
    """Return the speaker embedding of a Base model, mx.array of shape (1, width)."""
    return model.extract_speaker_embedding(mx.array(samples))


def clone_prompt(model: Any, speaker: SpeakerPrompt, transcript: str, text: str, language: str) -> Prompt:
    """Return the prompt of in-context cloning, as mlx-audio's `_prepare_icl_generation_inputs` does.

    First role, language and speaker; then the transcript and the new text, over codec padding; then the reference's
    codes, over text padding. The talker's next frames continue the reference.

    Parameters
    ----------
    model
        A Base model, from mlx-audio's `load_model`.
    speaker : SpeakerPrompt
        Of that model.
    transcript : str
        Of the reference.
    text : str
        To be spoken.
    language : str
        A name the checkpoint knows, or "auto".
    """
    config, talker = model.config, model.talker
    begin, end, pad = mx.split(
        _text(model, [config.tts_bos_token_id, config.tts_eos_token_id, config.tts_pad_token_id]), 3, axis=1
    )
    heard = model.tokenizer.encode(f"<|im_start|>assistant\n{plain(transcript, model.tokenizer)}<|im_end|>\n")[3:-2]
    line = plain(text, model.tokenizer)
    asked = model.tokenizer.encode(f"<|im_start|>assistant\n{line}<|im_end|>\n<|im_start|>assistant\n")
    words = mx.concatenate([_text(model, heard + asked[3:-5]), end], axis=1)
    codec_pad = _codec(model, [config.talker_config.codec_pad_id])
    prefix = _prefix(model, speaker, language)
    opening = mx.concatenate([mx.repeat(pad, prefix.shape[1] - 2, axis=1), begin], axis=1) + prefix[:, :-1]
    frames = mx.concatenate([prefix[:, -1:], _frames(talker, speaker.codes)], axis=1)
    parts = [_text(model, asked[:3]), opening, words + codec_pad, frames + pad]
    return Prompt(mx.concatenate(parts, axis=1), pad[:, :0], pad, speaker.context)


def _prefix(model: Any, speaker: SpeakerPrompt, language: str) -> Any:
    """Return the embeddings of language and speaker, and of the start of codes."""
    config = model.config.talker_config
    spoken = (config.codec_language_id or {}).get(language)
    thought = [config.codec_nothink_id] if spoken is None else [config.codec_think_id]
    thought += [config.codec_think_bos_id, *([] if spoken is None else [spoken]), config.codec_think_eos_id]
    said = _codec(model, thought)
    embedding = speaker.embedding.astype(said.dtype).reshape(1, 1, -1)
    return mx.concatenate([said, embedding, _codec(model, [config.codec_pad_id, config.codec_bos_id])], axis=1)


def _frames(talker: Any, codes: Any) -> Any:
    """Return the talker's input for codec frames: the sum over their codebooks."""
    heard = talker.get_input_embeddings()(codes[:, 0])
    for place, embedding in enumerate(talker.code_predictor.codec_embedding):
        heard = heard + embedding(codes[:, place + 1])
    return heard


def _text(model: Any, tokens: list[int]) -> Any:
    return model.talker.text_projection(model.talker.get_text_embeddings()(mx.array([tokens])))


def _codec(model: Any, tokens: list[int]) -> Any:
    return model.talker.get_input_embeddings()(mx.array([tokens]))
