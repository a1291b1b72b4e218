"""How far a clip does what its description asks."""

from markupsafe import Markup

from studio.adherence.followed import COLUMNS, MARKS, Follow, Followed, row_of


def follow_html(follow: Follow) -> Markup:
    """Return a table with a row for each thing that the description asks; a row's title is where its range is from."""
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(name) for name in COLUMNS[1:])
    rows = Markup("").join(map(_row, follow.dimensions))
    return Markup(
        "<p><b>{}</b>: {} of {} met</p><p>{}</p>"
        '<div class="wide"><table><thead><tr><td></td>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(follow.label, follow.met, follow.judged, follow.description, head, rows)


def _row(each: Followed) -> Markup:
    cells = Markup("").join(Markup("<td>{}</td>").format(cell) for cell in row_of(each)[1:])
    return Markup('<tr title="{}"><td title="{}">{}</td>{}</tr>').format(
        each.source, each.verdict, MARKS[each.verdict], cells
    )
