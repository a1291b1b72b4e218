"""`studio deliveries`: the manners that a saved voice speaks in: lists, proposes, keeps and removes them."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from studio.cli.options import (
    AsJson,
    Backend,
    BaseModel,
    DeliveryName,
    Home,
    ModelName,
    OwnPreset,
    PresetName,
    integer,
)
from studio.cli.output import print_json, print_line, print_notice, print_table, suggest_overwrite
from studio.cli.parsing import Command
from studio.cli.progress import print_second_engine, print_warning, wait_for_takes

if TYPE_CHECKING:
    from studio import Preset, ProposedDelivery
    from studio.domain.delivery import Delivery

deliveries = typer.Typer(help="List, propose, keep and remove the manners that a saved voice speaks in.")


@deliveries.command("list", cls=Command)
def list_deliveries(voice: PresetName, as_json: AsJson = False, home: Home = None) -> None:
    """List the deliveries of a voice, and how similar their speaker is to its own reference."""
    from studio.workspace import Workspace

    with Workspace(home) as workspace:
        preset = workspace.presets[voice]
    if as_json:
        print_json([_to_json(preset, delivery) for delivery in preset.deliveries])
    elif preset.deliveries:
        print_table(("DELIVERY", "LENGTH", "SPEAKER"), (_row(preset, each) for each in preset.deliveries))
    else:
        print_line(f"{preset.name} has none yet. `studio deliveries propose {preset.slug} sad` makes takes of one.")


@deliveries.command("propose", cls=Command)
def propose_delivery(
    voice: PresetName,
    name: DeliveryName,
    words: Annotated[
        str, typer.Option("--words", metavar="WORDS", help="How it sounds, in your words (default: as its name says).")
    ] = "",
    takes: Annotated[int, typer.Option("--takes", "-n", parser=integer, metavar="N", help="How many, 1 to 8.")] = 4,
    as_json: AsJson = False,
    backend: Backend = "auto",
    model: ModelName = None,
    base_model: BaseModel = None,
    home: Home = None,
) -> None:
    """Make takes of a voice in a delivery, the one that sounds most like the voice first."""
    from studio.session import Studio, auditions_of

    with Studio(home, backend, model, base_model) as studio:
        proposal = auditions_of(studio, warn=print_warning).propose_delivery(voice, name, words=words, takes=takes)
        print_second_engine(studio)
        wait_for_takes(proposal.audition, quiet=as_json)
        ranked = proposal.wait()
    if proposal.unmeasured:
        print_notice(proposal.unmeasured)
    if as_json:
        print_json([_proposed_to_json(each) for each in ranked])
        return
    print_table(("TAKE", "LENGTH", "SPEAKER", "LABEL"), map(_proposed_row, ranked))
    print_line("", f"Keep one: studio deliveries keep {proposal.preset.slug} {name!r} {ranked[0].take.id[:8]}")


@deliveries.command("keep", cls=Command)
def keep_delivery(
    voice: OwnPreset,
    name: DeliveryName,
    take: Annotated[
        str, typer.Argument(metavar="TAKE", help="A take: its label (v7.3), id or first digits; or another preset.")
    ],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a delivery of the same name.")] = False,
    home: Home = None,
) -> None:
    """Keep a take as a delivery of a voice."""
    from studio.workspace import Workspace

    with Workspace(home) as workspace, suggest_overwrite():
        preset = workspace.keep_delivery(voice, name, take, overwrite=overwrite)
    delivery = preset.delivery(name)
    print_line(f"`studio say {preset.slug}/{delivery.name}` speaks in it; {_speaker(preset, delivery)}.")


@deliveries.command("remove", cls=Command)
def remove_delivery(voice: OwnPreset, name: DeliveryName, home: Home = None) -> None:
    """Remove a delivery of a voice."""
    from studio.workspace import Workspace

    with Workspace(home) as workspace:
        preset = workspace.presets[voice]
        workspace.presets.remove_delivery(preset.slug, name)
    print_line(f"{preset.name} no longer has the delivery {name}.")


def _row(preset: "Preset", delivery: "Delivery") -> tuple[str, ...]:
    return delivery.name, f"{delivery.duration:5.1f} s", _speaker(preset, delivery)


def _proposed_row(proposed: "ProposedDelivery") -> tuple[str, ...]:
    take = proposed.take
    return take.id[:8], f"{take.duration:5.1f} s", proposed.words, take.label


def _speaker(preset: "Preset", delivery: "Delivery") -> str:
    from studio.auditions.speaker_similarity import speaker_of

    return speaker_of(preset.recipe, delivery)


def _to_json(preset: "Preset", delivery: "Delivery") -> dict[str, Any]:
    return {"id": f"{preset.slug}/{delivery.name}", "speaker": _speaker(preset, delivery), **delivery.to_json()}


def _proposed_to_json(proposed: "ProposedDelivery") -> dict[str, Any]:
    take = proposed.take
    return {
        "take": take.id,
        "label": take.label,
        "duration": round(take.duration, 3),
        "similarity": proposed.similarity,
        "band": proposed.band,
        "speaker": proposed.words,
        "recipe": take.recipe.to_json(),
    }
