"""Speaker embeddings of sounds, computed by the Base model's encoder in the generation process."""

from collections.abc import Sequence

from studio.domain.recipe import Recipe
from studio.engine.client import EngineClient
from studio.engine.events import JobEnded, SpeakerEmbedding
from studio.engine.queue import Job
from studio.errors import StudioError


def speaker_embeddings(
    engine: EngineClient, line: Recipe, references: Sequence[str], client: str = ""
) -> dict[str, tuple[float, ...]]:
    """Return the speaker embeddings of sounds that are stored as references.

    The encoder is part of a Base model, which the engine loads for a line to be spoken with it. The embeddings are sent
    before that line is begun; then the job is cancelled.

    Parameters
    ----------
    engine : EngineClient
        Computes them.
    line : Recipe
        Of a line in a saved voice that a Base model copies.
    references : sequence of str
        Hashes, as of `studio.store.reference_audio`.
    client : str
        Name of the caller.

    Raises
    ------
    StudioError
        Why they could not be computed.
    """
    wanted, found = set(references), dict[str, tuple[float, ...]]()
    job = Job([line], client, embed=list(dict.fromkeys(references)))
    engine.submit(job)
    error: StudioError | None = None
    for event in job.events():
        match event:
            case SpeakerEmbedding(take=None, reference=reference, vector=vector):
                found[reference] = vector
                if found.keys() >= wanted:
                    engine.cancel(job)
            case JobEnded(error=why):
                error = why
    if error is not None and not found.keys() >= wanted:
        raise error.again()
    return found
