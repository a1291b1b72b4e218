"""The published Qwen3-TTS checkpoints in MLX's format: their ids, sizes and memory. Plain data.

A checkpoint's size follows from its tensors. Quantised layers hold `bits` a weight, and a bfloat16 scale and bias for
each group of 64; embeddings and the speaker encoder stay in bfloat16; the speech tokenizer is float32 in every one of
them. The counts are those of mlx-audio's module for the published configurations. The sizes agree within 0.01 % with
the files on the hub (3,080,138,280 bytes for VoiceDesign-8bit, 1,991,296,593 for 0.6B-Base-8bit).
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["design", "base"]

GIB = 2**30
PRECISIONS = ("bf16", "8bit", "6bit", "4bit")

_SPEECH_TOKENIZER = 682_293_092
_TEXT_FILES = 4_540_000  # vocabulary, merges and configurations
# MLX's cache of freed buffers (512 MiB), the program and its libraries. bf16 VoiceDesign, 4.5 GB on disk, was measured
# at 5.28 GB by a program that used it on Apple silicon.
_BESIDE_THE_WEIGHTS = 760_000_000
_NOT_FOR_THE_MODEL = 0.05  # of the memory a machine is sold with, what its system does not report
_WEIGHTS: dict[
    tuple[str, Kind], tuple[int, int]
] = {  # size and kind → weights that are quantised, weights that are not
    ("1.7B", "design"): (1_536_163_840, 380_512_512),
    ("1.7B", "base"): (1_536_163_840, 392_513_600),
    ("0.6B", "base"): (559_939_584, 354_703_424),
}


@dataclass(frozen=True)
class Checkpoint:
    """A published checkpoint.

    Parameters
    ----------
    model : str
        Its hub id.
    kind : str
        "design" speaks from a description; "base" speaks in the voice of a recording.
    parameters : str
        "1.7B" or "0.6B".
    precision : str
        "bf16", "8bit", "6bit", "4bit"; or "original" for Qwen's own upload, which is bf16 too.
    size_bytes : int
        Of its files.
    backend : str
        What speaks with it, a name of `studio.domain.backends`.
    """

    model: str
    kind: Kind
    parameters: str
    precision: str
    size_bytes: int
    backend: str = "qwen3"

    @property
    def memory_bytes(self) -> int:
        """Bytes the generation process is estimated to hold while it speaks with this checkpoint."""
        return self.size_bytes + _BESIDE_THE_WEIGHTS


def memory_of_both(one: Checkpoint, other: Checkpoint) -> int:
    """Return the bytes one generation process is estimated to hold with two checkpoints loaded."""
    return one.size_bytes + other.memory_bytes


def published(name: str) -> tuple[str, ...]:
    """Return the hub ids that end with a short name such as "VoiceDesign-8bit"."""
    return tuple(each.model for each in CATALOGUE if name and each.model.endswith(f"-{name}"))


def backend_of(model: str) -> str:
    """Return the backend of a model; that of the catalogue's first one for a model that is not published here."""
    return next((each.backend for each in (*CATALOGUE, *ORIGINALS) if each.model == model), CATALOGUE[0].backend)


def preferred(kind: Kind, memory_bytes: int) -> tuple[Checkpoint, ...]:
    """Return the checkpoints of a kind, the best one for a machine first.

    32 GiB or more: bf16, the model as it was trained. 16 GiB: 8bit, so that two of them and the system have room.
    Less: 4bit for designing, and the smaller Base model.

    Parameters
    ----------
    kind : str
        "design" or "base".
    memory_bytes : int
        Of the machine.

    Returns
    -------
    tuple of Checkpoint
        All of the kind; Qwen's own uploads beside bf16, which they equal.
    """
    precisions, sizes = _order(kind, memory_bytes)
    ranked = [each for each in (*CATALOGUE, *ORIGINALS) if each.kind == kind]
    return tuple(sorted(ranked, key=lambda each: (sizes.index(each.parameters), precisions.index(each.precision))))


def recommended(memory_bytes: int) -> tuple[Checkpoint, Checkpoint]:
    """Return the two checkpoints to have on a machine: one for designing voices, one for speaking in saved voices."""
    return preferred("design", memory_bytes)[0], preferred("base", memory_bytes)[0]


def _order(kind: Kind, memory_bytes: int) -> tuple[list[str], list[str]]:
    memory = memory_bytes / (1 - _NOT_FOR_THE_MODEL)
    if memory >= 32 * GIB:
        return ["bf16", "original", "8bit", "6bit", "4bit"], ["1.7B", "0.6B"]
    if memory >= 16 * GIB:
        return ["8bit", "6bit", "4bit", "bf16", "original"], ["1.7B", "0.6B"]
    if kind == "design":
        return ["4bit", "6bit", "8bit", "bf16", "original"], ["1.7B", "0.6B"]
    return ["8bit", "6bit", "4bit", "bf16", "original"], ["0.6B", "1.7B"]


def _checkpoint(parameters: str, kind: Kind, precision: str) -> Checkpoint:
    name = f"Qwen3-TTS-12Hz-{parameters}-{'VoiceDesign' if kind == 'design' else 'Base'}"
    model = f"Qwen/{name}" if precision == "original" else f"mlx-community/{name}-{precision}"
    quantised, kept = _WEIGHTS[parameters, kind]
    bits = 16.0 if precision in ("bf16", "original") else int(precision.removesuffix("bit")) + 32 / 64
    weights = int(quantised * bits / 8) + 2 * kept
    return Checkpoint(model, kind, parameters, precision, weights + _SPEECH_TOKENIZER + _TEXT_FILES)


#: Offered for download.
CATALOGUE = tuple(_checkpoint(parameters, kind, precision) for parameters, kind in _WEIGHTS for precision in PRECISIONS)
#: Qwen's own uploads: used if they are on disk, but not offered.
ORIGINALS = tuple(_checkpoint(parameters, kind, "original") for parameters, kind in _WEIGHTS)
