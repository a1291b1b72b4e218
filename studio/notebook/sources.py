"""What a widget can be given as a clip, and what it calls it. A widget has no workspace: it looks up no names."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.audio.sound_file import SoundFileFailed, decode
from studio.audio.validation import check_clip
from studio.domain.take import Take
from studio.errors import InvalidInput

_WHAT = "Pass a take, a preset, the path of a sound file, or (samples, sample_rate)."


@dataclass(frozen=True, eq=False)
class Source:
    """A clip as a widget has it.

    Parameters
    ----------
    label : str
        A name, or "take 1 · seed 7".
    samples : ndarray of float32, shape (n,)
        Mono, full scale at ±1.
    sample_rate : int
        Hz.
    given : object
        What the widget was given.
    name : str
        What the studio calls it, "" where it has no name for it.
    """

    label: str
    samples: NDArray[np.float32] = field(repr=False)
    sample_rate: int
    given: Any = field(repr=False)
    name: str = ""

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.sample_rate


def sources_of(clips: Any, labels: Iterable[str] | None = None) -> list[Source]:
    """Return clips as a widget has them, each with a label of its own.

    Parameters
    ----------
    clips : mapping of str to clip, or iterable of clips
        Takes, presets and their deliveries, paths of sound files, or pairs of samples and their rate; by their names,
        or in order.
    labels : iterable of str, optional
        What to call them, one each; their own names by default.

    Raises
    ------
    InvalidInput
        If one is not a clip, or the labels do not fit.
    """
    named = isinstance(clips, Mapping)
    given = list(clips.values()) if named else _listed(clips)
    told = list(labels) if labels is not None else [str(name) for name in clips] if named else None
    sources = [source_of(clip) for clip in given]
    if told is None:
        return _told_apart(sources)
    if len(told) != len(sources) or len(set(told)) != len(told):
        what = f"{len(told)} labels do not fit {len(sources)} clips."
        raise InvalidInput(what, "Pass one label for each clip, all different.", details={"field": "labels"})
    return [replace(source, label=label) for source, label in zip(sources, told, strict=True)]


def source_of(clip: Any) -> Source:
    """Return a clip as a widget has it; raises as `sources_of`."""
    if isinstance(clip, Source):
        return clip
    if isinstance(clip, Take):
        label = clip.label if clip.recipe.voice else f"take {clip.position + 1} · seed {clip.recipe.seed}"
        return Source(label, clip.samples, clip.sample_rate, clip, clip.label)
    if hasattr(clip, "reference") and hasattr(clip, "name"):
        samples, rate = clip.reference()
        return Source(clip.name, samples, rate, clip, clip.name)
    if isinstance(clip, str | Path):
        return _file(clip)
    if isinstance(clip, tuple) and len(clip) == 2:
        return Source("clip", check_clip(*clip), clip[1], clip)
    raise InvalidInput(f"{type(clip).__name__} is no clip.", _WHAT, details={"field": "clips"})


def _listed(clips: Any) -> list[Any]:
    single = isinstance(clips, Take | str | Path) or not isinstance(clips, Iterable)
    is_pair = isinstance(clips, tuple) and len(clips) == 2 and isinstance(clips[1], int | float)
    return [clips] if single or is_pair else list(clips)


def _file(path: str | Path) -> Source:
    file = Path(path)
    if not file.is_file():
        raise InvalidInput(
            f"There is no sound file {str(path)!r}, and a widget does not look up names of takes and voices.",
            f"Pass the clip itself: studio.clip({str(path)!r}).",
            details={"field": "clips"},
        )
    try:
        samples, rate = decode(file)
    except SoundFileFailed as error:
        raise InvalidInput(f"{file.name} cannot be read: {error}.", "Choose another sound file.") from error
    mono = samples if samples.ndim == 1 else samples.mean(axis=1, dtype=np.float32)
    return Source(file.stem, mono, rate, path)


def _told_apart(sources: Sequence[Source]) -> list[Source]:
    """Return sources with labels that differ: those of takes get the version, others a number."""
    twice = {label for label, count in Counter(source.label for source in sources).items() if count > 1}
    named = [_with_name(source) if source.label in twice else source for source in sources]
    seen: Counter[str] = Counter()
    result = []
    for source in named:
        seen[source.label] += 1
        again = seen[source.label]
        result.append(source if again == 1 else replace(source, label=f"{source.label} ({again})"))
    return result


def _with_name(source: Source) -> Source:
    if not isinstance(source.given, Take):
        return source
    return replace(source, label=f"{source.name} · seed {source.given.recipe.seed}")
