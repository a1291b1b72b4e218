"""The backends that turn a recipe into sound, and what each of them can do.

Plain data: the parent process reads it and imports no backend. `docs/backends.md` says how to add one.
"""

from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points

from studio.domain.language import LANGUAGES
from studio.errors import InvalidInput

#: Entry-point group in which other packages register a `BackendInfo`.
ENTRY_POINTS = "studio.backends"


@dataclass(frozen=True)
class BackendInfo:
    """What the studio has to know about a backend.

    Parameters
    ----------
    name : str
        As recipes, presets and `--backend` name it.
    factory : str
        "module:callable" that the worker imports: takes a model (str) and the folder of references (Path), and returns
        a `studio.worker.backend.Backend` that makes takes from descriptions.
    sample_rate : int
        Of its takes, in Hz.
    frame_rate : float
        Codec frames a second; 0 where its steps are not stretches of sound, as in a diffusion model.
    clone_factory : str
        The same for the backend that copies a saved voice from its reference; "" where `factory`'s speaks in saved
        voices too, from the description, seed and variant in their recipes.
    neural : bool
        Whether it holds a neural network, and so may take most of the machine's memory.
    needs_weights : bool
        Whether it speaks with a model: a folder or a hub id.
    embeds_speakers : bool
        Whether what copies saved voices has a speaker encoder, so that their consistency can be tested.
    languages : tuple of str
        Keys of `studio.domain.language.LANGUAGES`.
    """

    name: str
    factory: str
    sample_rate: int
    frame_rate: float = 0.0
    clone_factory: str = ""
    neural: bool = True
    needs_weights: bool = True
    embeds_speakers: bool = False
    languages: tuple[str, ...] = tuple(LANGUAGES)

    @property
    def clones(self) -> bool:
        """Whether saved voices are copied from their reference."""
        return bool(self.clone_factory)

    def frames_in(self, seconds: float) -> int:
        """Return the number of codec frames in so many seconds, at least 1."""
        return max(1, round(seconds * self.frame_rate))


QWEN3 = BackendInfo(
    name="qwen3",
    factory="studio.worker.qwen3:create",
    sample_rate=24_000,
    frame_rate=12.5,
    clone_factory="studio.worker.qwen3:create_cloning",
    embeds_speakers=True,
)
SKETCH = BackendInfo(
    name="sketch",
    factory="studio.worker.sketch:create",
    sample_rate=24_000,
    frame_rate=12.5,
    neural=False,
    needs_weights=False,
)
BUILT_IN = (QWEN3, SKETCH)

#: Speaks where no weights are on this machine.
PREVIEW = SKETCH


@cache
def backends() -> dict[str, BackendInfo]:
    """Return all backends by name: the built-in ones, and those that other packages register."""
    registered = (point.load() for point in entry_points(group=ENTRY_POINTS))
    return {info.name: info for info in (*registered, *BUILT_IN)}


def find_backend(name: str) -> BackendInfo | None:
    """Return the backend of that name, or None where there is none."""
    built_in = next((info for info in BUILT_IN if info.name == name), None)
    return built_in or backends().get(name)


def backend_info(name: str) -> BackendInfo:
    """Return the backend of that name.

    Raises
    ------
    InvalidInput
        If there is none.
    """
    found = find_backend(name)
    if found is None:
        raise InvalidInput(
            f"There is no backend {str(name)[:40]!r}.",
            f"Choose one of: {', '.join(['auto', *sorted(backends())])}.",
            code="unknown-backend",
            details={"field": "backend"},
        )
    return found


def clones_voices(name: str) -> bool:
    """Return whether a backend copies saved voices from their references; True where the backend is not known."""
    found = find_backend(name)
    return found is None or found.clones


def is_neural(name: str) -> bool:
    """Return whether a backend holds a neural network; True where the backend is not known."""
    found = find_backend(name)
    return found is None or found.neural
