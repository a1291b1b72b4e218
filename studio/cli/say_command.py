"""`studio say` and `studio consistency`: saved voices speak."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from studio import Consistency, Studio, Take
from studio.cli.output import add_command, file_entry, print_files, print_json
from studio.cli.progress import tell_beside, watch
from studio.errors import InvalidInput
from studio.store.files import check_format, make_folder, write_sound


def add_say(commands: Any, add_engine: Callable[[argparse.ArgumentParser], None]) -> None:
    """Add both commands.

    Parameters
    ----------
    commands
        What `ArgumentParser.add_subparsers` gave.
    add_engine : callable
        Adds the flags that choose the engine and the home folder.
    """
    say = add_command(commands, "say", "let a saved voice speak, and write what it says as a file")
    say.add_argument("preset", metavar="PRESET", help="the voice, or a take's id or its first digits")
    say.add_argument("text", nargs="?", metavar="TEXT", help="what it says")
    say.add_argument("--file", type=Path, metavar="FILE", help="speak what this file holds; - reads standard input")
    say.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="out.wav or out.flac")
    say.add_argument("--seed", help="of the first take (default: the voice's own)")
    say.add_argument("-n", "--takes", type=int, default=1, metavar="N", help="how often, 1 to 8 (default 1)")
    say.add_argument("--language", default="auto", help="English, French, … or auto (default)")
    say.set_defaults(run=_say)
    test = add_command(commands, "consistency", "does a saved voice stay the same over five texts?")
    test.add_argument("preset", metavar="PRESET", help="the voice, or a take's id or its first digits")
    test.set_defaults(run=_consistency)
    for command in (say, test):
        command.add_argument("--json", action="store_true", help="print what came of it as JSON")
        add_engine(command)


def _say(options: argparse.Namespace) -> int:
    check_format(options.output)
    text = _text_to_say(options)
    with Studio(options.home, options.backend, options.model, options.base_model) as studio:
        audition = studio.say(options.preset, text, takes=options.takes, seed=options.seed, language=options.language)
        make_folder(options.output.parent)
        tell_beside(studio)
        takes = watch(audition)
    written = [_write_speech(take, _numbered(options.output, take, len(takes))) for take in takes]
    print_files(written, as_json=options.json)
    return 0


def _text_to_say(options: argparse.Namespace) -> str:
    if (options.text is None) == (options.file is None):
        raise InvalidInput(
            f"There is {'no text to say' if options.text is None else 'a text and a file to say'}.",
            "Give the text in quotes, or a file with --file.",
            details={"field": "text"},
        )
    if options.file is None:
        return str(options.text)
    try:
        return sys.stdin.read() if str(options.file) == "-" else options.file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"{options.file} cannot be read as text: {getattr(error, 'strerror', None) or error}.",
            "Name a file of plain text in UTF-8.",
            details={"field": "file"},
        ) from error


def _numbered(path: Path, take: Take, count: int) -> Path:
    """Give each of several takes a file of its own: out-1.wav, out-2.wav."""
    return path if count == 1 else path.with_stem(f"{path.stem}-{take.position + 1}")


def _write_speech(take: Take, path: Path) -> dict[str, Any]:
    write_sound(path, take.samples, take.sample_rate)
    return file_entry(take, path)


def _consistency(options: argparse.Namespace) -> int:
    with Studio(options.home, options.backend, options.model, options.base_model) as studio:
        test = studio.consistency(options.preset)
        tell_beside(studio)
        watch(test.audition)
        found = test.wait()
    if options.json:
        print_json(_facts(found))
        return 0
    for line in found.lines:
        print(f"{line.similarity:.3f}  {line.text}")
    print(f"among themselves {min(found.among):.3f} to {max(found.among):.3f}; spread {found.spread:.3f}")
    for name, similarity in found.others[:3]:
        print(f"{similarity:.3f}  another voice: {name}")
    print(f"{found.verdict}: {found.why}")
    return 0


def _facts(found: Consistency) -> dict[str, Any]:
    return {
        "verdict": found.verdict,
        "why": found.why,
        "spread": found.spread,
        "lines": [{"text": line.text, "take": line.take, "similarity": line.similarity} for line in found.lines],
        "among": list(found.among),
        "others": dict(found.others),
    }
