"""From a backend's name to the object that speaks; nothing of the other backends is imported."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from pkgutil import resolve_name

from studio.domain.backends import backend_info
from studio.worker.backend import Backend


@dataclass(frozen=True)
class Role:
    """What a loaded backend is for.

    Parameters
    ----------
    backend : str
        A name of `studio.domain.backends`.
    model : str
        A folder or a hub id; "" where the backend has no weights.
    clones : bool
        Whether it copies saved voices from their references, instead of inventing voices from descriptions.
    """

    backend: str
    model: str = ""
    clones: bool = False


#: Takes a role and the folder of references, and returns a backend that has loaded nothing yet.
Factory = Callable[[Role, Path], Backend]


def create_backend(role: Role, references: Path) -> Backend:
    """Return the backend for a role; it has loaded nothing yet.

    Raises
    ------
    InvalidInput
        If there is no backend of that name.
    """
    info = backend_info(role.backend)
    factory = resolve_name(info.clone_factory if role.clones else info.factory)
    backend: Backend = factory(role.model, references)
    return backend
