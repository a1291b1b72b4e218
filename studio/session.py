"""`Studio`: a workspace with an engine. The page, the notebook, the command and other programs use this."""

import warnings
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from studio.auditions.audition import Audition
from studio.auditions.consistency import ConsistencyTest
from studio.auditions.delivery_proposal import DeliveryProposal
from studio.auditions.delivery_recipes import delivery_recipes
from studio.auditions.prepared_text import prepared
from studio.auditions.recent import RecentAuditions
from studio.auditions.recorder import Recorder
from studio.auditions.reference_voice import ReferenceVoice
from studio.auditions.remix import Remix, plan_remix
from studio.auditions.replay import Original, Replay, check_replayable, collect, compare, original_in
from studio.auditions.saved_voices import SavedVoices
from studio.auditions.speaker_embeddings import speaker_embeddings
from studio.auditions.speaker_similarity import cosines
from studio.auditions.suitability import Warn, unsuitable, warn_by_default
from studio.auditions.unread import unread_description
from studio.domain.backends import backend_info
from studio.domain.label import is_version
from studio.domain.language import AUTO
from studio.domain.limits import MAX_LINES, check_description, check_seed, check_takes
from studio.domain.lineage import Lineage
from studio.domain.recipe import Recipe, Sampling, audition_recipes, more_recipes
from studio.domain.script import Script
from studio.domain.take import Take, check_complete
from studio.engine import saved_choice
from studio.engine.backend_choice import choose_backend, choose_base
from studio.engine.queue import Job
from studio.engine.shared import SharedEngine
from studio.engine.status import EngineStatus
from studio.errors import EngineFailed, InvalidInput, ModelMissing, NotFound, StorageFailed
from studio.store.home import home_folder
from studio.store.library_entry import LibraryEntry
from studio.store.litter import sweep
from studio.store.preset_delivery import VoiceSource, in_delivery
from studio.store.preset_folder import Preset
from studio.text.language_id import settled_language
from studio.text.scripts import check_scripts
from studio.text.sentences import standard_passage
from studio.versions.sweep import sweep_steps
from studio.versions.tree import TreeVersion
from studio.workspace import Workspace


class Studio(Workspace):
    """Describe a voice, hear takes of it, save the one you like; a `Workspace` with an engine.

    What needs no engine (library, presets, measuring, listening …) is documented in `Workspace`. Every method may be
    called from any thread. The model runs in a process of its own, which starts with the first audition or with
    `start`.

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

    Attributes
    ----------
    recent : RecentAuditions
        The auditions of this process that run, and the last few that ended.

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
        folder = home_folder(home)
        insist = backend != "auto" or model is not None
        choice = (None if insist else saved_choice.choice_of(folder)) or choose_backend(backend, model)
        super().__init__(folder)
        sweep(folder)
        self.library.recovery.tidy()
        self.presets.tidy()
        with suppress(StorageFailed):  # the next start tries again
            self.expire()
        self.recent = RecentAuditions()
        self._voices = SavedVoices(self, base_model or saved_choice.base_of(folder))
        self._recorder = Recorder(self.library.add)
        self._engine = SharedEngine(choice, folder, insist=insist)

    def close(self) -> None:
        """End the generation process and downloads, and close the library; safe to call twice.

        A forked child leaves them to its parent: there, this does nothing.
        """
        if self._is_forked():
            return
        self._engine.close()
        self._recorder.close()
        super().close()

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

    def design(
        self,
        description: str,
        *,
        text: str,
        takes: int = 4,
        seed: int | None = None,
        language: str = AUTO,
        sampling: Sampling | None = None,
        raw: bool = False,
    ) -> list[Take]:
        """Make takes of a described voice, and wait for them.

        Parameters
        ----------
        description : str
            How the voice sounds, in words.
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

        Returns
        -------
        list of Take
            In order; each is in the library too.

        Raises
        ------
        InvalidInput
            If an argument cannot be used.
        EngineError
            If the takes could not be made.
        """
        audition = self.audition(
            description, text=text, takes=takes, seed=seed, language=language, sampling=sampling, raw=raw
        )
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
        raw: bool = False,
        parent: str = "",
        client: str = "",
        warn: Warn = warn_by_default,
    ) -> Audition:
        """Queue takes of a described voice, and return at once.

        Parameters
        ----------
        description, text, takes, seed, language, sampling, raw
            As for `design`; the seed may be a string that a person typed.
        parent : str
            The version that this one is made from, such as "v7", or the id of its audition; the tree of versions
            (`versions`) shows it there.
        client : str
            Name of the caller; the queue serves clients in turn.
        warn : callable
            Called with an error, before anything is queued, if this machine has too little memory for the takes or is
            far too slow for them; what it raises passes through, and then nothing is queued. Default: a Python warning.

        Returns
        -------
        Audition
            To follow, stream, wait for or cancel.

        Raises
        ------
        InvalidInput
            If an argument cannot be used; `details["field"]` names it.
        NotFound
            If there is no such parent.
        EngineBusy
            If the queue is full.
        EngineFailed
            If the generation process cannot be kept alive.
        """
        script = prepared(text, raw=raw, pronunciations=self.pronunciations.of())
        recipes = audition_recipes(description, script, takes=takes, seed=seed, language=language, sampling=sampling)
        settled = settled_language(recipes[0].text, recipes[0].language)
        recipes = tuple(replace(recipe, language=settled) for recipe in recipes)
        return self._submit(Audition(recipes, script.notes, self._parent(parent)), client, warn=warn)

    def audition_of(self, recipes: Sequence[Recipe], *, parent: str = "", client: str = "") -> Audition:
        """Queue one take of each recipe, and return at once; descriptions, texts and settings may differ.

        They are made together, as the takes of one description are.

        Parameters
        ----------
        recipes : sequence of Recipe
            Each needs a description, a text and a seed.
        parent, client : str
            As for `audition`.

        Raises
        ------
        InvalidInput
            If there are none or too many, or one of them cannot be used.
        NotFound, EngineBusy, EngineFailed
            As for `audition`.

        Examples
        --------
        >>> paces = ["very slow", "measured", "quick"]
        >>> recipes = [Recipe(f"a calm woman, {pace} pace", "Good evening.", seed=7) for pace in paces]
        >>> takes = studio.audition_of(recipes).wait()  # doctest: +SKIP
        """
        if not 1 <= len(recipes) <= MAX_LINES:
            raise InvalidInput(
                f"{len(recipes)} recipes cannot be made at once.", f"Use 1 to {MAX_LINES}.", code="invalid-recipes"
            )
        checked = [recipe.checked() for recipe in recipes]
        for recipe in checked:
            check_scripts(Script(recipe.text))
        self._voices.restore_references(checked)
        return self._submit(Audition(checked, parent=self._parent(parent)), client)

    def sweep(
        self,
        description: str,
        *,
        text: str,
        dimension: str,
        steps: int = 3,
        takes: int = 2,
        seed: int | str | None = None,
        language: str = AUTO,
        sampling: Sampling | None = None,
        raw: bool = False,
        parent: str = "",
        client: str = "",
        warn: Warn = warn_by_default,
    ) -> Audition:
        """Queue takes of a description in steps of one dimension, each step with the same seeds, and return at once.

        Parameters
        ----------
        description : str
            How the voice sounds; each step changes what it says in the dimension (`studio.text.edit.steps`).
        dimension : str
            One with an order: "pitch", "pitch_range", "pace", "pauses", "brightness", "energy", "breathiness",
            "roughness", "age" …
        steps : int
            How many descriptions, from the least to the most: 3 to 5.
        takes : int
            How many seeds, 1 to 8; two at least are needed to tell what the steps moved.
        text, seed, language, sampling, raw, parent, client, warn
            As for `audition`.

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
            As for `audition`.

        Examples
        --------
        >>> audition = studio.sweep("a calm man", text="Good evening.", dimension="pace")  # doctest: +SKIP
        >>> audition.wait(), studio.versions[audition.id].swept()  # doctest: +SKIP
        """
        script = prepared(text, raw=raw, pronunciations=self.pronunciations.of())
        first_seed = check_seed(seed)
        recipes = tuple(
            recipe
            for edit in sweep_steps(check_description(description), dimension, steps)
            for recipe in audition_recipes(
                edit.description, script, takes=takes, seed=first_seed, language=language, sampling=sampling
            )
        )
        settled = settled_language(recipes[0].text, recipes[0].language)
        recipes = tuple(replace(recipe, language=settled) for recipe in recipes)
        return self._submit(Audition(recipes, script.notes, self._parent(parent)), client, warn=warn)

    def more_like(
        self,
        source: Take | LibraryEntry | TreeVersion | str,
        *,
        takes: int = 4,
        seed: int | str | None = None,
        client: str = "",
        warn: Warn = warn_by_default,
    ) -> Audition:
        """Queue takes with the words and settings of a take or a version and other seeds, and return at once.

        Parameters
        ----------
        source : Take, LibraryEntry, TreeVersion or str
            A take or a version, or what it is called: "v7·3", "v7", the id of a take or an audition.
        takes, seed, client, warn
            As for `audition`.

        Returns
        -------
        Audition
            Its parent is the version of the source.

        Raises
        ------
        InvalidInput
            If a saved voice speaks in it, or an argument cannot be used.
        NotFound
            If there is no such take or version.
        EngineBusy, EngineFailed
            As for `audition`.
        """
        take = self._take_like(source)
        if take.recipe.voice:
            raise InvalidInput(
                f"{take.label} is spoken by a saved voice.", "Make more of it with `say`.", code="not-designed"
            )
        recipes = more_recipes(take.recipe, takes=takes, seed=seed)
        return self._submit(Audition(recipes, parent=self._parent(take.audition)), client, warn=warn)

    def say(
        self,
        voice: VoiceSource | str,
        text: str | Sequence[str],
        *,
        delivery: str = "",
        takes: int = 1,
        seed: int | str | None = None,
        language: str = AUTO,
        sampling: Sampling | None = None,
        raw: bool = False,
        client: str = "",
        warn: Warn = warn_by_default,
    ) -> Audition:
        """Queue text to be spoken in a saved voice, and return at once.

        The sketch speaks in voices that it made; a Base model copies those of qwen3 from their reference audio. A long
        text is spoken in passages and becomes one clip.

        Parameters
        ----------
        voice : Preset, PresetDelivery, Take or str
            A preset or its name, or "NAME/DELIVERY"; or a take that is not saved yet, or its id or the first six or
            more digits of it.
        text : str or sequence of str
            What is spoken, 20,000 characters at most; each line of a sequence becomes a clip.
        delivery : str
            One of the preset's deliveries, such as "sad"; default: as `voice` says, else its own reference.
        takes : int
            Takes of each line, 1 to 8.
        seed : int, optional
            Of each line's first take; default: the voice's own, so that the same text is the same take.
        language : str
            One of the ten, or "auto".
        sampling : Sampling, optional
            How tokens are drawn; qwen3 only.
        raw : bool
            As for `design`.
        client, warn
            As for `audition`.

        Returns
        -------
        Audition
            To follow, stream, wait for or cancel.

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
        EngineBusy, EngineFailed, StorageFailed
            As for `audition`.

        Examples
        --------
        >>> from studio import Studio
        >>> with Studio() as studio:  # doctest: +SKIP
        ...     clip = studio.say("evening", "Good evening, and welcome.").wait()[0]
        ...     clip.samples, clip.sample_rate
        """
        source = self._voices.source(voice)
        if delivery:
            source = in_delivery(source, delivery)
        said = self._respellings(source)
        lines = [text] if isinstance(text, str) else text
        scripts = [prepared(line, raw=raw, pronunciations=said) for line in lines]
        recipes = self._voices.lines(source, scripts, takes=takes, seed=seed, language=language, sampling=sampling)
        notes = dict.fromkeys(note for script in scripts for note in script.notes)
        return self._submit(Audition(recipes, tuple(notes)), client, warn=warn)

    def lengthen(
        self, voice: VoiceSource | str, *, takes: int = 4, client: str = "", warn: Warn = warn_by_default
    ) -> Audition:
        """Queue takes of a voice's description that last 12 to 20 s, to choose better reference audio from.

        The seeds count on from the voice's own, so the first take is the most similar one; the voice may still differ,
        since a description does not determine it.

        Parameters
        ----------
        voice : Preset, Take or str
            As for `say`.
        takes, client, warn
            As for `audition`.
        """
        recipe = self._voices.source(voice).recipe
        return self.audition(
            recipe.description,
            text=standard_passage(recipe.text, recipe.language),
            takes=takes,
            seed=recipe.voice.seed if recipe.voice else recipe.seed,
            language=recipe.language,
            sampling=recipe.sampling,
            client=client,
            warn=warn,
        )

    def consistency(
        self, voice: VoiceSource | str, *, client: str = "", warn: Warn = warn_by_default
    ) -> ConsistencyTest:
        """Queue a test of whether a voice stays the same over five texts, and return at once.

        The Base model's speaker encoder compares the lines with each other, with the reference audio, and with other
        voices.

        Parameters
        ----------
        voice : Preset, Take or str
            As for `say`; it need not be saved yet.
        client, warn
            As for `audition`.

        Returns
        -------
        ConsistencyTest
            To follow, wait for or cancel.

        Raises
        ------
        InvalidInput
            With the code "no-encoder" for a voice of the sketch, which is the same by construction.
        StudioError
            As for `say`.
        """
        recipes, reference, others = self._voices.test_lines(voice)
        audition = self._submit(Audition(recipes), client, [reference, *others], warn)
        test = ConsistencyTest(audition, reference, others)
        self.recent.add_test(test)
        return test

    def propose_delivery(
        self,
        voice: Preset | str,
        name: str,
        *,
        words: str = "",
        takes: int = 4,
        client: str = "",
        warn: Warn = warn_by_default,
    ) -> DeliveryProposal:
        """Queue takes of a saved voice in another manner, such as "sad", and return at once.

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
        client, warn
            As for `audition`.

        Returns
        -------
        DeliveryProposal
            To follow, wait for or cancel.

        Raises
        ------
        InvalidInput
            If an argument cannot be used; with the code "other-backend" if another model is loaded than made the voice,
            "delivery-without-effect" if the sketch understands nothing of the words.
        NotFound
            If there is no such voice.
        EngineBusy, EngineFailed
            As for `audition`.

        Examples
        --------
        >>> for take in studio.propose_delivery("evening", "sad").wait():  # doctest: +SKIP
        ...     print(take)
        <Evening · Good evening: same voice (0.973)>
        """
        preset, neutral = self._voices.neutral(voice)
        recipes = delivery_recipes(neutral, name, words, takes)
        encoded = backend_info(neutral.voice.backend).embeds_speakers
        if recipes[0].voice is None:
            self.start()
            check_replayable(neutral.recipe, self.status.backend)
        audition = self._submit(Audition(recipes), client, warn=warn)
        measure = partial(self._similarities, neutral, client=client) if encoded else None
        proposal = DeliveryProposal(audition, preset, name, measure)
        self.recent.add_proposal(proposal)
        return proposal

    def remix(
        self,
        voice: VoiceSource | str,
        change: str,
        *,
        takes: int = 4,
        client: str = "",
        warn: Warn = warn_by_default,
    ) -> Remix:
        """Queue takes of a voice with a change, "this voice, but warmer", and return at once.

        They are designed with the voice's description, in which the change is made, with the text of the voice and the
        seeds of the takes that were heard beside it, its own first. Where the library does not have those, the same
        number of takes of the unchanged description is made first: so the result says what the change moved.

        Parameters
        ----------
        voice : Preset, PresetDelivery, Take or str
            As for `say`.
        change : str
            "warmer", "ten years older and a bit slower", "sad", or any words; in English, French or Chinese
            (`studio.edit.changed`).
        takes : int
            How many, 1 to 8; with fewer than four nothing can be told from chance.
        client, warn
            As for `audition`.

        Returns
        -------
        Remix
            To follow, wait for or cancel; `diff` says what changed in the words, `moved()` in the sound. A voice that
            is kept from one of its takes knows what it was made from (`Preset.lineage`).

        Raises
        ------
        InvalidInput
            If an argument cannot be used, or another model is loaded than made the voice ("other-backend").
        NotFound, EngineBusy, EngineFailed
            As for `say`.

        Examples
        --------
        >>> remix = studio.remix("evening", "ten years older")  # doctest: +SKIP
        >>> print(remix.diff)  # doctest: +SKIP
        A warm woman's voice in her [-forties.-] {+fifties.+}
        >>> remix.wait(), remix.moved()  # doctest: +SKIP
        """
        source = self._voices.source(voice)
        check_complete(source)
        plan = plan_remix(self.library, source, change, check_takes(takes))
        self.start()
        check_replayable(replace(source.recipe, voice=None), self.status.backend)
        unchanged, before = plan.unchanged, None
        if not plan.is_known:
            recipes = plan.recipes(plan.recipe.description)
            before = self._submit(Audition(recipes, parent=self._parent(unchanged)), client, warn=warn)
            unchanged = before.id
        audition = Audition(plan.recipes(plan.edit.description), parent=self._parent(unchanged))
        self._submit(audition, client, warn=warn)
        remix = Remix(source, plan.edit.words, plan.edit, audition, unchanged, before, self.versions)
        self.recent.add_remix(remix)
        return remix

    def _lineage_of(self, take: Take) -> Lineage | None:
        """Return where the voice of a take came from: a remix knows what was asked for."""
        remix = self.recent.find_remix(take.audition)
        return remix.lineage if remix else super()._lineage_of(take)

    def _similarities(
        self, neutral: ReferenceVoice, takes: Sequence[Take], client: str
    ) -> tuple[Sequence[float | None], str]:
        """Return how similar the speakers of takes are to a voice, and why that is not known, or ""."""
        reference = neutral.voice.reference
        try:
            line = self._voices.encoder_line(neutral)
            names = [self.reference_audio.add(take.samples, take.sample_rate) for take in takes]
            found = speaker_embeddings(self._engine, line, [reference, *names], client)
        except (InvalidInput, ModelMissing) as error:
            return [None] * len(takes), str(error)
        similarities = cosines([found[name] for name in (reference, *names)])[0, 1:].tolist()
        for name, similarity in zip(names, similarities, strict=True):
            self.speaker_similarities.keep(reference, name, similarity)
        return similarities, ""

    def replay(self, source: Take | Preset | Recipe | Path | str) -> Replay:
        """Make a take again from its recipe, and compare the samples. Nothing is stored.

        On the same machine with the same versions the samples are the same; otherwise the result says what differs.

        Parameters
        ----------
        source : Take, Preset, Recipe, pathlib.Path or str
            A take or a preset, or what it is called, as for `say`; or the path of a sound file that the studio wrote,
            in any format: it holds its recipe, and a checksum of the samples. A recipe alone has no samples to compare:
            the result says whether the same backend, model, revision and versions made it, and `same` is None.

        Raises
        ------
        InvalidInput
            If another backend than the running one made it, or the recipe cannot be used.
        NotFound, EngineError
            If there is no such take or file, the file holds no recipe, or it could not be made again.
        """
        first = self._original(source)
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

    def _original(self, source: Take | Preset | Recipe | Path | str) -> Original:
        if isinstance(source, Recipe):
            return Original(source.checked())
        if isinstance(source, Path):
            return original_in(source)
        found = self._voices.source(source)
        check_complete(found)
        return Original(found.recipe, found.samples if isinstance(found, Take) else found.reference()[0])

    def _take_like(self, source: Take | LibraryEntry | TreeVersion | str) -> Take | LibraryEntry:
        """Return the take that is meant, or the first one of a version."""
        if isinstance(source, Take | LibraryEntry):
            return source
        if isinstance(source, str) and not is_version(source) and not self.library.version(source):
            return self.library.entry(self.library.find_id(source))
        version = self.versions[source] if isinstance(source, str) else source
        if not version.takes:
            raise NotFound(f"{version.label} has no takes yet.", "Wait for the first one, or generate it again.")
        return version.takes[0]

    def _parent(self, name: str) -> str:
        return self.library.versions.find_id(name) if name else ""

    def _respellings(self, source: VoiceSource) -> dict[str, str]:
        """Return how a voice reads words: as it was kept with them, unless the home folder's lists say otherwise."""
        if isinstance(source, Take):
            return {**source.recipe.pronunciations, **self.pronunciations.of()}
        return {**source.respellings, **self.pronunciations.of(source.slug)}

    def _submit(
        self, audition: Audition, client: str, embed: Sequence[str] = (), warn: Warn = warn_by_default
    ) -> Audition:
        if why := unsuitable(audition.recipes, self.status):
            warn(why)
        audition.workspace = self
        job = self._submitted(audition, client, embed)
        audition.cancel_with(lambda: self._engine.cancel(job))
        audition.backend = self.status.backend
        audition.warning = unread_description(audition.recipes, self.status.backend)
        if audition.warning and warn is warn_by_default:
            warnings.warn(audition.warning, stacklevel=3)
        self.recent.add(audition)
        return audition

    def _submitted(self, audition: Audition, client: str, embed: Sequence[str]) -> Job:
        """Number an audition and submit its job; one that the full queue refuses gets no number."""
        versions = self.library.versions
        version = versions.begin(audition.id, audition.recipes, audition.parent)
        audition.register(version, partial(versions.end, audition.id))
        try:
            return self._engine.submit(Job(audition.recipes, client, self._recorder.listener(audition), embed))
        except EngineFailed as error:
            versions.end(audition.id, "failed", error)
            raise
        except BaseException:
            versions.withdraw(audition.id)
            raise
