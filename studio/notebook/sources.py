"""The clips of a widget, by what it calls them. A widget has no workspace: it looks up no names."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from studio.audio.validation import check_clip
from studio.clips.lookup import ref_of
from studio.clips.sound_file import is_sound_path, sound_file
from studio.domain.clip import Clip
from studio.domain.take import Take
from studio.errors import InvalidInput
from studio.store.preset_delivery import PresetDelivery
from studio.store.preset_folder import Preset

#: What a widget takes as a clip: as `studio.ClipLike`, less what must be looked up.
Playable = Clip | Preset | PresetDelivery | PathLike[str] | str | tuple[Any, int]


def clips_by_label(
    clips: "Playable | Iterable[Playable] | Mapping[str, Playable]", labels: Iterable[str] | None = None
) -> dict[str, Clip]:
    """Return the clips of a widget by their labels, all different.

    Parameters
    ----------
    clips : clip, iterable of clips, or mapping of str to clip
        Takes, presets and their deliveries, paths of sound files, or pairs of samples and their rate.
    labels : iterable of str, optional
        What to call them, one each; by default the names of a mapping, else their own: a name, or "take 1 · seed 7".

    Raises
    ------
    InvalidInput
        If one is not a clip, or the labels do not fit.
    """
    names = [str(name) for name in clips] if isinstance(clips, Mapping) else None
    given = list(clips.values()) if isinstance(clips, Mapping) else _listed(clips)
    found = [playable(clip) for clip in given]
    told = names if labels is None else [str(label) for label in labels]
    if told is None:
        return dict(zip(_told_apart(found), found, strict=True))
    if len(told) != len(found) or len(set(told)) != len(told):
        what = f"{len(told)} labels do not fit {len(found)} clips."
        raise InvalidInput(what, "Pass one label for each clip, all different.", details={"field": "labels"})
    return dict(zip(told, found, strict=True))


def playable(source: Any) -> Clip:
    """Return a clip with its samples, without looking up a name.

    Raises
    ------
    InvalidInput
        If it is none, or only a name of one.
    """
    match source:
        case Clip():
            return source
        case Preset() | PresetDelivery():
            samples, rate = source.reference()
            return Clip(samples, rate, source.name, source.recipe.text, str(ref_of(source)), source.recipe)
        case str() if not is_sound_path(source):
            what = f"{source!r:.60} is a name, and a widget looks up none."
            raise InvalidInput(what, f"Pass the clip: studio.clip({source!r:.60}).", details={"field": "clips"})
        case str() | PathLike():
            return sound_file(Path(source))
        case (samples, rate):
            return Clip(check_clip(samples, rate), rate)
    what = f"{type(source).__name__} is no clip."
    step = "Pass a take, a preset, the path of a sound file, or (samples, sample_rate)."
    raise InvalidInput(what, step, details={"field": "clips"})


def _listed(clips: Any) -> list[Any]:
    single = isinstance(clips, str | PathLike) or not isinstance(clips, Iterable)
    is_pair = isinstance(clips, tuple) and len(clips) == 2 and isinstance(clips[1], int)
    return [clips] if single or is_pair else list(clips)


def _told_apart(clips: Sequence[Clip]) -> list[str]:
    """Return labels that differ: of takes with the same one the studio's own, of others with a number."""
    short = [_short(clip) for clip in clips]
    twice = {label for label, count in Counter(short).items() if count > 1}
    labels = [clip.label if label in twice else label for label, clip in zip(short, clips, strict=True)]
    return [_numbered(label, labels[:place].count(label)) for place, label in enumerate(labels)]


def _short(clip: Clip) -> str:
    """Return a clip's name; of a take of a described voice, its place and its seed, as "take 1 · seed 7"."""
    if not isinstance(clip, Take) or clip.recipe.voice:
        return clip.label
    return f"take {clip.position + 1} · seed {clip.recipe.seed}"


def _numbered(label: str, before: int) -> str:
    return f"{label} ({before + 1})" if before else label
