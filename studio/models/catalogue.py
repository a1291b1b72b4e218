"""The published Qwen3-TTS checkpoints in MLX's format: their ids, sizes and memory. Plain data.

A checkpoint's size follows from its tensors. Quantised layers hold `bits` a weight, and a bfloat16 scale and bias for
each group of 64; embeddings and the speaker encoder stay in bfloat16; the speech tokenizer is float32 in every one of
them. The counts are those of mlx-audio's module for the published configurations. The sizes agree within 0.01 % with
the files on the hub (3,080,138,280 bytes for VoiceDesign-8bit, 1,991,296,593 for 0.6B-Base-8bit).
"""

from dataclasses import dataclass
from typing import Literal

from studio.models.machine import Machine

Kind = Literal["design", "base"]

GIB = 2**30
PRECISIONS = ("bf16", "8bit", "6bit", "4bit")

_SPEECH_TOKENIZER = 682_293_092
_TEXT_FILES = 4_540_000  # vocabulary, merges and configurations
# MLX's peak above the weights, measured with random weights in the published layout: bf16 VoiceDesign 4.81 GB, 8bit
# 3.37, bf16 Base 5.10. Copying takes more than designing because the reference is encoded.
_AT_WORK: dict[Kind, int] = {"design": 290_000_000, "base": 560_000_000}
# The program, its libraries, and freed buffers that MLX keeps: with these, the estimate for bf16 VoiceDesign is what a
# program that spoke with it was measured at on Apple silicon, 5.28 GB.
_PROGRAM = 470_000_000
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
        """Bytes the generation process is estimated to hold at most while it speaks a few sentences with this one."""
        return memory_of(self)

    @property
    def quantised(self) -> bool:
        """Whether its weights have fewer than 16 bits."""
        return self.precision.endswith("bit")


def memory_of(*checkpoints: Checkpoint) -> int:
    """Return the bytes one generation process is estimated to hold with these loaded, while one of them speaks.

    A few sentences are included; `studio.engine.job_memory` adds what long ones take.
    """
    at_work = max((_AT_WORK[each.kind] for each in checkpoints), default=0)
    return sum(each.size_bytes for each in checkpoints) + at_work + _PROGRAM


def published(name: str) -> tuple[str, ...]:
    """Return the hub ids that end with a short name such as "VoiceDesign-8bit"."""
    return tuple(each.model for each in CATALOGUE if name and each.model.endswith(f"-{name}"))


def backend_of(model: str) -> str:
    """Return the backend of a model; that of the catalogue's first one for a model that is not published here."""
    return next((each.backend for each in (*CATALOGUE, *ORIGINALS) if each.model == model), CATALOGUE[0].backend)


def preferred(kind: Kind, machine: Machine | int) -> tuple[Checkpoint, ...]:
    """Return the checkpoints of a kind, the best one for a machine first.

    32 GiB or more: bf16, the model as it was trained. 16 GiB: 8bit, so that two of them and the system have room.
    Less: 4bit for designing, and the smaller Base model. On a CPU: bf16 before all others, and the smaller Base model.

    Parameters
    ----------
    kind : str
        "design" or "base".
    machine : Machine or int
        An int is the memory, in bytes, of a machine with a GPU.

    Returns
    -------
    tuple of Checkpoint
        All of the kind; Qwen's own uploads beside bf16, which they equal.
    """
    machine = machine if isinstance(machine, Machine) else Machine(machine)
    precisions, sizes = _order(kind, machine)

    def rank(each: Checkpoint) -> tuple[bool, int, int]:
        hopeless = machine.on_cpu and each.quantised
        return hopeless, sizes.index(each.parameters), precisions.index(each.precision)

    return tuple(sorted((each for each in (*CATALOGUE, *ORIGINALS) if each.kind == kind), key=rank))


def recommended(machine: Machine | int) -> tuple[Checkpoint, ...]:
    """Return the checkpoints to have on a machine: one for designing voices, and one for speaking in saved voices.

    On a CPU, only those in bf16 that fit together: one of them, or none, on a machine that is too small.
    """
    machine = machine if isinstance(machine, Machine) else Machine(machine)
    pair = preferred("design", machine)[0], preferred("base", machine)[0]
    if not machine.on_cpu or memory_of(*pair) <= machine.usable_bytes:
        return pair
    return pair[:1] if memory_of(pair[0]) <= machine.usable_bytes else ()


def _order(kind: Kind, machine: Machine) -> tuple[list[str], list[str]]:
    if machine.on_cpu:
        return ["bf16", "original", "8bit", "6bit", "4bit"], ["0.6B", "1.7B"]
    memory = machine.memory_bytes / (1 - _NOT_FOR_THE_MODEL)
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
