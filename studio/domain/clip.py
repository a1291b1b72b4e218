"""Clips: a sound with its words, whatever it comes from."""

import math
import weakref
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from studio.domain.recipe import Recipe
from studio.domain.rich_display import RichDisplay
from studio.errors import InvalidInput

if TYPE_CHECKING:  # what the methods return; nothing of it is imported when the program runs
    from studio.audio.checks import Flags
    from studio.audio.metrics import Measurements
    from studio.store.preset_folder import Preset


_FLOATS = "Pass floats within ±1: 16-bit integers divided by 32768."


class ClipWorkspace(Protocol):
    """What a clip needs of the workspace that it comes from (`studio.workspace.Workspace`)."""

    def measure(self, clip: Any, /) -> "Measurements":
        """Measure a clip."""

    def check(self, clip: Any, /) -> "Flags":
        """Look for faults of a clip."""

    def save(self, clip: Any, path: str | Path, /) -> Path:
        """Write a clip as a sound file."""

    def keep(
        self,
        take: Any,
        name: str,
        /,
        *,
        tags: Iterable[str] = (),
        notes: str = "",
        overwrite: bool = False,
        licence: str = "",
        consent: str = "",
    ) -> "Preset":
        """Save a take as a preset."""


@dataclass(frozen=True, eq=False, repr=False)
class Clip(RichDisplay):
    """A sound with its words: a take, the reference audio of a voice, a sound file, or samples of your own.

    It is a value: its samples are read-only, and `np.array(clip)` is a copy that may be changed. `len(clip)` is the
    number of samples, and `clip[1.0:2.5]` the part between two times in seconds.

    Parameters
    ----------
    samples : ndarray of float32, shape (n,)
        Mono, full scale at ±1. An array of float32 is not copied: do not write into it as long as the clip is used.
    sample_rate : int
        Hz.
    label : str
        What a person calls it.
    text : str
        What is spoken; "" where that is not known.
    ref : str
        "take:ID", "preset:SLUG", "delivery:SLUG/NAME", the path of a sound file, or "".
    recipe : Recipe, optional
        What made it; None for a sound that the studio did not make.
    incomplete : bool
        Whether it is the beginning of what its recipe makes, since that was stopped.
    workspace : ClipWorkspace, optional
        The workspace that it comes from, which measures, checks and saves it.

    Raises
    ------
    InvalidInput
        If the samples are not floats of one channel, or the rate is not positive.

    Examples
    --------
    >>> hum = Clip(np.zeros(48_000, np.float32), 24_000, "hum")
    >>> hum, hum[0.5:1.25].duration, len(hum)
    (<Clip hum, 2.0 s>, 0.75, 48000)
    """

    samples: NDArray[np.float32]
    sample_rate: int
    label: str = "clip"
    text: str = ""
    ref: str = ""
    recipe: Recipe | None = None
    incomplete: bool = False
    workspace: ClipWorkspace | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "samples", read_only(self.samples))
        if not 0 < self.sample_rate < math.inf:
            what = f"A sample rate of {self.sample_rate} Hz is not valid."
            raise _invalid_clip(what, "Pass the rate that the sound was made with.")

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.sample_rate

    @property
    def description(self) -> str:
        """How the voice was described; "" where that is not known."""
        return self.recipe.description if self.recipe else ""

    def measure(self) -> "Measurements":
        """Return duration, loudness, pitch, pace, brightness and more; see `Workspace.measure`."""
        return self._studio("measure").measure(self)

    def check(self) -> "Flags":
        """Return the faults that are found in the sound; see `Workspace.check`."""
        return self._studio("check").check(self)

    def save(self, path: str | Path) -> Path:
        """Write the sound as FLAC, WAV or MP3, by the path's extension, with where it comes from; see `Workspace.save`.

        Parameters
        ----------
        path : str or pathlib.Path
            The file, such as "evening.wav"; one of that name is replaced.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        InvalidInput
            If the extension is not known.
        StorageFailed
            If the file cannot be written.
        """
        return self._studio("save", ", path").save(self, path)

    def _studio(self, method: str, arguments: str = "") -> ClipWorkspace:
        if self.workspace is None:
            raise InvalidInput(
                f"{self.label} belongs to no studio.",
                f"Use the method of a studio: st.{method}({type(self).__name__.lower()}{arguments}).",
                code="no-workspace",
                details={"method": method},
            )
        return self.workspace

    def __len__(self) -> int:
        return len(self.samples)

    def __bool__(self) -> bool:
        return True  # one without samples too: `if clip` asks whether there is a clip

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        return np.array(self.samples, dtype, copy=copy)

    def __getitem__(self, seconds: slice) -> "Clip":
        if not isinstance(seconds, slice) or seconds.step is not None:
            raise TypeError("A clip is sliced in seconds, as clip[1.0:2.5]; its samples are np.asarray(clip).")
        start, stop = (self._position(edge) for edge in (seconds.start, seconds.stop))
        part = self.samples[start:stop]
        begins = slice(start, stop).indices(len(self))[0] / self.sample_rate
        label = f"{self.label} {begins:.2f}–{begins + len(part) / self.sample_rate:.2f} s"
        return Clip(part, self.sample_rate, label, recipe=self.recipe, workspace=self.workspace)

    def _position(self, seconds: float | None) -> int | None:
        return None if seconds is None else round(float(seconds) * self.sample_rate)

    __iter__: ClassVar[None] = None  # np.asarray(clip) has the samples

    def __copy__(self) -> "Clip":
        return self

    def __deepcopy__(self, memo: object) -> "Clip":
        return self

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "workspace": None}  # another process has its own

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, samples=read_only(state["samples"]))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.label}, {self.duration:.1f} s>"


def weakly(workspace: ClipWorkspace | None) -> Callable[[], ClipWorkspace | None]:
    """Return a function that returns a workspace for as long as something else refers to it.

    What a workspace consists of refers to it in this way, so that a studio that nobody uses any more can close itself.
    """
    return weakref.ref(workspace) if workspace is not None else lambda: None


def read_only(samples: ArrayLike) -> NDArray[np.float32]:
    """Return samples as a read-only array of float32; a copy only if the type differs.

    Parameters
    ----------
    samples : array_like of float, shape (n,)
        Mono.

    Raises
    ------
    InvalidInput
        If there are several channels, or the samples are not floats.
    """
    given = np.asarray(samples)
    if given.ndim != 1:
        raise _invalid_clip(
            f"Samples of shape {given.shape} are not mono.", "Mix them down first: samples.mean(axis=1)."
        )
    if given.dtype.kind != "f":
        raise _invalid_clip(
            f"Samples of type {given.dtype} are not supported.",
            _FLOATS,
        )
    array = given.astype(np.float32, copy=False).view()
    array.setflags(write=False)
    return array


def _invalid_clip(what: str, next_step: str) -> InvalidInput:
    return InvalidInput(what, next_step, code="invalid-clip", details={"field": "samples"})
