"""What the page's buttons do: each calls the session, and gives back what the page shows."""

from typing import TYPE_CHECKING, Any

import gradio as gr

from studio.auditions.reference_voice import length_fault
from studio.domain.language import AUTO
from studio.errors import AlreadyExists
from studio.ui.answers import refusal, told
from studio.ui.payloads import Json, problem, rating_json
from studio.ui.routes import find_preset
from studio.ui.sections.design.examples import EXAMPLES

if TYPE_CHECKING:
    from studio.session import Studio

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
            return [*(saved.get(name, usual) for name, usual in _USUAL.items()), told()]
        newest = self._studio.library.latest()
        if not newest:
            return [*_USUAL.values(), told()]
        recipe = newest[0].recipe
        return [recipe.description, recipe.text, recipe.language, len(newest), str(recipe.seed), False, told()]

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
            return gr.skip(), gr.skip(), refusal(error)
        return told(follow=audition.id, client=_client(shown)), str(audition.recipes[0].seed), told()

    def stop(self, shown: Json | None) -> Json:
        """Cancel the audition that the takes list shows."""
        audition = self._studio.recent.find(str((shown or _CLEAR).get("follow", "")))
        if audition is not None:
            audition.cancel()
        return told()

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
            return refusal(error) | {"replaceable": isinstance(error, AlreadyExists)}, *[gr.skip()] * 4
        fault = length_fault(preset.recipe, preset.duration)
        answer = told(saved=preset.name, slug=preset.slug, fault=problem(fault) if fault else None)
        return answer, told(newest=preset.slug), "", "", ""

    def load(self, event: gr.EventData) -> tuple[Any, ...]:
        """Put a preset's recipe into the editor, its seed pinned, so that Generate makes the same voice again."""
        try:
            recipe = find_preset(self._studio, event._data["slug"]).recipe
        except Exception as error:
            return (*[gr.skip()] * 5, refusal(error))
        return recipe.description, recipe.text, recipe.language, str(recipe.seed), True, told()

    def remove(self, slug: str) -> Json:
        """Delete a preset of the user's own; give back what is wrong, or nothing."""
        try:
            self._studio.presets.remove(find_preset(self._studio, slug).slug)
        except Exception as error:
            return refusal(error)
        return _CLEAR

    def rate(self, asked: Json) -> Json:
        """Decide about `take`: any of `verdict`, `starred`, `note`; give its rating, or what is wrong."""
        try:
            changes = {name: asked[name] for name in ("verdict", "starred", "note") if name in asked}
            return rating_json(self._studio.rate(str(asked["take"]), **changes))
        except Exception as error:
            return refusal(error)

    def restart(self, nothing: object = None) -> Json:
        """Start the generation process again after it failed for good."""
        try:
            self._studio.restart()
        except Exception as error:
            return refusal(error)
        return _CLEAR


_USUAL: Json = {"description": "", "text": "", "language": AUTO, "takes": 4, "seed": "", "pin": False}


def _client(shown: Json | None) -> str:
    return str((shown or _CLEAR).get("client", ""))[:64]
