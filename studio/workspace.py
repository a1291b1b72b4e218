"""The workspace: the takes, presets and tests of one home folder, and what can be done with them without an engine."""

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from studio.adherence.clip import follow_clip
from studio.adherence.followed import Follow
from studio.adherence.order import best_first
from studio.audio.checks import Flags
from studio.audio.metrics import Measurements
from studio.audio.thumbnail import thumbnail
from studio.clips.lookup import ClipLike, Clips, is_clip_ref, several, too_long
from studio.clips.measuring import ClipComparison, Measuring
from studio.domain.clip import Clip
from studio.domain.clip_ref import ClipRef
from studio.domain.lineage import Lineage
from studio.domain.recipe import Recipe
from studio.domain.take import Take, check_complete, on_grid
from studio.errors import InvalidInput, StorageFailed, StudioError, studio_closed
from studio.exchange.shelf import PresetExchange
from studio.listening.blind_tests import BlindTests
from studio.listening.concealed import concealed_tests
from studio.listening.listening import Listening
from studio.models.shelf import ModelShelf
from studio.reports.report import Report
from studio.store.files import write_sound
from studio.store.home import gallery_folder, home_folder
from studio.store.library import Library
from studio.store.library_entry import LibraryEntry
from studio.store.preset_folder import Preset
from studio.store.pronunciations import Pronunciations
from studio.store.provenance import Provenance
from studio.store.ratings import Rating
from studio.store.reference_audio import ReferenceSounds, content_hash
from studio.store.retention import RetentionRule, Sources
from studio.store.search.take_search import Found
from studio.store.speaker_similarities import SpeakerSimilarities
from studio.text.reading import read
from studio.versions.lineage import lineage_in_tree
from studio.versions.tree import VersionTree

_WHEN_CLOSED = {"close", "home", "read", "status"}  # what needs nothing open


class Workspace:
    """Takes, presets, listening tests and measurements of one home folder; needs no engine and loads no model.

    Every method may be called from any thread.

    Parameters
    ----------
    home : str or pathlib.Path, optional
        Folder of the library, the presets and the logs; default: STUDIO_HOME, or the platform's folder for user data.

    Attributes
    ----------
    home : pathlib.Path
        That folder.
    library : Library
        Every finished take, with its rating.
    presets : PresetExchange
        The saved voices.
    clips : Clips
        Takes and presets by what a person calls them.
    measuring : Measuring
        Measurements, checks and comparisons.
    versions : VersionTree
        The versions and what they were made from: `for version in workspace.versions`, `workspace.versions["v7"]`.
    speaker_similarities : SpeakerSimilarities
        Of proposed deliveries to the voices that they are of.
    listening : Listening
        Blind tests of takes and presets.
    reference_audio : ReferenceSounds
        The audio that saved voices are copied from.
    models : ModelShelf
        The models on this machine, and those that can be downloaded.

    Raises
    ------
    StorageFailed
        If the home folder cannot be written.

    Examples
    --------
    >>> from studio import Workspace
    >>> with Workspace() as st:  # doctest: +SKIP
    ...     for take in st.library.latest():
    ...         print(take.label, take.measure().pitch)
    """

    read = staticmethod(read)
    _closed = False

    def __init__(self, home: str | Path | None = None) -> None:
        self.home = home_folder(home)
        self.library = Library(self.home, self)
        self.presets = PresetExchange(self.home / "presets", gallery_folder())
        self.clips = Clips(self.library, self.presets, self)
        self.reference_audio = ReferenceSounds(self.home / "references")
        self.speaker_similarities = SpeakerSimilarities(self.library.measurements)
        self.measuring = Measuring(self.library, self.clips, self.reference_audio)
        self.versions = VersionTree(self.library, self.measuring)
        self.pronunciations = Pronunciations(self.home, self.presets)
        self.pronunciations.move_to_presets()
        tests = BlindTests(self.library.database, self.clips.label, self.clips.sound)
        self.listening = Listening(tests, partial(self._short_clip, use="A blind test"))
        self.models = ModelShelf(self.home / "models")
        self._process = os.getpid()

    if not TYPE_CHECKING:  # a type checker would take every name for an attribute

        def __getattribute__(self, name: str) -> Any:
            """Refuse everything but `_WHEN_CLOSED` after `close`, whatever part of the workspace it would need."""
            read = super().__getattribute__
            if not name.startswith("_") and name not in _WHEN_CLOSED and read("_closed"):
                raise studio_closed()
            return read(name)

    def __enter__(self) -> Self:
        if self._closed:
            raise studio_closed()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def rate(
        self,
        take: Take | LibraryEntry | str,
        *,
        verdict: str | None = None,
        starred: bool | None = None,
        note: str | None = None,
        tags: Iterable[str] | None = None,
        title: str | None = None,
    ) -> Rating:
        """Rate a take, or give it a title; what is left out stays as it was.

        Parameters
        ----------
        take : Take, LibraryEntry or str
            A take of the library, or its label, its id or the first six or more digits of it.
        verdict : str, optional
            "keep", "reject", or "" for undecided.
        starred : bool, optional
            Whether it has a star; a starred take is never pruned.
        note : str, optional
            Any text.
        tags : iterable of str, optional
            Words to find it by, instead of those that it has.
        title : str, optional
            A name of your own, up to 80 characters, which searches find; "" takes it away. Its label stays.

        Returns
        -------
        Rating
            The whole rating after the change.

        Raises
        ------
        InvalidInput
            If the verdict is unknown, the note or title too long, the tags cannot be used, or several takes have an
            id that begins so.
        NotFound
            If the library has no such take.
        StorageFailed
            If the rating cannot be written.
        """
        take_id = self.library.find_id(_name_of(take))
        return self.library.ratings.change(take_id, verdict=verdict, starred=starred, note=note, tags=tags, title=title)

    def duplicate(self, take: Take | LibraryEntry | str) -> Take:
        """Store a copy of a take as a version of its own, which can be rated, named and deleted apart; return the copy.

        The copy has the same sound, recipe, note, tags and title; it is undecided and has no star.

        Parameters
        ----------
        take : Take, LibraryEntry or str
            As for `rate`.

        Raises
        ------
        InvalidInput, NotFound, StorageFailed
            As for `rate`.
        """
        return self.library.duplicate(_name_of(take))

    def search(self, query: str, limit: int | None = None, *, measure: bool = False) -> Found:
        """Return the takes that a person searches for, newest first; those in the bin are left out.

        Parameters
        ----------
        query : str
            Words and filters such as `tag:narrator pitch:180-220 pace:>4 verdict:keep star after:2026-11-01`; see
            `Library.search`.
        limit : int, optional
            How many at most; default: all.
        measure : bool
            Whether to measure takes first where the query asks for pitch or pace and they have not been measured: about
            half a second each. Otherwise the result says how many these are.

        Raises
        ------
        InvalidInput
            If there is no such filter, or it has no such value.

        Examples
        --------
        >>> from studio import Workspace
        >>> with Workspace() as st:  # doctest: +SKIP
        ...     for take in st.search("pitch:180-220 verdict:keep", measure=True):
        ...         print(take.label, take.recipe.description)
        """
        for _ in self.measuring.measure_unmeasured(query) if measure else ():
            pass
        return self.library.search(query, limit)

    def tag(self, take: Take | LibraryEntry | str, add: Iterable[str] = (), *, remove: Iterable[str] = ()) -> Rating:
        """Add tags to a take, and remove others; the rest stay. Case and accents make no difference.

        Parameters
        ----------
        take : Take, LibraryEntry or str
            As for `rate`.
        add, remove : iterable of str
            Words to find it by.

        Returns
        -------
        Rating
            The whole rating after the change.

        Raises
        ------
        InvalidInput, NotFound, StorageFailed
            As for `rate`.
        """
        take_id = self.library.find_id(_name_of(take))
        return self.library.ratings.tag(take_id, add, remove)

    def keep(
        self,
        take: ClipLike,
        name: str,
        *,
        tags: Iterable[str] = (),
        notes: str = "",
        overwrite: bool = False,
        lineage: Lineage | None = None,
        licence: str = "",
        consent: str = "",
    ) -> Preset:
        """Save a take as a preset: the samples that were heard, the recipe that made them, and what is known of it.

        That is its rating, what is measured of it, and a picture of its spectrogram (see `describe_preset`). The preset
        is saved without them where they fail.

        Parameters
        ----------
        take : ClipLike
            A take, its label or id, or anything else that has a recipe, as for `clip`: another voice, or a sound file
            that the studio wrote.
        name : str
            Name of the voice.
        tags : iterable of str
            Words to find it by.
        notes : str
            Any text.
        overwrite : bool
            Whether a preset of that name may be replaced.
        lineage : Lineage, optional
            Where the voice came from; default: the saved voice whose description was changed for it, else the take.
        licence : str
            Under which terms others may use the voice.
        consent : str
            Of a copied voice: who allowed that, and when.

        Raises
        ------
        InvalidInput, AlreadyExists, NotFound, StorageFailed
            As for `PresetShelf.save`; `NotFound` if there is no such take, `InvalidInput` if it was stopped or has no
            recipe.
        """
        found = self.clips.take(take)
        check_complete(found)
        preset = self.presets.save(
            found,
            name,
            tags=tags,
            notes=notes,
            overwrite=overwrite,
            lineage=lineage or self._lineage_of(found),
            licence=licence,
            consent=consent,
            rating=self._rating_of(found.id),
        )
        self.library.versions.add_words(found.audition, [preset.name, *preset.tags])
        with suppress(StudioError):
            preset = self.describe_preset(preset.slug, found.id)
        return preset

    def keep_delivery(self, voice: Preset | str, name: str, take: ClipLike, *, overwrite: bool = False) -> Preset:
        """Keep a take as a delivery of a saved voice: a manner that it can speak in, such as "sad".

        Parameters
        ----------
        voice : Preset or str
            One of the user's presets, or its name.
        name : str
            Of the delivery, 1 to 32 characters.
        take : ClipLike
            As for `keep`: a take, such as `Studio.propose_delivery` proposes, or another saved voice, such as a
            recording of the same person.
        overwrite : bool
            Whether a delivery of that name may be replaced.

        Returns
        -------
        Preset
            The preset with the delivery. Its similarity is that of the proposal, if it was measured.

        Raises
        ------
        InvalidInput, AlreadyExists, NotFound, StorageFailed
            As for `PresetShelf.add_delivery`.
        """
        preset = self.presets[voice] if isinstance(voice, str) else voice
        found = self.clips.take(take)
        reference = content_hash(preset.reference()[0])
        similarity = self.speaker_similarities.find(reference, content_hash(found.samples))
        return self.presets.add_delivery(preset.slug, name, found, similarity=similarity, overwrite=overwrite)

    def describe_preset(self, name: str, take: str = "") -> Preset:
        """Measure one of the user's presets and draw its picture, and store both in it, with the rating of its take.

        It takes a second or so where its take was not measured before. A starter, and a preset of more than ten
        minutes, are left as they are.

        Parameters
        ----------
        name : str
            Its name or slug.
        take : str
            Id of the take that it was saved from; default: that of its lineage.

        Returns
        -------
        Preset
            The preset with its measurements and its picture.

        Raises
        ------
        NotFound
            If there is none.
        StorageFailed
            If it cannot be read or written.
        """
        preset = self.presets[name]
        ref = str(ClipRef("preset", preset.slug))
        if preset.starter or self.clips.find_long(ref):
            return preset
        if not take and preset.lineage and preset.lineage.kind == "take":
            take = preset.lineage.ref
        measured = self.measuring.measure(ref)
        return self.presets.describe(
            preset,
            rating=self._rating_of(take),
            measurements=measured.rounded(),
            units=measured.units,
            picture=b"" if preset.picture_path.exists() else thumbnail(*preset.reference()),
        )

    def unjudged(self, older_than: timedelta) -> tuple[LibraryEntry, ...]:
        """Return the takes that `prune_unjudged` would delete; see `Pruning.unjudged`."""
        return self.library.pruning.unjudged(older_than, self._kept_recipes())

    def prune_unjudged(self, older_than: timedelta) -> tuple[LibraryEntry, ...]:
        """Permanently delete takes that nobody judged and nothing depends on.

        They have neither verdict, star, note nor tag, are in no listening test, and are not the take of a preset.

        Parameters
        ----------
        older_than : timedelta
            Their least age.

        Returns
        -------
        tuple of LibraryEntry
            The deleted takes.

        Raises
        ------
        StorageFailed
            If the disk refuses.
        """
        return self.library.pruning.prune_unjudged(older_than, self._kept_recipes())

    def expired(self, rule: RetentionRule | None = None) -> tuple[LibraryEntry, ...]:
        """Return the takes that `expire` would move to the bin, the oldest first."""
        rule = rule or self.library.retention.rule
        return () if rule.is_empty else self.library.retention.expired(rule, self._sources())

    def expire(self, rule: RetentionRule | None = None) -> tuple[LibraryEntry, ...]:
        """Move takes to the bin that are older than a rule allows, or need more space.

        Never one that is kept, starred, noted or tagged, is in a listening test, or is the source of a preset.

        Parameters
        ----------
        rule : RetentionRule, optional
            Default: the one that is applied at each start, `library.retention.rule`.

        Returns
        -------
        tuple of LibraryEntry
            What went to the bin, where it stays for 30 days.

        Raises
        ------
        StorageFailed
            If the disk refuses.
        """
        rule = rule or self.library.retention.rule
        return () if rule.is_empty else self.library.retention.apply(rule, self._sources())

    def _sources(self) -> Sources:
        recipes, takes = [], []
        for preset in self.presets.values():
            recipes += [preset.recipe, *(delivery.recipe for delivery in preset.deliveries)]
            takes += [preset.lineage.ref] if preset.lineage and preset.lineage.kind == "take" else []
        return Sources(tuple(recipes), frozenset(takes))

    def clip(self, source: ClipLike) -> Clip:
        """Return anything that counts as a clip as one; every method that takes a clip does this with it.

        Parameters
        ----------
        source : ClipLike
            A clip, a take, an entry of the library, a preset or one of its deliveries; the path of a sound file of one
            channel; a tuple of samples (float32 of shape (n,)) and sample rate in Hz; or the name, label, id or
            `Clip.ref` of one of them.

        Returns
        -------
        Clip
            A take as it is.

        Raises
        ------
        NotFound
            If there is no such take, preset, delivery or file.
        InvalidInput
            If several takes are called so, or it has several channels, cannot be read, or is nothing of these.

        Examples
        --------
        >>> from studio import Workspace
        >>> with Workspace() as workspace:  # doctest: +SKIP
        ...     workspace.clip("Evening"), workspace.clip("v7.3"), workspace.clip("interview.wav")
        (<Clip Evening, 2.1 s>, <Take v7·3, 3.2 s, seed 9>, <Clip interview.wav, 8.0 s>)
        """
        return self.clips.find(source)

    def measure(self, clip: ClipLike) -> Measurements:
        """Measure duration, loudness, pitch, pace, brightness and more of a clip, about half a second the first time.

        Parameters
        ----------
        clip : ClipLike
            As for `clip`.

        Returns
        -------
        Measurements
            Each is an attribute, None where it cannot be measured; `units` has their units.

        Raises
        ------
        NotFound, InvalidInput
            As for `clip`.
        """
        return self.measuring.measure(clip)

    def check(self, clip: ClipLike) -> Flags:
        """Look for faults of a clip: clipping, loops, a missing end and more.

        Returns
        -------
        Flags
            One a fault; none if nothing is wrong.

        Raises
        ------
        NotFound, InvalidInput
            As for `clip`.
        """
        return self.measuring.check(clip)

    def compare(self, clips: Iterable[ClipLike]) -> ClipComparison:
        """Measure and check clips, and compare each with the first one.

        Parameters
        ----------
        clips : iterable of ClipLike
            Each as for `clip`.

        Returns
        -------
        ClipComparison
            For each clip its measurements, its faults and its differences from the first one; `Difference.beyond` says
            whether one is larger than two seeds of one recipe differ.

        Raises
        ------
        NotFound, InvalidInput
            As for `clip`.
        """
        return self.measuring.compare(several(clips))

    def save(self, clip: ClipLike, path: str | Path) -> Path:
        """Write a clip as a sound file that says where it comes from.

        Parameters
        ----------
        clip : ClipLike
            As for `clip`.
        path : str or pathlib.Path
            The file; its extension says the format: FLAC, WAV or MP3. One of that name is replaced.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        NotFound, InvalidInput
            As for `clip`; `InvalidInput` also if the extension is not known.
        StorageFailed
            If the file cannot be written.
        """
        found, file = self.clip(clip), Path(path)
        samples = found.samples if is_clip_ref(found.ref) else on_grid(found.samples)  # what is stored is on it
        write_sound(file, samples, found.sample_rate, Provenance.of_clip(found))
        return file

    def follow(self, clip: ClipLike) -> Follow:
        """Judge whether a clip sounds as the description in its recipe asks, dimension by dimension.

        Parameters
        ----------
        clip : ClipLike
            As for `clip`.

        Returns
        -------
        Follow
            What was asked, what was measured, and a verdict: met, missed, unclear or unmeasurable.

        Raises
        ------
        NotFound, InvalidInput
            As for `Measuring.measure`.

        Examples
        --------
        >>> from studio import Studio
        >>> with Studio() as st:  # doctest: +SKIP
        ...     print(st.follow("v7.3"))
        <Follow v7·3: 2 of 2 met; ✓ low, ✓ slow, – man>
        """
        return follow_clip(self.measuring.compare([clip]).clips[0])

    def best_followed(self, clips: Iterable[ClipLike]) -> tuple[Follow, ...]:
        """Judge clips and return them in order, the one that follows its description best first.

        Clips with a fault come last; of the others the one with the fewest missed dimensions is first, then the one
        with the most that are met, then the earlier one. Raises as `follow`.
        """
        return best_first(self.follow(clip) for clip in several(clips))

    def report(self, clips: Iterable[ClipLike]) -> Report:
        """Build one HTML file of a comparison, to send to somebody: sounds, views, numbers, recipes.

        Parameters
        ----------
        clips : iterable of ClipLike
            One to eight, each as for `clip`; A first.

        Returns
        -------
        Report
            It shows itself in a notebook; `report.save("comparison.html")` writes the file, `bytes(report)` is it.

        Raises
        ------
        InvalidInput
            If there are none, or more than eight, or one is longer than ten minutes.
        NotFound
            If one of them does not exist.
        """
        from studio.reports.making import make_report

        tests = concealed_tests(self.listening)
        return make_report([self._short_clip(clip, "A report") for clip in several(clips)], self.measuring, tests)

    def _short_clip(self, source: ClipLike, use: str) -> Clip:
        """Return a clip that a use is not too long for; a long one is not decoded."""
        if isinstance(source, str) and (long := self.clips.find_long_named(source)):
            raise too_long(long.label, use)
        return self.clip(source)

    def close(self) -> None:
        """End downloads, and close the library; safe to call twice. A forked child leaves them to its parent."""
        if self._closed or self._is_forked():
            return
        self.models.close()
        self.library.close()
        self._closed = True

    def _kept_recipes(self) -> list[Recipe]:
        """Return the recipes of all presets and their deliveries."""
        return [recipe for preset in self.presets.values() for _, recipe, _ in preset.sounds()]

    def _lineage_of(self, take: Take) -> Lineage | None:
        """Return the saved voice whose description was changed for a take, if there is one."""
        return lineage_in_tree(take, self.presets.values(), self.versions)

    def _rating_of(self, take_id: str) -> Rating | None:
        """Return the rating of a take, without tags and title; None if it has none, or the library cannot be read."""
        with suppress(StorageFailed):
            rating = replace(self.library.ratings.of([take_id])[take_id], tags=(), title="")
            return rating if rating != Rating() else None
        return None

    def _is_forked(self) -> bool:
        return self._process != os.getpid()


def _name_of(take: object) -> str:
    """Return a take's id, or the name that a person wrote for it."""
    if isinstance(take, str):
        return take
    if isinstance(take, Take | LibraryEntry):
        return take.id
    what = f"{take!r:.80} is not a take of the library."
    raise InvalidInput(what, "Pass a take, its label such as v7·3, or its id.", code="not-a-take")
