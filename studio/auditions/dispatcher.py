"""Auditions on their way to the engine: each gets a version in the library and a job in the queue."""

from collections.abc import Sequence
from functools import partial
from weakref import WeakSet

from studio.auditions.audition import Audition
from studio.auditions.batch import Batch
from studio.auditions.recent import RecentAuditions
from studio.auditions.recorder import Recorder
from studio.auditions.speaker_embeddings import speaker_embeddings
from studio.auditions.suitability import Warn, unsuitable, warn_by_default, warn_caller
from studio.auditions.unread import unread_description
from studio.domain.limits import MAX_LINES
from studio.domain.recipe import Recipe
from studio.engine.client import EngineClient
from studio.engine.queue import Job
from studio.engine.status import EngineStatus
from studio.errors import EngineFailed
from studio.workspace import Workspace


class Dispatcher:
    """Numbers auditions, submits their jobs, and remembers those that can be followed; for every caller of a studio.

    Parameters
    ----------
    workspace : Workspace
        What the takes belong to; its library numbers the auditions and stores their takes.
    engine : EngineClient
        Makes the takes.

    Attributes
    ----------
    recorder : Recorder
        Stores their takes.
    recent : RecentAuditions
        The auditions of this process that run, and the last few that ended.
    """

    def __init__(self, workspace: Workspace, engine: EngineClient) -> None:
        self._workspace = workspace
        self._versions = workspace.library.versions
        self._engine = engine
        self.recorder = Recorder(workspace.library.add)
        self.recent = RecentAuditions()
        self._batches: WeakSet[Batch] = WeakSet()

    @property
    def status(self) -> EngineStatus:
        """The engine's."""
        return self._engine.status

    def start(self) -> None:
        """Begin to load the engine's model; returns at once."""
        self._engine.start()

    def close(self) -> None:
        """Store what the engine has sent; after the engine was closed."""
        self.recorder.close()
        for batch in tuple(self._batches):
            batch.close()

    def parent(self, name: str) -> str:
        """Return the id of the audition that a version's name or an id means; "" for "".

        Raises
        ------
        NotFound
            If there is none.
        """
        return self._versions.find_id(name) if name else ""

    def submit(
        self, audition: Audition, *, client: str = "", warn: Warn = warn_by_default, embed: Sequence[str] = ()
    ) -> Audition:
        """Queue an audition for a client, and return it.

        Parameters
        ----------
        audition : Audition
            New.
        client : str
            Name of the caller; the queue serves clients in turn.
        warn : callable
            Called with an error, before anything is queued, if this machine has too little memory for the takes or is
            far too slow for them; what it raises passes through, and then nothing is queued.
        embed : sequence of str
            Hashes of references whose speaker embeddings are wanted, and those of the takes with them.

        Raises
        ------
        EngineBusy
            If the queue is full.
        EngineFailed
            If the generation process cannot be kept alive.
        """
        if why := unsuitable(audition.recipes, self.status):
            warn(why)
        audition.workspace = self._workspace
        job = self._submitted(audition, client, embed)
        audition.cancel_with(lambda: self._engine.cancel(job))
        audition.backend = self.status.backend
        audition.warning = unread_description(audition.recipes, audition.backend)
        if audition.warning and warn is warn_by_default:
            warn_caller(audition.warning)
        self.recent.add(audition)
        return audition

    def submit_batch(
        self,
        recipes: Sequence[Recipe],
        notes: Sequence[str] = (),
        *,
        parent: str = "",
        client: str = "",
        warn: Warn = warn_by_default,
    ) -> Batch:
        """Queue recipes of any number for a client, in pieces; the arguments are those of an `Audition` and `submit`.

        It waits for room in the queue on a thread of its own, so it raises what `warn` raises, and no `EngineBusy`.
        """
        if why := unsuitable(recipes[:MAX_LINES], self.status):
            warn(why)

        def submit(piece: Sequence[Recipe]) -> Audition:
            return self.submit(Audition(piece, notes, parent), client=client, warn=lambda why: None)

        batch = Batch(recipes, notes, submit, self._workspace.library.take)
        self._batches.add(batch)
        return batch

    def embeddings(self, line: Recipe, references: Sequence[str], client: str) -> dict[str, tuple[float, ...]]:
        """Return the speaker embeddings of references; see `speaker_embeddings`."""
        return speaker_embeddings(self._engine, line, references, client)

    def _submitted(self, audition: Audition, client: str, embed: Sequence[str]) -> Job:
        """Number an audition and submit its job; one that the full queue refuses gets no number."""
        version = self._versions.begin(audition.id, audition.recipes, audition.parent)
        audition.register(version, partial(self._versions.end, audition.id))
        try:
            return self._engine.submit(Job(audition.recipes, client, self.recorder.listener(audition), embed))
        except EngineFailed as error:
            self._versions.end(audition.id, "failed", error)
            raise
        except BaseException:
            self._versions.withdraw(audition.id)
            raise
