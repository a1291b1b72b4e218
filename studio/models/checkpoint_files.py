"""Checks a checkpoint's files and determines its kind from their headers, without reading weights."""

import json
from pathlib import Path
from typing import Any

from studio.errors import ModelMissing, ModelUnusable
from studio.models.hub_cache import missing_files, weight_files

_LONGEST_JSON = 100 << 20  # bytes; also the format's own limit of a safetensors header
_TEXTS = ("tokenizer_config.json", "vocab.json", "tokenizer.json", "generation_config.json")


def check_files(folder: Path) -> None:
    """Check that all files of a checkpoint are there and as long as they say.

    Raises
    ------
    ModelMissing
        If a file is not there; `details["missing"]` names it.
    ModelUnusable
        If one is damaged.
    """
    if missing := missing_files(folder):
        raise ModelMissing(
            f"The model in {folder} lacks {missing[0]}.",
            f"Finish its download or copy what is missing there, or choose another model. Missing: {_listed(missing)}.",
            details={"missing": missing[0], "folder": str(folder)},
        )
    for name in _TEXTS:
        if (folder / name).exists():
            read_json(folder / name)
    read_json(folder / "speech_tokenizer" / "config.json")
    if not (folder / "tokenizer.json").exists():
        _check_merges(folder / "merges.txt", len(read_json(folder / "vocab.json")))
    for path in weight_files(folder):
        _check_weights(path)


def kind_of(folder: Path) -> tuple[str, str]:
    """Return a checkpoint's kind from its configuration.

    Returns
    -------
    family, kind : str
        Such as "qwen3_tts" and "voice_design", "base" or "custom_voice".

    Raises
    ------
    ModelUnusable
        If the configuration cannot be read.
    """
    config = read_json(folder / "config.json")
    return str(config.get("model_type") or ""), str(config.get("tts_model_type", "base"))


def read_json(path: Path) -> dict[str, Any]:
    """Read one of a checkpoint's JSON files.

    Raises
    ------
    ModelUnusable
        If it cannot be read, or is no JSON object.
    """
    try:
        if path.stat().st_size > _LONGEST_JSON:
            raise ValueError("it is too long")
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _damaged(path, error.strerror or "it cannot be read") from None
    except (ValueError, RecursionError) as error:
        raise _damaged(path, f"it is not JSON ({error})") from None
    if not isinstance(data, dict):
        raise _damaged(path, "it is not a JSON object")
    return data


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")


def _check_merges(path: Path, words: int) -> None:
    """Check that a byte-level BPE has a merge for each of its words, except the 256 bytes."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(path, f"it cannot be read ({error})") from None
    merges = sum(1 for line in lines if line and not line.startswith("#version"))
    if merges < words - 256:
        raise _damaged(path, f"it has {merges:,} merges, and should have {words - 256:,}")


def _check_weights(path: Path) -> None:
    """Check that a safetensors file is as long as its header says: the first 8 bytes give the header's own length."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
            if start == b"version ":
                raise ValueError("it is a pointer of Git LFS, not the file itself (`git lfs pull` fetches it)")
            length = int.from_bytes(start, "little")
            if not 0 < length <= min(size - 8, _LONGEST_JSON):
                raise ValueError("its header is cut off or too long")
            header = json.loads(file.read(length))
        ends = [tensor["data_offsets"][1] for name, tensor in header.items() if name != "__metadata__"]
        if not ends:
            raise ValueError("it holds no weights")
        if 8 + length + max(ends) != size:
            raise ValueError(f"it has {size:,} bytes, and should have {8 + length + max(ends):,}")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _damaged(path, str(error)) from None


def _damaged(path: Path, why: str) -> ModelUnusable:
    name = f"speech_tokenizer/{path.name}" if path.parent.name == "speech_tokenizer" else path.name
    return ModelUnusable(
        f"The model's file {name} is damaged: {why}.",
        "Download the model again: what is damaged is found and replaced.",
        details={"file": name, "path": str(path)},
    )
