"""Speaks a request: as a complete file, or while it is generated."""

import base64
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from starlette.concurrency import run_in_threadpool

from studio.audio.tags import with_tags
from studio.auditions.audition import Audition
from studio.auditions.awaiting import stream_samples
from studio.auditions.voice_ids import deliveries_of, voice_of_id
from studio.domain.take import Take
from studio.errors import StudioError
from studio.session import Studio, auditions_of
from studio.speech_api.api_errors import invalid, studio_error_body
from studio.speech_api.instructions import delivery_asked_for
from studio.speech_api.sound_pipeline import SoundPipeline
from studio.speech_api.speech_request import SpeechRequest
from studio.store.preset_delivery import VoiceSource, in_delivery
from studio.store.provenance import Provenance

_CLIENT = "speech-api"  # its name in the engine's queue, which takes turns between clients
_log = logging.getLogger(__name__)


def speak(studio: Studio, wanted: SpeechRequest) -> Audition:
    """Queue what a request asks for.

    Raises
    ------
    ApiError, StudioError
        If it cannot be spoken.
    """
    wanted.format.check()
    voice = voice_of_id(studio, wanted.voice)
    if wanted.instructions:
        voice = _in_delivery(voice, wanted.instructions)
    auditions = auditions_of(studio, _CLIENT, lambda why: _log.warning(why))
    return auditions.say(voice, wanted.text, seed=wanted.seed, language=wanted.language)


def _in_delivery(voice: VoiceSource, instructions: str) -> VoiceSource:
    """Return the voice in the delivery that instructions ask for; refuse instructions that ask for anything else."""
    names = deliveries_of(voice)
    name = delivery_asked_for(instructions, names)
    if name is None:
        known = (
            f"one of its deliveries: {', '.join(names)}" if names else "none, as it has no deliveries; leave them out"
        )
        raise invalid(
            f"This voice cannot follow these instructions. It follows {known}.",
            "instructions",
            "unsupported_instructions",
        )
    return in_delivery(voice, name)


def encode_take(take: Take, wanted: SpeechRequest) -> bytes:
    """Return a take as a complete file in the format of a request, with what it says about itself."""
    rate = wanted.format.rate_for(take.sample_rate)
    pipeline = SoundPipeline(take.sample_rate, wanted.speed, rate)
    encoded = wanted.format.encode(np.concatenate([pipeline.add(take.samples), pipeline.finish()]), rate)
    return with_tags(encoded, Provenance.of_take(take, speed=wanted.speed).tags())


async def stream_bytes(audition: Audition, wanted: SpeechRequest) -> AsyncIterator[bytes]:
    """Yield the sound of an audition in the format of a request while it is generated.

    Raises
    ------
    StudioError
        If the take is not finished, or failed its checks and is generated once more.
    """
    encoding: _Encoding | None = None
    async for samples in stream_samples(audition):
        encoding = encoding or _Encoding(wanted, audition.streams[0].sample_rate)
        if data := await run_in_threadpool(encoding.add, samples):
            yield data
    if encoding is not None and (data := await run_in_threadpool(encoding.finish)):
        yield data


async def stream_events(audition: Audition, wanted: SpeechRequest) -> AsyncIterator[bytes]:
    """Yield the same as server-sent events in OpenAI's shape: `speech.audio.delta`, then `speech.audio.done`.

    An error after the first part of the sound is an event too. Nothing is counted in tokens here, so the usage is 0.
    """
    started = False
    try:
        async for data in stream_bytes(audition, wanted):
            started = True
            yield _event({"type": "speech.audio.delta", "audio": base64.b64encode(data).decode()})
    except StudioError as error:
        if not started:
            raise
        yield _event({"type": "error"} | studio_error_body(error))
        return
    usage = {"input_tokens": 0, "output_tokens": 0, "total_tokens": 0}
    yield _event({"type": "speech.audio.done", "usage": usage})


class _Encoding:
    """A request's speed, sample rate and format, for samples of a rate that arrive in parts."""

    def __init__(self, wanted: SpeechRequest, sample_rate: int) -> None:
        rate = wanted.format.rate_for(sample_rate)
        self._pipeline = SoundPipeline(sample_rate, wanted.speed, rate)
        self._encoder = wanted.format.encoder(rate)

    def add(self, samples: NDArray[np.float32]) -> bytes:
        return self._encoder.add(self._pipeline.add(samples))

    def finish(self) -> bytes:
        return self._encoder.add(self._pipeline.finish()) + self._encoder.finish()


def _event(content: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(content)}\n\n".encode()
