"""Whose voice is heard, as numbers: of references, and of each take as it is finished."""

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
class Ear(Protocol):
    """A backend that can tell whose voice it hears."""

    def embed(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Give a vector whose direction is the voice's, float32 of shape (width,)."""


class Listening:
    """Passes a job's messages on, and says after each finished take whose voice it has.

    Parameters
    ----------
    link : Outlet
        Where the messages go.
    backend : Backend
        Has to be one that can tell voices.

    Raises
    ------
    InvalidInput
        If it cannot.
    """

    def __init__(self, link: Outlet, backend: Backend) -> None:
        if not isinstance(backend, Ear):
            raise InvalidInput(
                "This backend has no speaker encoder.", "Use a voice that a Base model speaks in.", code="no-encoder"
            )
        self._link = link
        self._ear: Ear = backend
        self._heard: dict[int, list[NDArray[np.float32]]] = {}

    def listen_to(self, job: str, references: Sequence[str], sounds: ReferenceSounds) -> None:
        """Say whose voices the references have."""
        for reference in references:
            stop_if_cancelled(self._link, job)
            self._tell(job, None, reference, sounds.read(reference))

    def is_cancelled(self, job: str) -> bool:
        """Whether this job should stop now."""
        return self._link.is_cancelled(job)

    def send(self, message: Message) -> None:
        """Pass a message on."""
        self._link.send(message)
        match message:
            case TakeChunk(take=take, samples=samples):
                self._heard.setdefault(take, []).append(samples)
            case TakeRepeated(take=take):
                self._heard.pop(take, None)
            case TakeDone(job=job, take=take):
                self._tell(job, take, "", np.concatenate(self._heard.pop(take)))

    def _tell(self, job: str, take: int | None, reference: str, samples: NDArray[np.float32]) -> None:
        vector = tuple(float(value) for value in self._ear.embed(samples))
        self._link.send(SpeakerEmbedding(job, take, reference, vector))
