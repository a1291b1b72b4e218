"""What the page is told, as dataclasses that become JSON; those of one section are in its folder."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from studio.auditions.audition_state import TakeState
from studio.auditions.unread import unread_description
from studio.domain.backends import clones_voices
from studio.domain.clip_ref import ClipRef
from studio.domain.recipe import Recipe
from studio.domain.take import Take
from studio.errors import StudioError
from studio.store.library_entry import LibraryEntry
from studio.versions.sweep import sweep_of

if TYPE_CHECKING:
    from studio.auditions.audition import Audition

Json = dict[str, Any]


def to_json(value: Any) -> Any:
    """Return a payload as plain JSON; None as an empty object, anything else as it is."""
    if value is None:
        return {}
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


@dataclass(frozen=True)
class ProblemPayload:
    """An error as the page shows it: what happened, what to do, and at which field.

    Parameters
    ----------
    details : list of str
        The signal, the job, the crash report and the last log lines, shown on demand.
    """

    code: str
    what: str
    next_step: str
    field: str | None
    details: list[str]

    @classmethod
    def of(cls, error: StudioError) -> Self:
        """Return the payload of an error."""
        known = error.details
        details = [f"{name}: {known[name]}" for name in ("signal", "job", "report") if known.get(name)]
        details += [str(line) for line in known.get("log", ())]
        return cls(error.code, error.what, error.next_step, known.get("field"), details)


@dataclass(frozen=True)
class TakePayload:
    """A finished take: what its card shows, and the addresses of its sound and its view.

    Parameters
    ----------
    ref : str
        Its `ClipRef`.
    label : str
        What it is called: `v7·3`, or `Evening · Good evening` for a line of a saved voice.
    version : int or None
        The number of its audition.
    voice : str
        The name of the saved voice that speaks; "" for a designed one.
    incomplete : bool
        Whether it was stopped before its end.
    clones : bool
        Whether its backend speaks new lines by copying it.
    duration : float
        Seconds.
    """

    id: str
    ref: str
    label: str
    version: int | None
    voice: str
    incomplete: bool
    position: int
    seed: int
    backend: str
    clones: bool
    duration: float
    audio: str
    view: str

    @classmethod
    def of(cls, take: Take | LibraryEntry) -> Self:
        """Return the payload of a take."""
        ref = str(ClipRef("take", take.id))
        return cls(
            id=take.id,
            ref=ref,
            label=take.label,
            version=take.version,
            voice=take.recipe.voice.name if take.recipe.voice else "",
            incomplete=take.incomplete,
            position=take.position,
            seed=take.recipe.seed,
            backend=take.recipe.backend,
            clones=clones_voices(take.recipe.backend),
            duration=take.duration,
            audio=f"/studio/takes/{take.id}.flac",
            view=f"/studio/views/view.json?ref={ref}",
        )


@dataclass(frozen=True)
class TakeStatePayload:
    """How far one take of an audition is.

    Parameters
    ----------
    fraction : float
        The part that is made, 0 to 1; 1 once it is complete.
    sounded : float
        Seconds of sound there are.
    take : TakePayload or None
        The take, once it is complete and stored.
    repeated : bool
        Whether it is being made once more.
    reading : float or None
        The part of its text that is read, 0 to 1, while that lasts.
    """

    label: str
    position: int
    seed: int
    fraction: float
    sounded: float
    take: TakePayload | None
    repeated: bool
    reading: float | None = None

    @classmethod
    def of(cls, state: TakeState, label: str) -> Self:
        """Return the payload of a take's state."""
        take = TakePayload.of(state.take) if state.take else None
        sounded = round(state.sounded, 2)
        return cls(label, state.position, state.seed, state.fraction, sounded, take, state.repeated, state.reading)


@dataclass(frozen=True)
class SweepPayload:
    """The grid of a sweep; as `studio.versions.sweep.SweepGrid`.

    Parameters
    ----------
    positions : list of list of (int or None)
        A row a step, a column a seed.
    """

    dimension: str
    descriptions: list[str]
    words: list[str]
    seeds: list[int]
    positions: list[list[int | None]]

    @classmethod
    def of(cls, recipes: Mapping[int, Recipe]) -> Self | None:
        """Return the payload of what recipes make; None unless they are a sweep."""
        sweep = sweep_of(recipes)
        if sweep is None:
            return None
        rows = [list(row) for row in sweep.positions]
        return cls(sweep.dimension, list(sweep.descriptions), list(sweep.words), list(sweep.seeds), rows)


@dataclass(frozen=True)
class AuditionPayload:
    """How an audition stands.

    Parameters
    ----------
    phase : str
        queued, working, done, cancelled or failed.
    over : bool
        Whether nothing more will change.
    position : int
        Its place in the queue, 1 is next; 0 when it does not wait.
    warning : str
        Why its description has no effect, if it has none.
    version : int or None
        Its number in the library; None where that cannot be written.
    description, text : str
        What was asked for; the text with its pauses as marks.
    sweep : SweepPayload or None
        Its grid, if its descriptions differ.
    """

    id: str
    phase: str
    over: bool
    position: int
    error: ProblemPayload | None
    takes: list[TakeStatePayload]
    warning: str = ""
    version: int | None = None
    description: str = ""
    text: str = ""
    sweep: SweepPayload | None = None

    @classmethod
    def of(cls, audition: "Audition") -> Self:
        """Return the payload of an audition of this process, with every take that is finished."""
        state = audition.state
        error = ProblemPayload.of(state.error) if state.error else None
        return cls(
            id=audition.id,
            phase=state.phase,
            over=state.over,
            position=state.position,
            error=error,
            takes=[TakeStatePayload.of(take, audition.label(take.position)) for take in state.takes],
            warning=audition.warning,
            version=audition.version,
            description=audition.recipes[0].description,
            text=audition.recipes[0].marked_text,
            sweep=SweepPayload.of(dict(enumerate(audition.recipes))),
        )

    @classmethod
    def stored(cls, takes: Sequence[LibraryEntry]) -> Self:
        """Return the payload of an audition that is only in the library."""
        states = [
            TakeStatePayload(
                label=take.label,
                position=take.position,
                seed=take.recipe.seed,
                fraction=1.0,
                sounded=round(take.duration, 2),
                take=TakePayload.of(take),
                repeated=False,
            )
            for take in takes
        ]
        first = takes[0].recipe
        return cls(
            id=takes[0].audition,
            phase="done",
            over=True,
            position=0,
            error=None,
            takes=states,
            warning=unread_description([replace(first, variant=None)], first.backend),
            version=takes[0].version,
            description=first.description,
            text=first.marked_text,
            sweep=SweepPayload.of({take.position: take.recipe for take in takes}),
        )
