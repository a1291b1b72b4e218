"""Finds Qwen3-TTS checkpoints on disk and checks that all files are present; loads nothing."""

import json
import os
import re
from pathlib import Path

#: The ref, beside the hub's own "main", that keeps the commit a download resolved: what is loaded does not change when
#: another program asks the hub again.
PINNED = "studio"

_SHARD = re.compile(r"(.+)-(\d{5})-of-(\d{5})\.safetensors")


def hub_cache() -> Path:
    """Return the folder in which the Hugging Face hub's client stores downloads.

    The same variables decide as for the client itself: HF_HUB_CACHE, HF_HOME, XDG_CACHE_HOME, in this order.
    """
    if cache := os.environ.get("HF_HUB_CACHE"):
        return Path(cache).expanduser()
    if home := os.environ.get("HF_HOME"):
        return Path(home).expanduser() / "hub"
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "huggingface" / "hub"


def cached_snapshot(model: str) -> Path | None:
    """Find the downloaded files of a hub model, complete or not.

    Parameters
    ----------
    model : str
        A hub id, `owner/name`.

    Returns
    -------
    Path or None
        The folder of the revision that the studio's own download pinned, else of the main one, named by its commit;
        None where nothing was downloaded.
    """
    home = cache_folder(model)
    for ref in (PINNED, "main"):
        revision = _read_ref(home / "refs" / ref)
        if revision and os.path.isdir(home / "snapshots" / revision):  # False also for what cannot be read
            return home / "snapshots" / revision
    return None


def pinned_revision(model: str) -> str:
    """Return the commit that the studio's own download recorded, or ""."""
    return _read_ref(cache_folder(model) / "refs" / PINNED)


def cache_folder(model: str) -> Path:
    """Return the folder of the hub's cache for all revisions of a model; it may not exist."""
    return hub_cache() / f"models--{model.replace('/', '--')}"


def lock_folder(model: str) -> Path:
    """Return the folder of the hub's cache for locks on a model, whether or not it exists."""
    return hub_cache() / ".locks" / cache_folder(model).name


def _read_ref(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def is_folder(model: str) -> bool:
    """Return whether a model's name means a folder, which may not exist, rather than a hub id."""
    return model.startswith((".", "/", "~")) or "\\" in model or os.path.exists(model)


def missing_files(folder: Path) -> tuple[str, ...]:
    """Name the files that a checkpoint needs and this folder lacks.

    A link whose target is gone counts as missing: that is what an interrupted download leaves.

    Parameters
    ----------
    folder : Path
        Of the checkpoint.

    Returns
    -------
    tuple of str
        Paths within the folder; empty where all is there.
    """
    wanted = ["config.json", *_weight_files(folder), "tokenizer_config.json"]
    if not os.path.exists(folder / "tokenizer.json"):
        wanted += ["vocab.json", "merges.txt"]
    speech = [f"speech_tokenizer/{name}" for name in ("config.json", *_weight_files(folder / "speech_tokenizer"))]
    return tuple(name for name in [*wanted, *speech] if not os.path.exists(folder / name))


def weight_files(folder: Path) -> tuple[Path, ...]:
    """Return the checkpoint's weight files, including its speech tokenizer's, sorted by name."""
    return tuple(sorted([*folder.glob("*.safetensors"), *folder.glob("speech_tokenizer/*.safetensors")]))


def _weight_files(folder: Path) -> list[str]:
    """Name the weights a folder must hold: the shards its index lists; without one, those that the names count."""
    try:
        shards = json.loads((folder / "model.safetensors.index.json").read_text(encoding="utf-8"))["weight_map"]
        return sorted({str(shard) for shard in shards.values()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        found = {path.name for path in folder.glob("*.safetensors")} or {"model.safetensors"}
        return sorted(found.union(*(_all_shards(name) for name in found)))


def _all_shards(name: str) -> list[str]:
    """Return the names of all shards if a file's name says how many there are: "model-00001-of-00002.safetensors"."""
    shard = _SHARD.fullmatch(name)
    if shard is None:
        return []
    count = min(int(shard[3]), 1000)
    return [f"{shard[1]}-{place:05}-of-{shard[3]}.safetensors" for place in range(1, count + 1)]
