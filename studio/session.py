"""`Studio`: a workspace with an engine. The page, the notebook, the command and other programs use this."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self, overload

from studio.auditions.audition import Audition
from studio.auditions.auditions import Auditions
from studio.auditions.consistency import Consistency, ConsistencyTest
from studio.auditions.delivery_proposal import DeliveryProposal, ProposedDelivery
from studio.auditions.dispatcher import Dispatcher
from studio.auditions.remix import Remix
from studio.auditions.replay import Replay, check_replayable, collect, compare, original_of
from studio.auditions.saved_voices import SavedVoices
from studio.auditions.suitability import Warn, warn_by_default
from studio.clips.lookup import ClipLike
from studio.domain.language import AUTO
from studio.domain.lineage import Lineage
from studio.domain.recipe import Recipe, Sampling
from studio.domain.take import Take
from studio.domain.takes import Takes
from studio.engine import saved_choice
from studio.engine.backend_choice import choose_backend, choose_base
from studio.engine.queue import Job
from studio.engine.shared import SharedEngine
from studio.engine.status import EngineStatus
from studio.errors import InvalidInput, ModelMissing, StorageFailed
from studio.open_studios import find_in_notebook, note_closed, note_open
from studio.store.home import home_folder
from studio.store.library_entry import LibraryEntry
from studio.store.litter import sweep
from studio.store.preset_folder import Preset
from studio.versions.tree import TreeVersion
from studio.workspace import Workspace


class Studio(Workspace):
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

    @overload
    def design(
        self,
        description: str,
        text: str,
        *,
        takes: int = 4,
        seed: int | None = None,
        language: str = AUTO,
        sampling: Sampling | None = None,
        raw: bool = False,
        parent: str = "",
    ) -> Takes: ...

    @overload
    def design(self, description: Sequence[Recipe], *, parent: str = "") -> Takes: ...

    def design(
        self,
        description: str | Sequence[Recipe],
        text: str = "",
        *,
        takes: int = 4,
        seed: int | None = None,
        language: str = AUTO,
        sampling: Sampling | None = None,
        raw: bool = False,
        parent: str = "",
    ) -> Takes:
        """Make takes of a described voice, and wait for them.

        Parameters
        ----------
        description : str or sequence of Recipe
            How the voice sounds, in words. Or recipes that differ in descriptions, texts and settings: then one take of
            each is made, and of the other parameters only `parent` is used.
        text : str
            What is spoken.
        takes : int
            How many, 1 to 8.
        seed : int, optional
            Of the first take; the others count on from it. The same seed gives the same takes on every run.
        language : str
            One of the ten, or "auto".
        sampling : Sampling, optional
            How tokens are drawn; qwen3 only.
        raw : bool
            Whether Markdown, tags and pauses such as "[pause 0.5]" are spoken as they stand. Else they are left out and
            paused for; `Audition.notes` says which.
        parent : str
            The version that this one is made from, such as "v7", or the id of its audition; the tree of versions
            (`versions`) shows it there.

        Returns
        -------
        Takes
            In order; each is in the library too.

        Raises
        ------
        InvalidInput
            If an argument cannot be used; `details["field"]` names it.
        NotFound
            If there is no such parent.
        EngineError
            If the takes could not be made.

        Examples
        --------
        >>> recipes = [Recipe(f"a calm woman, {pace} pace", "Good evening.", seed=7) for pace in ("slow", "quick")]
        >>> slow, quick = st.design(recipes)  # doctest: +SKIP
        """
        audition = self._started(description, text, takes, seed, language, sampling, raw, parent)
        return audition.wait()

    @overload
    def start_design(
        self,
        description: str,
        text: str,
        *,
        takes: int = 4,
        seed: int | None = None,
        language: str = AUTO,
        sampling: Sampling | None = None,
        raw: bool = False,
        parent: str = "",
    ) -> Audition: ...

    @overload
    def start_design(self, description: Sequence[Recipe], *, parent: str = "") -> Audition: ...

    def start_design(
        self,
        description: str | Sequence[Recipe],
        text: str = "",
        *,
        takes: int = 4,
        seed: int | None = None,
        language: str = AUTO,
        sampling: Sampling | None = None,
        raw: bool = False,
        parent: str = "",
    ) -> Audition:
        """Queue takes of a described voice, and return at once; the arguments are those of `design`.

        Returns
        -------
        Audition
            To follow, stream, wait for or cancel.

        Raises
        ------
        InvalidInput, NotFound
            As for `design`.
        EngineBusy
            If the queue is full.
        EngineFailed
            If the generation process cannot be kept alive.
        """
        return self._started(description, text, takes, seed, language, sampling, raw, parent)

    def _started(
        self,
        description: str | Sequence[Recipe],
        text: str,
        takes: int,
        seed: int | None,
        language: str,
        sampling: Sampling | None,
        raw: bool,
        parent: str,
    ) -> Audition:
        if not isinstance(description, str):
            return self._auditions.design_recipes(description, parent=parent)
        return self._auditions.design(
            description, text, takes=takes, seed=seed, language=language, sampling=sampling, raw=raw, parent=parent
        )

    def start_sweep_dimension(
        self,
        description: str,
        text: str,
        dimension: str,
        *,
        steps: int = 3,
        takes: int = 2,
        seed: int | None = None,
        language: str = AUTO,
        sampling: Sampling | None = None,
        raw: bool = False,
        parent: str = "",
    ) -> Audition:
        """Queue takes of a description in steps of one dimension, each step with the same seeds, and return at once.

        Parameters
        ----------
        description : str
            How the voice sounds; each step changes what it says in the dimension (`studio.text.edit.steps`).
        text : str
            What is spoken.
        dimension : str
            One with an order: "pitch", "pitch_range", "pace", "pauses", "brightness", "energy", "breathiness",
            "roughness", "age" …
        steps : int
            How many descriptions, from the least to the most: 3 to 5.
        takes : int
            How many seeds, 1 to 8; two at least are needed to tell what the steps moved.
        seed, language, sampling, raw, parent
            As for `design`.

        Returns
        -------
        Audition
            Its takes are in order of the steps, and of the seeds in each step. `versions[…].sweep` is its grid,
            `versions[…].swept()` what the steps moved.

        Raises
        ------
        InvalidInput
            If an argument cannot be used, or the dimension has no such steps; `details["field"]` names it.
        NotFound, EngineBusy, EngineFailed
            As for `start_design`.

        Examples
        --------
        >>> audition = st.start_sweep_dimension("a calm man", "Good evening.", "pace")  # doctest: +SKIP
        >>> audition.wait(), st.versions[audition.id].swept()  # doctest: +SKIP
        """
        return self._auditions.sweep_dimension(
            description,
            text,
            dimension,
            steps=steps,
            takes=takes,
            seed=seed,
            language=language,
            sampling=sampling,
            raw=raw,
            parent=parent,
        )

    def sweep_dimension(
        self,
        description: str,
        text: str,
        dimension: str,
        *,
        steps: int = 3,
        takes: int = 2,
        seed: int | None = None,
        language: str = AUTO,
        sampling: Sampling | None = None,
        raw: bool = False,
        parent: str = "",
    ) -> TreeVersion:
        """Make takes of a description in steps of one dimension, and wait for them.

        The arguments are those of `start_sweep_dimension`.

        Returns
        -------
        TreeVersion
            `takes` are its takes, `sweep` is its grid, and `swept()` what the steps moved.

        Raises
        ------
        StudioError
            As for `start_sweep_dimension` and `design`.

        Examples
        --------
        >>> print(st.sweep_dimension("a calm man", "Good evening.", "pace").swept())  # doctest: +SKIP
        pace follows the steps
        """
        audition = self.start_sweep_dimension(
            description,
            text,
            dimension,
            steps=steps,
            takes=takes,
            seed=seed,
            language=language,
            sampling=sampling,
            raw=raw,
            parent=parent,
        )
        audition.wait()
        return self.versions[audition.id]

    def more_like(
        self, source: Take | LibraryEntry | TreeVersion | str, *, takes: int = 4, seed: int | None = None
    ) -> Takes:
        """Make takes with the words and settings of a take or a version and other seeds, and wait for them.

        Parameters
        ----------
        source : Take, LibraryEntry, TreeVersion or str
            A take or a version, or what it is called: "v7·3", "v7", the id of a take or an audition. It becomes the
            parent of the new version.
        takes, seed
            As for `design`.

        Raises
        ------
        InvalidInput
            If a saved voice speaks in it, or an argument cannot be used.
        NotFound
            If there is no such take or version.
        EngineError
            As for `design`.
        """
        return self.start_more_like(source, takes=takes, seed=seed).wait()

    def start_more_like(
        self, source: Take | LibraryEntry | TreeVersion | str, *, takes: int = 4, seed: int | None = None
    ) -> Audition:
        """Queue what `more_like` makes, and return at once; raises also as `start_design`."""
        return self._auditions.more_like(source, takes=takes, seed=seed)

    @overload
    def say(  # type: ignore[overload-overlap]  # a str is a sequence too
        self,
        voice: ClipLike,
        text: str,
        *,
        delivery: str = "",
        seed: int | None = None,
        language: str = AUTO,
        sampling: Sampling | None = None,
        raw: bool = False,
    ) -> Take: ...

    @overload
    def say(
        self,
        voice: ClipLike,
        text: Sequence[str],
        *,
        delivery: str = "",
        seed: int | None = None,
        language: str = AUTO,
        sampling: Sampling | None = None,
        raw: bool = False,
    ) -> Takes: ...

    def say(
        self,
        voice: ClipLike,
        text: str | Sequence[str],
        *,
        delivery: str = "",
        seed: int | None = None,
        language: str = AUTO,
        sampling: Sampling | None = None,
        raw: bool = False,
    ) -> Take | Takes:
        """Speak text in a saved voice, and wait for it.

        The sketch speaks in voices that it made; a Base model copies those of qwen3 from their reference audio. A long
        text is spoken in passages and becomes one clip.

        Parameters
        ----------
        voice : ClipLike
            A preset or its name, or "NAME/DELIVERY"; a take that is not saved yet, or its label or id; or a sound file
            that the studio wrote, as for `clip`.
        text : str or sequence of str
            What is spoken, 20,000 characters at most; each line of a sequence becomes a clip.
        delivery : str
            One of the preset's deliveries, such as "sad"; default: as `voice` says, else its own reference.
        seed : int, optional
            Of each line; default: the voice's own, so that the same text is the same take.
        language : str
            One of the ten, or "auto".
        sampling : Sampling, optional
            How tokens are drawn; qwen3 only.
        raw : bool
            As for `design`.

        Returns
        -------
        Take or Takes
            One take for one text; for a sequence, one for each line, in order. `start_say(…, takes=4)` makes several of
            one text.

        Raises
        ------
        InvalidInput
            If an argument cannot be used. With the code "reference-too-short" or "reference-too-long" if the reference
            audio is too short or too long to copy: `lengthen` makes another; "reference-unusable" if it is not mono at
            24 kHz.
        NotFound
            If there is no such voice, or it has no such delivery: then it lists those it has.
        ModelMissing
            If the voice needs a Base model and none is on this machine; it says which one to download.
        EngineError, StorageFailed
            If it could not be spoken or stored.

        Examples
        --------
        >>> from studio import Studio
        >>> with Studio() as st:  # doctest: +SKIP
        ...     take = st.say("evening", "Good evening, and welcome.")
        ...     take.samples, take.sample_rate
        """
        audition = self.start_say(
            voice, text, delivery=delivery, seed=seed, language=language, sampling=sampling, raw=raw
        )
        spoken = audition.wait()
        return spoken[0] if isinstance(text, str) else spoken

    def start_say(
        self,
        voice: ClipLike,
        text: str | Sequence[str],
        *,
        delivery: str = "",
        takes: int = 1,
        seed: int | None = None,
        language: str = AUTO,
        sampling: Sampling | None = None,
        raw: bool = False,
    ) -> Audition:
        """Queue text to be spoken in a saved voice, and return at once; the arguments are those of `say`.

        Parameters
        ----------
        takes : int
            Takes of each line, 1 to 8; their seeds count on from `seed`.

        Returns
        -------
        Audition
            To follow, stream, wait for or cancel.

        Raises
        ------
        StudioError
            As for `say` and `start_design`.
        """
        return self._auditions.say(
            voice,
            text,
            delivery=delivery,
            takes=takes,
            seed=seed,
            language=language,
            sampling=sampling,
            raw=raw,
        )

    def lengthen(self, voice: ClipLike, *, takes: int = 4) -> Takes:
        """Make takes of a voice's description that last 12 to 20 s, to choose better reference audio from.

        The seeds count on from the voice's own, so the first take is the most similar one; the voice may still differ,
        since a description does not determine it.

        Parameters
        ----------
        voice : ClipLike
            As for `say`.
        takes : int
            As for `design`.

        Raises
        ------
        StudioError
            As for `design`; `NotFound` if there is no such voice.
        """
        return self.start_lengthen(voice, takes=takes).wait()

    def start_lengthen(self, voice: ClipLike, *, takes: int = 4) -> Audition:
        """Queue what `lengthen` makes, and return at once; raises also as `start_design`."""
        return self._auditions.lengthen(voice, takes=takes)

    def consistency(self, voice: ClipLike) -> Consistency:
        """Test whether a voice stays the same over five texts, and wait for the result.

        The Base model's speaker encoder compares the lines with each other, with the reference audio, and with other
        voices.

        Parameters
        ----------
        voice : ClipLike
            As for `say`; it need not be saved yet.

        Raises
        ------
        InvalidInput
            With the code "no-encoder" for a voice of the sketch, which is the same by construction.
        StudioError
            As for `say`.
        """
        return self.start_consistency(voice).wait()

    def start_consistency(self, voice: ClipLike) -> ConsistencyTest:
        """Queue the test that `consistency` waits for, and return at once: to follow, wait for or cancel."""
        return self._auditions.consistency(voice)

    def propose_delivery(
        self, voice: Preset | str, name: str, *, words: str = "", takes: int = 4
    ) -> tuple[ProposedDelivery, ...]:
        """Make takes of a saved voice in another manner, such as "sad", and wait for them.

        On the sketch they have the voice's own numbers with the prosody moved. A described voice is designed again,
        with the words of the delivery in its description, and the Base model's speaker encoder then says how similar
        each take is to the neutral reference.

        Parameters
        ----------
        voice : Preset or str
            A preset or its name.
        name : str
            The delivery's: "calm", "happy", "sad", "angry", "excited", "afraid", "tender" or "whisper", in English,
            French or Chinese; or one of your own.
        words : str
            How it sounds, in your words; default: what the studio knows of the name, else the name itself.
        takes : int
            How many, 1 to 8.

        Returns
        -------
        tuple of ProposedDelivery
            The one that sounds most like the voice first; `keep_delivery` keeps its `take`.

        Raises
        ------
        InvalidInput
            If an argument cannot be used; with the code "other-backend" if another model is loaded than made the voice,
            "delivery-without-effect" if the sketch understands nothing of the words.
        NotFound
            If there is no such voice.
        EngineError
            As for `design`.

        Examples
        --------
        >>> for proposed in st.propose_delivery("evening", "sad"):  # doctest: +SKIP
        ...     print(proposed)
        <Evening · Good evening: same voice (0.973)>
        """
        return self.start_delivery_proposal(voice, name, words=words, takes=takes).wait()

    def start_delivery_proposal(
        self, voice: Preset | str, name: str, *, words: str = "", takes: int = 4
    ) -> DeliveryProposal:
        """Queue the takes that `propose_delivery` waits for, and return at once: to follow, wait for or cancel."""
        return self._auditions.propose_delivery(voice, name, words=words, takes=takes)

    def remix(self, voice: ClipLike, change: str, *, takes: int = 4) -> Remix:
        """Make takes of a voice with a change, "this voice, but warmer", and wait for them.

        They are designed with the voice's description, in which the change is made, with the text of the voice and the
        seeds of the takes that were heard beside it, its own first. Where the library does not have those, the same
        number of takes of the unchanged description is made first: so the result says what the change moved.

        Parameters
        ----------
        voice : ClipLike
            As for `say`.
        change : str
            "warmer", "ten years older and a bit slower", "sad", or any words; in English, French or Chinese
            (`studio.edit.changed`).
        takes : int
            How many, 1 to 8; with fewer than four nothing can be told from chance.

        Returns
        -------
        Remix
            `takes` has its takes, `diff` says what changed in the words, `moved()` in the sound. A voice that is kept
            from one of its takes knows what it was made from (`Preset.lineage`).

        Raises
        ------
        InvalidInput
            If an argument cannot be used, or another model is loaded than made the voice ("other-backend").
        NotFound, EngineError
            As for `say`.

        Examples
        --------
        >>> remix = st.remix("evening", "ten years older")  # doctest: +SKIP
        >>> print(remix.diff)  # doctest: +SKIP
        A warm woman's voice in her [-forties.-] {+fifties.+}
        >>> remix.takes, remix.moved()  # doctest: +SKIP
        """
        remix = self.start_remix(voice, change, takes=takes)
        remix.wait()
        return remix

    def start_remix(self, voice: ClipLike, change: str, *, takes: int = 4) -> Remix:
        """Queue the takes that `remix` waits for, and return at once: to follow, wait for or cancel."""
        return self._auditions.remix(voice, change, takes=takes)

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
