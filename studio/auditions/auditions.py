"""What a caller asks of a studio, as auditions: takes of a description, lines in a voice, and what is made of them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from studio.auditions.audition import Audition
from studio.auditions.batch import Batch
from studio.auditions.consistency import ConsistencyTest
from studio.auditions.delivery_proposal import DeliveryProposal
from studio.auditions.delivery_recipes import delivery_recipes
from studio.auditions.dispatcher import Dispatcher
from studio.auditions.line_delivery import opening_delivery
from studio.auditions.prepared_text import prepared
from studio.auditions.recent import RecentAuditions
from studio.auditions.reference_voice import ReferenceVoice
from studio.auditions.remix import Remix, plan_remix
from studio.auditions.replay import check_replayable
from studio.auditions.saved_voices import SavedVoices
from studio.auditions.speaker_similarity import cosines
from studio.auditions.suitability import Warn, warn_by_default
from studio.clips.lookup import ClipLike
from studio.domain.backends import backend_info
from studio.domain.label import is_version
from studio.domain.language import AUTO
from studio.domain.limits import MAX_LINES, check_description, check_seed, check_takes
from studio.domain.recipe import Recipe, Sampling, audition_recipes, check_lines, more_recipes
from studio.domain.request import Request
from studio.domain.script import Script
from studio.domain.take import Take, check_complete
from studio.errors import InvalidInput, ModelMissing, NotFound
from studio.store.library_entry import LibraryEntry
from studio.store.preset_delivery import VoiceSource, in_delivery
from studio.store.preset_folder import Preset
from studio.text.language_id import settled_language
from studio.text.scripts import check_scripts
from studio.text.sentences import standard_passage
from studio.versions.sweep import sweep_steps
from studio.versions.tree import TreeVersion
from studio.workspace import Workspace


class Auditions:
    """Queues auditions for one caller, and returns each at once. `Studio` documents the requests for people.

    Parameters
    ----------
    workspace : Workspace
        Its takes, presets and pronunciations.
    voices : SavedVoices
        Writes the recipes of lines in saved voices.
    dispatcher : Dispatcher
        Numbers and submits; shared by all callers.
    client, warn
        As for `Dispatcher.submit`.
    """

    def __init__(
        self,
        workspace: Workspace,
        voices: SavedVoices,
        dispatcher: Dispatcher,
        client: str = "",
        warn: Warn = warn_by_default,
    ) -> None:
        self._workspace = workspace
        self._voices = voices
        self._dispatcher = dispatcher
        self._client = client
        self._warn = warn

    @property
    def recent(self) -> RecentAuditions:
        """The auditions of all callers in this process that run, and the last few that ended."""
        return self._dispatcher.recent

    def for_client(self, client: str = "", warn: Warn = warn_by_default) -> "Auditions":
        """Return the same for another caller; `client` and `warn` as for `Dispatcher.submit`."""
        return Auditions(self._workspace, self._voices, self._dispatcher, client, warn)

    def design(
        self,
        description: str,
        text: str,
        *,
        takes: int = 4,
        seed: int | str | None = None,
        language: str = AUTO,
        sampling: Sampling | None = None,
        raw: bool = False,
        parent: str = "",
    ) -> Audition:
        """Queue takes of a described voice; as `Studio.start_design`, but the seed may be what a person typed."""
        recipes, notes = self._described(
            description, text, raw=raw, takes=takes, seed=seed, language=language, sampling=sampling
        )
        return self._submit(recipes, notes, parent=parent)

    def design_recipes(self, recipes: Sequence[Recipe], *, parent: str = "") -> Audition:
        """Queue one take of each recipe; descriptions, texts and settings may differ.

        They are made together, as the takes of one description are.

        Raises
        ------
        InvalidInput
            If there are none or too many, or one of them cannot be used.
        NotFound, EngineBusy, EngineFailed
            As `Studio.start_design`.
        """
        if not 1 <= len(recipes) <= MAX_LINES:
            raise InvalidInput(
                f"{len(recipes)} recipes cannot be made at once.", f"Use 1 to {MAX_LINES}.", code="invalid-recipes"
            )
        checked = [recipe.checked() for recipe in recipes]
        for recipe in checked:
            check_scripts(Script(recipe.text))
        self._voices.restore_references(checked)
        return self._submit(checked, parent=parent)

    def design_all(self, requests: Iterable[Request | Recipe], *, parent: str = "") -> Batch:
        """Queue the takes of requests and recipes of any number, in pieces; see `Studio.start_design`."""
        recipes: list[Recipe] = []
        notes: dict[str, None] = {}
        if not isinstance(requests, Iterable):
            raise InvalidInput(
                f"{type(requests).__name__} is neither a description nor a list of requests.",
                "Pass text, or a list of Request or Recipe.",
                code="invalid-requests",
            )
        for request in requests:
            made, told = self._recipes_of(request)
            recipes += made
            notes |= dict.fromkeys(told)
        if not recipes:
            raise InvalidInput(
                "There are no requests.", "Pass at least one Request or Recipe.", code="invalid-requests"
            )
        self._voices.restore_references(recipes)
        found = self._dispatcher.parent(parent)
        return self._dispatcher.submit_batch(recipes, tuple(notes), parent=found, client=self._client, warn=self._warn)

    def sweep_dimension(
        self,
        description: str,
        text: str,
        dimension: str,
        *,
        steps: int = 3,
        takes: int = 2,
        seed: int | str | None = None,
        language: str = AUTO,
        sampling: Sampling | None = None,
        raw: bool = False,
        parent: str = "",
    ) -> Audition:
        """Queue takes of a description in steps of one dimension; see `Studio.start_sweep_dimension`."""
        script = prepared(text, raw=raw, pronunciations=self._workspace.pronunciations.of())
        first_seed = check_seed(seed)
        recipes = [
            recipe
            for edit in sweep_steps(check_description(description), dimension, steps)
            for recipe in audition_recipes(
                edit.description, script, takes=takes, seed=first_seed, language=language, sampling=sampling
            )
        ]
        return self._submit(_settled(recipes), script.notes, parent=parent)

    def more_like(
        self, source: Take | LibraryEntry | TreeVersion | str, *, takes: int = 4, seed: int | str | None = None
    ) -> Audition:
        """Queue takes with the words and settings of a take or a version and other seeds; see `Studio.more_like`."""
        take = self._take_like(source)
        if take.recipe.voice:
            raise InvalidInput(
                f"{take.label} is spoken by a saved voice.", "Make more of it with `say`.", code="not-designed"
            )
        return self._submit(more_recipes(take.recipe, takes=takes, seed=seed), parent=take.audition)

    def say(
        self,
        voice: ClipLike,
        text: str | Sequence[str],
        *,
        delivery: str = "",
        takes: int = 1,
        seed: int | str | None = None,
        language: str = AUTO,
        sampling: Sampling | None = None,
        raw: bool = False,
    ) -> Audition:
        """Queue text to be spoken in a saved voice; see `Studio.start_say`."""
        source = self._voices.source(voice)
        if delivery:
            source = in_delivery(source, delivery)
        lines = list(text) if isinstance(text, Iterable) and not isinstance(text, str | bytes) else [text]
        check_lines(len(lines), takes)
        voiced = [(source, line) if raw else opening_delivery(source, line) for line in lines]
        recipes: list[Recipe] = []
        notes: dict[str, None] = {}
        for spoken_in, found in groupby(voiced, key=itemgetter(0)):
            said = self._respellings(spoken_in)
            scripts = [prepared(line, raw=raw, pronunciations=said) for _, line in found]
            recipes += self._voices.lines(
                spoken_in, scripts, takes=takes, seed=seed, language=language, sampling=sampling
            )
            notes |= dict.fromkeys(note for script in scripts for note in script.notes)
        return self._submit(recipes, tuple(notes))

    def lengthen(self, voice: ClipLike, *, takes: int = 4) -> Audition:
        """Queue takes of a voice's description that last 12 to 20 s; see `Studio.lengthen`."""
        recipe = self._voices.source(voice).recipe
        return self.design(
            recipe.description,
            standard_passage(recipe.text, recipe.language),
            takes=takes,
            seed=recipe.voice.seed if recipe.voice else recipe.seed,
            language=recipe.language,
            sampling=recipe.sampling,
        )

    def consistency(self, voice: ClipLike) -> ConsistencyTest:
        """Queue a test of whether a voice stays the same over five texts; see `Studio.consistency`."""
        recipes, reference, others = self._voices.test_lines(voice)
        audition = self._submit(recipes, embed=[reference, *others])
        test = ConsistencyTest(audition, reference, others)
        self.recent.add_test(test)
        return test

    def propose_delivery(self, voice: Preset | str, name: str, *, words: str = "", takes: int = 4) -> DeliveryProposal:
        """Queue takes of a saved voice in another manner; see `Studio.propose_delivery`."""
        preset, neutral = self._voices.neutral(voice)
        recipes = delivery_recipes(neutral, name, words, takes)
        encoded = backend_info(neutral.voice.backend).embeds_speakers
        if recipes[0].voice is None:
            self._check_backend(neutral.recipe)
        measure = partial(self._similarities, neutral) if encoded else None
        proposal = DeliveryProposal(self._submit(recipes), preset, name, measure)
        self.recent.add_proposal(proposal)
        return proposal

    def remix(self, voice: ClipLike, change: str, *, takes: int = 4) -> Remix:
        """Queue takes of a voice with a change of its description; see `Studio.remix`."""
        source = self._voices.source(voice)
        check_complete(source)
        plan = plan_remix(self._workspace.library, source, change, check_takes(takes))
        self._check_backend(replace(source.recipe, voice=None))
        unchanged, before = plan.unchanged, None
        if not plan.is_known:
            before = self._submit(plan.recipes(plan.recipe.description), parent=unchanged)
            unchanged = before.id
        audition = self._submit(plan.recipes(plan.edit.description), parent=unchanged)
        remix = Remix(source, plan.edit.words, plan.edit, audition, unchanged, before, self._workspace.versions)
        self.recent.add_remix(remix)
        return remix

    def _recipes_of(self, request: Request | Recipe) -> tuple[Sequence[Recipe], Sequence[str]]:
        """Return a recipe for each take of a request, checked, and what was done with its text."""
        if isinstance(request, Recipe):
            recipe = request.checked()
            check_scripts(Script(recipe.text))
            return [recipe], ()
        if not isinstance(request, Request):
            raise InvalidInput(
                f"{type(request).__name__} is not a request.", "Pass a Request or a Recipe.", code="invalid-requests"
            )
        return self._described(
            request.description,
            request.text,
            takes=request.takes,
            seed=request.seed,
            language=request.language,
            sampling=request.sampling,
            raw=request.raw,
        )

    def _described(
        self, description: str, text: str, *, raw: bool, **asked: Any
    ) -> tuple[tuple[Recipe, ...], Sequence[str]]:
        """Return the recipes of a described voice, and what was done with the text; `asked` as `audition_recipes`."""
        script = prepared(text, raw=raw, pronunciations=self._workspace.pronunciations.of())
        return _settled(audition_recipes(description, script, **asked)), script.notes

    def _submit(
        self, recipes: Iterable[Recipe], notes: Sequence[str] = (), *, parent: str = "", embed: Sequence[str] = ()
    ) -> Audition:
        audition = Audition(tuple(recipes), notes, self._dispatcher.parent(parent))
        return self._dispatcher.submit(audition, client=self._client, warn=self._warn, embed=embed)

    def _check_backend(self, recipe: Recipe) -> None:
        """Check that the running model can make a recipe again."""
        self._dispatcher.start()
        check_replayable(recipe, self._dispatcher.status.backend)

    def _similarities(self, neutral: ReferenceVoice, takes: Sequence[Take]) -> tuple[Sequence[float | None], str]:
        """Return how similar the speakers of takes are to a voice, and why that is not known, or ""."""
        reference = neutral.voice.reference
        try:
            line = self._voices.encoder_line(neutral)
            names = [self._workspace.reference_audio.add(take.samples, take.sample_rate) for take in takes]
            found = self._dispatcher.embeddings(line, [reference, *names], self._client)
        except (InvalidInput, ModelMissing) as error:
            return [None] * len(takes), str(error)
        similarities = cosines([found[name] for name in (reference, *names)])[0, 1:].tolist()
        for name, similarity in zip(names, similarities, strict=True):
            self._workspace.speaker_similarities.keep(reference, name, similarity)
        return similarities, ""

    def _take_like(self, source: Take | LibraryEntry | TreeVersion | str) -> Take | LibraryEntry:
        """Return the take that is meant, or the first one of a version."""
        if isinstance(source, Take | LibraryEntry):
            return source
        library = self._workspace.library
        if isinstance(source, str) and not is_version(source) and not library.version(source):
            return library.entry(library.find_id(source))
        version = self._workspace.versions[source] if isinstance(source, str) else source
        if not version.takes:
            raise NotFound(f"{version.label} has no takes yet.", "Wait for the first one, or generate it again.")
        return version.takes[0]

    def _respellings(self, source: VoiceSource) -> dict[str, str]:
        """Return how a voice reads words: as its own list says, else as the home folder's, else as it was kept."""
        pronunciations = self._workspace.pronunciations
        if isinstance(source, Take):
            return {**source.recipe.pronunciations, **pronunciations.of()}
        return {**source.respellings, **pronunciations.of(source.slug)}


def _settled(recipes: Sequence[Recipe]) -> tuple[Recipe, ...]:
    """Return recipes of one text in its language, where the caller left that open."""
    settled = settled_language(recipes[0].text, recipes[0].language)
    return tuple(replace(recipe, language=settled) for recipe in recipes)
