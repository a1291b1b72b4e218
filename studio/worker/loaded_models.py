"""The backends in memory: the one the engine was started with, and those that saved voices need, within a budget."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.domain.recipe import Recipe
from studio.errors import InvalidInput
from studio.models.hub_cache import cached_snapshot, is_folder, weight_files
from studio.store.reference_audio import ReferenceSounds
from studio.worker.backend import Backend
from studio.worker.qwen3.loading import release

Make = Callable[[str, str, Path], Backend]


@dataclass(frozen=True)
class Role:
    """A backend to hold: what it does, "qwen3", "cloning" or "sketch", and with which model."""

    backend: str
    model: str = ""


class Models:
    """Holds backends, loads those that are needed, and lets go of those used least recently.

    Parameters
    ----------
    make : callable
        Takes the backend's name, the model and the folder of references, and gives the backend; nothing is loaded yet.
    references : pathlib.Path
        Where the sounds are that voices are copied from.
    budget : int
        Bytes that the weights in memory together may have. One model alone is loaded whatever its size.
    """

    def __init__(self, make: Make, references: Path, budget: int) -> None:
        self._make = make
        self.references = ReferenceSounds(references)
        self._folder = references
        self._budget = budget
        self._started = Role("sketch")
        self._held: OrderedDict[Role, Backend] = OrderedDict()  # used last, last

    @property
    def held(self) -> tuple[Role, ...]:
        """What is in memory, used last, last."""
        return tuple(self._held)

    def start(self, backend: str, model: str, progress: Callable[[float], None]) -> Backend:
        """Load the backend that makes takes from descriptions."""
        self._started = Role(backend, model)
        return self.get(self._started, progress)

    def for_recipes(self, recipes: Sequence[Recipe], progress: Callable[[float], None]) -> Backend:
        """Give the backend that makes these takes, loading it where it is not in memory.

        Raises
        ------
        InvalidInput
            If they need more than one.
        StudioError
            If it cannot be loaded.
        """
        roles = {self._role_of(recipe) for recipe in recipes}
        if len(roles) != 1:
            raise InvalidInput("Takes of several models cannot be made at once.", "Ask for them one after the other.")
        return self.get(roles.pop(), progress)

    def get(self, role: Role, progress: Callable[[float], None]) -> Backend:
        """Give a backend, loading it, and making room for it, where it is not in memory."""
        if role not in self._held:
            self._make_room(_bytes_of(role))
            backend = self._make(role.backend, role.model, self._folder)
            try:
                backend.load(progress)
            except BaseException:  # a load that was cancelled, too
                self._let_go(role, backend)
                raise
            self._held[role] = backend
        self._held.move_to_end(role)
        return self._held[role]

    def memory(self) -> tuple[int, int]:
        """Give the bytes in use now and at the peak, by a model's own account where one is in memory."""
        counting = sorted(self._held.items(), key=lambda item: item[0].backend == "sketch")
        return counting[0][1].memory() if counting else (0, 0)

    def close(self) -> None:
        """Let go of everything."""
        while self._held:
            self._let_go(*self._held.popitem())

    def _role_of(self, recipe: Recipe) -> Role:
        if recipe.voice is None:
            return self._started
        return Role("sketch") if recipe.voice.backend == "sketch" else Role("cloning", recipe.model)

    def _make_room(self, wanted: int) -> None:
        for role in list(self._held):
            if sum(map(_bytes_of, self._held)) + wanted <= self._budget:
                return
            if _bytes_of(role):
                self._let_go(role, self._held.pop(role))

    def _let_go(self, role: Role, backend: Backend) -> None:
        """Give a backend's memory back, and its model free to be removed where no other uses it."""
        backend.close()
        if all(other.model != role.model for other in self._held):
            release(role.model)


def _bytes_of(role: Role) -> int:
    """Give the size of a role's weights: in memory they are as large as on disk."""
    if role.backend == "sketch" or not role.model:
        return 0
    folder = Path(role.model).expanduser() if is_folder(role.model) else cached_snapshot(role.model)
    return sum(path.stat().st_size for path in weight_files(folder) if path.exists()) if folder else 0
