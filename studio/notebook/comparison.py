"""The comparison player of the page as a notebook widget."""

from collections.abc import Iterable, Sequence
from typing import Any

from traitlets import Bytes, List

from studio.audio.loudness import matching_gains
from studio.audio.view_registry import make_view
from studio.errors import InvalidInput
from studio.notebook.base import StudioWidget
from studio.notebook.clip_state import clip_states, small_sounds
from studio.notebook.sources import Source, sources_of

_MOST = 8


class Comparison(StudioWidget):
    """Show up to eight clips side by side in a notebook cell, with sound.

    Parameters
    ----------
    clips : iterable of clips, or mapping of str to clip
        One to eight takes, presets and their deliveries, paths of sound files, or pairs of samples and their rate; by
        their names, or in order.
    labels : iterable of str, optional
        What to call them, one each; their names by default, or "take 1 · seed 7".

    Raises
    ------
    InvalidInput
        If there are no clips, or more than eight, or one is no clip.

    Examples
    --------
    >>> with Studio() as st:  # doctest: +SKIP
    ...     takes = st.design("A calm, low male voice.", "Good evening.", takes=2)
    >>> Comparison(takes)  # doctest: +SKIP
    """

    _view = "comparison"

    _clips = List().tag(sync=True)
    _sounds = List(Bytes()).tag(sync=True)

    def __init__(self, clips: Any, labels: Iterable[str] | None = None) -> None:
        sources = sources_of(clips, labels)
        if not 1 <= len(sources) <= _MOST:
            raise InvalidInput(
                f"{len(sources)} clips cannot be compared.", f"Pass 1 to {_MOST}.", details={"field": "clips"}
            )
        self._sources: dict[str, Source] = {source.label: source for source in sources}
        gains = matching_gains([(source.samples, source.sample_rate) for source in sources])
        super().__init__(_clips=clip_states(sources, gains), _sounds=small_sounds(sources))

    def receive(self, message: dict[str, Any], buffers: Sequence[Any]) -> None:
        """Answer a question for a view of clips."""
        if message.get("kind") == "look":
            wire = self._look(message.get("look"), message.get("ids"))
            problem = "" if wire else "It cannot be computed."
            self.send({"kind": "look", "number": message.get("number"), "wire": wire, "problem": problem})

    def release(self) -> None:
        """Drop the clips."""
        self._sources = {}

    def _look(self, kind: Any, ids: Any) -> dict[str, Any] | None:
        try:
            sources = [self._sources[each] for each in ids]
            return make_view(kind, [(source.samples, source.sample_rate) for source in sources])
        except (InvalidInput, KeyError, TypeError):
            return None
