"""Speaking a text in a voice: a preset, or a take that is not saved yet."""

from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter

from studio.domain.clip_ref import ClipRef
from studio.domain.take import Take
from studio.store.preset_folder import Preset
from studio.ui.actions import client_of, value_of
from studio.ui.lookups import find_preset
from studio.ui.payloads import AuditionPayload, Json
from studio.ui.second_press import SecondPress
from studio.ui.section import Action, Section, Workspace

if TYPE_CHECKING:
    from studio.session import Studio


def voice_of(studio: "Studio", request: Json) -> Preset | Take:
    """Return the preset or take that `ref` names."""
    ref = ClipRef.parse(value_of(request, "ref", str))
    return studio.library.take(ref.name) if ref.kind == "take" else find_preset(studio, ref.name)


def _routes(router: APIRouter, studio: "Studio") -> None:
    @router.get("/speech.json")
    def speech(id: str = "") -> AuditionPayload | None:
        audition = studio.recent.find(id)
        return AuditionPayload.of(audition) if audition is not None else None


def _actions(studio: "Studio") -> list[Action]:
    second_press, longer_press = SecondPress("Speak"), SecondPress("Hear a longer text")

    def say(request: Json) -> Json:
        """Speak `text` in the voice `ref`; return the audition's id, and what was done with the text's marks.

        With `seed` where there is one; where `raw` is true, marks are spoken as they stand.
        """
        voice, text = voice_of(studio, request), value_of(request, "text", str)
        raw = request.get("raw") is True
        client = client_of(request)
        warn = second_press.warn(client, (value_of(request, "ref", str), text))
        audition = studio.say(voice, text, seed=request.get("seed"), raw=raw, client=client, warn=warn)
        return {"id": audition.id, "notes": list(audition.notes)}

    def lengthen(request: Json) -> Json:
        """Speak a longer text with the recipe of the voice `ref`; return the audition's id."""
        voice, client = voice_of(studio, request), client_of(request)
        warn = longer_press.warn(client, value_of(request, "ref", str))
        return {"id": studio.lengthen(voice, client=client, warn=warn).id}

    def stop(request: Json) -> None:
        """Cancel the audition `id`."""
        audition = studio.recent.find(value_of(request, "id", str))
        if audition is not None:
            audition.cancel()

    return [say, lengthen, stop]


SECTION = Section(
    name="speak",
    folder=Path(__file__).parent,
    workspace=Workspace.SPEAK,
    column="text",
    module="speak.js",
    styles="speak.css",
    routes=_routes,
    actions=_actions,
)
