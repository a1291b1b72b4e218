"""What a format of voices is."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from studio.exchange.arrivals import Arrival, Given
from studio.exchange.sources import Source
from studio.store.preset_folder import Preset

#: The files of an export: path with slashes → content.
Files = Iterable[tuple[str, bytes]]
#: Parts of a preset besides its name, its sound and its words.
_ORIGIN = ("description", "recipe", "lineage", "licence", "consent", "measurements", "rating")
EVERYTHING = frozenset((*_ORIGIN, "tags", "notes", "deliveries", "pronunciations"))


def nothing_shared(presets: Mapping[str, Preset]) -> Files:
    """Return no files: most formats keep each voice to itself."""
    return ()


def one_name(preset: Preset) -> Sequence[str]:
    """Return no further ends: most formats name all files of a voice alike."""
    return ()


@dataclass(frozen=True)
class Format:
    """A format in which voices leave the studio and arrive in it.

    Parameters
    ----------
    name : str
        As `--format` and `export` name it.
    title : str
        What a person calls it.
    takers : str
        The programs that take it.
    one_file : bool
        Whether an exported voice is one file.
    pack : callable
        Returns the files of a preset; the second argument begins the name of each.
    keeps : frozenset of str
        The parts of a preset that it holds besides name, sound and words; see `studio.exchange.losses`.
    find : callable
        Returns the voices in a source, or None where the source is of another format.
    shared : callable
        Returns files for all exported presets together, by the stems of their files.
    pack_folder : callable, optional
        Returns the files of one of several presets in one zip file, in a folder of its name. Without it they are those
        of `pack`; a zip file that holds others is not imported.
    ends : callable
        Returns the ends of the names of further files of a preset, where they could be the names of another one.
    """

    name: str
    title: str
    takers: str
    one_file: bool
    pack: Callable[[Preset, str], Files]
    keeps: frozenset[str]
    find: Callable[[Source, Given], Sequence[Arrival] | None]
    shared: Callable[[Mapping[str, Preset]], Files] = nothing_shared
    pack_folder: Callable[[Preset, str], Files] | None = None
    ends: Callable[[Preset], Sequence[str]] = one_name
