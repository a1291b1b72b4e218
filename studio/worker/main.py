"""The generation process: loads a backend, then runs one job after the other on its main thread."""

import faulthandler
import os
import platform
import signal
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from studio.domain.recipe import Recipe
from studio.engine.events import JobEnded
from studio.engine.job_errors import cancelled, overran, unexpected
from studio.engine.messages import PROTOCOL, STACKS, Hello, Loading, Ready, Shutdown, Start, Work, WorkerFailed
from studio.errors import ModelUnusable, StudioError
from studio.worker.backend import Backend
from studio.worker.deadline import JobOverran, deadline
from studio.worker.link import Link, Outlet
from studio.worker.loaded_models import Models
from studio.worker.registry import Factory, create_backend
from studio.worker.speaker_similarity import EmbeddingOutlet
from studio.worker.takes import JobCancelled, make_takes


def main(arguments: Sequence[str], make_backend: Factory = create_backend) -> int:
    """Serve the engine at the other end of an inherited socket, until it shuts this process down.

    Parameters
    ----------
    arguments : sequence of str
        The socket's file descriptor, and the worker's number.
    make_backend : callable
        Creates the backends; see `studio.worker.registry`.

    Returns
    -------
    int
        The exit status: 0 after a shutdown, 1 after an error that leaves the backend in doubt.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.enable()
    faulthandler.register(STACKS, all_threads=True)
    os.dup2(2, 1)  # what libraries print belongs in the log
    descriptor, epoch = map(int, arguments)
    link = Link(descriptor, epoch)
    link.send(Hello(PROTOCOL, os.getpid(), _versions()))
    status = _serve(link, make_backend)
    link.flush()
    return status


def _serve(link: Link, make_backend: Factory) -> int:
    models: Models | None = None
    while True:
        match link.receive():
            case Start() as start:
                link.log = Path(start.log)
                models = _load(link, make_backend, start)
                if models is None:
                    return 1
            case Work() as work if models is not None:
                if not _work(link, models, work):
                    return 1
            case Shutdown():
                if models is not None:
                    models.close()
                return 0


def _load(link: Link, make_backend: Factory, start: Start) -> Models | None:
    models = Models(make_backend, Path(start.references), start.budget)
    try:
        backend = models.start(start.backend, start.model, lambda fraction: link.send(Loading(float(fraction))))
    except StudioError as error:
        link.send(WorkerFailed(error))
        return None
    except Exception as error:
        _log(error)
        link.send(WorkerFailed(ModelUnusable(f"The model could not be loaded: {_words(error)}.", "See the log.")))
        return None
    link.send_memory(*models.memory())
    link.send(Ready(backend.name, backend.model))
    return models


def _work(link: Link, models: Models, work: Work) -> bool:
    """Generate the takes of one job; return False if the backend can no longer be trusted."""
    failure: StudioError | None
    try:
        recipes = [Recipe.from_json(recipe) for recipe in work.recipes]
        backend = _backend_for(link, models, work.job, recipes)
        with deadline(work.seconds) as extend:
            failure = make_takes(_outlet(link, models, backend, work), backend, work.job, recipes, extend)
    except JobCancelled:
        failure = cancelled()
    except JobOverran:
        link.send(WorkerFailed(overran(work.seconds)))
        return False
    except StudioError as error:
        failure = error
    except Exception as error:
        _log(error)
        link.send(WorkerFailed(unexpected(_words(error))))
        return False
    link.send_memory(*models.memory())
    link.send(JobEnded(work.job, failure))
    return True


def _outlet(link: Link, models: Models, backend: Backend, work: Work) -> Outlet:
    """Return where a job's messages are sent: through the speaker encoder, where it asks for embeddings."""
    if not work.embed:
        return link
    outlet = EmbeddingOutlet(link, backend)
    outlet.embed_references(work.job, work.embed, models.references)
    return outlet


def _backend_for(link: Link, models: Models, job: str, recipes: list[Recipe]) -> Backend:
    """Return the backend for these recipes, loaded and prepared; send how far that is."""
    before = set(models.held)

    def progress(fraction: float) -> None:
        if link.is_cancelled(job):
            raise JobCancelled
        link.send(Loading(float(fraction)))

    backend = models.for_recipes(recipes, progress)
    backend.prepare(recipes, progress)
    if set(models.held) != before:
        link.send_memory(*models.memory())
    return backend


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".strip().rstrip(".:")[:500]


def _log(error: Exception) -> None:
    sys.excepthook(type(error), error, error.__traceback__)


def _versions() -> dict[str, str]:
    return {"python": platform.python_version(), "studio": _version("voice-studio"), "numpy": _version("numpy")}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
