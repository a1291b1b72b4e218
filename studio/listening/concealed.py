"""Keeps what runs blind tests away from the objects that listeners have.

Who shows, prints or walks the attributes of a listening test, as notebooks and debuggers do, must not come upon its
hidden order. So neither the test nor `studio.listening` refers to it.
"""

from weakref import WeakKeyDictionary

from studio.listening.blind_tests import BlindTests

_TESTS: WeakKeyDictionary[object, BlindTests] = WeakKeyDictionary()


def conceal(owner: object, tests: BlindTests) -> None:
    """Remember what runs the tests of an object, as long as that lives."""
    _TESTS[owner] = tests


def concealed_tests(owner: object) -> BlindTests:
    """Return what runs the tests of a `Listening` or a `ListeningTest`; it knows the hidden orders."""
    return _TESTS[owner]
