"""Speaking a text in a voice: a preset, or a take that is not saved yet."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request

from studio.domain.clip_ref import ClipRef
from studio.domain.take import Take
from studio.session import Studio, auditions_of
from studio.store.preset_delivery import VoiceSource, in_delivery
from studio.store.reference_audio import content_hash
from studio.ui.actions import client_of, value_of
from studio.ui.long_poll import stamp_of, until_changed
from studio.ui.lookups import find_preset, found
from studio.ui.payloads import AuditionPayload, Json
from studio.ui.second_press import SecondPress
from studio.ui.section import Action, Section, Workspace
from studio.ui.sections.speak.speech_payloads import BaseModelPayload, SpeechPayload, SpokenListPayload, SpokenPayload

if TYPE_CHECKING:
    from studio.auditions.audition import Audition

_MOST_CLIPS = 200  # listed; the history has all

Ids = Annotated[list[str], Query(max_length=64)]


def voice_of(studio: Studio, ref: str) -> VoiceSource:
    """Return the take, the preset or its delivery that a `ClipRef` names."""
    parsed = ClipRef.parse(ref)
    if parsed.kind == "take":
        return studio.library.take(parsed.name)
    return in_delivery(find_preset(studio, parsed.slug), parsed.delivery)


def _routes(router: APIRouter, studio: Studio) -> None:
    @router.get("/speech.json")
    async def speech(request: Request, id: Ids, after: str = "") -> SpeechPayload:
        def auditions() -> list["Audition"]:
            return [audition for each in id if (audition := auditions_of(studio).recent.find(each)) is not None]

        await until_changed(request, auditions, after)
        stamp = stamp_of(auditions())
        return SpeechPayload(stamp, [AuditionPayload.of(audition) for audition in auditions()])

    @router.get("/spoken.json")
    def spoken(voice: str) -> SpokenListPayload:
        numbers = found(voice_of, studio, voice).recipe.variant  # those of a proposed delivery are others
        said = studio.library.spoken(found(reference_of, studio, voice))
        entries = [line for line in said if numbers is None or line.recipe.variant == numbers]
        shown = studio.library.readable(entries[:_MOST_CLIPS])
        return SpokenListPayload([SpokenPayload.of(entry) for entry in shown], max(0, len(entries) - _MOST_CLIPS))

    @router.get("/base-model.json")
    def base_model() -> BaseModelPayload:
        return BaseModelPayload(studio.base_model)


def reference_of(studio: Studio, ref: str) -> str:
    """Return the hash of the reference audio of a voice."""
    voice = voice_of(studio, ref)
    samples = voice.samples if isinstance(voice, Take) else voice.reference()[0]
    return content_hash(samples)


def _actions(studio: Studio) -> list[Action]:
    second_press, longer_press = SecondPress("Speak"), SecondPress("Hear a longer text")

    def say(request: Json) -> Json:
        """Speak `text` in the voice `ref`; return the audition's id, and what was done with the text's marks.

        With `seed` where there is one; where `raw` is true, marks are spoken as they stand.
        """
        ref, text = value_of(request, "ref", str), value_of(request, "text", str)
        raw = request.get("raw") is True
        client = client_of(request)
        warn = second_press.warn(client, (ref, text))
        voice = voice_of(studio, ref)
        audition = auditions_of(studio, client, warn).say(voice, text, seed=request.get("seed"), raw=raw)
        return {"id": audition.id, "notes": list(audition.notes)}

    def lengthen(request: Json) -> Json:
        """Speak a longer text with the recipe of the voice `ref`; return the audition's id."""
        ref, client = value_of(request, "ref", str), client_of(request)
        warn = longer_press.warn(client, ref)
        return {"id": auditions_of(studio, client, warn).lengthen(voice_of(studio, ref)).id}

    def stop(request: Json) -> None:
        """Cancel the audition `id`."""
        audition = auditions_of(studio).recent.find(value_of(request, "id", str))
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
