"""What the models page's buttons do."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from studio.domain.backends import PREVIEW
from studio.errors import NotFound
from studio.ui.answers import refusal
from studio.ui.payloads import Json

if TYPE_CHECKING:
    from studio.session import Studio


class ModelActions:
    """The models page's events; each gives back what is wrong, or nothing.

    Parameters
    ----------
    studio : Studio
        What they call.
    """

    def __init__(self, studio: "Studio") -> None:
        self._studio = studio

    def download(self, model: str) -> Json:
        """Begin a download, or go on with one."""
        return self._do(lambda: self._studio.models.download(self._listed(model)))

    def cancel(self, model: str) -> Json:
        """End a download; what it fetched stays."""
        task = self._studio.models.downloads.get(model)
        return self._do(lambda: task.cancel() if task else None)

    def discard(self, model: str) -> Json:
        """Remove a model from this machine."""
        return self._do(lambda: self._studio.models.remove(self._listed(model)))

    def use(self, model: str) -> Json:
        """Speak with a model from now on; with the sketch where none is named."""
        return self._do(lambda: self._use(model))

    def _use(self, model: str) -> None:
        if not model:
            self._studio.use(backend=PREVIEW.name, remember=True)
        elif any(each.model == model and each.kind == "base" for each in self._studio.models):
            self._studio.use_base(model, remember=True)
        else:
            self._studio.use(self._listed(model), remember=True)

    def _listed(self, model: str) -> str:
        """Take only what the page lists: a client's string becomes no path."""
        if all(each.model != model for each in self._studio.models):
            raise NotFound("There is no such model any more.", "Close the list and open it again.")
        return model

    def _do(self, act: Callable[[], object]) -> Json:
        try:
            act()
        except Exception as error:
            return refusal(error)
        return {}
