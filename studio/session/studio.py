"""`Studio`: a workspace with an engine. The page, the notebook, the command and other programs use this."""

from contextlib import suppress
from pathlib import Path
from typing import Self

from studio.auditions.auditions import Auditions
from studio.auditions.dispatcher import Dispatcher
from studio.auditions.replay import Replay, check_replayable, collect, compare, original_of
from studio.auditions.saved_voices import SavedVoices
from studio.auditions.suitability import Warn, warn_by_default
from studio.clips.lookup import ClipLike
from studio.domain.lineage import Lineage
from studio.domain.recipe import Recipe
from studio.domain.take import Take
from studio.engine import saved_choice
from studio.engine.backend_choice import choose_backend, choose_base
from studio.engine.queue import Job
from studio.engine.shared import SharedEngine
from studio.engine.status import EngineStatus
from studio.errors import InvalidInput, ModelMissing, StorageFailed
from studio.open_studios import find_in_notebook, note_closed, note_open
from studio.session.designing import Designing
from studio.session.speaking import Speaking
from studio.store.home import home_folder
from studio.store.litter import sweep


class Studio(Designing, Speaking):
    """Describe a voice, hear takes of it, save the one you like; a `Workspace` with an engine.

    What needs no engine (library, presets, measuring, listening …) is documented in `Workspace`. A method that makes
    sound waits for it; the one beside it whose name begins with `start_` returns a handle at once, to follow, wait for
    or cancel. Every method may be called from any thread. The model runs in a process of its own, which starts with the
    first audition or with `start`.

    It is closed at the end of a `with` block or of the process, or when nothing refers to it any more. In a notebook
    there is one for each home folder: a cell that opens it again gets the one that is open, and switches its model
    where it names another.

    Parameters
    ----------
    home : str or pathlib.Path, optional
        As for `Workspace`.
    backend : str
        "qwen3", "sketch", or "auto": qwen3 when its weights are on disk, else sketch.
    model : str or pathlib.Path, optional
        A local folder or a hub id for qwen3.
    base_model : str or pathlib.Path, optional
        The Base model that speaks in voices saved from qwen3; default: the best one on disk.

    Raises
    ------
    InvalidInput
        If there is no such backend, or the model is neither a folder nor a hub id.
    ModelMissing
        If the model is a folder that does not exist.
    StorageFailed
        If the home folder cannot be written.

    Examples
    --------
    >>> from studio import Studio
    >>> with Studio() as st:  # doctest: +SKIP
    ...     takes = st.design("a calm woman, low register", "Good evening.", takes=2, seed=7)
    ...     st.keep(takes[0], "Evening")
    """

    _engine: SharedEngine

    def __new__(cls, home: str | Path | None = None, *_: object, **__: object) -> Self:
        """Return the open studio of a home folder in a notebook, else a new one."""
        found = find_in_notebook(home_folder(home))
        return found if isinstance(found, cls) else super().__new__(cls)

    def __init__(
        self,
        home: str | Path | None = None,
        backend: str = "auto",
        model: str | Path | None = None,
        base_model: str | Path | None = None,
    ) -> None:
        if hasattr(self, "_engine"):
            self._switch(backend, model, base_model)
            return
        folder = home_folder(home)
        insist = backend != "auto" or model is not None
        choice = (None if insist else saved_choice.choice_of(folder)) or choose_backend(backend, model)
        super().__init__(folder)
        sweep(folder)
        self.library.recovery.tidy()
        self.presets.tidy()
        with suppress(StorageFailed):  # the next start tries again
            self.expire()
        self._engine = SharedEngine(choice, folder, insist=insist)
        self._dispatcher = Dispatcher(self, self._engine)
        self._voices = SavedVoices(self, base_model or saved_choice.base_of(folder))
        self._auditions = Auditions(self, self._voices, self._dispatcher)
        note_open(self, [self._engine.close, self._dispatcher.recorder.close, self.models.close, self.library.close])

    def __repr__(self) -> str:
        status = self.status
        return f"<Studio {status.backend}, {status.state}, home {str(self.home)!r}>"

    def _switch(self, backend: str, model: str | Path | None, base_model: str | Path | None) -> None:
        """Use the models that another call of `Studio` names."""
        if backend != "auto" or model is not None:
            choice, status = choose_backend(backend, model), self.status
            if (choice.backend, choice.model or "") != (status.backend, status.model):
                self.use(model, backend=backend)
        if base_model is not None:
            self.use_base(base_model)

    def close(self) -> None:
        """End the generation process and downloads, and close the library; safe to call twice.

        A forked child leaves them to its parent: there, this does nothing.
        """
        if self._is_forked():
            return
        self._engine.close()
        self._dispatcher.close()
        super().close()
        note_closed(self)

    @property
    def status(self) -> EngineStatus:
        """The state of the generation process."""
        return self._engine.status

    def start(self) -> None:
        """Start loading the model, so that the first take need not wait for it; returns at once."""
        self._engine.start()

    def restart(self) -> None:
        """Start the generation process again after it failed."""
        self._engine.restart()

    def use(self, model: str | Path | None = None, *, backend: str = "auto", remember: bool = False) -> None:
        """Switch to another model; returns at once, while it loads.

        Auditions that run or wait end with an error that says so.

        Parameters
        ----------
        model : str or pathlib.Path, optional
            A local folder or a hub id, as for `Studio`.
        backend : str
            As for `Studio`.
        remember : bool
            Whether to use it at the next start too, unless a model or backend is given there.

        Raises
        ------
        InvalidInput, ModelMissing, StorageFailed
            As for `Studio`; then nothing was changed.
        """
        choice = choose_backend(backend, model)
        if remember:
            saved_choice.remember(self.home, "design", choice.model or choice.backend)
        self._engine.use(choice)
        self._engine.start()

    @property
    def base_model(self) -> str | None:
        """The model that speaks in voices saved from qwen3, or None where none is on this machine."""
        try:
            return choose_base(self._voices.base)
        except (InvalidInput, ModelMissing):
            return None

    def use_base(self, model: str | Path, *, remember: bool = False) -> None:
        """Switch to another Base model for voices saved from qwen3.

        Parameters
        ----------
        model : str or pathlib.Path
            A local folder, or the hub id of a model that is on this machine.
        remember : bool
            Whether to use it at the next start too, unless a Base model is given there.

        Raises
        ------
        InvalidInput, ModelMissing, StorageFailed
            If it is not there; then nothing was changed.
        """
        chosen = choose_base(model)
        if remember:
            saved_choice.remember(self.home, "base", chosen)
        self._voices.base = chosen

    def replay(self, source: ClipLike | Recipe) -> Replay:
        """Make a take again from its recipe, and compare the samples. Nothing is stored.

        On the same machine with the same versions the samples are the same; otherwise the result says what differs.

        Parameters
        ----------
        source : ClipLike or Recipe
            As for `clip`; a sound file must be one that the studio wrote, in any format: it holds its recipe, and a
            checksum of the samples. A recipe alone has no samples to compare: the result says whether the same backend,
            model, revision and versions made it, and `same` is None.

        Raises
        ------
        InvalidInput
            If another backend than the running one made it, or the recipe cannot be used.
        NotFound, EngineError
            If there is no such take or file, the file holds no recipe, or it could not be made again.
        """
        first = original_of(source, self.clips)
        self.start()
        check_replayable(first.recipe, self.status.backend)
        self._voices.restore_references([first.recipe])
        job = self._engine.submit(Job([self._voices.with_model(first.recipe)]))
        try:
            again, samples = collect(job)
        except KeyboardInterrupt:
            self._engine.cancel(job)
            raise
        return compare(first.recipe, first.samples, again, samples, first_md5=first.md5)

    def _lineage_of(self, take: Take) -> Lineage | None:
        """Return where the voice of a take came from: a remix knows what was asked for."""
        remix = self._auditions.recent.find_remix(take.audition)
        return remix.lineage if remix else super()._lineage_of(take)


def auditions_of(studio: Studio, client: str = "", warn: Warn = warn_by_default) -> Auditions:
    """Return what queues auditions of a studio for a caller with a name: for the page, the servers and the command.

    Parameters
    ----------
    studio : Studio
        Whose library and engine they use.
    client, warn
        As for `Dispatcher.submit`.
    """
    return studio._auditions.for_client(client, warn)
