"""Messages as bytes, and one end of the connection that carries them.

A frame is a 4-byte big-endian length, a JSON header of that length, and raw little-endian float32 samples where the
message has any. Nothing is pickled: a frame is validated and becomes a frozen dataclass, or is refused.
"""

import json
import struct
import threading
from collections.abc import Callable
from dataclasses import fields
from multiprocessing.connection import Connection
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

from studio.domain.recipe import Recipe
from studio.engine.events import TakeChunk
from studio.engine.messages import Message
from studio.engine.status import EngineStatus
from studio.errors import StudioError, from_wire, to_wire

MAX_FRAME = 8 * 1024 * 1024
MAX_SAMPLES = 1_000_000  # of one `TakeChunk`: half a frame
_LENGTH = struct.Struct(">I")


class ProtocolError(ValueError):
    """The received bytes are not a valid message."""


_KINDS: dict[str, type[Message]] = {kind.__name__: kind for kind in get_args(Message)}
_HINTS = {kind: get_type_hints(kind) for kind in _KINDS.values()}
_JSON_TYPES: dict[Any, Any] = {str: str, int: int, float: (int, float), bool: bool, dict: dict, list: list, tuple: list}
_PARSERS: dict[Any, Callable[[dict[str, Any]], Any]] = {
    Recipe: Recipe.from_json,
    EngineStatus: EngineStatus.from_json,
    StudioError: from_wire,
}


def encode(message: Message, *, seq: int, epoch: int) -> bytes:
    """Return a message as one frame, at most `MAX_FRAME` long.

    Parameters
    ----------
    message : Message
        Any of the messages or events.
    seq : int
        Rises by one a frame, for each direction.
    epoch : int
        Number of the worker, counted from 1 by the parent.

    Raises
    ------
    ProtocolError
        If the frame would be too long.
    """
    values = {item.name: _to_json(getattr(message, item.name)) for item in fields(message)}
    samples = values.pop("samples", None)
    named = {"kind": type(message).__name__, "seq": seq, "epoch": epoch, **values}
    # Escaped, the longest request of all would be over the limit in Chinese.
    header = json.dumps(named, ensure_ascii=False).encode(errors="surrogatepass")
    payload = b"" if samples is None else np.ascontiguousarray(samples, dtype="<f4").tobytes()
    frame = _LENGTH.pack(len(header)) + header + payload
    if len(frame) > MAX_FRAME:
        raise ProtocolError(f"a {type(message).__name__} of {len(frame)} bytes is over the limit of {MAX_FRAME}")
    return frame


def decode(frame: bytes) -> tuple[Message | None, int, int]:
    """Validate a frame and return its message.

    Returns
    -------
    message : Message or None
        None for a kind this version does not know.
    seq, epoch : int
        As passed to `encode`.

    Raises
    ------
    ProtocolError
        If it is malformed: the other side can no longer be trusted.
    """
    header, payload = _split(frame)
    kind = _KINDS.get(_field(header, "kind", str))
    seq, epoch = _field(header, "seq", int), _field(header, "epoch", int)
    if kind is None:
        return None, seq, epoch
    values = {name: _field(header, name, hint) for name, hint in _HINTS[kind].items() if name != "samples"}
    if kind is TakeChunk:
        values["samples"] = _samples(payload)
    elif payload:
        raise ProtocolError(f"a {kind.__name__} has no samples")
    return kind(**values), seq, epoch


def _split(frame: bytes) -> tuple[dict[str, Any], bytes]:
    if len(frame) < _LENGTH.size:
        raise ProtocolError("too short for a frame")
    end = _LENGTH.size + _LENGTH.unpack_from(frame)[0]
    if end > len(frame):
        raise ProtocolError("the header is longer than the frame")
    try:
        header = json.loads(frame[_LENGTH.size : end])
    except (ValueError, RecursionError) as error:
        raise ProtocolError(f"the header is not JSON: {error}") from None
    if not isinstance(header, dict):
        raise ProtocolError("the header is not an object")
    return header, frame[end:]


def _to_json(value: Any) -> Any:
    if isinstance(value, StudioError):
        return to_wire(value)
    return value.to_json() if isinstance(value, Recipe | EngineStatus) else value


def _field(header: dict[str, Any], name: str, hint: Any) -> Any:
    try:
        return _parse(header[name], hint)
    except (LookupError, TypeError, ValueError) as error:
        raise ProtocolError(f"the field {name} is not valid: {error}") from None


def _parse(value: Any, hint: Any) -> Any:
    """Check a JSON value against a field's type, and return the field's value."""
    if hint is Any:
        return value
    kinds = [kind for kind in get_args(hint) if kind is not type(None)]
    if type(None) in get_args(hint):
        return None if value is None else _parse(value, kinds[0])
    origin = get_origin(hint) or hint
    if not isinstance(value, _JSON_TYPES.get(origin, dict)) or (isinstance(value, bool) and hint is not bool):
        raise TypeError(f"{type(value).__name__} instead of {hint}")
    if origin in _PARSERS:
        return _PARSERS[origin](value)
    if origin is dict:
        return {key: _parse(item, kinds[-1]) for key, item in value.items()}
    if origin in (list, tuple):
        return origin(_parse(item, kinds[0]) for item in value)
    return value


def _samples(payload: bytes) -> NDArray[np.float32]:
    if len(payload) % 4 or len(payload) > 4 * MAX_SAMPLES:
        raise ProtocolError(f"{len(payload)} bytes are not samples")
    samples = np.frombuffer(payload, dtype="<f4").astype(np.float32)
    if not np.isfinite(samples).all():
        raise ProtocolError("samples are not finite")
    return samples


class Channel:
    """One end of the connection: numbers what it sends, drops what is stale.

    Parameters
    ----------
    connection : multiprocessing.connection.Connection
        Used for bytes only.
    epoch : int
        Frames of any other epoch are dropped.
    """

    def __init__(self, connection: Connection, epoch: int) -> None:
        self.epoch = epoch
        self._connection = connection
        self._lock = threading.Lock()  # unlocked sends of two threads corrupt the stream
        self._sent = 0
        self._received = 0

    def send(self, message: Message) -> None:
        """Send one message; from any thread.

        Raises
        ------
        OSError
            If the other side has exited.
        """
        with self._lock:
            self._sent += 1
            self._connection.send_bytes(encode(message, seq=self._sent, epoch=self.epoch))

    def receive(self) -> Message:
        """Return the next message that is neither stale nor unknown, once there is one; from one thread only.

        Raises
        ------
        EOFError, OSError
            If the other side has exited, or a frame is over the limit.
        ProtocolError
            If the frame is not a valid message.
        """
        while True:
            message, seq, epoch = decode(self._connection.recv_bytes(MAX_FRAME))
            if epoch != self.epoch or seq <= self._received:
                continue
            self._received = seq
            if message is not None:
                return message

    def close(self) -> None:
        """Close this end; a send that waits for the other side has to be ended first."""
        with self._lock:  # else the descriptor may be another file's in the middle of a send
            self._connection.close()
