"""What callers are told when a job ends otherwise than well, or is not taken."""

from studio.engine.backend_choice import Choice
from studio.engine.process import Lost
from studio.errors import Cancelled, EngineClosed, EngineFailed, StudioError, TookTooLong, WorkerCrashed


def cancelled() -> Cancelled:
    """It was stopped by who asked for it."""
    return Cancelled("Stopped.", "Takes that were finished before are kept.")


def closed() -> EngineClosed:
    """The studio was closed, by this program."""
    return EngineClosed("The studio is closed.", "Open it again.")


def owner_left() -> EngineClosed:
    """Another program ran the engine, and is gone."""
    return EngineClosed(
        "The program that ran the engine has closed.", "Do the same again: this program then runs an engine of its own."
    )


def changed(now: Choice) -> EngineClosed:
    """The model was changed."""
    return EngineClosed(
        f"The studio speaks with {now.model or now.backend} now; this was asked of the model before.",
        "Do the same again. Takes that were finished before are kept.",
        code="model-changed",
    )


def crashed(lost: Lost) -> WorkerCrashed:
    """The generation process ended by itself."""
    how = f"was ended by {lost.signal}" if lost.signal else f"ended with status {lost.status}"
    return WorkerCrashed(
        f"The generation process {how}{f' ({lost.reason})' if lost.reason else ''}.",
        "It starts again by itself, and what was typed is still here: generate once more.",
        details={"signal": lost.signal, "status": lost.status},
    )


def ended(why: str) -> TookTooLong:
    """The engine ended the generation process; `why` says what that one did."""
    return TookTooLong(
        f"The generation process {why}, and was ended.",
        "It starts again by itself; try the same once more, with a shorter text if it happens again.",
    )


def failed(error: StudioError | None) -> StudioError:
    """The generation process does not run any more, because of an error."""
    if isinstance(error, WorkerCrashed | TookTooLong) or error is None:
        what = error.what if error else "The generation process does not run."
        return EngineFailed(
            f"The generation process ended too often within a minute. {what}",
            "Press Restart, or run `studio doctor`; its log says more.",
            details=error.details if error else {},
        )
    return error.again()
