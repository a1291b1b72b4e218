"""Find a checkpoint on disk or download it, and check its files before anything is loaded."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from studio.errors import Advice, ModelMissing, ModelUnusable
from studio.models.checkpoint_files import check_files, kind_of
from studio.models.fetch import fetch
from studio.models.hub_cache import cached_snapshot, is_folder, missing_files, weight_files
from studio.models.use_lock import UseLock

_VOICE_DESIGN = "mlx-community/Qwen3-TTS-12Hz-1.7B-VoiceDesign-8bit"
_BASE = "mlx-community/Qwen3-TTS-12Hz-1.7B-Base-8bit"
_KINDS = {
    "voice_design": "a VoiceDesign model, which speaks from a description",
    "base": "a Base model, which copies a voice from a recording",
    "custom_voice": "a CustomVoice model, which has fixed speakers",
}
_uses: dict[str, UseLock] = {}


def resolve(model: str, progress: Callable[[float], None]) -> Path:
    """Return the folder of a model; download it if it is not on disk.

    The hub is not contacted if the model is complete on disk.

    Parameters
    ----------
    model : str
        A folder, or a hub id.
    progress : callable
        Called with the part that is downloaded, 0 to 1.

    Returns
    -------
    Path
        Absolute; its files are not checked yet.

    Raises
    ------
    ModelMissing
        If the folder does not exist, or the hub has no such model.
    HubUnreachable
        If the hub does not answer within seconds, or refuses.
    StorageFailed
        If the disk is full.
    """
    if is_folder(model):
        folder = Path(_full_name(model))
        if not folder.is_dir():
            raise ModelMissing(f"There is no folder {model}.", "Check the path.", details={"missing": model})
        _use(model)
        return folder
    _use(model)
    snapshot = cached_snapshot(model)
    if snapshot is None or missing_files(snapshot):
        snapshot = fetch(model, tell=lambda now: progress(now.fraction))
    return snapshot


def _use(model: str) -> None:
    """Keep others from removing the model until it is released."""
    if (name := _full_name(model)) not in _uses:
        _uses[name] = UseLock(name)


def release(model: str) -> None:
    """Say that a model is no longer in memory, so that it may be removed."""
    if (use := _uses.pop(_full_name(model), None)) is not None:
        use.release()


def _full_name(model: str) -> str:
    return str(Path(model).expanduser().resolve()) if is_folder(model) else model


def check(folder: Path) -> None:
    """Check, without loading it, that a folder holds a complete VoiceDesign checkpoint.

    Raises
    ------
    ModelMissing
        If a file is missing; `details["missing"]` names it.
    ModelUnusable
        If a file is damaged, or the model cannot speak from a description.
    """
    if (folder / "config.json").exists():
        _require(folder, "voice_design", "speak from a description", _VOICE_DESIGN)
    check_files(folder)


def resolve_base(model: str) -> Path:
    """Return the folder of a complete Base checkpoint on disk; nothing is downloaded.

    Raises
    ------
    ModelMissing
        If it, or one of its files, is missing.
    ModelUnusable
        If a file is damaged, or the model cannot copy a voice.
    """
    folder = Path(_full_name(model)) if is_folder(model) else cached_snapshot(model)
    if folder is None or not folder.is_dir():
        raise ModelMissing(
            f"The Base model {model} is not on this machine.",
            Advice(
                f"Download it: st.models.download({model!r}).wait()",
                shell="Download it on the models page, or with `studio models download`.",
            ),
            code="base-model-missing",
            details={"missing": model},
        )
    _use(model)
    if (folder / "config.json").exists():
        _require(folder, "base", "copy a voice from a recording", _BASE)
    check_files(folder)
    return folder


def speech_tokenizer_revision(folder: Path) -> str:
    """Return an id of a checkpoint's speech tokenizer, which alone determines the codes of a sound."""
    return _digest_of(folder / "speech_tokenizer", ["config.json"])


def revision_of(folder: Path) -> str:
    """Return an id of the exact model in a folder.

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
    return f"files-{_digest_of(folder, ['config.json', 'generation_config.json'])}"


def _digest_of(folder: Path, configs: list[str]) -> str:
    """Return 12 hexadecimal digits that depend on a folder's configurations and weights."""
    digest = hashlib.sha256()
    for name in configs:
        if (folder / name).exists():
            digest.update((folder / name).read_bytes())
    for path in weight_files(folder):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder).as_posix()} {size}\n".encode())
        with path.open("rb") as file:
            file.seek(max(0, size - 65536))
            digest.update(file.read())
    return digest.hexdigest()[:12]


def _require(folder: Path, wanted: str, purpose: str, example: str) -> None:
    family, kind = kind_of(folder)
    if family == "qwen3_tts" and kind == wanted:
        return
    found = _KINDS.get(kind, f"of the kind {kind!r}") if family == "qwen3_tts" else f"a {family or 'nameless'} model"
    raise ModelUnusable(
        f"The model in {folder} is {found}; it cannot {purpose}.",
        f"Use a Qwen3-TTS {'Base' if wanted == 'base' else 'VoiceDesign'} model, such as {example}.",
        details={"model_type": family, "tts_model_type": kind, "folder": str(folder)},
    )
