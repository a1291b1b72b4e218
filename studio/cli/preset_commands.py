"""`studio presets`: lists, shows, changes, copies, deletes, restores, exports and imports saved voices."""

from typing import TYPE_CHECKING, Annotated

import typer

from studio.cli.exchange_commands import exchange_of, export_presets, import_presets
from studio.cli.options import AsJson, Home, PresetName
from studio.cli.output import print_facts, print_json, print_line, print_notice, print_table
from studio.cli.parsing import Command
from studio.errors import InvalidInput

if TYPE_CHECKING:
    from studio import Preset
    from studio.domain.delivery import Delivery
    from studio.store.preset_bin import BinnedPreset

presets = typer.Typer(help="List, show, change, copy, delete, restore, export and import saved voices.")


@presets.command("list", cls=Command)
def list_presets(as_json: AsJson = False, home: Home = None) -> None:
    """List the presets: yours, then the starters."""
    shelf = exchange_of(home)
    for unreadable in shelf.unreadable:
        print_notice(f"{unreadable.folder} cannot be read. {unreadable.reason}")
    found = list(shelf.values())
    if as_json:
        print_json([{"slug": preset.slug, "starter": preset.starter, **preset.to_json()} for preset in found])
    elif found:
        print_table(("PRESET", "SAVED", "LENGTH", "BACKEND", "NAME"), map(_row, found))
    else:
        print_line("No presets yet. Keep a take on the page or with `studio keep`, and it is listed here.")


@presets.command("show", cls=Command)
def show_preset(name: PresetName, as_json: AsJson = False, home: Home = None) -> None:
    """Show everything about one preset."""
    preset = exchange_of(home)[name]
    if as_json:
        print_json({"slug": preset.slug, "starter": preset.starter, **preset.to_json(), "folder": str(preset.folder)})
    else:
        print_facts([(label, value) for label, value in _facts(preset) if value], width=11)


@presets.command("change", cls=Command)
def change_preset(
    name: PresetName,
    new_name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="What to call the voice.")] = None,
    tags: Annotated[
        list[str] | None, typer.Option("--tag", metavar="WORD", help="Its words, instead of those it has; repeatable.")
    ] = None,
    notes: Annotated[str | None, typer.Option("--notes", metavar="TEXT", help="Anything to remember.")] = None,
    licence: Annotated[
        str | None, typer.Option("--licence", metavar="TEXT", help="Under which terms others may use the voice.")
    ] = None,
    consent: Annotated[
        str | None, typer.Option("--consent", metavar="TEXT", help="Of a copied voice: who allowed that, and when.")
    ] = None,
    reads: Annotated[
        list[str] | None,
        typer.Option("--reads", metavar="WORD=SPELLING", help="How it reads a word, in any home folder; repeatable."),
    ] = None,
    home: Home = None,
) -> None:
    """Change what one of your presets says about its voice; what is left out stays."""
    if all(given is None for given in (new_name, tags, notes, licence, consent, reads)):
        raise InvalidInput("Nothing is to be changed.", "Add --name, --tag, --notes, --licence, --consent or --reads.")
    shelf = exchange_of(home)
    changed = shelf.change(
        shelf[name].slug,
        name=new_name,
        tags=tags,
        notes=notes,
        licence=licence,
        consent=consent,
        pronunciations=None if reads is None else dict(map(_respelling, filter(None, reads))),
    )
    print_line(f"{changed.name} is changed")


@presets.command("duplicate", cls=Command)
def duplicate_preset(name: PresetName, home: Home = None) -> None:
    """Copy a preset, also one that comes with the studio, under a name of its own."""
    shelf = exchange_of(home)
    copy = shelf.duplicate(shelf[name].slug)
    print_line(f"{copy.name} is among your presets, as {copy.slug}")


@presets.command("delete", cls=Command)
def delete_preset(name: PresetName, home: Home = None) -> None:
    """Move one of your presets to the bin, where it is kept for 30 days."""
    binned = exchange_of(home).remove(name)
    print_line(f"{binned.preset.name} is in the bin until {binned.kept_until:%Y-%m-%d}.")


@presets.command("bin", cls=Command)
def list_bin(as_json: AsJson = False, home: Home = None) -> None:
    """List the deleted presets that can be restored."""
    binned = exchange_of(home).bin
    if as_json:
        print_json([{"id": each.id, "deleted": each.deleted.isoformat(), **each.preset.to_json()} for each in binned])
    elif binned:
        print_table(("PRESET", "DELETED", "KEPT UNTIL", "NAME"), map(_binned_row, binned))
    else:
        print_line("The bin is empty.")


@presets.command("restore", cls=Command)
def restore_preset(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The deleted preset's name (`studio presets bin`).")],
    home: Home = None,
) -> None:
    """Move a deleted preset back from the bin."""
    preset = exchange_of(home).restore(name)
    print_line(f"{preset.name} is among your presets, as {preset.slug}")


presets.command("export", cls=Command)(export_presets)
presets.command("import", cls=Command)(import_presets)


@presets.command("schema", cls=Command)
def print_schema() -> None:
    """Print the JSON Schema of a preset's preset.json."""
    from studio.store.preset_schema import preset_schema

    print_json(preset_schema())


def _respelling(pair: str) -> tuple[str, str]:
    """Return the word and its spelling in "gif=jif"."""
    word, equals, spelling = pair.partition("=")
    if not equals:
        raise typer.BadParameter(f"{pair!r} has no =, as in gif=jif", param_hint="--reads")
    return word.strip(), spelling.strip()


def _row(preset: "Preset") -> tuple[str, ...]:
    saved = "starter" if preset.starter else f"{preset.created:%Y-%m-%d}"
    return preset.slug, saved, f"{preset.duration:5.1f} s", preset.recipe.backend, preset.name


def _binned_row(binned: "BinnedPreset") -> tuple[str, ...]:
    return binned.preset.slug, f"{binned.deleted:%Y-%m-%d}", f"{binned.kept_until:%Y-%m-%d}", binned.preset.name


def _facts(preset: "Preset") -> list[tuple[str, object]]:
    recipe = preset.recipe
    return [
        ("name", preset.name),
        ("description", recipe.description),
        ("text", recipe.text),
        ("language", recipe.language),
        ("seed", recipe.seed),
        ("backend", f"{recipe.backend} ({recipe.model})"),
        ("deliveries", ", ".join(delivery.name for delivery in preset.deliveries)),
        ("tags", ", ".join(preset.tags)),
        ("notes", preset.notes),
        ("saved", f"{preset.created:%Y-%m-%d %H:%M} UTC"),
        ("reference", f"{preset.reference_path} ({preset.duration:.2f} s)"),
        *(("delivery", _delivery(preset, delivery)) for delivery in preset.deliveries),
        ("from", _lineage(preset)),
        ("licence", preset.licence),
        ("consent", preset.consent),
        ("rating", _rating(preset)),
        ("reads", ", ".join(f"{word} as {said}" for word, said in preset.respellings.items())),
        ("measured", _measured(preset)),
    ]


def _delivery(preset: "Preset", delivery: "Delivery") -> str:
    similarity = "" if delivery.similarity is None else f", similarity {delivery.similarity:.2f}"
    return f"{delivery.name}: {preset.folder / delivery.file} ({delivery.duration:.2f} s{similarity})"


def _lineage(preset: "Preset") -> str:
    """Return where a voice came from: 'preset Evening (evening), asked to be "warmer"'."""
    if preset.lineage is None:
        return ""
    came = preset.lineage
    named = f"{came.label} ({came.ref})" if came.label and came.ref else came.label or came.ref
    return f"{came.kind} {named}".strip() + (f', asked to be "{came.change}"' if came.change else "")


def _rating(preset: "Preset") -> str:
    rating = preset.rating
    return ", ".join(filter(None, (rating.verdict, "★" if rating.starred else "", rating.note)))


def _measured(preset: "Preset") -> str:
    shown = (
        f"{name.replace('_', ' ')} {value:.4g} {preset.units.get(name, '')}".rstrip()
        for name, value in preset.measurements.items()
    )
    return ", ".join(shown)
