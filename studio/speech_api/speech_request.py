"""The body of `POST /v1/audio/speech`, checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studio.audio.time_stretch import FASTEST, SLOWEST
from studio.domain.strict_json import parse_json
from studio.speech_api.api_errors import ApiError, invalid
from studio.speech_api.response_formats import FORMATS, ResponseFormat

_DEFAULT_FORMAT = "mp3"
_STREAM_FORMATS = ("audio", "sse")
_LONGEST_NAME = 300  # characters of a voice or a model
_LONGEST_INSTRUCTIONS = 4096


@dataclass(frozen=True)
class SpeechRequest:
    """What to speak, and how.

    Parameters
    ----------
    text : str
        The field `input`; `Studio.say` checks the rest of it.
    voice : str
        The name of a preset, "NAME/DELIVERY", or its id.
    format : ResponseFormat
        Of the sound.
    speed : float
        0.25 to 4.
    instructions : str
        How to speak, in words; "" for as the voice does.
    seed : int or str, optional
        Default: the voice's own.
    language : str
        One of the ten, or "auto"; a field of the studio's.
    sse : bool
        Whether the sound is sent as server-sent events.
    """

    text: str
    voice: str
    format: ResponseFormat
    speed: float = 1.0
    instructions: str = ""
    seed: int | str | None = None
    language: str = "auto"
    sse: bool = False


def parse_speech_request(body: bytes) -> SpeechRequest:
    """Return what a body asks for. Fields that are null count as absent, and unknown fields are ignored.

    Raises
    ------
    ApiError
        If it is not a JSON object, or a field cannot be used.
    """
    fields = _fields(body)
    _text(fields, "model", "", _LONGEST_NAME)  # the voice decides which model speaks
    seed = fields.get("seed", fields.get("voice_seed"))
    if not isinstance(seed, int | str | None) or isinstance(seed, bool):
        raise invalid("`seed` must be a whole number.", "seed")
    stream_format = _choice(fields, "stream_format", "audio", _STREAM_FORMATS)
    return SpeechRequest(
        text=_required(fields, "input"),
        voice=_voice(fields),
        format=FORMATS[_choice(fields, "response_format", _DEFAULT_FORMAT, tuple(FORMATS))],
        speed=_speed(fields),
        instructions=_text(fields, "instructions", "", _LONGEST_INSTRUCTIONS).strip(),
        seed=seed,
        language=_text(fields, "language", "auto", _LONGEST_NAME),
        sse=stream_format == "sse",
    )


def _fields(body: bytes) -> dict[str, Any]:
    try:
        content = parse_json(body)
    except (ValueError, UnicodeDecodeError) as error:
        raise ApiError(400, f"The body is not valid JSON: {error}.", code="invalid_json") from None
    if not isinstance(content, dict):
        raise ApiError(400, "The body must be a JSON object.", code="invalid_json")
    return {name: value for name, value in content.items() if value is not None}


def _required(fields: Mapping[str, Any], name: str) -> str:
    if name not in fields:
        raise invalid(f"`{name}` is missing.", name, "missing_required_parameter")
    value = fields[name]
    if not isinstance(value, str):
        raise invalid(f"`{name}` must be a string.", name)
    return value


def _voice(fields: Mapping[str, Any]) -> str:
    voice = fields.get("voice")
    if isinstance(voice, Mapping):
        voice = voice.get("id")
    if voice is None:
        raise invalid(
            "`voice` is missing: name a saved voice. GET /v1/audio/voices lists them.",
            "voice",
            "missing_required_parameter",
        )
    if not isinstance(voice, str) or len(voice) > _LONGEST_NAME:
        raise invalid('`voice` must be a name, or an object {"id": …}.', "voice")
    return voice


def _speed(fields: Mapping[str, Any]) -> float:
    speed = fields.get("speed", 1.0)
    if isinstance(speed, bool) or not isinstance(speed, int | float) or not SLOWEST <= speed <= FASTEST:
        raise invalid(f"`speed` must be a number from {SLOWEST} to {FASTEST}.", "speed")
    return float(speed)


def _choice(fields: Mapping[str, Any], name: str, default: str, choices: tuple[str, ...]) -> str:
    value = fields.get(name, default)
    if value not in choices:
        raise invalid(f"`{name}` must be one of: {', '.join(choices)}.", name)
    return str(value)


def _text(fields: Mapping[str, Any], name: str, default: str, longest: int) -> str:
    value = fields.get(name, default)
    if not isinstance(value, str) or len(value) > longest:
        raise invalid(f"`{name}` must be a string of at most {longest:,} characters.", name)
    return value
