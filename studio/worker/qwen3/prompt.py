"""The talker's input before its first frame."""

import re
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, eq=False)
class Prompt:
    """A text and the voice to speak it in, as embeddings of one model.

    For rows that share the same object it is read once.

    Parameters
    ----------
    embeddings : mx.array, shape (1, length, width)
        The prompt itself.
    trailing : mx.array, shape (1, count, width)
        Text embeddings that are added to the first frames, one position a frame; `count` may be 0.
    pad : mx.array, shape (1, 1, width)
        Added to each frame after those.
    codes : mx.array, shape (1, codebooks, frames), optional
        Codes before the first frame: context for the vocoder, whose sound is not returned.
    """

    embeddings: Any
    trailing: Any
    pad: Any
    codes: Any = None

    @property
    def length(self) -> int:
        """Number of positions before the first frame."""
        return int(self.embeddings.shape[1])

    def text_at(self, frame: int) -> Any:
        """Return what is added to a frame's embedding, shape (1, 1, width)."""
        return self.trailing[:, frame : frame + 1] if frame < self.trailing.shape[1] else self.pad


def design_prompt(model: Any, description: str, text: str, language: str) -> Prompt:
    """Return the prompt of a VoiceDesign model, as mlx-audio's `generate_voice_design` does.

    Parameters
    ----------
    model
        From mlx-audio's `load_model`.
    description : str
        Of the voice.
    text : str
        To be spoken.
    language : str
        A name the checkpoint knows, or "auto".
    """
    from studio.worker.qwen3.mlx_audio_adapter import design_inputs

    words = plain(text, model.tokenizer), plain(description, model.tokenizer)
    return Prompt(*design_inputs(model, *words, language))


def plain(text: str, tokenizer: Any) -> str:
    """Put a space into control tokens such as "<|im_end|>" and "<think>", so that they are tokenized as text.

    A text without "<|", "|>" and whole control tokens is returned unchanged.

    Parameters
    ----------
    text : str
        The user's.
    tokenizer
        The checkpoint's; its added tokens, all of them longer than a character, are the control tokens.
    """
    text = text.replace("<|", "< |").replace("|>", "| >")
    tokens = "|".join(map(re.escape, tokenizer.get_added_vocab()))
    return re.sub(f"(?={tokens})(.)", r"\1 ", text)
