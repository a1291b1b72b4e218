"""What a description says: its words marked, dimension by dimension, and notes."""

from markupsafe import Markup

from studio.text.reading.reading import Reading


def reading_html(reading: Reading) -> Markup:
    """Return a description with the words marked that were understood, what they say, and the notes."""
    rows = Markup("").join(
        Markup('<tr><th scope="row">{}</th><td>{}</td></tr>').format(one.label, reading.says(one) or reading.not_said)
        for one in reading.dimensions
    )
    notes = Markup("").join(Markup("<li>{}</li>").format(line) for line in reading.note_lines())
    return Markup('<p>{}</p><table class="narrow"><tbody>{}</tbody></table>{}').format(
        _marked(reading), rows, Markup("<ul>{}</ul>").format(notes) if notes else ""
    )


def _marked(reading: Reading) -> Markup:
    """Return the description with each stretch of understood words marked; the mark's title names the dimension."""
    spans = sorted((*span, one.label) for one in reading.dimensions for span in one.spans)
    parts, at = [], 0
    for start, end, label in spans:
        if end > at:
            begin = max(start, at)
            mark = Markup('<mark title="{}">{}</mark>').format(label, reading.description[begin:end])
            parts += [Markup.escape(reading.description[at:begin]), mark]
            at = end
    return Markup("").join([*parts, Markup.escape(reading.description[at:])])
