"""Whether a voice stays the same over five texts."""

from markupsafe import Markup

from studio.auditions.consistency import Consistency
from studio.displays.player import faint
from studio.displays.words import beginning


def consistency_html(consistency: Consistency) -> Markup:
    """Return the conclusion, and how similar each line is to the voice's reference audio."""
    rows = Markup("").join(
        Markup('<tr><td>{}</td><td class="number">{:.3f}</td></tr>').format(beginning(line.text), line.similarity)
        for line in consistency.lines
    )
    others = ", ".join(f"{name} {similarity:.3f}" for name, similarity in consistency.others)
    return Markup("<p><b>{}</b>: {}</p><table><tbody>{}</tbody></table>{}").format(
        consistency.conclusion, consistency.why, rows, faint(f"Other voices: {others}") if others else ""
    )
