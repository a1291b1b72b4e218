"""What the page's buttons do: each calls the session, and gives back what the page shows.

The values that reach a module in `static/` carry a number that is never the same twice, because a module hears of its
value only when it changes.
"""

import itertools
import logging
from typing import TYPE_CHECKING, Any

import gradio as gr

from studio.errors import AlreadyExists, StudioError
from studio.ui.examples import EXAMPLES
from studio.ui.routes import find_preset
from studio.ui.states import Json, problem
from studio.voice.language import AUTO

if TYPE_CHECKING:
    from studio.session import Studio

_log = logging.getLogger(__name__)
_numbers = itertools.count(1)
_CLEAR: Json = {}


class Actions:
    """The page's events, for one studio; all may run on many threads at once.

    Parameters
    ----------
    studio : Studio
        What they call.
    """

    def __init__(self, studio: "Studio") -> None:
        self._studio = studio

    def restore(self, saved: Json | None) -> list[Any]:
        """Fill the editor with what this browser last held, else with the newest take's recipe."""
        if isinstance(saved, dict) and (saved.get("description") or saved.get("text")):
            return [*(saved.get(name, usual) for name, usual in _USUAL.items()), _told()]
        newest = self._studio.latest()
        if not newest:
            return [*_USUAL.values(), _told()]
        recipe = newest[0].recipe
        return [recipe.description, recipe.text, recipe.language, len(newest), str(recipe.seed), False, _told()]

    def generate(
        self, shown: Json | None, description: str, text: str, language: str, takes: float, seed: str, pin: bool
    ) -> tuple[Any, Any, Json]:
        """Start an audition; give its id to the takes list, and its seed to the seed's field."""
        try:
            audition = self._studio.audition(
                description,
                text=text,
                takes=takes,  # type: ignore[arg-type]  # checked by the session, in words
                seed=seed if pin else None,
                language=language,
                client=_client(shown),
            )
        except Exception as error:
            return gr.skip(), gr.skip(), _refusal(error)
        return _told(follow=audition.id, client=_client(shown)), str(audition.recipes[0].seed), _told()

    def stop(self, shown: Json | None) -> Json:
        """Cancel the audition that the takes list shows."""
        audition = self._studio.find_audition(str((shown or _CLEAR).get("follow", "")))
        if audition is not None:
            audition.cancel()
        return _told()

    def example(self, event: gr.EventData) -> str:
        """Give the description behind an example's label."""
        return EXAMPLES[event._data["label"]]

    def keep(self, chosen: Json | None, name: str, tags: str, notes: str, overwrite: bool = False) -> tuple[Any, ...]:
        """Save the chosen take as a preset and empty the form; or say what is wrong with which field."""
        try:
            labels = [tag.strip() for tag in tags.split(",") if tag.strip()]
            take = str((chosen or _CLEAR).get("id", ""))
            preset = self._studio.keep(take, name, tags=labels, notes=notes, overwrite=overwrite)
        except Exception as error:
            return _refusal(error) | {"replaceable": isinstance(error, AlreadyExists)}, *[gr.skip()] * 4
        return _told(saved=preset.name), _told(newest=preset.slug), "", "", ""

    def load(self, event: gr.EventData) -> tuple[Any, ...]:
        """Put a preset's recipe into the editor, its seed pinned, so that Generate makes the same voice again."""
        try:
            recipe = find_preset(self._studio, event._data["slug"]).recipe
        except Exception as error:
            return (*[gr.skip()] * 5, _refusal(error))
        return recipe.description, recipe.text, recipe.language, str(recipe.seed), True, _told()

    def remove(self, slug: str) -> Json:
        """Delete a preset of the user's own; give back what is wrong, or nothing."""
        try:
            self._studio.presets.remove(find_preset(self._studio, slug).slug)
        except Exception as error:
            return _refusal(error)
        return _CLEAR

    def restart(self, nothing: object = None) -> Json:
        """Start the generation process again after it failed for good."""
        try:
            self._studio.restart()
        except Exception as error:
            return _refusal(error)
        return _CLEAR


_USUAL: Json = {"description": "", "text": "", "language": AUTO, "takes": 4, "seed": "", "pin": False}


def _client(shown: Json | None) -> str:
    return str((shown or _CLEAR).get("client", ""))[:64]


def _told(**facts: Any) -> Json:
    return {"number": next(_numbers), **facts}


def _refusal(error: Exception) -> Json:
    """Say an error for the page; one that nobody foresaw goes to the log with its traceback."""
    if not isinstance(error, StudioError):
        _log.exception("An action of the page failed", exc_info=error)
        error = StudioError(
            f"The studio met an error it did not expect ({type(error).__name__}).",
            "Try again; the details are in the terminal that runs the studio.",
        )
    return _told(problem=problem(error))
