"""The saved voices in a notebook cell: find one, hear it, let it speak, export it, and import others."""

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from traitlets import Any as AnyTrait
from traitlets import Dict, Float, List, Unicode, observe

from studio.auditions.audition import Audition
from studio.displays.player import MOST_TOGETHER
from studio.displays.shelf import voices_html
from studio.displays.words import beginning
from studio.domain.limits import MAX_SPEECH
from studio.domain.take import Take
from studio.errors import InvalidInput, NotFound, StudioError
from studio.exchange.importing import Imported
from studio.notebook.base import StudioWidget
from studio.notebook.preset_state import exported, filtered, format_choices, imported, preset_states
from studio.notebook.still import sound_rows
from studio.notebook.take_state import small_sound
from studio.notebook.watching import Watch
from studio.session import Studio
from studio.store.preset_folder import Preset

_RUNNING = ("queued", "working")
_MOST_STILL = 20.0  # seconds of the voices' sounds in the still picture: 60 KB
_MOST_SPOKEN = 8  # of the newest takes, which stay in the cell
Answer = tuple[dict[str, Any], list[bytes]]


class Voices(StudioWidget):
    """Choose a saved voice in a notebook cell: filter, play, speak, export, import.

    Parameters
    ----------
    studio : Studio
        Whose voices they are, with the starters.
    **traits
        `selected` and `filter` to begin with.

    Attributes
    ----------
    selected : str
        The name of the voice that is selected, or its slug where another one has that name; "" for none.
    value : str
        The same as `selected`.
    filter : str
        Words that a voice has in its name, description, tags or language to be shown.
    spoken : tuple of Take
        What was spoken here, the newest first.
    phase : str
        Of what is spoken now: "idle", "queued", "working", "done", "cancelled" or "failed".
    fraction : float
        The part of it that is made, 0 to 1.

    Raises
    ------
    InvalidInput
        If there is no such trait to begin with.

    Examples
    --------
    >>> voices = Voices(st, filter="narrator")  # doctest: +SKIP
    >>> st.say(voices.preset, "Good evening.")  # doctest: +SKIP
    """

    _view: ClassVar[str] = "voices"
    _primary: ClassVar[str] = "selected"

    selected = Unicode().tag(sync=True)
    value = Unicode().tag(sync=True)
    filter = Unicode().tag(sync=True)
    phase = Unicode("idle").tag(sync=True)
    fraction = Float(0.0).tag(sync=True)
    spoken = AnyTrait(()).tag(
        sync=True, to_json=lambda takes, _: [take.id for take in takes], from_json=lambda _, voices: voices.spoken
    )
    _voices = List().tag(sync=True)
    _rows = List().tag(sync=True)
    _options = Dict().tag(sync=True)
    _problem = Unicode().tag(sync=True)

    def __init__(self, studio: Studio, **traits: Any) -> None:
        unknown = set(traits) - {"selected", "filter", "value"}
        if unknown:
            raise InvalidInput(f"Voices cannot begin with {', '.join(sorted(unknown))}.", "Pass selected or filter.")
        self._studio = studio
        self._audition: Audition | None = None
        self._watch: Watch | None = None
        self._lock = threading.RLock()  # messages, the kernel's cells and the watch come on threads of their own
        options = {"formats": format_choices(), "longest": MAX_SPEECH}
        super().__init__(_options=options, _voices=preset_states(studio.presets.values()), **traits)

    @property
    def preset(self) -> Preset:
        """The voice that is selected.

        Raises
        ------
        NotFound
            If there is none, or it is gone.
        """
        if not self.selected:
            raise NotFound("No voice is selected.", "Click one, or set `selected` to its name.")
        return self._studio.presets[self.selected]

    def refresh(self) -> None:
        """Show the voices that there are now; the cell does so by itself when it is used."""
        with self._lock:
            self._voices = preset_states(self._studio.presets.values())

    def speak(self, text: str) -> Audition:
        """Start to speak a text in the voice that is selected, and return at once.

        Raises
        ------
        InvalidInput
            If the text cannot be used, or something is spoken already.
        StudioError
            As for `Studio.start_say`; `NotFound` if no voice is selected.
        """
        with self._lock:
            if self.phase in _RUNNING:
                raise InvalidInput("A text is being spoken.", "Wait for it, or stop it first.", code="still-running")
            audition = self._studio.start_say(self.preset, text)
            self._audition, self._problem = audition, ""
            self._update()
            self._watch = Watch(audition, self._update)
        return audition

    def stop(self) -> None:
        """Stop what is being spoken."""
        if self._audition is not None:
            self._audition.cancel()

    def receive(self, message: dict[str, Any], buffers: Sequence[Any]) -> None:
        """Do what a view asks for, and answer it; a problem is told in a sentence."""
        acts: Mapping[str, Callable[[dict[str, Any], Sequence[Any]], Answer]] = {
            "sound": self._sound,
            "speak": self._speak,
            "stop": self._stop,
            "export": self._export,
            "import": self._import,
            "refresh": self._refresh,
        }
        act = acts.get(str(message.get("kind")))
        if act is None:
            return
        try:
            answer, sounds = act(message, buffers)
        except (StudioError, KeyError, TypeError, ValueError) as error:
            answer, sounds = {"problem": str(error)}, []
        self.send({"kind": message["kind"], "number": message.get("number"), **answer}, sounds)

    def still(self, most_seconds: float = MOST_TOGETHER) -> str:
        """Return what was spoken and the voices that are shown, the selected one first, with some of their sounds."""
        spoken = [(_speaker(take), f"“{beginning(take.text)}”", take) for take in self.spoken]
        shown = [each for each in filtered(self._voices, self.filter) if each["key"] != self.selected]
        shown = [each for each in self._voices if each["key"] == self.selected] + shown
        stored = {preset.slug: preset for preset in self._studio.presets.values()}
        presets = [stored[each["slug"]] for each in shown if each["slug"] in stored]
        return str(sound_rows(spoken, most_seconds) + voices_html(presets, min(most_seconds, _MOST_STILL)))

    def release(self) -> None:
        """Stop following; what is being spoken goes on, and is in the library then."""
        if self._watch is not None:
            self._watch.stop()
        self._audition, self._watch = None, None

    def __repr__(self) -> str:
        return f"<Voices {len(self._voices)}, {self.selected or 'none'} selected>"

    def _update(self) -> bool:
        """Set the traits to the state of what is spoken; return whether it is over."""
        with self._lock:
            if self._audition is None:
                return True
            state = self._audition.state
            self.fraction = sum(take.fraction for take in state.takes) / len(state.takes)
            for take in state.finished:
                if take not in self.spoken:
                    self.spoken = (take, *self.spoken)[:_MOST_SPOKEN]
                    self.send({"kind": "heard", "id": take.id}, [small_sound(take)])
            self._rows = [
                {
                    "id": take.id,
                    "label": _speaker(take),
                    "text": take.text,
                    "seconds": take.duration,
                }
                for take in self.spoken
            ]
            if state.error is not None and state.phase == "failed":
                self._problem = str(state.error)
            self.phase = state.phase
        if state.over:
            self.update_still()
        return state.over

    @observe("selected", "filter")  # type: ignore[untyped-decorator]  # traitlets
    def _narrowed(self, _change: object) -> None:
        self.update_still()

    def _sound(self, message: dict[str, Any], _buffers: object) -> Answer:
        name = str(message["id"])
        spoken = next((take for take in self.spoken if take.id == name), None)
        return {}, [small_sound(spoken or self._studio.clip(self._studio.presets[name]))]

    def _speak(self, message: dict[str, Any], _buffers: object) -> Answer:
        self.speak(str(message["text"]))
        return {}, []

    def _stop(self, _message: object, _buffers: object) -> Answer:
        self.stop()
        return {}, []

    def _export(self, message: dict[str, Any], _buffers: object) -> Answer:
        name, content, notes = exported(self._studio.presets[str(message["slug"])], str(message["format"]))
        return {"name": name, "notes": list(notes)}, [content]

    def _import(self, message: dict[str, Any], buffers: Sequence[Any]) -> Answer:
        names = [str(name) for name in message["names"]]
        transcript, consent = str(message.get("transcript", "")), str(message.get("consent", ""))
        found = imported(self._studio.presets, names, [bytes(each) for each in buffers], transcript, consent)
        self.refresh()
        added = [each.preset.name for each in found if each.preset]
        if added:
            self.selected = added[0]
        return {"added": added, "told": [_told(each) for each in found]}, []

    def _refresh(self, _message: object, _buffers: object) -> Answer:
        self.refresh()
        return {}, []


def _speaker(take: Take) -> str:
    return take.recipe.voice.name if take.recipe.voice else take.label


def _told(found: Imported) -> str:
    if found.preset is None:
        return f"{found.label}: {found.error}"
    return " ".join([f"{found.preset.name} was added.", *found.notes])
