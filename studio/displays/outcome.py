"""What a blind listening test showed."""

from collections.abc import Iterator

from markupsafe import Markup

from studio.displays.player import faint
from studio.listening.outcome import Outcome


def outcome_html(outcome: Outcome) -> Markup:
    """Return the outcome in one sentence, its numbers, and what else is to be known."""
    numbers = " · ".join(_numbers(outcome))
    notes = Markup("").join(map(faint, outcome.notes))
    return Markup("<p><b>{}</b></p>{}{}").format(outcome.summary, faint(numbers) if numbers else "", notes)


def _numbers(outcome: Outcome) -> Iterator[str]:
    if outcome.p_value is not None:
        yield "p < 0.001" if outcome.p_value < 0.0005 else f"p = {outcome.p_value:.3f}"
    if outcome.interval is not None:
        low, high = (f"{100 * bound:.0f}" for bound in outcome.interval)
        yield f"{low} to {high} % (95 % interval, Clopper and Pearson)"
