"""The deliveries of the chosen voice: hear them, and propose, keep and remove one."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from fastapi import APIRouter

from studio.auditions.delivery_proposal import DeliveryProposal, ProposedDelivery
from studio.auditions.speaker_similarity import OTHER, SAME, Band
from studio.domain.take import Take
from studio.errors import NotFound, StudioError
from studio.session import Studio, auditions_of
from studio.text.deliveries import named_deliveries
from studio.ui.actions import client_of, value_of
from studio.ui.lookups import find_preset
from studio.ui.payloads import AuditionPayload, Json, ProblemPayload, TakePayload
from studio.ui.second_press import SecondPress
from studio.ui.section import Action, Section, Workspace

_MOST_REMOVED = 20  # deliveries whose removal can be undone


@dataclass(frozen=True)
class ProposedPayload:
    """A take that may become a delivery, and how similar its speaker is to the neutral reference.

    Parameters
    ----------
    band : str or None
        "same", "unclear" or "other"; None where it was not measured but could be.
    """

    take: TakePayload
    similarity: float | None
    band: Band | None

    @classmethod
    def of(cls, proposed: ProposedDelivery) -> Self:
        """Return the payload of a proposed delivery."""
        return cls(TakePayload.of(proposed.take), proposed.similarity, proposed.band)


@dataclass(frozen=True)
class ProposalPayload:
    """How the takes of a proposal stand; once they are finished, in their order.

    Parameters
    ----------
    why : str
        Why the speakers were not compared although they could be, or "".
    """

    audition: AuditionPayload
    ranked: list[ProposedPayload]
    why: str

    @classmethod
    def of(cls, proposal: DeliveryProposal) -> Self:
        """Return the payload of a proposal; where its takes are finished, they are measured first."""
        state = AuditionPayload.of(proposal.audition)
        if state.phase != "done":
            return cls(state, [], "")
        try:
            ranked = [ProposedPayload.of(each) for each in proposal.wait()]
        except StudioError as error:
            return cls(replace(state, phase="failed", error=ProblemPayload.of(error)), [], "")
        return cls(state, ranked, proposal.unmeasured)


@dataclass(frozen=True)
class NamedPayload:
    """A delivery that the studio knows by name, and what it is called in each language."""

    id: str
    names: dict[str, str]


@dataclass(frozen=True)
class KnownPayload:
    """The deliveries with names of their own, and the limits between one speaker and two."""

    named: list[NamedPayload]
    other: float
    same: float


@dataclass(frozen=True)
class _Removed:
    """A removed delivery, to add it again."""

    slug: str
    name: str
    take: Take
    similarity: float | None


def _routes(router: APIRouter, studio: Studio) -> None:
    @router.get("/delivery-proposal.json")
    def proposal(id: str = "") -> ProposalPayload | None:
        found = auditions_of(studio).recent.find_proposal(id)
        return ProposalPayload.of(found) if found is not None else None

    @router.get("/delivery-names.json")
    def names() -> KnownPayload:
        named = [NamedPayload(delivery.id, dict(delivery.names)) for delivery in named_deliveries()]
        return KnownPayload(named, OTHER, SAME)


def _actions(studio: Studio) -> list[Action]:
    second_press = SecondPress("Propose")
    removed: OrderedDict[str, _Removed] = OrderedDict()

    def propose(request: Json) -> Json:
        """Make takes of the preset `slug` in the delivery `name`, described in `words`; return the proposal's id."""
        slug, name = value_of(request, "slug", str), value_of(request, "name", str)
        words, client = str(request.get("words") or ""), client_of(request)
        warn = second_press.warn(client, (slug, name, words))
        preset = find_preset(studio, slug)
        return {"id": auditions_of(studio, client, warn).propose_delivery(preset, name, words=words).id}

    def keep(request: Json) -> Json:
        """Keep the take `take` as the delivery `name` of the preset `slug`; with `replace`, in the place of another."""
        preset = find_preset(studio, value_of(request, "slug", str))
        name, take = value_of(request, "name", str), value_of(request, "take", str)
        kept = studio.keep_delivery(preset, name, take, overwrite=request.get("replace") is True)
        return {"name": kept.delivery(name).name}

    def remove(request: Json) -> Json:
        """Remove the delivery `name` of the preset `slug`; return the id by which `restore` adds it again."""
        preset, name = find_preset(studio, value_of(request, "slug", str)), value_of(request, "name", str)
        delivery = preset.delivery(name)
        gone = _Removed(preset.slug, delivery.name, preset.take_of(delivery.name), delivery.similarity)
        studio.presets.remove_delivery(preset.slug, delivery.name)
        removed[gone.take.id] = gone
        while len(removed) > _MOST_REMOVED:
            removed.popitem(last=False)
        return {"id": gone.take.id}

    def restore(request: Json) -> None:
        """Add the removed delivery `id` again."""
        gone = removed.pop(value_of(request, "id", str), None)
        if gone is None:
            raise NotFound("This delivery cannot be brought back any more.", "Propose it again.")
        studio.presets.add_delivery(gone.slug, gone.name, gone.take, similarity=gone.similarity)

    def stop(request: Json) -> None:
        """Cancel the proposal `id`."""
        proposal = auditions_of(studio).recent.find_proposal(value_of(request, "id", str))
        if proposal is not None:
            proposal.cancel()

    return [propose, keep, remove, restore, stop]


SECTION = Section(
    name="deliveries",
    folder=Path(__file__).parent,
    workspace=Workspace.VOICES,
    column="detail",
    module="deliveries.js",
    styles="deliveries.css",
    routes=_routes,
    actions=_actions,
)
