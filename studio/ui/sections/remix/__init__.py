"""Remix: the chosen voice with a change, "this voice, but warmer", opened in the editor."""

from pathlib import Path
from typing import TYPE_CHECKING

from studio.auditions.remix import plan_remix
from studio.ui.actions import value_of
from studio.ui.payloads import Json
from studio.ui.section import Action, Section, Workspace
from studio.ui.sections.speak import voice_of

if TYPE_CHECKING:
    from studio.session import Studio

_TAKES = 4  # as many as the editor makes by default


def _actions(studio: "Studio") -> list[Action]:
    def change(request: Json) -> Json:
        """Return what the editor is to hold for the voice `ref` with the `change`, and the version it is made from."""
        voice, wanted = voice_of(studio, value_of(request, "ref", str)), value_of(request, "change", str)
        plan = plan_remix(studio.library, voice, wanted, _TAKES)
        return {
            "description": plan.edit.description,
            "text": plan.recipe.marked_text,
            "language": plan.recipe.language,
            "seed": min(plan.seeds),  # the editor counts on from it, as the takes did that were heard beside the voice
            "version": plan.unchanged,
            "without_effect": plan.edit.without_effect,
        }

    return [change]


SECTION = Section(
    name="remix",
    folder=Path(__file__).parent,
    workspace=Workspace.VOICES,
    column="detail",
    module="remix.js",
    styles="remix.css",
    actions=_actions,
)
