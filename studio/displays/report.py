"""A report in a frame of its own, where it runs no script and keeps its own style."""

from markupsafe import Markup

from studio.displays.player import faint
from studio.reports.report import Report

_MOST = 4_000_000  # characters in a notebook


def report_html(report: Report) -> Markup:
    """Return a report in a frame; of a large one only how to read it."""
    told = f"{report.title}, {len(report.html) / 1e6:.1f} MB. report.save(path) writes it as one file."
    if len(report.html) > _MOST:
        return faint(f"{told} It is too large to be put into a notebook unasked.")
    frame = Markup('<iframe sandbox="allow-downloads" title="{}" srcdoc="{}"></iframe>')
    return frame.format(report.title, report.html) + faint(told)
