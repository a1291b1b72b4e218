"""The studio: describe a voice in words, hear takes of it, keep the one you like as a preset.

The public interface is what `studio.public` lists; everything runs on this machine.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from studio.public import *  # noqa: F403

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Load the public interface when it is first used, so that the command hears Ctrl-C from its first moment on."""
    import studio.public as public

    if name == "__all__" or name in public.__all__:
        return getattr(public, name)
    raise AttributeError(f"module 'studio' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__getattr__("__all__")]
