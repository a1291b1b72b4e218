"""The errors with which a job ends, or is refused."""

import psutil

from studio.errors import (
    Advice,
    Cancelled,
    EngineBusy,
    EngineClosed,
    EngineFailed,
    StudioError,
    TookTooLong,
    WorkerCrashed,
)

OWNER_CLOSED = "owner-closed"
_RESTARTS = "It restarts by itself and your input is kept: generate once more."


def cancelled() -> Cancelled:
    """Return the error of a job that was stopped on request."""
    return Cancelled("Stopped.", "Takes that were finished before are kept.")


def owner_closed() -> EngineClosed:
    """Return the error of a request to the engine of another program that has exited."""
    return EngineClosed(
        "The program that ran the engine has closed.",
        "Try again: this program then runs an engine of its own.",
        code=OWNER_CLOSED,
    )


def owner_silent(owner: int | None) -> EngineBusy:
    """Return the error of a request that process `owner`, which runs the engine, does not answer; None if unknown."""
    if owner is not None and is_stopped(owner):
        return EngineBusy(
            f"Process {owner}, which runs the engine, is stopped (Ctrl-Z?).",
            f"Continue it (fg in its terminal, or kill -CONT {owner}) or end it, then try again.",
        )
    return EngineBusy(
        f"Process {owner or 'unknown'}, which runs the engine, does not answer.",
        Advice(
            "Wait a moment and try again. If it still does not answer, end it, or use another home folder.",
            shell="Wait a moment and try again. If it still does not answer, end it, or use another home folder "
            "(--home).",
        ),
    )


def is_stopped(process: int) -> bool:
    """Return whether a process is stopped, as by Ctrl-Z or a debugger."""
    try:
        return psutil.Process(process).status() in (psutil.STATUS_STOPPED, psutil.STATUS_TRACING_STOP)
    except (psutil.Error, OverflowError, ValueError):
        return False


def model_changed(model: str) -> EngineClosed:
    """Return the error of a job that was submitted for the model before `model`."""
    return EngineClosed(
        f"The studio has changed to {model}; this was submitted for the previous model.",
        "Try again. Takes that were finished before are kept.",
        code="model-changed",
    )


def crashed(signal: str, status: int, reason: str) -> WorkerCrashed:
    """Return the error of a job whose generation process ended by itself.

    Parameters
    ----------
    signal : str
        The name of the signal that ended it, or "".
    status : int
        Its exit status, where no signal ended it.
    reason : str
        Why the connection broke, or "".
    """
    how = f"was ended by {signal}" if signal else f"exited with status {status}"
    return WorkerCrashed(
        f"The generation process {how}{f' ({reason})' if reason else ''}.",
        _RESTARTS,
        details={"signal": signal, "status": status},
    )


def unexpected(error: str) -> WorkerCrashed:
    """Return the error of a job during which the model raised an exception of its own."""
    return WorkerCrashed(f"The generation process met an error: {error}.", _RESTARTS, details={"error": error})


def killed(why: str) -> TookTooLong:
    """Return the error of a job whose generation process the engine killed; `why` says what that process did."""
    return TookTooLong(
        f"The generation process {why}, and was ended.",
        "It restarts by itself: try again, with a shorter text if this happens again.",
    )


def overran(seconds: float) -> TookTooLong:
    """Return the error of a job that exceeded its time limit."""
    return TookTooLong(
        f"The takes were not finished within {seconds:.0f} s.",
        "The generation process restarts by itself. Use a shorter text or fewer takes, or a faster machine.",
    )


def engine_failed(error: StudioError | None) -> StudioError:
    """Return the error of a job that cannot be done because the generation process does not run, after `error`."""
    if isinstance(error, WorkerCrashed | TookTooLong) or error is None:
        what = error.what if error else "The generation process does not run."
        return EngineFailed(
            f"The generation process ended too often within a minute. {what}",
            Advice(
                "Call st.restart(); logs/worker.log in the home folder says more.",
                shell="Press Restart, or run `studio doctor`; its log says more.",
            ),
            details=error.details if error else {},
        )
    return error.again()
