"""The part of `Studio` that makes takes of described voices."""

from collections.abc import Iterable
from typing import Any, overload

from studio.auditions.audition import Audition
from studio.auditions.auditions import Auditions
from studio.auditions.batch import Batch
from studio.domain.language import AUTO
from studio.domain.recipe import Recipe, Sampling
from studio.domain.request import Request
from studio.domain.take import Take
from studio.domain.takes import Takes
from studio.store.library_entry import LibraryEntry
from studio.sweeps.plan import sweep_plan
from studio.sweeps.running import RunningSweep
from studio.sweeps.sweep import Sweep
from studio.versions.tree import TreeVersion
from studio.workspace import Workspace


class Designing(Workspace):
    """A workspace that makes takes of described voices."""

    _auditions: Auditions

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
    def design(self, description: Iterable[Request | Recipe], *, parent: str = "") -> Takes: ...

    def design(
        self,
        description: str | Iterable[Request | Recipe],
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
        description : str or iterable of Request or Recipe
            How the voice sounds, in words. Or requests, any number, of which each has its own words and settings: then
            only `parent` is used of the other parameters. They are queued in pieces (`Batch`), each of them a version.
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
        >>> requests = [Request(f"a calm woman, {pace} pace", "Good evening.", seed=7) for pace in ("slow", "quick")]
        >>> slow, quick = st.design(requests)  # doctest: +SKIP
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
    def start_design(self, description: Iterable[Request | Recipe], *, parent: str = "") -> Batch: ...

    def start_design(
        self,
        description: str | Iterable[Request | Recipe],
        text: str = "",
        *,
        takes: int = 4,
        seed: int | None = None,
        language: str = AUTO,
        sampling: Sampling | None = None,
        raw: bool = False,
        parent: str = "",
    ) -> Audition | Batch:
        """Queue takes of a described voice, and return at once; the arguments are those of `design`.

        Returns
        -------
        Audition or Batch
            To follow, stream, wait for or cancel. For requests a `Batch`, which needs little memory whatever their
            number: loop over it instead of waiting for all takes.

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
        description: str | Iterable[Request | Recipe],
        text: str,
        takes: int,
        seed: int | None,
        language: str,
        sampling: Sampling | None,
        raw: bool,
        parent: str,
    ) -> Audition | Batch:
        if not isinstance(description, str):
            return self._auditions.design_all(description, parent=parent)
        return self._auditions.design(
            description, text, takes=takes, seed=seed, language=language, sampling=sampling, raw=raw, parent=parent
        )

    def sweep(
        self,
        description: str,
        text: str,
        *,
        seeds: Iterable[int] = range(3),
        language: str = AUTO,
        sampling: Sampling | None = None,
        raw: bool = False,
        parent: str = "",
        **values: Iterable[Any],
    ) -> Sweep:
        """Make takes of every combination of some values in a description, each with the same seeds; wait for them.

        Parameters
        ----------
        description : str
            How the voice sounds, with names in braces: "a calm woman, {pace} pace".
        text : str
            What is spoken.
        seeds : iterable of int
            Of the takes of each description: with several, chance can be told from what the words do.
        language, sampling, raw, parent
            As for `design`.
        **values
            A list of values for each name in the description; any number of takes may result.

        Returns
        -------
        Sweep
            `takes`, a table (`table`, `to_frame()`) and a drawing (`plot(x, y)`).

        Raises
        ------
        InvalidInput
            If names and values do not match, or a list is empty; `details["field"]` names it.
        StudioError
            As for `design`.

        Examples
        --------
        >>> sweep = st.sweep("a calm woman, {pace} pace", "Good evening.", pace=["slow", "quick"])  # doctest: +SKIP
        >>> sweep.to_frame().groupby("pace")["syllable_rate (syllables/s)"].median()  # doctest: +SKIP
        >>> sweep.plot("pace", "pitch")  # doctest: +SKIP
        """
        return self.start_sweep(
            description,
            text,
            seeds=seeds,
            language=language,
            sampling=sampling,
            raw=raw,
            parent=parent,
            **values,
        ).wait()

    def start_sweep(
        self,
        description: str,
        text: str,
        *,
        seeds: Iterable[int] = range(3),
        language: str = AUTO,
        sampling: Sampling | None = None,
        raw: bool = False,
        parent: str = "",
        **values: Iterable[Any],
    ) -> RunningSweep:
        """Queue what `sweep` makes, and return at once: to follow, wait for, loop over or cancel."""
        plan = sweep_plan(description, values, seeds)
        requests = plan.requests(text, language=language, sampling=sampling, raw=raw)
        return RunningSweep(plan, self._auditions.design_all(requests, parent=parent))

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
