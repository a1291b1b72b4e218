"""The studio itself: what the page, the widgets, the command and other programs all call."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from studio.audio.checks import Flag
from studio.audio.metrics import Measurements
from studio.auditions.audition import Audition
from studio.auditions.consistency import ConsistencyTest
from studio.auditions.recorder import Recorder
from studio.auditions.replay import Replay, check_replayable, compare, hear
from studio.auditions.saved_voices import Speaking
from studio.clips.lookup import Found, References
from studio.clips.measuring import Measuring
from studio.domain.language import AUTO
from studio.domain.limits import MAX_LINES
from studio.domain.recipe import Recipe, Sampling, audition_recipes
from studio.domain.take import Take
from studio.engine import saved_choice
from studio.engine.backend_choice import choose_backend, choose_base
from studio.engine.queue import Job
from studio.engine.shared import SharedEngine
from studio.engine.status import EngineStatus
from studio.errors import InvalidInput, ModelMissing
from studio.listening.listening import Listening
from studio.models.shelf import ModelShelf
from studio.store.home import gallery_folder, home_folder
from studio.store.library import Library, LibraryEntry
from studio.store.presets import Preset, PresetShelf, check_name, check_tags
from studio.store.ratings import Rating, changed
from studio.store.reference_audio import ReferenceSounds
from studio.text.sentences import standard_passage

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
    base_model : str or pathlib.Path, optional
        The same for the Base model, with which voices kept from qwen3 speak; default: the best on disk.

    Attributes
    ----------
    presets : PresetShelf
        The saved voices.
    listening : Listening
        Blind tests of takes and presets.

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

    def __init__(
        self,
        home: str | Path | None = None,
        backend: str = "auto",
        model: str | Path | None = None,
        base_model: str | Path | None = None,
    ) -> None:
        self.home = home_folder(home)
        asked = backend != "auto" or model is not None
        choice = (None if asked else saved_choice.choice_of(self.home)) or choose_backend(backend, model)
        self._library = Library(self.home)
        self._recorder = Recorder(self._library.add)
        self.presets = PresetShelf(self.home / "presets", gallery_folder())
        references = References(self._library, self.presets)
        sounds = ReferenceSounds(self.home / "references")
        base = base_model or saved_choice.base_of(self.home)
        self._speaking = Speaking(self._library, self.presets, references, sounds, base)
        self.listening = Listening(self._library.database, references.label, references.sound)
        self.measuring = Measuring(self._library, references, sounds)
        self.models = ModelShelf(self.home / "models")
        self._engine = SharedEngine(choice, self.home, insist=asked)
        self._auditions: OrderedDict[str, Audition] = OrderedDict()
        self._tests: OrderedDict[str, ConsistencyTest] = OrderedDict()
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

    def use(self, model: str | Path | None = None, *, backend: str = "auto", remember: bool = False) -> None:
        """Speak with another model from now on; returns at once, while it is loaded.

        Auditions that are under way or wait end, and say why.

        Parameters
        ----------
        model : str or pathlib.Path, optional
            A local folder or a hub id, as for `Studio`.
        backend : str
            As for `Studio`.
        remember : bool
            Also take it at the next start, where no model or backend is named.

        Raises
        ------
        InvalidInput, ModelMissing, StorageFailed
            As for `Studio`; nothing has changed then.
        """
        choice = choose_backend(backend, model)
        if remember:
            saved_choice.remember(self.home, "design", choice.model or choice.backend)
        self._engine.use(choice)
        self._engine.start()

    @property
    def base_model(self) -> str | None:
        """The model that voices kept from qwen3 speak with, or None where none is on this machine."""
        try:
            return choose_base(self._speaking.base)
        except (InvalidInput, ModelMissing):
            return None

    def use_base(self, model: str | Path, *, remember: bool = False) -> None:
        """Let voices kept from qwen3 speak with another Base model from now on.

        Parameters
        ----------
        model : str or pathlib.Path
            A local folder, or the hub id of one that is on this machine.
        remember : bool
            Also take it at the next start, where no Base model is named.

        Raises
        ------
        InvalidInput, ModelMissing, StorageFailed
            If it is not there; nothing has changed then.
        """
        chosen = choose_base(model)
        if remember:
            saved_choice.remember(self.home, "base", chosen)
        self._speaking.base = chosen

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
        return self._submit(Audition(recipes), client)

    def say(
        self,
        voice: Preset | Take | str,
        text: str | Sequence[str],
        *,
        takes: int = 1,
        seed: int | str | None = None,
        language: str = AUTO,
        sampling: Sampling | None = None,
        client: str = "",
    ) -> Audition:
        """Let a saved voice speak, and return at once.

        Voices that the sketch made speak with the sketch; those of qwen3 are copied from what was heard, by a Base
        model. A long text is spoken in passages and becomes one clip.

        Parameters
        ----------
        voice : Preset, Take or str
            Who speaks: a preset or its name; or a take that is not saved yet, or its id or its first digits.
        text : str or sequence of str
            What it says, 20,000 characters at most; several lines become a clip each, and are made together.
        takes : int
            How often each line is spoken, 1 to 8.
        seed : int, optional
            Of each line's first take; default: the one the voice was made with, so that the same words sound the same.
        language : str
            One of the ten, or "auto".
        sampling : Sampling, optional
            How tokens are drawn; qwen3 only.
        client : str
            Who asks; the queue takes turns between clients.

        Returns
        -------
        Audition
            Can be followed, streamed, waited for, and cancelled.

        Raises
        ------
        InvalidInput
            If anything that was given cannot be used; with the code "reference-too-short" or "reference-too-long" if
            the voice's reference cannot be copied well: `lengthen` is the way out; with "reference-unusable" if it is
            not mono at 24 kHz.
        NotFound
            If there is no such preset.
        ModelMissing
            If the voice needs a Base model and none is on this machine; it says which one to get.
        EngineBusy, EngineFailed, StorageFailed
            As for `audition`.

        Examples
        --------
        >>> from studio import Studio
        >>> with Studio() as studio:  # doctest: +SKIP
        ...     clip = studio.say("evening", "Good evening, and welcome.").wait()[0]
        ...     clip.samples, clip.sample_rate
        """
        texts = [text] if isinstance(text, str) else list(text)
        recipes = self._speaking.lines(voice, texts, takes=takes, seed=seed, language=language, sampling=sampling)
        return self._submit(Audition(recipes), client)

    def consistency(self, voice: Preset | Take | str, *, client: str = "") -> ConsistencyTest:
        """Test whether a voice stays the same over five texts, before or after it is saved, and return at once.

        The Base model's speaker encoder compares them with each other, with the reference, and with other voices.

        Parameters
        ----------
        voice : Preset, Take or str
            As for `say`.
        client : str
            Who asks.

        Returns
        -------
        ConsistencyTest
            Can be followed, cancelled, and waited for.

        Raises
        ------
        InvalidInput
            With the code "no-encoder" for a voice of the sketch: it is the same by construction, and has no encoder.
        StudioError
            As for `say`.
        """
        recipes, reference, others = self._speaking.test_lines(voice)
        audition = self._submit(Audition(recipes), client, embed=[reference, *others])
        test = ConsistencyTest(audition, reference, others)
        with self._lock:
            self._tests[test.id] = test
            while len(self._tests) > _REMEMBERED:
                self._tests.popitem(last=False)
        return test

    def find_test(self, test_id: str) -> ConsistencyTest | None:
        """Give a consistency test of this process that is not long over."""
        with self._lock:
            return self._tests.get(test_id)

    def lengthen(self, voice: Preset | Take | str, *, takes: int = 4, client: str = "") -> Audition:
        """Let the recipe of a voice speak a passage of 12 to 20 s, to choose a reference from that can be copied well.

        The description stays, and the seeds count on from the voice's own, so the first take is the nearest to it; but
        a description is not an identity, and the voice may differ.

        Parameters
        ----------
        voice : Preset, Take or str
            As for `say`.
        takes, client
            As for `audition`.
        """
        recipe = self._speaking.source(voice).recipe
        return self.audition(
            recipe.description,
            text=standard_passage(recipe.text, recipe.language),
            takes=takes,
            seed=recipe.voice.seed if recipe.voice else recipe.seed,
            language=recipe.language,
            sampling=recipe.sampling,
            client=client,
        )

    def audition_of(self, recipes: Sequence[Recipe], *, client: str = "") -> Audition:
        """Queue a take of each recipe, and return at once: of different descriptions, texts or settings.

        They are made together, as the takes of one description are; a sweep over descriptions with one seed is one
        audition.

        Parameters
        ----------
        recipes : sequence of Recipe
            Each needs a description, a text and a seed.
        client : str
            Who asks.

        Raises
        ------
        InvalidInput
            If there are none or too many, or anything in them cannot be used.
        EngineBusy, EngineFailed
            As for `audition`.

        Examples
        --------
        >>> paces = ["very slow", "measured", "quick"]
        >>> wishes = [Recipe(f"a calm woman, {pace} pace", "Good evening.", seed=7) for pace in paces]
        >>> takes = studio.audition_of(wishes).wait()  # doctest: +SKIP
        """
        if not 1 <= len(recipes) <= MAX_LINES:
            raise InvalidInput(
                f"{len(recipes)} recipes cannot be made at once.", f"Give 1 to {MAX_LINES}.", code="invalid-recipes"
            )
        checked = [Recipe.from_json(recipe.to_json()) for recipe in recipes]
        self._speaking.bring_back(checked)
        return self._submit(Audition(checked), client)

    def replay(self, source: Take | Preset | Recipe | str) -> Replay:
        """Make a take again from its recipe, and say whether its samples are the same.

        They are on the same machine with the same versions; else the result says what differs. Nothing is stored.

        Parameters
        ----------
        source : Take, Preset, Recipe or str
            What was made; or its name, or its id or its first digits. With a recipe alone there are no samples to
            compare: the result says whether the same backend, model, revision and versions made it, and `same` is None.

        Raises
        ------
        InvalidInput
            If another backend made it than this studio speaks with, or anything in the recipe cannot be used.
        NotFound, EngineError
            If there is no such take, or it could not be made again.
        """
        first, heard = self._first(source)
        self.start()
        check_replayable(first, self.status.backend)
        self._speaking.bring_back([first])
        job = self._engine.submit(Job([first]))
        try:
            made, samples = hear(job)
        except KeyboardInterrupt:
            self._engine.cancel(job)
            raise
        return compare(first, heard, made, samples)

    def find_audition(self, audition_id: str) -> Audition | None:
        """Give an audition of this process that is not long over."""
        with self._lock:
            return self._auditions.get(audition_id)

    def running(self) -> Audition | None:
        """Give the newest audition of this process that is not over; not the lines that saved voices speak."""
        with self._lock:
            designs = [audition for audition in self._auditions.values() if audition.recipes[0].voice is None]
            unfinished = [audition for audition in designs if not audition.state.over]
        return unfinished[-1] if unfinished else None

    def working(self) -> Audition | None:
        """Give the audition of this process that is made now."""
        with self._lock:
            working = [audition for audition in self._auditions.values() if audition.state.phase == "working"]
        return working[-1] if working else None

    def latest(self) -> tuple[Take, ...]:
        """Give the takes of the newest audition in the library, in order."""
        return self._library.latest()

    def take(self, take_id: str) -> Take:
        """Give a take from the library, by its id or six or more of its first digits.

        Raises
        ------
        NotFound
            If no take has that id.
        InvalidInput
            If several have; it names them.
        """
        return self._library.take(self._library.find_id(take_id))

    def take_path(self, take_id: str) -> Path:
        """Give the FLAC file of a take in the library.

        Raises
        ------
        NotFound
            If no take has that id.
        """
        return self._library.path(take_id)

    def auditions(self, limit: int = 20) -> tuple[tuple[LibraryEntry, ...], ...]:
        """List the newest auditions of the library, newest first, each as the entries of its takes in order."""
        return self._library.auditions(limit)

    def starred(self) -> tuple[LibraryEntry, ...]:
        """List the starred takes of the library, newest first."""
        return self._library.starred()

    def ratings(self, take_ids: Iterable[str]) -> dict[str, Rating]:
        """Give what was decided about each of these takes."""
        return self._library.ratings.of(take_ids)

    def rate(
        self, take: Take | str, *, verdict: str | None = None, starred: bool | None = None, note: str | None = None
    ) -> Rating:
        """Decide about a take; what is left out stays as it was.

        Parameters
        ----------
        take : Take or str
            A take, or its id or six or more of its first digits.
        verdict : str, optional
            "keep", "reject", or "" to leave it open.
        starred : bool, optional
            Whether it is marked, to be found again.
        note : str, optional
            Anything to remember.

        Returns
        -------
        Rating
            As it is now.

        Raises
        ------
        InvalidInput, NotFound, StorageFailed
            With what to change.
        """
        take_id = self._library.find_id(take if isinstance(take, str) else take.id)
        before = self._library.ratings.of([take_id])[take_id]
        rating = changed(before, verdict=verdict, starred=starred, note=note)
        self._library.ratings.put(take_id, rating)
        return rating

    def measure(self, take: Take | str) -> Measurements:
        """Measure how long, loud, high, fast, bright and clear a take is; kept in the library.

        Parameters
        ----------
        take : Take or str
            A take, its id or its first digits, a preset's name, or a reference: "take:ID" or "preset:SLUG".

        Returns
        -------
        Measurements
            Units and methods are in `studio.audio.metric_catalogue`. `studio.measuring.compare` puts
            several side by side.

        Raises
        ------
        NotFound
            If there is none.
        """
        return self.measuring.measure(self.measuring.find(take))

    def check(self, take: Take | str) -> tuple[Flag, ...]:
        """Look for what may be wrong with a take: clipping, loops, truncation …; kept in the library.

        Parameters
        ----------
        take : Take or str
            As for `measure`.

        Returns
        -------
        tuple of Flag
            Empty where nothing was found.

        Raises
        ------
        NotFound
            If there is none.
        """
        return self.measuring.check(self.measuring.find(take))

    def report(self, clips: Sequence[Take | Found | str]) -> bytes:
        """Make one HTML file of a comparison, to send to somebody: sounds, views, numbers, recipes.

        Parameters
        ----------
        clips : sequence of Take, Found or str
            One to eight takes of the library, their ids, or references: "take:ID" or "preset:SLUG"; A first. Of a
            sound file, what `studio.reference.sound_file` gives.

        Returns
        -------
        bytes
            Needs nothing else: no script, no request to anywhere.

        Raises
        ------
        InvalidInput
            If there are none, or more than eight.
        NotFound
            If one names nothing that is there.
        """
        from studio.report.report import report

        wanted = [f"take:{clip.id}" if isinstance(clip, Take) else clip for clip in clips]
        return report(wanted, self.measuring, self.listening)

    def prune(self, older_than: timedelta = timedelta(days=30)) -> tuple[LibraryEntry, ...]:
        """Delete takes that were rejected that long ago, for good; starred and kept ones stay.

        Returns
        -------
        tuple of LibraryEntry
            What was deleted.
        """
        return self._library.prune(older_than)

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
            A take, or its id or six or more of its first digits.
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
        """End the generation process and the downloads, and close the library; safe to call twice."""
        self.models.close()
        self._engine.close()
        self._recorder.close()
        self._library.close()

    def _first(self, source: Take | Preset | Recipe | str) -> tuple[Recipe, NDArray[np.float32] | None]:
        """Give the recipe of what was made, and what was heard, where that is known."""
        if isinstance(source, Recipe):
            return Recipe.from_json(source.to_json()), None
        found = self._speaking.source(source)
        return found.recipe, found.samples if isinstance(found, Take) else found.reference()[0]

    def _submit(self, audition: Audition, client: str, embed: Sequence[str] = ()) -> Audition:
        job = self._engine.submit(Job(audition.recipes, client, self._recorder.listener(audition), embed))
        audition.cancel_with(lambda: self._engine.cancel(job))
        with self._lock:
            self._auditions[audition.id] = audition
            self._forget_old()
        return audition

    def _forget_old(self) -> None:
        over = [audition.id for audition in self._auditions.values() if audition.state.over]
        for audition_id in over[:-_REMEMBERED]:
            del self._auditions[audition_id]
