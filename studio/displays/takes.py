"""A list of takes: a table with a player in each row."""

from collections.abc import Sequence

from markupsafe import Markup

from studio.displays.clip import description_html, facts, text_html
from studio.displays.player import picture, sounds
from studio.domain.take import Take

_WORDS = (description_html, text_html)


def takes_html(takes: Sequence[Take]) -> Markup:
    """Return takes as a table; what all of them share, description or text, stands above it."""
    if not takes:
        return Markup("<p>No takes.</p>")
    shared = [words for words in _WORDS if len({words(take) for take in takes}) == 1]
    own = [words for words in _WORDS if words not in shared]
    above = Markup("").join(words(takes[0]) for words in shared)
    rows = (
        _row(take, Markup("").join(words(take) for words in own), picture(take) + sound)
        for take, sound in zip(takes, sounds(takes), strict=True)
    )
    return above + Markup("<table><tbody>{}</tbody></table>").format(Markup("").join(rows))


def _row(take: Take, words: Markup, sound: Markup) -> Markup:
    return Markup(
        '<tr><th scope="row"><b>{}</b> <span class="faint">{}</span>{}</th><td class="sound">{}</td></tr>'
    ).format(take.label, facts(take), words, sound)
