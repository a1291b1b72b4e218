"""Import: finds the voices in files and folders by what is in them, and adds each one, whole, or says why not.

The page calls `import_presets` too; `studio.ui.sections.exchange` gives it the files of `POST /studio/import`.
"""

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from studio.errors import StorageFailed, StudioError
from studio.exchange.arrivals import Arrival, Given
from studio.exchange.formats.pair import SOUNDS
from studio.exchange.opening import no_voice, opened
from studio.exchange.refusals import refused
from studio.exchange.registry import FORMATS
from studio.exchange.sources import Source
from studio.store.preset_folder import Preset
from studio.store.presets import PresetShelf

_WORDS = ".txt"


@dataclass(frozen=True)
class Imported:
    """What became of one voice, or of a file in which none was found.

    Parameters
    ----------
    label : str
        The file, or the voice in it.
    preset : Preset or None
        The preset that was added.
    error : StudioError or None
        Why none was.
    file : str
        The name of the file or folder that it came in.
    notes : tuple of str
        What of the file the preset does not hold, in sentences.
    """

    label: str
    preset: Preset | None = None
    error: StudioError | None = None
    file: str = ""
    notes: tuple[str, ...] = ()


def import_presets(
    shelf: PresetShelf,
    paths: Sequence[Path],
    transcript: str = "",
    consent: str = "",
    *,
    overwrite: bool = False,
    rename: bool = False,
) -> list[Imported]:
    """Add the voices in files and folders; each succeeds or fails on its own.

    Parameters
    ----------
    shelf : PresetShelf
        Where they are added.
    paths : sequence of pathlib.Path
        Zip files, folders, and sounds; the words of NAME.wav may be in NAME.txt, named too or beside it.
    transcript : str
        What the sounds say that have no words of their own.
    consent : str
        For recordings of a person: whose voice it is, and that they agree.
    overwrite : bool
        Whether a preset of the same name may be replaced.
    rename : bool
        Whether a voice whose name is taken gets a number.

    Returns
    -------
    list of Imported
        One for each voice, in order, and one for each file in which none was found.
    """
    given = Given(transcript.strip(), consent.strip())

    def add(found: Arrival) -> Imported:
        try:
            preset = shelf.receive(found.label, found.write, overwrite=overwrite, rename=rename)
        except StudioError as error:
            return Imported(found.label, error=error)
        return Imported(found.label, preset, notes=found.notes)

    return [each for path, beside in _together(paths) for each in _import_path(path, beside, given, add)]


def _import_path(
    path: Path, beside: Sequence[Path], given: Given, add: Callable[[Arrival], Imported]
) -> list[Imported]:
    try:
        with opened(path, beside) as source:
            return [replace(add(found), file=path.name) for found in _voices(source, given)]
    except StudioError as error:
        return [Imported(path.name, error=error, file=path.name)]
    except OSError as failure:
        what = f"{path.name} cannot be read: {failure.strerror or failure}."
        unreadable = StorageFailed(what, "Check the disk and the permissions of the file.")
        return [Imported(path.name, error=unreadable, file=path.name)]


def _voices(source: Source, given: Given) -> Sequence[Arrival]:
    """Return the voices in a source, found by the first format that recognises it."""
    for form in FORMATS.values():
        found = form.find(source, given)
        if found is not None:
            return found
    if any(name.endswith("data.pkl") for name in source.names):
        next_step = "Export the voice as a sound with its words from the program that made it."
        raise refused(source.label, "it is a PyTorch file, which can run programs", next_step, "not-a-voice")
    raise no_voice(source.label)


def _together(paths: Sequence[Path]) -> Iterator[tuple[Path, Sequence[Path]]]:
    """Yield each path with the files that may belong to it, which do not count by themselves.

    For a sound NAME.wav: its words NAME.txt, also where only the sound was named, and NAME-DELIVERY.wav with its words.
    """
    given = dict.fromkeys(paths)  # each once
    sounds = [path for path in given if path.suffix.lower() in SOUNDS]
    beside = {path: _beside(path, sounds, given) for path in given if path.suffix.lower() != _WORDS}
    belonging = {each for files in beside.values() for each in files}
    for path in given:
        if path not in belonging:
            yield path, beside.get(path, ())


def _beside(path: Path, sounds: Sequence[Path], given: Container[Path]) -> list[Path]:
    """Return the words of a file, named or there, and the sounds of its deliveries with their words."""
    deliveries = [each for each in sounds if each.parent == path.parent and each.stem.startswith(f"{path.stem}-")]
    words = path.with_suffix(_WORDS)
    found = [words] if words in given or (path in sounds and words.is_file()) else []
    return found + [each for sound in deliveries for each in (sound, sound.with_suffix(_WORDS)) if each in given]
