"""A checkpoint's way to the model: found on disk or fetched from the hub, and checked before anything is loaded."""

import errno
import hashlib
import json
import shutil
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, NoReturn

from studio.errors import HubUnreachable, ModelMissing, ModelUnusable, StorageFailed, StudioError
from studio.voice.checkpoint import cached_snapshot, hub_cache, is_folder, missing_files, weight_files

_HUB_PATIENCE = 8.0  # seconds for the hub's first word; its client alone would wait for ever
_PATTERNS = ["*.json", "*.safetensors", "*.txt"]
_VOICE_DESIGN = "mlx-community/Qwen3-TTS-12Hz-1.7B-VoiceDesign-8bit"
_KINDS = {
    "base": "a Base model, which copies a voice from a recording",
    "custom_voice": "a CustomVoice model, which has fixed speakers",
}


def resolve(model: str, progress: Callable[[float], None]) -> Path:
    """Give the folder that holds a model, fetching it from the hub where it is not on disk.

    A complete download is used as it is: the hub is not asked.

    Parameters
    ----------
    model : str
        A folder, or a hub id.
    progress : callable
        Takes the part that is fetched, 0 to 1. The hub's client calls it from its own threads.

    Returns
    -------
    Path
        Absolute; what it holds is not checked yet.

    Raises
    ------
    ModelMissing
        If the folder is not there, or the hub has no such model.
    HubUnreachable
        If the hub does not answer within seconds, or refuses.
    StorageFailed
        If the disk has no room for it.
    """
    if is_folder(model):
        folder = Path(model).expanduser().resolve()
        if not folder.is_dir():
            raise ModelMissing(f"There is no folder {model}.", "Check the path.", details={"missing": model})
        return folder
    snapshot = cached_snapshot(model)
    if snapshot is None or missing_files(snapshot):
        snapshot = _fetch(model, progress)
    return snapshot


def check(folder: Path) -> None:
    """Check, without loading it, that a folder holds a VoiceDesign checkpoint whose files are whole.

    Raises
    ------
    ModelMissing
        If a file is not there; `details["missing"]` names it.
    ModelUnusable
        If a file is damaged, or the model is one that cannot speak from a description.
    """
    if missing := missing_files(folder):
        _require_config(folder)
        raise ModelMissing(
            f"The model in {folder} lacks {missing[0]}.",
            f"Download the model again, or choose another folder. All that is missing: {', '.join(missing)}.",
            details={"missing": missing[0], "folder": str(folder)},
        )
    _require_config(folder)
    for name in ("tokenizer_config.json", "vocab.json", "tokenizer.json", "generation_config.json"):
        if (folder / name).exists():
            _read_json(folder / name)
    _read_json(folder / "speech_tokenizer" / "config.json")
    for path in weight_files(folder):
        _check_weights(path)


def revision_of(folder: Path) -> str:
    """Name the exact model in a folder.

    Parameters
    ----------
    folder : Path
        Of a checkpoint.

    Returns
    -------
    str
        The commit, for a folder of the hub's cache. For any other, "files-" and 12 hexadecimal digits of a SHA-256 over
        config.json, generation_config.json, and each weight file's name, size and last 64 KiB: hashing gigabytes would
        take longer than loading them.
    """
    if folder.parent.name == "snapshots":
        return folder.name
    digest = hashlib.sha256()
    for name in ("config.json", "generation_config.json"):
        if (folder / name).exists():
            digest.update((folder / name).read_bytes())
    for path in weight_files(folder):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder).as_posix()} {size}\n".encode())
        with path.open("rb") as file:
            file.seek(max(0, size - 65536))
            digest.update(file.read())
    return f"files-{digest.hexdigest()[:12]}"


def _require_config(folder: Path) -> None:
    if not (folder / "config.json").exists():
        return
    config = _read_json(folder / "config.json")
    family, kind = config.get("model_type"), config.get("tts_model_type", "base")
    if family == "qwen3_tts" and kind == "voice_design":
        return
    found = _KINDS.get(kind, f"of the kind {kind!r}") if family == "qwen3_tts" else f"a {family or 'nameless'} model"
    raise ModelUnusable(
        f"The model in {folder} is {found}; it cannot speak from a description.",
        f"Use a Qwen3-TTS VoiceDesign model, such as {_VOICE_DESIGN}.",
        details={"model_type": str(family), "tts_model_type": str(kind), "folder": str(folder)},
    )


def _read_json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _damaged(path, error.strerror or "it cannot be read") from None
    except ValueError as error:
        raise _damaged(path, f"it is not JSON ({error})") from None
    if not isinstance(data, dict):
        raise _damaged(path, "it is not a JSON object")
    return data


def _check_weights(path: Path) -> None:
    """Check that a safetensors file is as long as its header says: the first 8 bytes give the header's own length."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if not 0 < length <= size - 8:
                raise ValueError("its header is cut off")
            header = json.loads(file.read(length))
        ends = [tensor["data_offsets"][1] for name, tensor in header.items() if name != "__metadata__"]
        if not ends:
            raise ValueError("it holds no weights")
        if 8 + length + max(ends) != size:
            raise ValueError(f"it has {size:,} bytes, and should have {8 + length + max(ends):,}")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(path, str(error)) from None


def _damaged(path: Path, why: str) -> ModelUnusable:
    name = f"speech_tokenizer/{path.name}" if path.parent.name == "speech_tokenizer" else path.name
    return ModelUnusable(
        f"The model's file {name} is damaged: {why}.",
        "Delete it and download the model again.",
        details={"file": name, "path": str(path)},
    )


def _fetch(model: str, progress: Callable[[float], None]) -> Path:
    from huggingface_hub import HfApi, snapshot_download

    try:
        # Asking once with a time limit of our own is what keeps a silent hub from holding the load up for ever.
        info = HfApi().model_info(model, timeout=_HUB_PATIENCE, files_metadata=True)
        wanted = sum(file.size or 0 for file in info.siblings or [] if _is_wanted(file.rfilename))
        _require_room(model, wanted)
        folder = snapshot_download(
            model, allow_patterns=_PATTERNS, etag_timeout=_HUB_PATIENCE, tqdm_class=_reporter(wanted, progress)
        )
    except StudioError:
        raise
    except Exception as error:
        _explain(model, error)
    return Path(folder)


def _require_room(model: str, wanted: int) -> None:
    cache = hub_cache()
    cache.mkdir(parents=True, exist_ok=True)
    blobs = (cache / f"models--{model.replace('/', '--')}" / "blobs").glob("*")
    left, free = wanted - sum(path.stat().st_size for path in blobs), shutil.disk_usage(cache).free
    if left > free:
        raise StorageFailed(
            f"{model} needs {left / 1e9:.1f} GB more, and {cache} has {free / 1e9:.1f} GB free.",
            "Make room, or set HF_HOME to a folder on a larger disk.",
            details={"folder": str(cache)},
        )


def _is_wanted(name: str) -> bool:
    return any(fnmatch(name, pattern) for pattern in _PATTERNS)


def _reporter(wanted: int, progress: Callable[[float], None]) -> type[Any]:
    """Make a progress bar that draws nothing and reports the bytes on disk as a part of those wanted."""
    from huggingface_hub.utils import tqdm

    class Reporter(tqdm):  # type: ignore[misc]
        def __init__(self, *arguments: Any, **options: Any) -> None:
            # The client has one bar for files, one for bytes received, and this one for bytes on disk.
            self._counts = "Reconstructing" in options.get("desc", "")
            super().__init__(*arguments, **options | {"disable": True})

        def update(self, n: float | None = 1) -> bool | None:
            self.n += n or 0
            if self._counts and wanted:
                progress(min(self.n / wanted, 1.0))
            return None

    return Reporter


def _explain(model: str, error: Exception) -> NoReturn:
    """Say in the studio's words what the hub's client ran into."""
    from huggingface_hub import errors

    details = {"model": model, "error": f"{type(error).__name__}: {str(error)[:400]}"}
    if isinstance(error, errors.OfflineModeIsEnabled) or isinstance(error.__cause__, errors.OfflineModeIsEnabled):
        raise ModelMissing(
            f"The model {model} is not on this machine, and HF_HUB_OFFLINE keeps it from being fetched.",
            "Unset HF_HUB_OFFLINE, or give the path of a folder that holds the model.",
            details=details | {"missing": model},
        ) from error
    status = getattr(getattr(error, "response", None), "status_code", None)
    if isinstance(error, errors.GatedRepoError) or status == 403:
        raise HubUnreachable(
            f"The hub refuses to give {model} without permission.",
            "Accept the model's terms on its page and log in with `hf auth login`, or give the path of a folder.",
            details=details,
        ) from error
    if isinstance(error, errors.RepositoryNotFoundError) or status in (401, 404):
        raise ModelMissing(
            f"The hub has no model {model}, or shows it only to those who log in.",
            f"Check its spelling ({_VOICE_DESIGN} is one), or log in with `hf auth login`.",
            details=details | {"missing": model},
        ) from error
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS):
        raise StorageFailed(
            f"{model} could not be written to {hub_cache()}: {error.strerror}.",
            "Make room or give access there, or set HF_HOME to another folder.",
            details=details,
        ) from error
    raise HubUnreachable(
        f"The model {model} is not on this machine, and the hub could not be reached.",
        "Check the network and try again, or give the path of a folder that holds the model.",
        details=details,
    ) from error
