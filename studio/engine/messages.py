"""Both ends of the process boundary: what is said, and how it becomes bytes.

A frame is a 4-byte big-endian length, a JSON header of that length, and raw little-endian float32 samples where the
message carries sound. Nothing is pickled: what arrives is checked and becomes a frozen dataclass, or is refused.

    parent → worker    Start, Work, Cancel, Shutdown
    worker → parent    Hello, Loading, Ready, Beat, Progress, Sound, Again, TakeDone, Embedding, Done, Stopped, Failed

For each `Work` the worker says exactly one of `Done`, `Stopped` or `Failed`. Programs that share one engine say the
same of a job, and besides:

    program → owner    Submit, Cancel, Wake, AskStatus
    owner → program    Accepted, Refused, Place, StatusNow
"""

import json
import signal
import struct
import threading
from dataclasses import dataclass, field, fields
from multiprocessing.connection import Connection
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

PROTOCOL = 3
STACKS = signal.SIGUSR1  # a worker that gets it writes the stacks of its threads into its log
MAX_FRAME = 8 * 1024 * 1024
MAX_SAMPLES = 1_000_000  # of one Sound message; about 41 s, half a frame
_LENGTH = struct.Struct(">I")


class BadFrame(ValueError):
    """What arrived is no message of this protocol."""


@dataclass(frozen=True)
class Message:
    """Base of all messages."""


@dataclass(frozen=True)
class Start(Message):
    """Load this backend; the first thing a worker is told.

    The sounds that voices are copied from are in the folder `references`; the models that are in memory together may
    take `budget` bytes.
    """

    backend: str
    model: str
    references: str
    budget: int


@dataclass(frozen=True)
class Work(Message):
    """Make one take for each recipe, within so many seconds.

    Where `embed` names references, say the speaker embedding of each of them and of every take.
    """

    job: str
    recipes: list[dict[str, Any]]
    seconds: float
    embed: list[str]


@dataclass(frozen=True)
class Cancel(Message):
    """Stop this job at the next codec frame."""

    job: str


@dataclass(frozen=True)
class Shutdown(Message):
    """Stop at the next codec frame and leave."""


@dataclass(frozen=True)
class Hello(Message):
    """The worker is up; nothing is loaded yet."""

    protocol: int
    pid: int
    versions: dict[str, str]


@dataclass(frozen=True)
class Loading(Message):
    """How far the model is loaded, 0 to 1."""

    fraction: float


@dataclass(frozen=True)
class Ready(Message):
    """The model is loaded; work can come."""

    backend: str
    model: str


@dataclass(frozen=True)
class Beat(Message):
    """The worker lives: its resident memory, and what the backend holds now and held at most, in bytes."""

    resident: int
    active: int
    peak: int


@dataclass(frozen=True)
class Progress(Message):
    """So many codec frames of a take exist."""

    job: str
    take: int
    frame: int


@dataclass(frozen=True, eq=False)
class Sound(Message):
    """The next samples of a take: float32, shape (n,), mono, 24 kHz."""

    job: str
    take: int
    samples: NDArray[np.float32] = field(repr=False)


@dataclass(frozen=True)
class Again(Message):
    """The take went wrong and is made once more with another seed; its sound so far does not count."""

    job: str
    take: int
    reason: str


@dataclass(frozen=True)
class TakeDone(Message):
    """A take is complete, and this is the recipe it was really made with."""

    job: str
    take: int
    recipe: dict[str, Any]


@dataclass(frozen=True)
class Embedding(Message):
    """Whose voice is heard, as numbers: of a take, or with `take` -1 of the reference of that hash."""

    job: str
    take: int
    reference: str
    vector: list[float]


@dataclass(frozen=True)
class Done(Message):
    """The job is complete."""

    job: str


@dataclass(frozen=True)
class Stopped(Message):
    """The job was cancelled."""

    job: str


@dataclass(frozen=True)
class Failed(Message):
    """The job, or with an empty `job` the loading, ended with an error; see `studio.errors.from_wire`.

    After a `fatal` one the worker leaves: its model is in doubt.
    """

    job: str
    error: dict[str, Any]
    fatal: bool


@dataclass(frozen=True)
class Submit(Message):
    """Another program asks the engine's owner for takes; answered by `Accepted` or `Refused`."""

    job: str
    recipes: list[dict[str, Any]]
    client: str
    embed: list[str]


@dataclass(frozen=True)
class Accepted(Message):
    """The job is in the queue."""

    job: str


@dataclass(frozen=True)
class Refused(Message):
    """The job is not in the queue; see `studio.errors.from_wire`."""

    job: str
    error: dict[str, Any]


@dataclass(frozen=True)
class Place(Message):
    """The job waits; 1 is next, 0 means the worker has it now."""

    job: str
    position: int


@dataclass(frozen=True)
class Wake(Message):
    """Another program asks the engine's owner to load the model, or, after a failure, to try again."""

    again: bool


@dataclass(frozen=True)
class AskStatus(Message):
    """Another program asks what the engine does; answered by `StatusNow`."""


@dataclass(frozen=True)
class StatusNow(Message):
    """What the engine does, as `studio.engine.status.to_json` gives it."""

    status: dict[str, Any]


_KINDS: dict[str, type[Message]] = {kind.__name__: kind for kind in Message.__subclasses__()}
_HINTS = {kind: get_type_hints(kind) for kind in Message.__subclasses__()}
_CHECKED: dict[Any, Any] = {str: str, int: int, float: (int, float), bool: bool, dict: dict, list: list}


def encode(message: Message, *, seq: int, epoch: int) -> bytes:
    """Turn a message into one frame.

    Parameters
    ----------
    message : Message
        What to say.
    seq : int
        Rises by one a frame, for each direction.
    epoch : int
        Which worker this is, counted from 1 by the parent.

    Returns
    -------
    bytes
        At most `MAX_FRAME` long.
    """
    values = {item.name: getattr(message, item.name) for item in fields(message)}
    samples = values.pop("samples", None)
    named = {"kind": type(message).__name__, "seq": seq, "epoch": epoch, **values}
    # Escaped, the longest request of all would be over the limit in Chinese.
    header = json.dumps(named, ensure_ascii=False).encode(errors="surrogatepass")
    payload = b"" if samples is None else np.ascontiguousarray(samples, dtype="<f4").tobytes()
    frame = _LENGTH.pack(len(header)) + header + payload
    if len(frame) > MAX_FRAME:
        raise BadFrame(f"a {type(message).__name__} of {len(frame)} bytes is over the limit of {MAX_FRAME}")
    return frame


def decode(frame: bytes) -> tuple[Message | None, int, int]:
    """Check a frame and turn it into a message.

    Returns
    -------
    message : Message or None
        None for a kind this version does not know.
    seq, epoch : int
        As `encode` was given.

    Raises
    ------
    BadFrame
        If it is malformed: the other side can no longer be trusted.
    """
    header, payload = _split(frame)
    kind = _KINDS.get(_typed(header, "kind", str))
    seq, epoch = _typed(header, "seq", int), _typed(header, "epoch", int)
    if kind is None:
        return None, seq, epoch
    values = {name: _typed(header, name, hint) for name, hint in _HINTS[kind].items() if name != "samples"}
    if kind is Sound:
        values["samples"] = _samples(payload)
    elif payload:
        raise BadFrame(f"a {kind.__name__} carries no sound")
    return kind(**values), seq, epoch


def _split(frame: bytes) -> tuple[dict[str, Any], bytes]:
    if len(frame) < _LENGTH.size:
        raise BadFrame("too short for a frame")
    end = _LENGTH.size + _LENGTH.unpack_from(frame)[0]
    if end > len(frame):
        raise BadFrame("the header is longer than the frame")
    try:
        header = json.loads(frame[_LENGTH.size : end])
    except (ValueError, RecursionError) as error:
        raise BadFrame(f"the header is no JSON: {error}") from None
    if not isinstance(header, dict):
        raise BadFrame("the header is no object")
    return header, frame[end:]


def _typed(header: dict[str, Any], name: str, hint: Any) -> Any:
    value = header.get(name)
    if not _is(value, hint):
        raise BadFrame(f"{name} is {type(value).__name__}, not {hint}")
    return value


def _is(value: Any, hint: Any) -> bool:
    if hint is Any:
        return True
    wanted = _CHECKED[get_origin(hint) or hint]
    if not isinstance(value, wanted) or (isinstance(value, bool) and hint is not bool):
        return False
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return all(_is(item, get_args(hint)[-1]) for item in items)


def _samples(payload: bytes) -> NDArray[np.float32]:
    if len(payload) % 4 or len(payload) > 4 * MAX_SAMPLES:
        raise BadFrame(f"{len(payload)} bytes are no samples")
    samples = np.frombuffer(payload, dtype="<f4").astype(np.float32)
    if not np.isfinite(samples).all():
        raise BadFrame("samples are not finite")
    return samples


class Channel:
    """One end of the connection: numbers what it sends, drops what is stale.

    Parameters
    ----------
    connection : multiprocessing.connection.Connection
        Its sends and receives are bytes only.
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
            If the other side is gone.
        """
        with self._lock:
            self._sent += 1
            self._connection.send_bytes(encode(message, seq=self._sent, epoch=self.epoch))

    def receive(self) -> Message:
        """Wait for the next message that is neither stale nor unknown; from one thread only.

        Raises
        ------
        EOFError, OSError
            If the other side is gone, or a frame is over the limit.
        BadFrame
            If what arrived is no message.
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
