"""The studio: describe a voice in words, hear takes of it, save the one you like as a preset.

The public interface is what `studio.public` lists; everything runs on this machine.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from studio.public import *  # noqa: F403

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import the public interface on first use, so that the command handles Ctrl-C from its start."""
    import studio.public as public

    if name == "__all__" or name in public.__all__:
        return getattr(public, name)
    raise AttributeError(f"module 'studio' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__getattr__("__all__")]
