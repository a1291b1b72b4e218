"""Send the speaker embeddings of references, and of each take when it is finished."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from studio.engine.events import SpeakerEmbedding, TakeChunk, TakeDone, TakeRepeated
from studio.engine.messages import Message
from studio.errors import InvalidInput
from studio.store.reference_audio import ReferenceSounds
from studio.worker.backend import Backend
from studio.worker.link import Outlet
from studio.worker.takes import stop_if_cancelled


@runtime_checkable
class SpeakerEncoder(Protocol):
    """A backend with a speaker encoder."""

    def embed(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the speaker embedding of a sound, float32 of shape (width,)."""


class EmbeddingOutlet:
    """Passes a job's messages on, and sends the speaker embedding of each finished take after it.

    Parameters
    ----------
    link : Outlet
        Where the messages are sent.
    backend : Backend
        A `SpeakerEncoder`.

    Raises
    ------
    InvalidInput
        If the backend has no speaker encoder.
    """

    def __init__(self, link: Outlet, backend: Backend) -> None:
        if not isinstance(backend, SpeakerEncoder):
            raise InvalidInput(
                "This backend has no speaker encoder.", "Use a voice that a Base model speaks in.", code="no-encoder"
            )
        self._link = link
        self._encoder: SpeakerEncoder = backend
        self._chunks: dict[int, list[NDArray[np.float32]]] = {}

    def embed_references(self, job: str, references: Sequence[str], sounds: ReferenceSounds) -> None:
        """Send the speaker embeddings of references, given by their hashes."""
        for reference in references:
            stop_if_cancelled(self._link, job)
            self._send_embedding(job, None, reference, sounds.read(reference))

    def is_cancelled(self, job: str) -> bool:
        """Return whether this job has to stop."""
        return self._link.is_cancelled(job)

    def send(self, message: Message) -> None:
        """Pass a message on."""
        self._link.send(message)
        match message:
            case TakeChunk(take=take, samples=samples):
                self._chunks.setdefault(take, []).append(samples)
            case TakeRepeated(take=take):
                self._chunks.pop(take, None)
            case TakeDone(job=job, take=take):
                self._send_embedding(job, take, "", np.concatenate(self._chunks.pop(take)))

    def _send_embedding(self, job: str, take: int | None, reference: str, samples: NDArray[np.float32]) -> None:
        vector = tuple(float(value) for value in self._encoder.embed(samples))
        self._link.send(SpeakerEmbedding(job, take, reference, vector))
