"""Make a report: measure the clips, draw them, write the page."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import combinations

from studio import __version__
from studio.clips.measuring import Measuring
from studio.domain.clip import Clip
from studio.errors import InvalidInput
from studio.listening.blind_tests import BlindTests
from studio.listening.outcome import Outcome
from studio.listening.trial import ListeningRecord
from studio.reports.clip_section import LETTERS, report_clips
from studio.reports.page import report_html, report_title
from studio.reports.report import Report


def make_report(clips: Sequence[Clip], measuring: Measuring, tests: BlindTests) -> Report:
    """Make the report of a comparison.

    Parameters
    ----------
    clips : sequence of Clip
        At most eight, A first.
    measuring : Measuring
        Measures the clips.
    tests : BlindTests
        The blind listening tests.

    Returns
    -------
    Report

    Raises
    ------
    InvalidInput
        If there are no clips, or more than eight.
    """
    if not 1 <= len(clips) <= len(LETTERS):
        raise InvalidInput(
            f"A report of {len(clips)} clips cannot be made.",
            f"Name one to {len(LETTERS)} takes or presets.",
            details={"field": "clips"},
        )
    comparison = measuring.compare(clips)
    heard = _tests([clip.ref for clip in clips], tests)
    title = report_title(clips)
    made = datetime.now(UTC)
    return Report(title, report_html(title, report_clips(clips, comparison), comparison, heard, made, __version__))


def _tests(refs: Sequence[str], tests: BlindTests) -> list[tuple[ListeningRecord, Outcome]]:
    pairs = combinations(dict.fromkeys(refs), 2)
    return [found for here, there in pairs for found in tests.between(here, there)]
