"""The versions of a home folder: what each was made from, and which words that changed."""

from markupsafe import Markup

from studio.displays.player import faint
from studio.displays.words import beginning
from studio.versions.tree import TreeVersion, VersionTree
from studio.versions.word_diff import WordDiff

_MOST = 40  # rows
_TAGS = {"same": Markup("{}"), "removed": Markup("<del>{}</del>"), "added": Markup("<mark>{}</mark>")}


def versions_html(tree: VersionTree) -> Markup:
    """Return the newest versions as a table, the newest first."""
    versions = list(tree)[::-1]
    if not versions:
        return Markup("<p>No versions.</p>")
    rows = Markup("").join(map(_row, versions[:_MOST]))
    earlier = len(versions) - _MOST
    return Markup("<table><tbody>{}</tbody></table>{}").format(
        rows, faint(f"{earlier} earlier ones are not shown.") if earlier > 0 else ""
    )


def diff_html(diff: WordDiff) -> Markup:
    """Return both texts as one: what was removed is struck out, and what was added is marked."""
    return Markup(" ").join(_TAGS[change.kind].format(change.words) for change in diff)


def _row(version: TreeVersion) -> Markup:
    parent, count = version.parent, len(version.takes)
    told = [f"since {parent.label}" if parent else "", f"{count} take{'' if count == 1 else 's'}"]
    words = diff_html(version.diff()) if parent else beginning(version.description)
    return Markup(
        '<tr><th scope="row" class="label"><b>{}</b> <span class="faint">{}</span></th><td>{}</td></tr>'
    ).format(version.label, " · ".join(filter(None, told)), words)
