"""One connection: answers `describe`, and speaks what `synthesize` and the streaming events ask for."""

import asyncio
import logging
from collections.abc import Iterable
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.error import Error
from wyoming.event import Event, Eventable
from wyoming.info import Describe
from wyoming.ping import Ping, Pong
from wyoming.server import AsyncEventHandler
from wyoming.tts import (
    Synthesize,
    SynthesizeChunk,
    SynthesizeStart,
    SynthesizeStop,
    SynthesizeStopped,
    SynthesizeTextFormat,
    SynthesizeVoice,
)

from studio.audio.pcm import pcm16
from studio.auditions.audition import Audition
from studio.auditions.awaiting import stream_samples
from studio.auditions.voice_ids import languages_of, voice_of_id
from studio.errors import InvalidInput, NotFound, StudioError
from studio.session import Studio, auditions_of
from studio.store.preset_delivery import VoiceSource
from studio.store.preset_folder import Preset
from studio.text.passages import SENTENCE
from studio.text.sentence_stream import SentenceStream
from studio.wyoming.bounded_reader import BoundedReader
from studio.wyoming.voice_info import describe

_CLIENT = "wyoming"  # its name in the engine's queue, which takes turns between clients
_WIDTH = 2  # bytes of a sample
_CHUNK = 4096  # samples
_NOT_EVENTS = (KeyError, TypeError, AttributeError, RecursionError)  # what the package raises for unexpected JSON
_Parsed = TypeVar("_Parsed", bound=Eventable)
_log = logging.getLogger(__name__)


class Conversation(AsyncEventHandler):
    """Speaks with one client, one request after the other.

    An error is sent as an `error` event, and then the connection is closed: Home Assistant ignores such events and
    would wait for sound for ever.

    Parameters
    ----------
    studio : Studio
        What speaks.
    voice : str
        The voice of requests that name none; "" for the first preset.
    reader, writer : asyncio streams
        The connection.
    """

    def __init__(self, studio: Studio, voice: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        super().__init__(cast("asyncio.StreamReader", BoundedReader(reader)), writer)
        self._studio = studio
        self._default = voice
        self._stream: _TextStream | None = None
        self._rate = 0  # of the sound that was announced; 0 for none

    async def run(self) -> None:
        """Answer events until the client leaves, or sends what is not an event."""
        try:
            await super().run()
        except ConnectionError:
            pass
        except _NOT_EVENTS as error:
            _log.debug("A connection sent what is not an event", exc_info=error)

    async def handle_event(self, event: Event) -> bool:
        """Answer an event; return False to close the connection."""
        try:
            await self._answer(event)
        except StudioError as error:
            await self.write_event(Error(text=str(error), code=error.code).event())
            return False
        return True

    async def _answer(self, event: Event) -> None:
        if Describe.is_type(event.type):
            await self.write_event((await asyncio.to_thread(describe, self._studio)).event())
        elif Ping.is_type(event.type):
            await self.write_event(Pong(text=_parsed(Ping, event).text).event())
        elif SynthesizeStart.is_type(event.type):
            start = _parsed(SynthesizeStart, event)
            _check_plain(start.text_format)
            self._stream = _TextStream(await asyncio.to_thread(self._voice, start.voice))
        elif SynthesizeChunk.is_type(event.type) and self._stream is not None:
            await self._say_all(self._stream, self._stream.sentences.add(_text(_parsed(SynthesizeChunk, event))))
        elif SynthesizeStop.is_type(event.type) and self._stream is not None:
            await self._say_all(self._stream, [self._stream.sentences.finish()])
            await self._stop_sound()
            await self.write_event(SynthesizeStopped().event())
            self._stream = None
        elif Synthesize.is_type(event.type) and self._stream is None:  # in a stream, it repeats all of the text
            wanted = _parsed(Synthesize, event)
            _check_plain(wanted.text_format)
            await self._say(await asyncio.to_thread(self._voice, wanted.voice), _text(wanted))
            await self._stop_sound()

    async def _say_all(self, stream: "_TextStream", sentences: Iterable[str]) -> None:
        """Speak the sentences that have something to pronounce, with a pause between them."""
        for sentence in sentences:
            if any(character.isalnum() for character in sentence):
                if self._rate:
                    await self._send(np.zeros(round(SENTENCE * self._rate), np.float32))
                await self._say(stream.voice, sentence)

    async def _say(self, voice: VoiceSource, text: str) -> None:
        """Speak a text and send its sound while it is generated; stop when the client has left."""

        def say() -> Audition:
            return auditions_of(self._studio, _CLIENT, lambda why: _log.warning(why)).say(voice, text)

        audition = await asyncio.to_thread(say)
        try:
            async for samples in stream_samples(audition):
                await self._announce(audition.streams[0].sample_rate)
                await self._send(samples)
        finally:
            audition.cancel()  # one that is over is not changed by that

    async def _announce(self, rate: int) -> None:
        if not self._rate:
            self._rate = rate
            await self.write_event(AudioStart(rate=rate, width=_WIDTH, channels=1).event())

    async def _send(self, samples: NDArray[np.float32]) -> None:
        for start in range(0, len(samples), _CHUNK):
            audio = pcm16(samples[start : start + _CHUNK])
            await self.write_event(AudioChunk(rate=self._rate, width=_WIDTH, channels=1, audio=audio).event())

    async def _stop_sound(self) -> None:
        if self._rate:
            await self.write_event(AudioStop().event())
        self._rate = 0

    def _voice(self, wanted: SynthesizeVoice | None) -> VoiceSource:
        name = (wanted.name if wanted else None) or self._default
        if name:
            return voice_of_id(self._studio, str(name))
        presets = list(self._studio.presets.values())
        if not presets:
            raise NotFound("There are no saved voices.", "Save one on the page (`studio`).", code="voice-not-found")
        language = wanted.language if wanted else None
        return next((each for each in presets if language and _speaks(each, language)), presets[0])


class _TextStream:
    """A text that arrives in pieces, and the voice that speaks it."""

    def __init__(self, voice: VoiceSource) -> None:
        self.voice = voice
        self.sentences = SentenceStream()


def _parsed(kind: type[_Parsed], event: Event) -> _Parsed:
    """Return what an event says.

    Raises
    ------
    InvalidInput
        If a field is missing or of another type.
    """
    try:
        return cast("_Parsed", kind.from_event(event))
    except _NOT_EVENTS:
        raise _bad_event(event.type) from None


def _text(event: Synthesize | SynthesizeChunk) -> str:
    if not isinstance(event.text, str):
        raise _bad_event(event.event().type)
    return event.text


def _bad_event(name: str) -> InvalidInput:
    return InvalidInput(f"The event {name[:40]!r} is not valid.", "Send its fields.", code="bad-event")


def _speaks(preset: Preset, language: str) -> bool:
    """Return whether a voice's own language is this one, such as "en" or "en_GB"."""
    return languages_of(preset)[0] == language.replace("-", "_").partition("_")[0].lower()


def _check_plain(text_format: object) -> None:
    if text_format not in (None, SynthesizeTextFormat.TEXT):
        raise InvalidInput("The text must be plain text.", "Send it without SSML.", code="unsupported-text-format")
