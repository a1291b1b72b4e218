"""Puts a report together: looks the clips up, measures them, draws them, writes the page."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import combinations

from studio import __version__
from studio.clips.lookup import Found
from studio.clips.measuring import Measuring
from studio.errors import InvalidInput
from studio.listening.listening import Listening
from studio.listening.outcome import Outcome
from studio.listening.trial import ListeningTest
from studio.report.clip_section import LETTERS, report_clips
from studio.report.page import report_page


def report(references: Sequence[str | Found], measuring: Measuring, listening: Listening) -> bytes:
    """Make the report of a comparison.

    Parameters
    ----------
    references : sequence of str or Found
        "take:ID" or "preset:SLUG", or what was found already; eight at most, A first.
    measuring : Measuring
        Knows the clips and their numbers.
    listening : Listening
        Knows what was heard blindly of them.

    Returns
    -------
    bytes
        One HTML file.

    Raises
    ------
    InvalidInput
        If there are no references, or more than eight.
    NotFound
        If one names nothing that is there.
    """
    if not 1 <= len(references) <= len(LETTERS):
        raise InvalidInput(
            f"A report of {len(references)} clips cannot be made.",
            f"Name one to {len(LETTERS)} takes or presets.",
            details={"field": "clips"},
        )
    found = [each if isinstance(each, Found) else measuring.look_up(each) for each in references]
    comparison = measuring.compare(found)
    clips = report_clips(found, comparison)
    tests = _tests([clip.reference for clip in found], listening)
    return report_page(clips, comparison, tests, datetime.now(UTC), __version__)


def _tests(references: Sequence[str], listening: Listening) -> list[tuple[ListeningTest, Outcome]]:
    pairs = combinations(dict.fromkeys(references), 2)
    return [found for here, there in pairs for found in listening.between(here, there)]
