"""What a change of the description moved in the sound."""

from markupsafe import Markup

from studio.audio.measurements import MEASUREMENTS
from studio.versions.moved import Moved, Movement


def moved_html(moved: Moved) -> Markup:
    """Return what moved, in words and as a table of the medians before and after; bold is beyond chance."""
    if not moved.measurements:
        return Markup("<p><b>{}</b></p>").format(moved.words)
    rows = Markup("").join(map(_row, moved.measurements))
    head = Markup("").join(
        Markup('<th scope="col" class="number">{}</th>').format(name) for name in ("before", "after", "moved", "p")
    )
    return Markup(
        '<p><b>{}</b></p><div class="wide"><table><thead><tr><td></td>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(moved.words, head, rows)


def _row(movement: Movement) -> Markup:
    measurement = MEASUREMENTS[movement.name]
    by = Markup("<b>{}</b>").format(movement.shown) if movement.beyond_chance else movement.shown
    p = "< 0.001" if movement.p < 0.0005 else f"{movement.p:.3f}"
    before, after = (measurement.show(spread.median) for spread in (movement.before, movement.after))
    return Markup(
        '<tr title="{}"><th scope="row">{} <span class="faint">{}</span></th><td class="number">{}</td>'
        '<td class="number">{}</td><td class="number">{}</td><td class="number">{}</td></tr>'
    ).format(measurement.tooltip, measurement.label, measurement.unit, before, after, by, p)
