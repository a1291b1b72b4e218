"""The tree of versions: each version of a described voice, and the version that it was made from."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from studio.domain.rich_display import RichDisplay
from studio.errors import NotFound
from studio.store.history import Version
from studio.store.library import Library
from studio.store.library_entry import LibraryEntry
from studio.store.versions import ALL_VERSIONS, Link
from studio.versions.moved import Moved, moved
from studio.versions.sweep import SweepGrid, SweepResult, sweep_of, sweep_result
from studio.versions.word_diff import WordDiff, word_diff

if TYPE_CHECKING:
    from studio.audio.metrics import Measurements
    from studio.clips.measuring import Measuring

_REPR = 40  # characters of a description


class VersionTree(RichDisplay):
    """The versions of one home folder as a tree; from `Workspace.versions`.

    Iterating goes from the oldest version to the newest. A version is in the tree while it has takes or is being
    generated; where its parent is not, its parent's parent takes that place. For versions of an earlier studio, which
    stored no parents, the parent is the version before.

    Every access reads the library anew; a version that was returned keeps the relatives that it had.

    Parameters
    ----------
    library : Library
        Holds the versions and their takes.
    measuring : Measuring
        Measures the takes, each once.

    Examples
    --------
    >>> for version in st.versions:  # doctest: +SKIP
    ...     print(version.label, version.diff(), version.moved())
    """

    def __init__(self, library: Library, measuring: "Measuring") -> None:
        self.library = library
        self.measuring = measuring

    def __iter__(self) -> Iterator["TreeVersion"]:
        shape = self._shape()
        return iter(self._nodes(shape, shape.parents))

    def __len__(self) -> int:
        return len(self._shape().parents)

    def __getitem__(self, name: str) -> "TreeVersion":
        """Return a version.

        Parameters
        ----------
        name : str
            "v7", a take's label such as "v7·3", or the id of its audition or of a take.

        Raises
        ------
        NotFound
            If it is not in the tree.
        """
        found = self._nodes(self._shape(), [self.library.versions.find_id(name)])
        if not found:
            raise NotFound(
                f"{str(name)[:40]!r} is no version in the tree: its takes are gone, or speak in a saved voice.",
                ALL_VERSIONS,
            )
        return found[0]

    def __contains__(self, name: object) -> bool:
        try:
            return bool(self[name]) if isinstance(name, str) else False
        except NotFound:
            return False

    def family(self, name: str) -> "tuple[TreeVersion, ...]":
        """Return every version with the same first ancestor, itself included, in the order of a printed tree.

        That is each version after its parent, with all branches before the child that continues its line: the first.
        """
        node = self[name]
        return tuple(self._nodes(node._shape, node._shape.family_of(node.id)))

    def __repr__(self) -> str:
        return f"<{len(self)} versions in {len(self._shape().roots)} trees>"

    def _shape(self) -> "_Shape":
        return _Shape(self.library.versions.links())

    def _nodes(self, shape: "_Shape", ids: Iterable[str]) -> "list[TreeVersion]":
        listed = [each for each in ids if each in shape.parents]
        stored = self.library.versions_of(listed)
        return [TreeVersion(self, shape, stored[each]) for each in listed if each in stored]


class TreeVersion:
    """A version in the tree: its words, its takes and its relatives.

    Attributes
    ----------
    stored : Version
        Everything that the library knows of it: language, first seed, when it was made, how it ended.
    """

    def __init__(self, tree: VersionTree, shape: "_Shape", stored: Version) -> None:
        self.stored = stored
        self._tree = tree
        self._shape = shape

    @property
    def id(self) -> str:
        """The id of its audition."""
        return self.stored.id

    @property
    def label(self) -> str:
        """What a person calls it: "v7"."""
        return f"v{self.stored.version}"

    @property
    def description(self) -> str:
        """How the voice sounds; of a sweep, its first step."""
        return self.stored.description

    @property
    def text(self) -> str:
        """What is spoken, with its pauses as marks."""
        return self.stored.text

    @property
    def parent(self) -> "TreeVersion | None":
        """The version that it was made from, or None."""
        found = self._tree._nodes(self._shape, [self._shape.parents[self.id]])
        return found[0] if found else None

    @property
    def parent_recorded(self) -> bool:
        """Whether its parent was recorded; else it is the version before."""
        return self.stored.parent is not None

    @property
    def children(self) -> "tuple[TreeVersion, ...]":
        """The versions made from it, the oldest first."""
        return tuple(self._tree._nodes(self._shape, self._shape.children.get(self.id, ())))

    @property
    def depth(self) -> int:
        """How many branches lead from its first ancestor to it: the first child continues the line of its parent."""
        return self._shape.depth[self.id]

    @property
    def takes(self) -> tuple[LibraryEntry, ...]:
        """Its takes, in order, without their samples."""
        return self._tree.library.entries(self.id)

    @property
    def sweep(self) -> SweepGrid | None:
        """What it is a sweep of; None for a version with one description."""
        return sweep_of({take.position: take.recipe for take in self.takes})

    def swept(self) -> SweepResult | None:
        """Return the measured values of a sweep, and whether its steps moved them; None for other versions."""
        sweep = self.sweep
        if sweep is None:
            return None
        takes = self._tree.library.readable(take for take in self.takes if not take.incomplete)
        if sweep.measurement is None:
            takes = ()
        return sweep_result(sweep, {take.position: self._measure(take) for take in takes})

    @property
    def best(self) -> LibraryEntry | None:
        """The take to compare it by: one that is kept, else one with a star, else the first complete one."""
        complete = [take for take in self.takes if not take.incomplete and take.rating.verdict != "reject"]
        return min(complete, key=_preference, default=None)

    def description_before(self, since: "TreeVersion | str | None" = None) -> str:
        """Return the description that this version's is compared with: the parent's; "" without one.

        Of a sweep, it is the step with the most words in common.
        """
        before = self._since(since)
        if before is None:
            return ""
        return min(before._descriptions(), key=lambda words: word_diff(words, self.description).changed)

    def diff(self, since: "TreeVersion | str | None" = None) -> WordDiff:
        """Return what changed in the description, word by word.

        Parameters
        ----------
        since : TreeVersion or str, optional
            Another version; default: the parent.
        """
        return word_diff(self.description_before(since), self.description)

    def moved(self, since: "TreeVersion | str | None" = None) -> Moved:
        """Return what that moved in the sound: the measurements of the takes, and whether chance alone does that.

        The takes are measured, each once; `Measuring` keeps the results. Stopped takes do not count.

        Parameters
        ----------
        since : TreeVersion or str, optional
            Another version; default: the parent.
        """
        before, after = self.compared(since)
        return moved(self._measured(before), self._measured(after))

    def compared(
        self, since: "TreeVersion | str | None" = None
    ) -> tuple[tuple[LibraryEntry, ...], tuple[LibraryEntry, ...]]:
        """Return the takes that `moved` measures, of the earlier version and of this one."""
        before = self._since(since)
        if before is None or self.sweep is not None:
            return (), ()
        return before._saying(self.description_before(before)), self._saying(self.description)

    def also_changed(self, since: "TreeVersion | str | None" = None) -> tuple[str, ...]:
        """Return what differs beside the description: "text", "language", "model" or "sampling"."""
        before = self._since(since)
        ours, theirs = self.takes, before.takes if before else ()
        if not ours or not theirs:
            return ()
        here, there = ours[0].recipe, theirs[0].recipe
        differs = {
            "text": here.marked_text != there.marked_text,
            "language": here.language != there.language,
            "model": (here.backend, here.model) != (there.backend, there.model),
            "sampling": here.sampling != there.sampling,
        }
        return tuple(name for name, changed in differs.items() if changed)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TreeVersion) and other.id == self.id

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        parent, count = self.parent, len(self.takes)
        since = f" since {parent.label}" if parent else ""
        beginning = self.description if len(self.description) <= _REPR else f"{self.description[:_REPR].rstrip()}…"
        return f"<{self.label}{since}, {count} take{'' if count == 1 else 's'}: {beginning!r}>"

    def _since(self, since: "TreeVersion | str | None") -> "TreeVersion | None":
        if since is None:
            return self.parent
        return self._tree[since] if isinstance(since, str) else since

    def _descriptions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(take.recipe.description for take in self.takes)) or (self.description,)

    def _saying(self, description: str) -> tuple[LibraryEntry, ...]:
        """Return the complete takes with a description whose files can be read."""
        complete = (take for take in self.takes if not take.incomplete and take.recipe.description == description)
        return self._tree.library.readable(complete)

    def _measured(self, takes: Iterable[LibraryEntry]) -> "dict[int, Measurements]":
        return {take.recipe.seed: self._measure(take) for take in takes}

    def _measure(self, take: LibraryEntry) -> "Measurements":
        return self._tree.measuring.measure(f"take:{take.id}")


class _Shape:
    """Who is whose parent, at one moment.

    Parameters
    ----------
    links : list of Link
        Every version, in order.

    Attributes
    ----------
    parents : dict of str to str
        The listed versions, in order → the id of the nearest listed ancestor, or "".
    children : dict of str to list of str
        The other way round.
    depth : dict of str to int
        How many branches lead to each: the first child continues the line of its parent.
    """

    def __init__(self, links: list[Link]) -> None:
        self._nearest: dict[str, str] = {}  # a version, listed or not → itself if it is listed, else its ancestor
        self.parents: dict[str, str] = {}
        self.children: dict[str, list[str]] = {}
        self.depth: dict[str, int] = {}
        before = ""
        for link in links:  # a parent has a smaller number, so that it was seen before
            parent = self._nearest.get(before if link.parent is None else link.parent, "")
            self._nearest[link.id] = link.id if link.listed else parent
            before = link.id
            if link.listed:
                self.parents[link.id] = parent
                siblings = self.children.setdefault(parent, [])
                self.depth[link.id] = self.depth.get(parent, 0) + bool(parent and siblings)
                siblings.append(link.id)

    @property
    def roots(self) -> list[str]:
        """The versions without a parent."""
        return self.children.get("", [])

    def family_of(self, node: str) -> list[str]:
        """Return all versions of one tree in order, each branch before the child that continues the line."""
        while parent := self.parents[node]:
            node = parent
        found, waiting = [], [node]
        while waiting:
            node = waiting.pop()
            found.append(node)
            waiting += self.children.get(node, [])  # the last one is next: the first child continues, after the others
        return found


def _preference(take: LibraryEntry) -> tuple[int, int]:
    rank = 0 if take.rating.verdict == "keep" else 1 if take.rating.starred else 2
    return rank, take.position
