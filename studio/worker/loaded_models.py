"""The loaded backends: the one the engine was started with, and those that saved voices need, within a budget."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path

from studio.domain.backends import PREVIEW, clones_voices, is_neural
from studio.domain.recipe import Recipe
from studio.errors import InvalidInput
from studio.models.hub_cache import cached_snapshot, is_folder, weight_files
from studio.store.reference_audio import ReferenceSounds
from studio.worker.backend import Backend
from studio.worker.qwen3.loading import release
from studio.worker.registry import Factory, Role


class Models:
    """Load backends when they are needed, and close those used least recently.

    Parameters
    ----------
    create : Factory
        Creates a backend; see `studio.worker.registry`.
    references : pathlib.Path
        Holds the sounds that voices are copied from.
    budget : int
        Bytes that all weights in memory may take together. One model alone is loaded whatever its size.
    """

    def __init__(self, create: Factory, references: Path, budget: int) -> None:
        self._create = create
        self.references = ReferenceSounds(references)
        self._folder = references
        self._budget = budget
        self._started = Role(PREVIEW.name)
        self._held: OrderedDict[Role, Backend] = OrderedDict()  # least recently used first

    @property
    def held(self) -> tuple[Role, ...]:
        """The roles in memory, least recently used first."""
        return tuple(self._held)

    def start(self, backend: str, model: str, progress: Callable[[float], None]) -> Backend:
        """Load the backend that makes takes from descriptions."""
        self._started = Role(backend, model)
        return self.get(self._started, progress)

    def for_recipes(self, recipes: Sequence[Recipe], progress: Callable[[float], None]) -> Backend:
        """Return the backend for these recipes; load it if it is not in memory.

        Raises
        ------
        InvalidInput
            If they need more than one backend.
        StudioError
            If it cannot be loaded.
        """
        roles = {self._role_of(recipe) for recipe in recipes}
        if len(roles) != 1:
            raise InvalidInput("Takes of several models cannot be made at once.", "Ask for them one after the other.")
        return self.get(roles.pop(), progress)

    def get(self, role: Role, progress: Callable[[float], None]) -> Backend:
        """Return the backend for a role; load it, and make room for it, if it is not in memory."""
        if role not in self._held:
            self._make_room(_bytes_of(role))
            backend = self._create(role, self._folder)
            try:
                backend.load(progress)
            except BaseException:  # a load that was cancelled, too
                self._let_go(role, backend)
                raise
            self._held[role] = backend
        self._held.move_to_end(role)
        return self._held[role]

    def memory(self) -> tuple[int, int]:
        """Return the bytes in use now and at the peak, as a neural backend reports them if one is in memory."""
        neural_first = sorted(self._held.items(), key=lambda item: not is_neural(item[0].backend))
        return neural_first[0][1].memory() if neural_first else (0, 0)

    def close(self) -> None:
        """Close every backend."""
        while self._held:
            self._let_go(*self._held.popitem())

    def _role_of(self, recipe: Recipe) -> Role:
        if recipe.voice is None:
            return self._started
        backend = recipe.voice.backend
        if clones_voices(backend):
            return Role(backend, recipe.model, clones=True)
        return self._started if self._started.backend == backend else Role(backend)

    def _make_room(self, wanted: int) -> None:
        for role in list(self._held):
            if sum(map(_bytes_of, self._held)) + wanted <= self._budget:
                return
            if _bytes_of(role):
                self._let_go(role, self._held.pop(role))

    def _let_go(self, role: Role, backend: Backend) -> None:
        """Close a backend, and unlock its model unless another backend uses it."""
        backend.close()
        if all(other.model != role.model for other in self._held):
            release(role.model)


def _bytes_of(role: Role) -> int:
    """Return the size of a role's weights on disk, which is about their size in memory."""
    if not role.model:
        return 0
    folder = Path(role.model).expanduser() if is_folder(role.model) else cached_snapshot(role.model)
    return sum(path.stat().st_size for path in weight_files(folder) if path.exists()) if folder else 0
