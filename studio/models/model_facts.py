"""What is known of any model by its name: of one on disk by its files, of a published one by the catalogue."""

from dataclasses import dataclass
from pathlib import Path

from studio.errors import StudioError
from studio.models.catalogue import CATALOGUE, ORIGINALS, Checkpoint, Kind
from studio.models.checkpoint_files import kind_of, read_json
from studio.models.hub_cache import cached_snapshot, is_folder, missing_files, weight_files

_PUBLISHED_POSITION = 28 * 8 * 128 * 2 * 2  # layers, heads, width; keys and values; bytes: the 0.6B has the same
# Growing them copies: eight takes of 2,000 frames of the published 1.7B were measured to take 2.9 GB, not 1.8.
_COPIES = 1.6
_KINDS: dict[str, Kind] = {"voice_design": "design", "base": "base"}


@dataclass(frozen=True)
class ModelFacts:
    """What is known of a model.

    Parameters
    ----------
    checkpoint : Checkpoint
        Its kind, precision and size.
    position_bytes : int
        Bytes of keys and values that one position of one take needs, with what growing them takes.
    """

    checkpoint: Checkpoint
    position_bytes: int


def facts_of(model: str) -> ModelFacts | None:
    """Return what is known of a model; None where that is nothing.

    Parameters
    ----------
    model : str
        A hub id, or a folder.
    """
    folder = Path(model).expanduser() if is_folder(model) else cached_snapshot(model)
    published = next((each for each in (*CATALOGUE, *ORIGINALS) if each.model == model), None)
    try:
        if folder is not None and not missing_files(folder):
            return _facts_on_disk(model, folder)
    except (StudioError, OSError, KeyError, TypeError, ValueError):
        pass  # whoever loads it says what is wrong
    return ModelFacts(published, int(_PUBLISHED_POSITION * _COPIES)) if published else None


def _facts_on_disk(model: str, folder: Path) -> ModelFacts:
    config = read_json(folder / "config.json")
    bits = (config.get("quantization") or {}).get("bits")
    size = sum(path.stat().st_size for path in weight_files(folder))
    talker = config["talker_config"]
    width = talker["num_hidden_layers"] * talker["num_key_value_heads"] * talker["head_dim"]
    kind = _KINDS[kind_of(folder)[1]]
    checkpoint = Checkpoint(model, kind, "", f"{bits}bit" if bits else "bf16", size)
    return ModelFacts(checkpoint, int(width * 2 * 2 * _COPIES))
