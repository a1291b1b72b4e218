"""What a search found: a table of takes without their sound, which is read when one is heard."""

from markupsafe import Markup

from studio.displays.player import faint
from studio.displays.words import beginning, length
from studio.store.library_entry import LibraryEntry
from studio.store.search.take_search import Found

_MOST = 50  # rows
_HEARD = "st.clip(take) is one with its sound."


def found_html(found: Found) -> Markup:
    """Return the newest takes that were found, how many more there are, and how one is heard."""
    if not found.takes:
        return Markup("<p>No takes.</p>") + _unmeasured(found)
    rows = Markup("").join(map(_row, found.takes[:_MOST]))
    more = len(found.takes) - _MOST
    told = f"{more} more are not shown. {_HEARD}" if more > 0 else _HEARD
    return Markup("<table><tbody>{}</tbody></table>{}{}").format(rows, faint(told), _unmeasured(found))


def _row(entry: LibraryEntry) -> Markup:
    verdict = entry.rating.verdict
    told = [
        length(entry.duration),
        f"seed {entry.recipe.seed}",
        "★" * entry.rating.starred,
        verdict,
        *entry.rating.tags,
    ]
    description, text = entry.recipe.description, entry.recipe.text
    words = Markup("<p>{}</p>").format(beginning(description)) if description else Markup()
    words += faint(f"“{beginning(text)}”") if text else Markup()
    return Markup(
        '<tr><th scope="row" class="label"><b>{}</b> <span class="faint">{}</span></th><td>{}</td></tr>'
    ).format(entry.label, " · ".join(filter(None, told)), words)


def _unmeasured(found: Found) -> Markup:
    return faint(f"{found.unmeasured} more are not measured yet.") if found.unmeasured else Markup()
