"""The comparison player of the page as a notebook widget."""

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from studio.audio.loudness import loudness, matching_gains
from studio.audio.sound_file import encode
from studio.audio.view_registry import make_view
from studio.domain.take import Take
from studio.errors import InvalidInput, StudioError
from studio.notebook.bundle import bundle

try:
    import anywidget
except ModuleNotFoundError as error:
    raise StudioError(
        "Notebook widgets need the package anywidget, which is not installed.",
        "Install it with: pip install 'voice-studio[notebook]'",
        code="notebook-extra-missing",
    ) from error

_PLAYER = Path(__file__).parent.parent / "ui" / "static" / "player" / "player.js"
_MOST = 8


class Comparison(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget has no types here
    """Show up to eight takes side by side in a notebook cell, with sound.

    The sound is sent to the browser when the cell is shown; it is not saved in the notebook.

    Parameters
    ----------
    takes : iterable of Take
        One to eight.

    Raises
    ------
    InvalidInput
        If there are no takes, or more than eight.

    Examples
    --------
    >>> with Studio() as studio:  # doctest: +SKIP
    ...     takes = list(studio.design("A calm, low male voice.", text="Good evening.", takes=2))
    >>> Comparison(takes)  # doctest: +SKIP
    """

    _esm = bundle(_PLAYER)

    def __init__(self, takes: Iterable[Take]) -> None:
        compared = list(takes)
        if not 1 <= len(compared) <= _MOST:
            raise InvalidInput(
                f"{len(compared)} takes cannot be compared.", f"Pass 1 to {_MOST}.", details={"field": "takes"}
            )
        gains = matching_gains([(take.samples, take.sample_rate) for take in compared])
        self._clips = [_clip(take, gain) for take, gain in zip(compared, gains, strict=True)]
        self._sounds = [encode(take.samples, take.sample_rate, "FLAC") for take in compared]
        self._takes = {take.id: take for take in compared}
        super().__init__()
        self.on_msg(self._answer)

    def _answer(self, _widget: object, content: Any, _buffers: object) -> None:
        """Answer the message of one view, with the clips or with data it asks for; other views ignore the answer."""
        if not isinstance(content, dict):
            return
        to = {"view": content.get("view"), "number": content.get("number")}
        if content.get("kind") == "ready":
            self.send({"kind": "clips", **to, "clips": self._clips}, self._sounds)
        if content.get("kind") == "ask":
            self.send({"kind": "look", **to, "wire": self._look(content.get("look"), content.get("ids"))})

    def _look(self, kind: Any, ids: Any) -> dict[str, Any] | None:
        """Return the data that a view asks for; None if it cannot be made."""
        try:
            takes = [self._takes[each] for each in ids]
            return make_view(kind, [(take.samples, take.sample_rate) for take in takes])
        except (InvalidInput, KeyError, TypeError):
            return None


def _clip(take: Take, gain_db: float) -> dict[str, Any]:
    level = loudness(take.samples, take.sample_rate)
    heard = f"{level:.1f} LUFS".replace("-", "−") if math.isfinite(level) else "silent"
    return {
        "id": take.id,
        "label": take.recipe.description,
        "note": f"seed {take.recipe.seed} · {heard}",
        "gain_db": gain_db,
        "view": make_view("view", [(take.samples, take.sample_rate)]),
    }
