"""The editor of the page in a notebook cell: describe a voice, hear takes as they are finished, keep one."""

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from markupsafe import Markup
from traitlets import Any as AnyTrait
from traitlets import Dict, Float, Int, List, TraitError, Unicode, observe

from studio.auditions.audition import Audition
from studio.auditions.audition_state import AuditionState
from studio.displays.player import MOST_TOGETHER, faint
from studio.domain.language import AUTO, LANGUAGES
from studio.domain.limits import MAX_DESCRIPTION, MAX_TAKES, MAX_TEXT
from studio.domain.take import Take
from studio.errors import InvalidInput, NotFound, StudioError
from studio.notebook.base import StudioWidget
from studio.notebook.reading_state import all_dimensions, changed_description, read_typed, reading_state, words_of
from studio.notebook.still import sound_rows
from studio.notebook.take_state import small_sound, take_state
from studio.notebook.watching import Watch
from studio.session import Studio
from studio.store.preset_folder import Preset

_RUNNING = ("queued", "working")
_FIELDS = {"description", "text", "language", "count", "seed"}


def _of_take(take: Take | None, _widget: object) -> str:
    return take.id if take else ""


def _take_named(take_id: str, designer: "Designer") -> Take | None:
    return designer.find(str(take_id)) if take_id else None


class Designer(StudioWidget):
    """Describe a voice in a notebook cell, hear takes of it as they are finished, and keep one with a name.

    While the description is typed, the cell shows what is understood of it and what could be better. Everything in the
    cell can be done from Python too: set a trait, or call `generate`, `stop` and `keep`.

    Parameters
    ----------
    studio : Studio
        What makes and keeps the takes.
    **traits
        `description`, `text`, `language`, `count` and `seed` to begin with.

    Attributes
    ----------
    description, text : str
        How the voice sounds, and what is spoken.
    language : str
        Of the text; "auto" by default.
    count : int
        How many takes, 1 to 8.
    seed : int or None
        Of the first take; None draws another one each time.
    understood : dict of str to str
        What the description says, by dimension: `{"pitch": "low"}`.
    notes : list of str
        What could be better about the description, in sentences.
    phase : str
        "idle", "queued", "working", "done", "cancelled" or "failed".
    fraction : float
        The part of the takes that is made, 0 to 1.
    takes : tuple of Take
        The finished takes of the newest request, in order.
    chosen : Take or None
        The take that was chosen in the cell or kept last.
    value : Take or None
        The same as `chosen`.

    Raises
    ------
    InvalidInput
        If there is no such trait to begin with.

    Examples
    --------
    >>> designer = Designer(st, description="A calm, low woman's voice.", text="Good evening.")  # doctest: +SKIP
    >>> designer.observe(lambda change: print(change.new), "chosen")  # doctest: +SKIP
    """

    _view: ClassVar[str] = "designer"
    _primary: ClassVar[str] = "chosen"

    description = Unicode().tag(sync=True)
    text = Unicode().tag(sync=True)
    language = Unicode(AUTO).tag(sync=True)
    count = Int(4).tag(sync=True)
    seed = Int(None, allow_none=True).tag(sync=True)
    understood = Dict().tag(sync=True)
    notes = List(Unicode()).tag(sync=True)
    phase = Unicode("idle").tag(sync=True)
    fraction = Float(0.0).tag(sync=True)
    takes = AnyTrait(()).tag(
        sync=True, to_json=lambda takes, _: [take.id for take in takes], from_json=lambda _, designer: designer.takes
    )
    chosen = AnyTrait(None).tag(sync=True, to_json=_of_take, from_json=_take_named)
    value = AnyTrait(None).tag(sync=True, to_json=_of_take, from_json=_take_named)
    _limits = Dict().tag(sync=True)
    _reading = Dict().tag(sync=True)
    _rows = List().tag(sync=True)
    _told = Unicode().tag(sync=True)
    _problem = Dict().tag(sync=True)

    def __init__(self, studio: Studio, **traits: Any) -> None:
        unknown = set(traits) - _FIELDS - {"value"}
        if unknown:
            raise InvalidInput(
                f"A designer cannot begin with {', '.join(sorted(unknown))}.",
                "Pass description, text, language, count or seed.",
            )
        self._studio = studio
        self._audition: Audition | None = None
        self._watch: Watch | None = None
        self._kept: dict[str, str] = {}
        self._lock = threading.RLock()  # messages, the kernel's cells and the watch come on threads of their own
        super().__init__(_limits=_limits(), **traits)
        if not self._reading:
            self._read()

    def find(self, take_id: str) -> Take | None:
        """Return the finished take of an id among those that are shown, or None."""
        return next((take for take in self.takes if take.id == take_id), None)

    def generate(self) -> Audition:
        """Start takes of what the fields hold, and return at once.

        Raises
        ------
        InvalidInput
            If a field cannot be used, or takes are made already.
        EngineBusy, EngineFailed
            As for `Studio.start_design`.
        """
        with self._lock:
            if self.phase in _RUNNING:
                raise InvalidInput("Takes are being made.", "Wait for them, or stop them first.", code="still-running")
            audition = self._studio.start_design(
                self.description,
                self.text,
                takes=self.count,
                seed=self.seed,
                language=self.language,
                parent=self._parent(),
            )
            self._audition, self.takes, self.chosen, self._kept = audition, (), None, {}
            self._told = " ".join(filter(None, [*audition.notes, audition.warning]))
            self._problem = {}
            self._update()
            self._watch = Watch(audition, self._update)
        return audition

    def stop(self) -> None:
        """Stop what is being made; finished takes stay."""
        if self._audition is not None:
            self._audition.cancel()

    def keep(self, take: Take | str, name: str, *, overwrite: bool = False) -> Preset:
        """Save a take as a preset, and choose it.

        Parameters
        ----------
        take : Take or str
            One of the cell, or any other, or its label or id.
        name : str
            Of the voice.
        overwrite : bool
            Whether a preset of that name may be replaced.

        Raises
        ------
        InvalidInput, AlreadyExists, NotFound, StorageFailed
            As for `Workspace.keep`.
        """
        preset = self._studio.keep(take, name, overwrite=overwrite)
        take_id = take.id if isinstance(take, Take) else take
        with self._lock:
            self._kept[take_id] = preset.name
            self.chosen = self.find(take_id) or self.chosen
            if self._audition is not None:
                self._show_takes(self._audition.state)
        self.update_still()
        return preset

    def receive(self, message: dict[str, Any], buffers: Sequence[Any]) -> None:
        """Do what a view asks for, and answer it; a problem is told in a sentence."""
        acts: Mapping[str, Callable[[dict[str, Any]], tuple[dict[str, Any], list[bytes]]]] = {
            "generate": self._generate,
            "stop": self._stop,
            "keep": self._keep,
            "sound": self._sound,
            "words": _words,
            "change": _change,
        }
        act = acts.get(str(message.get("kind")))
        if act is None:
            return
        try:
            answer, sounds = act(message)
        except (StudioError, TraitError, KeyError, TypeError, ValueError) as error:
            answer, sounds = {"problem": str(error), "code": getattr(error, "code", "")}, []
        self.send({"kind": message["kind"], "number": message.get("number"), **answer}, sounds)

    def still(self, most_seconds: float = MOST_TOGETHER) -> str:
        """Return the description, the text and the takes with their sound as HTML."""
        kept = {take_id: f"kept as {name}" for take_id, name in self._kept.items()}
        takes = sound_rows(((take.label, kept.get(take.id, ""), take) for take in self.takes), most_seconds)
        problem = faint(self._problem["what"]) if self._problem else ""
        return Markup("<p><b>{}</b></p><p>{}</p>{}{}").format(self.description, self.text, takes, problem)

    def release(self) -> None:
        """Stop following; what is being made goes on, and is in the library then."""
        if self._watch is not None:
            self._watch.stop()
        self._audition, self._watch = None, None

    def __repr__(self) -> str:
        return f"<Designer {self.description!r:.60}, {self.phase}, {len(self.takes)} takes>"

    @observe("description")  # type: ignore[untyped-decorator]  # traitlets
    def _read(self, _change: object = None) -> None:
        reading = read_typed(self.description)
        said = {each.dimension: each.says for each in reading.dimensions if each.says}
        with self.hold_sync():
            self._reading = reading_state(self.description, reading)
            self.understood = said
            self.notes = [note.why for note in reading.notes]

    def _update(self) -> bool:
        """Set the traits to the state of the audition; return whether it is over."""
        with self._lock:
            if self._audition is None:
                return True
            state = self._audition.state
            self._show_takes(state)
            self.fraction = sum(take.fraction for take in state.takes) / len(state.takes)
            if state.error is not None and state.phase == "failed":
                self._problem = {"what": str(state.error)}
            self.phase = state.phase
        if state.over:
            self.update_still()
        return state.over

    def _show_takes(self, state: AuditionState) -> None:
        assert self._audition is not None
        self._rows = [
            take_state(each, self._audition.label(each.position), self._kept) | {"place": state.position}
            for each in state.takes
        ]
        fresh = [take for take in state.finished if take not in self.takes]
        if fresh:
            self.takes = tuple(state.finished)
        for take in fresh:
            self.send({"kind": "heard", "id": take.id}, [small_sound(take)])

    def _parent(self) -> str:
        """Return the audition that the fields were made from, unless it was deleted since."""
        before = self._audition.id if self._audition else ""
        return before if before and self._studio.library.version(before) else ""

    def _generate(self, message: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        fields = dict(message.get("fields", ()))
        try:
            for name in _FIELDS & fields.keys():
                setattr(self, name, fields[name])
            self.generate()
        except StudioError as error:
            self._problem = {"what": str(error), "field": error.details.get("field", "")}
        return {}, []

    def _stop(self, _message: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        self.stop()
        return {}, []

    def _keep(self, message: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        take = self._shown(message)
        preset = self.keep(take, str(message["name"]), overwrite=message.get("overwrite") is True)
        return {"name": preset.name}, []

    def _sound(self, message: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        return {}, [small_sound(self._shown(message))]

    def _shown(self, message: dict[str, Any]) -> Take:
        take = self.find(str(message["id"]))
        if take is None:
            raise NotFound("That take is not shown any more.", "Look for it in the library.")
        return take


def _words(message: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    if not message["dimension"]:
        return {"dimensions": all_dimensions()}, []
    return words_of(str(message["dimension"]), str(message.get("language", ""))), []


def _change(message: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    operation, description, dimension, term = (
        str(message[name]) for name in ("operation", "description", "dimension", "term")
    )
    changed = changed_description(operation, description, dimension, term)
    return {"description": changed.description, "words": changed.words}, []


def _limits() -> dict[str, Any]:
    languages = [
        (name, f"{name.capitalize()} · {own}".removesuffix(" · english"))
        for name, (_, own) in sorted(LANGUAGES.items())
    ]
    most = {"description": MAX_DESCRIPTION, "text": MAX_TEXT, "count": MAX_TAKES}
    return {"most": most, "languages": [(AUTO, "Auto"), *languages]}
