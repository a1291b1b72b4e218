"""What the talker reads before its first frame."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, eq=False)
class Prompt:
    """A text, and the voice it is to be spoken in, as embeddings of one model.

    Rows that hold the same object are read once for all of them.

    Parameters
    ----------
    embeddings : mx.array, shape (1, length, width)
        What is read at once.
    trailing : mx.array, shape (1, count, width)
        Text that is added to the first frames, one position a frame; `count` may be 0.
    pad : mx.array, shape (1, 1, width)
        Added to each frame after those.
    codes : mx.array, shape (1, codebooks, frames), optional
        What was heard before the first frame: the vocoder goes on from it, and its sound is not given.
    """

    embeddings: Any
    trailing: Any
    pad: Any
    codes: Any = None

    @property
    def length(self) -> int:
        """How many positions are read before the first frame."""
        return int(self.embeddings.shape[1])

    def text_at(self, frame: int) -> Any:
        """Give what is added to a frame's own embedding, shape (1, 1, width)."""
        return self.trailing[:, frame : frame + 1] if frame < self.trailing.shape[1] else self.pad


def design_prompt(model: Any, description: str, text: str, language: str) -> Prompt:
    """Write the prompt of a VoiceDesign model, as mlx-audio's `generate_voice_design` does.

    Parameters
    ----------
    model
        From mlx-audio's `load_model`.
    description : str
        How the voice sounds.
    text : str
        What is spoken.
    language : str
        A name the checkpoint knows, or "auto".
    """
    from studio.worker.qwen3.mlx_audio_adapter import design_inputs

    return Prompt(*design_inputs(model, plain(text), plain(description), language))


def plain(text: str) -> str:
    """Break up what the tokenizer would take for a control token: "<|im_end|>" is text here."""
    return text.replace("<|", "< |").replace("|>", "| >")
