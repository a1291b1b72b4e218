"""`studio takes` lists, finds, shows, tags and prunes takes; `studio keep` saves a take as a preset."""

from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from studio.cli.options import AsJson, AssumeYes, Home, Overwrite, TakeName, whole_number
from studio.cli.output import (
    confirmed_deletion,
    counted_takes,
    print_facts,
    print_json,
    print_line,
    print_notice,
    print_table,
    suggest_overwrite,
)
from studio.cli.parsing import Command

if TYPE_CHECKING:
    from studio import LibraryEntry

_HEADER = ("ID", "TAKE", "CREATED", "", "RATING", "SEED", "TITLE, DESCRIPTION OR TEXT")
_STAR = ("star", "starred takes; a - in front of a word or filter means the opposite")
TakeNames = Annotated[
    list[str], typer.Argument(metavar="TAKE …", help="Labels (v7.3), ids or their first digits (`studio takes list`).")
]

takes = typer.Typer(
    help="List, find, show, name, tag and delete the takes in the library, and restore them from the bin."
)


class Kind(StrEnum):
    """Which takes are listed."""

    DESIGNED = "designed"
    SPOKEN = "spoken"
    ALL = "all"

    @property
    def in_library(self) -> str:
        """The name that `Library.auditions` has for it."""
        return "" if self is Kind.ALL else self.value


def _days(value: str | int) -> int:
    """Parse "30" or "30d"."""
    return whole_number(0, 999_999, "number of days")(str(value).removesuffix("d"))


@takes.command("list", cls=Command)
def list_takes(
    limit: Annotated[
        int, typer.Option("--limit", parser=whole_number(0, 999_999), metavar="N", help="How many auditions.")
    ] = 10,
    kind: Annotated[
        Kind, typer.Option("--kind", help="Takes of described voices, clips that saved voices spoke, or both.")
    ] = Kind.ALL,
    starred: Annotated[bool, typer.Option("--starred", help="The starred takes of all auditions instead.")] = False,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """List the takes of the newest auditions, with their ratings."""
    from studio.workspace import Workspace

    with Workspace(home) as workspace:
        auditions = (
            (workspace.library.starred(),) if starred else workspace.library.auditions(limit + 1, kind=kind.in_library)
        )
    shown = auditions if starred else auditions[:limit]
    entries = [entry for audition in shown for entry in audition]
    if as_json:
        print_json([_to_json(entry) for entry in entries])
    elif entries:
        print_table(_HEADER, map(_row, entries))
    elif not auditions or starred:
        print_line("No take is starred." if starred else "No takes yet. `studio design` or the page makes some.")
    if len(shown) < len(auditions):
        print_notice(f"there are older ones: --limit lists more than {limit}, and `studio takes find` searches all.")


@takes.command("find", cls=Command)
def find_takes(
    query: Annotated[
        list[str] | None, typer.Argument(metavar="QUERY …", help="Words and filters (--filters explains them).")
    ] = None,
    measure: Annotated[
        bool, typer.Option("--measure", help="Measure takes first whose pitch or pace is not known yet.")
    ] = False,
    filters: Annotated[bool, typer.Option("--filters", help="Explain the filters.")] = False,
    limit: Annotated[
        int | None, typer.Option("--limit", parser=whole_number(1, 999_999), metavar="N", help="How many at most.")
    ] = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Find takes by words, tags, date, backend, measured pitch and pace, verdict and star."""
    from studio.store.search.filters import FILTERS
    from studio.workspace import Workspace

    if filters:
        print_table(("FILTER", "FINDS"), [*((each.example, each.about) for each in FILTERS.values()), _STAR])
        return
    search = " ".join(query or ())
    with Workspace(home) as workspace:
        found = workspace.search(search, limit, measure=measure)
    if as_json:
        print_json([_to_json(entry) for entry in found])
    elif found:
        print_table(_HEADER, map(_row, found))
    else:
        print_line("No take was found.")
    if found.unmeasured:
        print_notice(
            f"{counted_takes(found.unmeasured)} not measured yet may belong here. Add --measure to measure first."
        )


@takes.command("show", cls=Command)
def show_take(take: TakeName, as_json: AsJson = False, home: Home = None) -> None:
    """Show everything about one take."""
    from studio.workspace import Workspace

    with Workspace(home) as workspace:
        entry = workspace.library.entry(workspace.library.find_id(take))
        file = workspace.library.path(entry.id)
    if as_json:
        print_json({**_to_json(entry), "duration": entry.duration, "file": str(file)})
    else:
        print_facts([(name, value) for name, value in _facts(entry, file) if value], width=11)


@takes.command("tag", cls=Command)
def tag_takes(
    names: TakeNames,
    add: Annotated[list[str] | None, typer.Option("--add", metavar="TAG", help="A tag to add; repeatable.")] = None,
    remove: Annotated[
        list[str] | None, typer.Option("--remove", metavar="TAG", help="A tag to remove; repeatable.")
    ] = None,
    home: Home = None,
) -> None:
    """Add tags to takes or remove them, and list those that the takes have."""
    from studio.workspace import Workspace

    with Workspace(home) as workspace:
        for take_id in [workspace.library.find_id(name) for name in names]:
            tags = workspace.tag(take_id, add or [], remove=remove or []).tags
            print_line(f"{workspace.library.entry(take_id).label}: {', '.join(tags) or 'no tags'}")


@takes.command("rename", cls=Command)
def rename_take(
    take: Annotated[str, typer.Argument(metavar="TAKE", help="An id, its first digits, or a label such as v7.3.")],
    title: Annotated[str, typer.Argument(metavar="TITLE", help='A name of your own; "" takes it away.')],
    home: Home = None,
) -> None:
    """Set a title of your own for a take; its label stays, and searches find both."""
    from studio.workspace import Workspace

    with Workspace(home) as workspace:
        take_id = workspace.library.find_id(take)
        given = workspace.rate(take_id, title=title).title
        label = workspace.library.entry(take_id).label
    print_line(f"{label} is called “{given}”" if given else f"{label} has no title")


@takes.command("duplicate", cls=Command)
def duplicate_take(take: TakeName, home: Home = None) -> None:
    """Store a copy of a take as a version of its own, to be rated, named and deleted apart."""
    from studio.workspace import Workspace

    with Workspace(home) as workspace:
        label = workspace.library.entry(workspace.library.find_id(take)).label
        copy = workspace.duplicate(take)
    print_line(f"{copy.id[:8]}  {copy.label} is a copy of {label}")


@takes.command("tags", cls=Command)
def list_tags(as_json: AsJson = False, home: Home = None) -> None:
    """List the tags that takes have, with how many have each."""
    from studio.workspace import Workspace

    with Workspace(home) as workspace:
        counts = workspace.library.tags.counts()
    if as_json:
        print_json(counts)
    elif counts:
        print_table(("TAG", "TAKES"), [(tag, str(count)) for tag, count in counts.items()])
    else:
        print_line("No take has a tag. `studio takes tag TAKE --add TAG` adds one.")


@takes.command("delete", cls=Command)
def delete_takes(names: TakeNames, home: Home = None) -> None:
    """Move takes to the bin, where they are kept for 30 days."""
    from studio.workspace import Workspace

    with Workspace(home) as workspace:
        entries = [workspace.library.entry(workspace.library.find_id(name)) for name in names]
        workspace.library.bin.put([entry.id for entry in entries])
    print_line(*(f"{entry.label} is in the bin: {entry.id}" for entry in entries))


@takes.command("bin", cls=Command)
def list_bin(
    empty: Annotated[bool, typer.Option("--empty", help="Delete them for good, kept and starred ones too.")] = False,
    yes: AssumeYes = False,
    as_json: AsJson = False,
    home: Home = None,
) -> int:
    """List the takes in the bin, or empty it; each take is kept there for 30 days, kept and starred ones for longer."""
    from studio.workspace import Workspace

    with Workspace(home) as workspace:
        auditions = [version.id for version in workspace.library.binned()]
        found = workspace.library.takes_of(auditions, binned=True)
        entries = [entry for audition in auditions for entry in found.get(audition, ())]
        if empty and entries:
            if not yes and not confirmed_deletion(f"Delete {counted_takes(len(entries))} for good?"):
                return 1
            print_line(f"{counted_takes(workspace.library.bin.empty(timedelta(0), treasured=True))} deleted.")
            return 0
    if as_json:
        print_json([_to_json(entry) for entry in entries])
    elif entries:
        print_table(_HEADER, map(_row, entries))
    else:
        print_line("The bin is empty.")
    return 0


@takes.command("restore", cls=Command)
def restore_takes(names: TakeNames, home: Home = None) -> None:
    """Move takes from the bin back into the library."""
    from studio.workspace import Workspace

    with Workspace(home) as workspace:
        ids = [workspace.library.find_id(name, binned=True) for name in names]
        workspace.library.bin.restore(ids)
        entries = [workspace.library.entry(take_id) for take_id in ids]
    print_line(*(f"{entry.label} is in the library again: {entry.id}" for entry in entries))


@takes.command("prune", cls=Command)
def prune_takes(
    older_than: Annotated[
        int,
        typer.Option(
            "--older-than",
            parser=_days,
            metavar="DAYS",
            help="Rejected at least that long ago; with --unjudged, made at least that long ago.",
        ),
    ] = 30,
    unjudged: Annotated[
        bool,
        typer.Option(
            "--unjudged",
            help="Takes that nobody judged instead: no verdict, star, note or tag, in no listening test or preset.",
        ),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would be deleted.")] = False,
    yes: AssumeYes = False,
    home: Home = None,
) -> int:
    """Delete rejected takes for good; starred and kept ones stay."""
    from studio.workspace import Workspace

    age = timedelta(days=older_than)
    with Workspace(home) as workspace:
        find, delete = (
            (workspace.unjudged, workspace.prune_unjudged)
            if unjudged
            else (workspace.library.pruning.rejected, workspace.library.pruning.prune)
        )
        found = find(age)
        if not found:
            print_line(
                f"No unjudged take is {older_than} days old or older."
                if unjudged
                else f"No take was rejected {older_than} days ago or longer."
            )
        elif dry_run:
            print_line(*(f"{entry.id}  {entry.label}  seed {entry.recipe.seed}" for entry in found))
        elif not yes and not confirmed_deletion(f"Delete {counted_takes(len(found))} for good?"):
            return 1
        else:
            print_line(f"{counted_takes(len(delete(age)))} deleted.")
    return 0


def keep(
    take: TakeName,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call the voice.")],
    tag: Annotated[
        list[str] | None, typer.Option("--tag", metavar="WORD", help="A word to find it by; repeatable.")
    ] = None,
    notes: Annotated[str, typer.Option("--notes", metavar="TEXT", help="Anything to remember.")] = "",
    licence: Annotated[
        str, typer.Option("--licence", metavar="TEXT", help="Under which terms others may use the voice.")
    ] = "",
    consent: Annotated[
        str, typer.Option("--consent", metavar="TEXT", help="Of a copied voice: who allowed that, and when.")
    ] = "",
    overwrite: Overwrite = False,
    home: Home = None,
) -> None:
    """Save a take as a preset: a voice that `studio say` speaks in."""
    from studio.workspace import Workspace

    with Workspace(home) as workspace, suggest_overwrite():
        preset = workspace.keep(
            take, name, tags=tag or [], notes=notes, overwrite=overwrite, licence=licence, consent=consent
        )
        print_line(f"{preset.name} is among your presets, as {preset.slug}")


def _row(entry: "LibraryEntry") -> tuple[str, ...]:
    rating = entry.rating
    return (
        entry.id[:8],
        entry.label,
        f"{entry.created:%Y-%m-%d %H:%M}",
        "★" if rating.starred else " ",
        rating.verdict or "–",
        f"seed {entry.recipe.seed}",
        (rating.title or (entry.recipe.text if entry.recipe.voice else entry.recipe.description))[:60],
    )


def _facts(entry: "LibraryEntry", file: Path) -> list[tuple[str, object]]:
    recipe, rating = entry.recipe, entry.rating
    return [
        ("take", entry.label),
        ("title", rating.title),
        ("id", entry.id),
        ("voice", recipe.voice.name if recipe.voice else ""),
        ("description", recipe.description),
        ("text", recipe.marked_text),
        ("language", recipe.language),
        ("seed", recipe.seed),
        ("backend", f"{recipe.backend} ({recipe.model})" if recipe.model else recipe.backend),
        ("rating", " ".join(filter(None, ["★" if rating.starred else "", rating.verdict]))),
        ("note", rating.note),
        ("tags", ", ".join(rating.tags)),
        ("created", f"{entry.created:%Y-%m-%d %H:%M} UTC"),
        ("sound", f"{file} ({entry.duration:.2f} s)"),
    ]


def _to_json(entry: "LibraryEntry") -> dict[str, Any]:
    return {
        "id": entry.id,
        "label": entry.label,
        "version": entry.version,
        "voice": entry.recipe.voice.name if entry.recipe.voice else "",
        "incomplete": entry.incomplete,
        "audition": entry.audition,
        "position": entry.position,
        "created": entry.created.isoformat(),
        "verdict": entry.rating.verdict,
        "starred": entry.rating.starred,
        "note": entry.rating.note,
        "title": entry.rating.title,
        "tags": list(entry.rating.tags),
        "recipe": entry.recipe.to_json(),
    }
