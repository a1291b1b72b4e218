"""Quantise a checkpoint with mlx-audio's converter, and check that the copy loads.

Runs as a process of its own, `python -m studio.worker.qwen3.quantize SOURCE BITS TARGET`, so that MLX's memory is
freed when it ends and the generation process is not delayed.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from studio.errors import EngineBusy, InvalidInput, ModelUnusable
from studio.models.checkpoint_files import check_files, read_json
from studio.models.model_locks import creating
from studio.models.task_child import report
from studio.models.use_lock import InUse
from studio.store.files import storage

_GROUP = 64  # weights that share a scale, as in the published checkpoints


def quantize(source: Path, bits: int, target: Path, tell: Callable[[str], None]) -> None:
    """Write a copy of a checkpoint whose large layers have fewer bits a weight.

    Parameters
    ----------
    source : Path
        A checkpoint's folder.
    bits : int
        8, 6 or 4.
    target : Path
        A folder that does not exist yet; it appears when the copy is complete and loads.
    tell : callable
        Called with the phase: "converting", then "checking".

    Raises
    ------
    InvalidInput
        If the source is already quantised.
    ModelMissing, ModelUnusable
        If the source is incomplete, or the copy does not load.
    StorageFailed
        If the copy cannot be written.
    EngineBusy
        If another program is making it.
    """
    check_files(source)
    if quantised := read_json(source / "config.json").get("quantization"):
        raise InvalidInput(
            f"{source.name} is quantised already, to {quantised.get('bits')} bits.",
            "Quantise the bf16 model instead: precision that was lost does not come back.",
            code="already-quantised",
        )
    try:
        with storage(target.parent), creating(target) as unfinished:
            tell("converting")
            _convert(source, bits, unfinished)
            tell("checking")
            check_files(unfinished)
            _load(unfinished)
            unfinished.rename(target)
    except InUse:
        raise EngineBusy(
            f"Another program is making {target}.", "Wait until it is done.", code="model-in-use"
        ) from None


def _convert(source: Path, bits: int, target: Path) -> None:
    from studio.worker.qwen3.mlx_audio_adapter import convert_checkpoint

    try:
        convert_checkpoint(source, target, bits=bits, group_size=_GROUP)
    except OSError:
        raise
    except Exception as error:
        raise ModelUnusable(
            f"{source.name} could not be converted: {type(error).__name__}: {error}".rstrip(".") + ".",
            "Download the model again; if that does not help, take a published one with fewer bits.",
            details={"folder": str(source)},
        ) from error


def _load(folder: Path) -> None:
    from studio.worker.qwen3.mlx_audio_adapter import load_model

    try:
        model = load_model(folder)
    except Exception as error:
        raise _unloadable(f"{type(error).__name__}: {error}") from error
    if model.tokenizer is None or model.speech_tokenizer is None:
        raise _unloadable("its tokenizers do not load")


def _unloadable(why: str) -> ModelUnusable:
    return ModelUnusable(f"The quantised copy does not load: {why.rstrip('.')}.", "Take a published one instead.")


def main(arguments: Sequence[str]) -> int:
    """Run the program."""
    source, bits, target = Path(arguments[0]), int(arguments[1]), Path(arguments[2])
    with report() as line:
        quantize(source, bits, target, lambda phase: line(phase=phase))
        line(phase="done", path=str(target))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
