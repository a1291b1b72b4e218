"""The `studio` command: registers the commands, and turns errors into messages and exit codes.

A command's module imports the studio only when it runs, so that `studio --help` and shell completion are quick.
"""

import sys
from collections.abc import Callable, Sequence
from typing import Annotated

import typer
from typer.main import get_command

from studio import __version__
from studio.cli.api_command import api
from studio.cli.consistency_command import consistency
from studio.cli.delivery_commands import deliveries
from studio.cli.design_command import design
from studio.cli.doctor_command import doctor
from studio.cli.follow_command import follow
from studio.cli.info_command import info
from studio.cli.library_commands import library
from studio.cli.listening_commands import listening
from studio.cli.measure_command import measure
from studio.cli.model_commands import models
from studio.cli.notebooks_command import notebooks
from studio.cli.output import print_line, print_notice, print_usage
from studio.cli.page_command import ui
from studio.cli.parsing import Command, RootGroup
from studio.cli.preset_commands import presets
from studio.cli.pronunciation_commands import pronunciations
from studio.cli.read_command import read
from studio.cli.remix_command import remix
from studio.cli.replay_command import replay
from studio.cli.report_command import report
from studio.cli.say_command import say
from studio.cli.selfcheck_command import selfcheck
from studio.cli.soak_command import soak
from studio.cli.streams import READER_LEFT, ReaderLeft
from studio.cli.take_commands import keep, takes
from studio.cli.versions_command import versions
from studio.cli.wyoming_command import wyoming
from studio.errors import StudioError, shell_terms
from studio.interrupt import STOPPED

_EXAMPLES = """\b
Examples:
  studio                                          open the page
  studio design "a calm woman in her sixties, low register, slow, slightly husky" \\
      --text "Good evening, and welcome." -n 4 --seed 7 -o takes
  studio presets list
  studio models list
  studio say evening-storyteller "Good evening." -o evening.wav
  studio doctor
"""

app = typer.Typer(
    cls=RootGroup,
    help="Design voices from words: describe, audition, compare, keep. Everything runs on this machine.",
    epilog=_EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,  # plain help: it needs no import of rich, and brackets stay brackets
    pretty_exceptions_enable=False,
)
app.command(cls=Command, context_settings={"allow_extra_args": True})(ui)
app.command(cls=Command)(read)
app.command(cls=Command)(design)
app.command(cls=Command)(say)
app.command(cls=Command)(consistency)
app.add_typer(presets, name="presets")
app.add_typer(deliveries, name="deliveries")
app.command(cls=Command)(remix)
app.add_typer(pronunciations, name="pronunciations")
app.command(cls=Command)(replay)
app.command(cls=Command)(info)
app.add_typer(takes, name="takes")
app.command(cls=Command)(keep)
app.command(cls=Command)(versions)
app.command(cls=Command)(notebooks)
app.add_typer(library, name="library")
app.add_typer(listening, name="listening")
app.command(cls=Command)(measure)
app.command(cls=Command)(follow)
app.command(cls=Command)(report)
app.add_typer(models, name="models")
app.add_typer(api, name="api")
app.command(cls=Command)(wyoming)
app.command(cls=Command)(doctor)
app.command(cls=Command)(soak)
app.command(cls=Command)(selfcheck)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Default: the process's own.

    Returns
    -------
    int
        The exit code: 0; 1 after an error, which is printed on stderr with its code; 2 for wrong usage; 130 after
        Ctrl-C; 141 if the reader of standard output left, as `head` does. A command may return another one.
    """
    command = get_command(app)
    with shell_terms():
        code = _exit_code(
            lambda: command.main(_process_arguments(arguments), prog_name="studio", standalone_mode=False)
        )
        return _exit_code(sys.stdout.flush) or code  # at exit, an error would be a traceback


def _exit_code(run: Callable[[], int | None]) -> int:
    """Run a function and return its exit code; print why it failed."""
    try:
        code = run() or 0
    except ReaderLeft:
        return READER_LEFT
    except StudioError as error:
        print_notice(f"[{error.code}] {error}")
        return 1
    except typer.TyperException as error:
        _print_usage_error(error)
        return error.exit_code
    except typer.Abort:  # end of input at a question
        code = 1
    except KeyboardInterrupt:
        code = STOPPED
    if code == STOPPED:
        print_notice("stopped.")
    return int(code)


def _process_arguments(arguments: Sequence[str] | None) -> list[str]:
    return list(sys.argv[1:] if arguments is None else arguments)


def _print_usage_error(error: typer.TyperException) -> None:
    """Print how the command is used, what is wrong, and where to read more."""
    context = getattr(error, "ctx", None)
    if context is not None:
        print_usage(context.get_usage())
    command = "studio" if context is None else context.command_path
    message = error.format_message()
    end = "" if message.endswith((".", "?")) else "."
    print_notice(f"{message}{end} `{command} --help` shows what it accepts.")


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=lambda asked: _print_version(asked), help="Show the version."
        ),
    ] = False,
) -> None:
    pass


def _print_version(asked: bool) -> None:
    if asked:
        print_line(f"studio {__version__}")
        raise typer.Exit
