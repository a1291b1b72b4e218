"""The studio itself: what the page, the widgets, the command and other programs all call."""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from studio.audition import Audition, Recorder
from studio.engine.shared import SharedEngine
from studio.engine.status import EngineStatus
from studio.engine.weights import choose_backend
from studio.home import gallery_folder, home_folder
from studio.voice.language import AUTO
from studio.voice.library import Library
from studio.voice.preset import Preset, PresetShelf, check_name, check_tags
from studio.voice.recipe import Sampling, audition_recipes
from studio.voice.take import Take

_REMEMBERED = 4


class Studio:
    """Describe a voice, hear takes of it, keep the one you like.

    Every method may be called from any thread. The model runs in a process of its own, which starts with the first
    audition, or with `start`.

    Parameters
    ----------
    home : str or pathlib.Path, optional
        Holds the library, the presets and the logs; default: STUDIO_HOME, or the platform's folder for user data.
    backend : str
        "qwen3", "sketch", or "auto": qwen3 when its weights are on disk, else sketch.
    model : str or pathlib.Path, optional
        A local folder or a hub id for qwen3.

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
    >>> with Studio() as studio:  # doctest: +SKIP
    ...     takes = studio.design("a calm woman, low register", text="Good evening.", takes=2, seed=7)
    ...     studio.keep(takes[0], "Evening")
    """

    def __init__(self, home: str | Path | None = None, backend: str = "auto", model: str | Path | None = None) -> None:
        choice = choose_backend(backend, model)
        self.home = home_folder(home)
        self._library = Library(self.home)
        self._recorder = Recorder(self._library.add)
        self.presets = PresetShelf(self.home / "presets", gallery_folder())
        self._engine = SharedEngine(choice, self.home, insist=backend != "auto" or model is not None)
        self._auditions: OrderedDict[str, Audition] = OrderedDict()
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def status(self) -> EngineStatus:
        """What the generation process is doing now."""
        return self._engine.status

    def start(self) -> None:
        """Begin to load the model, so that the first take need not wait for it; returns at once."""
        self._engine.start()

    def restart(self) -> None:
        """Start the generation process again after it failed."""
        self._engine.restart()

    def design(
        self,
        description: str,
        *,
        text: str,
        takes: int = 4,
        seed: int | None = None,
        language: str = AUTO,
        sampling: Sampling | None = None,
    ) -> list[Take]:
        """Make takes of a described voice, and wait for them.

        Parameters
        ----------
        description : str
            How the voice sounds, in words.
        text : str
            What it says.
        takes : int
            How many, 1 to 8.
        seed : int, optional
            Of the first take; the others count on from it. The same seed gives the same takes on every run.
        language : str
            One of the ten, or "auto".
        sampling : Sampling, optional
            How tokens are drawn; qwen3 only.

        Returns
        -------
        list of Take
            In order; each is in the library too.

        Raises
        ------
        InvalidInput
            If anything that was given cannot be used.
        EngineError
            If the takes could not be made.
        """
        audition = self.audition(description, text=text, takes=takes, seed=seed, language=language, sampling=sampling)
        try:
            return audition.wait()
        except KeyboardInterrupt:
            audition.cancel()
            raise

    def audition(
        self,
        description: str,
        *,
        text: str,
        takes: int = 4,
        seed: int | str | None = None,
        language: str = AUTO,
        sampling: Sampling | None = None,
        client: str = "",
    ) -> Audition:
        """Queue takes of a described voice, and return at once; `Audition.follow` shows how far they are.

        Parameters
        ----------
        description, text, takes, seed, language, sampling
            As for `design`; the seed may be what a person typed.
        client : str
            Who asks; the queue takes turns between clients.

        Returns
        -------
        Audition
            Can be followed, waited for, and cancelled.

        Raises
        ------
        InvalidInput
            If anything that was given cannot be used; `details["field"]` names it.
        EngineBusy
            If too much is waiting already.
        EngineFailed
            If the generation process cannot be kept alive.
        """
        recipes = audition_recipes(description, text, takes=takes, seed=seed, language=language, sampling=sampling)
        audition = Audition(recipes)
        job = self._engine.submit(recipes, client, self._recorder.listener(audition))
        audition.stop_with(lambda: self._engine.cancel(job))
        with self._lock:
            self._auditions[audition.id] = audition
            self._forget_old()
        return audition

    def find_audition(self, audition_id: str) -> Audition | None:
        """Give an audition of this process that is not long over."""
        with self._lock:
            return self._auditions.get(audition_id)

    def running(self) -> Audition | None:
        """Give the newest audition of this process that is not over."""
        with self._lock:
            unfinished = [audition for audition in self._auditions.values() if not audition.state.over]
        return unfinished[-1] if unfinished else None

    def latest(self) -> tuple[Take, ...]:
        """Give the takes of the newest audition in the library, in order."""
        return self._library.latest()

    def take(self, take_id: str) -> Take:
        """Give a take from the library.

        Raises
        ------
        NotFound
            If no take has that id.
        """
        return self._library.take(take_id)

    def take_path(self, take_id: str) -> Path:
        """Give the FLAC file of a take in the library.

        Raises
        ------
        NotFound
            If no take has that id.
        """
        return self._library.path(take_id)

    def keep(
        self,
        take: Take | str,
        name: str,
        *,
        tags: Iterable[str] = (),
        notes: str = "",
        overwrite: bool = False,
    ) -> Preset:
        """Save the take that was heard as a preset: exactly those samples, and the recipe that made them.

        Parameters
        ----------
        take : Take or str
            A take, or its id.
        name : str
            What to call the voice.
        tags : iterable of str
            Words to find it by.
        notes : str
            Anything to remember.
        overwrite : bool
            Whether a preset of that name may be replaced.

        Raises
        ------
        InvalidInput, AlreadyExists, NotFound, StorageFailed
            With what to change.
        """
        found = self.take(take) if isinstance(take, str) else take
        return self.presets.save(found, check_name(name), tags=check_tags(tags), notes=notes, overwrite=overwrite)

    def close(self) -> None:
        """End the generation process and close the library; safe to call twice."""
        self._engine.close()
        self._recorder.close()
        self._library.close()

    def _forget_old(self) -> None:
        over = [audition.id for audition in self._auditions.values() if audition.state.over]
        for audition_id in over[:-_REMEMBERED]:
            del self._auditions[audition_id]
