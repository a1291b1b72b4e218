"""Which saved voice the words of a take were made from."""

from collections.abc import Iterable

from studio.domain.lineage import LONGEST, Lineage
from studio.domain.take import Take
from studio.errors import NotFound
from studio.store.preset_folder import Preset
from studio.versions.tree import VersionTree
from studio.versions.word_diff import word_diff


def lineage_in_tree(take: Take, presets: Iterable[Preset], tree: VersionTree) -> Lineage | None:
    """Return the lineage of a take whose version was made from that of a saved voice, with other words; else None.

    The change is what was removed and added in the description.
    """
    if not take.parent or take.recipe.voice is not None:
        return None
    try:
        parent = tree[take.parent]
    except NotFound:
        return None
    made = {(entry.recipe.description, entry.recipe.text, entry.recipe.seed) for entry in parent.takes}
    for preset in presets:
        recipe = preset.recipe
        if recipe.voice is None and (recipe.description, recipe.text, recipe.seed) in made:
            change = _change(recipe.description, take.recipe.description)
            return Lineage("preset", preset.slug, preset.name, recipe.description, change) if change else None
    return None


def _change(before: str, after: str) -> str:
    words = " ".join(str(change) for change in word_diff(before, after) if change.kind != "same")
    return words[: LONGEST["change"]]
