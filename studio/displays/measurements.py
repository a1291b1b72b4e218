"""Measurements: each number with its unit; the method is the row's title."""

from markupsafe import Markup

from studio.audio.measurements import MEASUREMENTS
from studio.audio.measurements.measurement import Measurement
from studio.audio.metrics import Measurements


def measurements_html(measurements: Measurements) -> Markup:
    """Return measurements as a table; where one could not be made, why."""
    known = [each for name, each in MEASUREMENTS.items() if name in {*measurements.values, *measurements.unmeasured}]
    rows = Markup("").join(_row(each, measurements) for each in known)
    return Markup('<table class="narrow"><tbody>{}</tbody></table>').format(rows)


def _row(measurement: Measurement, measurements: Measurements) -> Markup:
    value = measurements.values.get(measurement.name)
    beside = measurement.unit
    if value is None:
        beside = Markup('<span class="faint">{}</span>').format(measurements.unmeasured[measurement.name])
    return Markup('<tr title="{}"><th scope="row">{}</th><td class="number">{}</td><td>{}</td></tr>').format(
        measurement.tooltip, measurement.label, measurement.show(value), beside
    )
