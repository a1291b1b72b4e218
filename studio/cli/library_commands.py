"""`studio library` checks, repairs and prunes the library of a home folder."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from studio.cli.options import AsJson, AssumeYes, Home
from studio.cli.output import confirmed_deletion, counted_takes, print_json, print_line
from studio.cli.parsing import Command
from studio.cli.quantities import age, shown_size, size
from studio.errors import InvalidInput

if TYPE_CHECKING:
    from studio.store.retention import RetentionRule

library = typer.Typer(
    help="Check and repair the library of takes, ratings and tests, and keep it from growing for ever."
)
_SHOWN = 5  # of what was found, of each kind
OlderThan = Annotated[
    timedelta | None,
    typer.Option("--older-than", parser=age, metavar="AGE", help="Takes made longer ago than this: 90d, 12w, 6m, 1y."),
]
LargerThan = Annotated[
    int | None,
    typer.Option("--larger-than", parser=size, metavar="SIZE", help="The oldest, while all takes need more: 5GB."),
]


@library.command("check", cls=Command)
def check_library(
    sounds: Annotated[bool, typer.Option("--sounds", help="Decode every sound too, which takes longer.")] = False,
    as_json: AsJson = False,
    home: Home = None,
) -> int:
    """Look for takes without a sound, sounds without a take, damage, and what killed programs left; changes nothing.

    The exit status is 1 if something is found.
    """
    from studio.store.check import check
    from studio.store.home import home_folder

    found = check(home_folder(home), sounds=sounds)
    if as_json:
        print_json([{"kind": each.kind, "items": list(each.items), "remedy": each.remedy} for each in found])
    elif not found:
        print_line("The library is in order.")
    for each in () if as_json else found:
        more = f" and {len(each.items) - _SHOWN} more" if len(each.items) > _SHOWN else ""
        print_line(f"{each.what}: {', '.join(each.items[:_SHOWN])}{more}. {each.remedy}")
    return 1 if found else 0


@library.command("prune", cls=Command)
def prune_library(
    older_than: OlderThan = None,
    larger_than: LargerThan = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would go to the bin.")] = False,
    yes: AssumeYes = False,
    home: Home = None,
) -> int:
    """Move old takes to the bin, where they stay for 30 days.

    Never one that is kept, starred, noted or tagged, is in a listening test, or is the source of a preset. Without an
    age and a size, what `studio library retention` has set applies.
    """
    from studio.store.retention import RetentionRule
    from studio.workspace import Workspace

    with Workspace(home) as workspace:
        given = RetentionRule(older_than, larger_than)
        rule = workspace.library.retention.rule if given.is_empty else given
        if rule.is_empty:
            raise InvalidInput("It is not said which takes.", "Add --older-than 90d, --larger-than 5GB or both.")
        found = workspace.expired(rule)
        if not found:
            print_line("No take is too old, and they do not need too much space.")
        elif dry_run:
            print_line(*(f"{entry.id}  {entry.label}  {entry.created:%Y-%m-%d}" for entry in found))
        elif not yes and not confirmed_deletion(f"Move {counted_takes(len(found))} to the bin?"):
            return 1
        else:
            moved = len(workspace.expire(rule))
            print_line(f"{counted_takes(moved)} in the bin. `studio takes bin --empty` frees the space at once.")
    return 0


@library.command("retention", cls=Command)
def set_retention(
    older_than: OlderThan = None,
    larger_than: LargerThan = None,
    off: Annotated[bool, typer.Option("--off", help="Keep all takes for ever.")] = False,
    home: Home = None,
) -> None:
    """Show or set which takes go to the bin at each start of the studio; `studio library prune` says which never do."""
    from studio.store.retention import RetentionRule
    from studio.workspace import Workspace

    given = RetentionRule(older_than, larger_than)
    if off and not given.is_empty:
        raise InvalidInput("--off keeps all takes.", "Leave it out, or the age and the size.")
    with Workspace(home) as workspace:
        retention = workspace.library.retention
        if off or not given.is_empty:
            retention.remember(given)
        print_line(_rule_in_words(retention.rule))


def _rule_in_words(rule: "RetentionRule") -> str:
    age = "" if rule.older_than is None else f"are older than {rule.older_than.days} days"
    space = (
        "" if rule.larger_than is None else f"are the oldest while all need more than {shown_size(rule.larger_than)}"
    )
    if rule.is_empty:
        return "All takes are kept for ever."
    return f"At each start, takes go to the bin that {' or '.join(filter(None, (age, space)))}."


@library.command("repair", cls=Command)
def repair_library(home: Home = None) -> None:
    """Set a damaged database aside, recover what can be read, and find takes again.

    Takes without a row in the database are listed again from the files beside their sounds, and takes without a sound
    go to the bin. What killed programs left behind is deleted. Close every other program with this home folder first.
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
    if done.soundless:
        print_line(f"Takes without a sound that are in the bin now: {done.soundless}.")
    if done.unlisted:
        print_line(f"Sounds of which nothing else is known are in {done.unlisted}.")
    if done.swept:
        print_line(f"Unfinished files deleted: {done.swept}.")
