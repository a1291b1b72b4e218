"""Calls that a signal handler may interrupt and make again.

Python runs signal handlers on the main thread, between two instructions of whatever runs there. A handler that needs a
lock which the interrupted code holds would wait for ever. So no lock of the engine is ever held by the main thread.

`interrupt.uninterrupted` is for work that must be whole, and for threads that know nothing of `threading`; here a call
may start threads and take locks of its own, so it gets a real thread.
"""

import functools
import threading
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


def off_main_thread(call: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """Return a function that makes a call on another thread if it is called on the main thread, and waits for it."""

    @functools.wraps(call)
    def elsewhere(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
        if threading.current_thread() is not threading.main_thread():
            return call(*args, **kwargs)
        outcome = _Outcome(functools.partial(call, *args, **kwargs))
        thread = threading.Thread(target=outcome.run, name="studio-call", daemon=True)
        thread.start()
        outcome.wait()
        thread.join()
        return outcome.result()  # type: ignore[no-any-return]

    return elsewhere


class _Outcome:
    """Makes a call, and keeps what it returned or raised."""

    def __init__(self, call: Callable[[], Any]) -> None:
        self._call = call
        self._returned: Any = None
        self._raised: BaseException | None = None
        self._running = threading.Lock()
        self._running.acquire()

    def run(self) -> None:
        try:
            self._returned = self._call()
        except BaseException as error:
            self._raised = error
        finally:
            self._running.release()

    def wait(self) -> None:
        """Wait for the call; a signal handler may run meanwhile, and what it raises ends the waiting."""
        with self._running:
            pass

    def result(self) -> Any:
        raised, self._raised = self._raised, None  # else the traceback and this object refer to each other
        if raised is not None:
            try:
                raise raised
            finally:
                del raised
        return self._returned
