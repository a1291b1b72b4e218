"""Which saved voice the words of a take were made from."""

from collections.abc import Iterable

from studio.domain.lineage import LONGEST, Lineage
from studio.domain.take import Take
from studio.errors import NotFound
from studio.store.preset_folder import Preset
from studio.versions.tree import TreeVersion, VersionTree
from studio.versions.word_diff import word_diff


def lineage_in_tree(take: Take, presets: Iterable[Preset], tree: VersionTree) -> Lineage | None:
    """Return the lineage of a take whose version was made from that of a saved voice, with other words; else None.

    Versions in between with the words of the take are passed over: it is a copy, or another seed, of one of theirs. The
    change is what was removed and added in the description.
    """
    if not take.audition or take.recipe.voice is not None:
        return None
    try:
        version = _made_from(tree[take.audition])
    except NotFound:
        return None
    designed = [preset for preset in presets if preset.recipe.voice is None]
    while version is not None:
        saved = _saved_from(version, designed)
        if saved and (change := _change(saved.recipe.description, take.recipe.description)):
            return Lineage("preset", saved.slug, saved.name, saved.recipe.description, change)
        version = _made_from(version) if version.description == take.recipe.description else None
    return None


def _made_from(version: TreeVersion) -> TreeVersion | None:
    """Return the recorded parent of a version."""
    return version.parent if version.parent_recorded else None


def _saved_from(version: TreeVersion, presets: Iterable[Preset]) -> Preset | None:
    """Return the preset that was saved from a take of a version."""
    made = {(entry.recipe.description, entry.recipe.text, entry.recipe.seed) for entry in version.takes}
    recipes = ((preset, preset.recipe) for preset in presets)
    return next((preset for preset, of in recipes if (of.description, of.text, of.seed) in made), None)


def _change(before: str, after: str) -> str:
    words = " ".join(str(change) for change in word_diff(before, after) if change.kind != "same")
    return words[: LONGEST["change"]]
