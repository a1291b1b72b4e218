"""`studio say`: speaks a text in a saved voice."""

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from studio.cli.options import AsJson, Backend, BaseModel, Home, Language, ModelName, Raw, VoiceName, integer
from studio.cli.output import file_entry, print_files
from studio.cli.progress import print_notes, print_second_engine, print_warning, wait_for_takes
from studio.cli.streams import write_binary
from studio.domain.limits import MAX_SPEECH
from studio.errors import InvalidInput

if TYPE_CHECKING:
    from studio import Take


def say(
    preset: VoiceName,
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE", help="out.wav, .flac, .mp3 or .opus; - writes WAV to standard output."
        ),
    ],
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="What it says.")] = None,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="Speak the text of this file; - is standard input.")
    ] = None,
    delivery: Annotated[
        str, typer.Option("--delivery", metavar="NAME", help="One of the voice's manners: calm, sad, whisper …")
    ] = "",
    seed: Annotated[
        str | None, typer.Option("--seed", metavar="SEED", help="The first take's seed (default: the voice's own).")
    ] = None,
    takes: Annotated[int, typer.Option("--takes", "-n", parser=integer, metavar="N", help="How many, 1 to 8.")] = 1,
    language: Language = "auto",
    raw: Raw = False,
    as_json: AsJson = False,
    backend: Backend = "auto",
    model: ModelName = None,
    base_model: BaseModel = None,
    home: Home = None,
) -> None:
    """Speak a text in a saved voice, and write it as a sound file."""
    from studio.session import Studio, auditions_of
    from studio.store.files import make_folder

    to_stdout = str(output) == "-"
    _check_output(output, takes, as_json=as_json)  # before the model works in vain
    spoken = _read_text(text, file)
    with Studio(home, backend, model, base_model) as studio:
        audition = auditions_of(studio, warn=print_warning).say(
            preset,
            spoken,
            delivery=delivery,
            takes=takes,
            seed=seed,
            language=language,
            raw=raw,
        )
        if not to_stdout:
            make_folder(output.parent)
        print_second_engine(studio)
        print_notes(audition)
        finished = wait_for_takes(audition, quiet=as_json)
    if to_stdout:
        return _write_to_stdout(finished[0])
    written = [_write(take, _numbered(output, take, len(finished))) for take in finished]
    print_files(written, as_json=as_json)


def _check_output(output: Path, takes: int, *, as_json: bool) -> None:
    from studio.store.files import check_format, replaceable

    if str(output) != "-":
        check_format(output)
        replaceable(output)
    elif takes != 1 or as_json or sys.stdout.isatty():
        raise InvalidInput(
            "Standard output takes the sound of one take, without --json, and not on a terminal.",
            "Send it on, as in `studio say … -o - | ffmpeg -i - out.m4a`, or name a file.",
            details={"field": "output"},
        )


def _write_to_stdout(take: "Take") -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "take.wav"
        _write(take, path)
        write_binary(path.read_bytes())


def _read_text(text: str | None, file: Path | None) -> str:
    if (text is None) == (file is None):
        raise InvalidInput(
            "There is no text to say." if text is None else "There are both a text and a file to say.",
            "Give the text in quotes, or a file with --file.",
            details={"field": "text"},
        )
    if file is None:
        return str(text)
    name = "Standard input" if str(file) == "-" else str(file)
    try:
        content = _beginning(file)
        content.encode()  # fails for bytes that were not text, which some locales let pass
    except UnicodeError as error:
        raise InvalidInput(
            f"{name} is not text in UTF-8.",
            "Convert it, for example with `iconv -f ISO-8859-1 -t UTF-8`.",
            details={"field": "file"},
        ) from error
    except OSError as error:
        raise InvalidInput(
            f"{name} cannot be read: {error.strerror or error}.", "Name a text file.", details={"field": "file"}
        ) from error
    if len(content) > MAX_SPEECH:
        raise InvalidInput(
            f"{name} has more than {MAX_SPEECH:,} characters.",
            "Split it, a paragraph or two at a time.",
            code="invalid-text",
            details={"field": "text"},
        )
    return content


def _beginning(file: Path) -> str:
    """Read at most one character more than a text may have: a file may be of any size, and standard input endless."""
    if str(file) == "-":
        return sys.stdin.read(MAX_SPEECH + 1)
    with file.open(encoding="utf-8-sig") as opened:
        return opened.read(MAX_SPEECH + 1)


def _numbered(path: Path, take: "Take", count: int) -> Path:
    """Return a file name for one of several takes: out-1.wav, out-2.wav."""
    return path if count == 1 else path.with_stem(f"{path.stem}-{take.position + 1}")


def _write(take: "Take", path: Path) -> dict[str, Any]:
    from studio.store.files import write_sound
    from studio.store.provenance import Provenance

    write_sound(path, take.samples, take.sample_rate, Provenance.of_take(take))
    return file_entry(take, path)
