"""A list of takes: a table with a player in each row."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from studio.displays.clip import facts
from studio.displays.player import picture, sounds
from studio.displays.words import beginning
from studio.domain.take import Take


def takes_html(takes: Sequence[Take]) -> Markup:
    """Return takes as a table; what all of them share, description or text, stands above it."""
    if not takes:
        return Markup("<p>No takes.</p>")
    told = [[take.recipe.description for take in takes], [take.recipe.text for take in takes]]
    shared = [words[0] for words in told if len(set(words)) == 1 and words[0]]
    own = zip(*(words for words in told if len(set(words)) > 1), strict=True)
    words = list(own) or [()] * len(takes)
    rows = [_row(*row) for row in zip(takes, sounds(takes), words, strict=True)]
    above = Markup("").join(Markup("<p>{}</p>").format(beginning(words)) for words in shared)
    return above + Markup("<table><tbody>{}</tbody></table>").format(Markup("").join(rows))


def _row(take: Take, sound: Markup, own: Iterable[str]) -> Markup:
    words = Markup("").join(Markup("<p>{}</p>").format(beginning(each)) for each in own if each)
    return Markup(
        '<tr><th scope="row"><b>{}</b> <span class="faint">{}</span>{}</th><td class="sound">{}</td></tr>'
    ).format(take.label, facts(take), words, picture(take) + sound)
