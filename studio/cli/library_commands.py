"""`studio library repair`: saves what can be saved of a damaged library."""

import typer

from studio.cli.options import Home
from studio.cli.output import print_line
from studio.cli.parsing import Command

library = typer.Typer(help="Repair the library of takes, ratings and listening tests.")


@library.callback()
def _group() -> None:
    pass  # with it, typer keeps `repair` a command of the group even while it is the only one


@library.command("repair", cls=Command)
def repair_library(home: Home = None) -> None:
    """Set a damaged database aside, recover what can be read, and find takes again.

    Takes without a row in the database are listed again from the files beside their sounds. What killed programs left
    behind is deleted. Close every other program with this home folder first.
    """
    from studio.store.home import home_folder
    from studio.store.repair import repair

    done = repair(home_folder(home))
    if done.aside is None:
        print_line("The database is not damaged.")
    else:
        print_line(f"Recovered takes: {done.takes}, ratings: {done.ratings}, listening tests: {done.tests}.")
        print_line(f"The damaged database is in {done.aside}; delete it when nothing is missing.")
    if done.restored:
        print_line(f"Takes found again by their files: {done.restored}.")
    if done.unlisted:
        print_line(f"Sounds of which nothing else is known are in {done.unlisted}.")
    if done.swept:
        print_line(f"Unfinished files deleted: {done.swept}.")
