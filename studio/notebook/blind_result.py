"""The result of a blind test as a notebook shows it: sentences and figures, ready to be read."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from studio.displays.player import faint
from studio.listening.outcome import Outcome
from studio.listening.trial import ListeningRecord, Trial

TITLES = {"abx": "ABX", "preference": "Preference", "tournament": "Tournament"}


def shown_result(test: ListeningRecord, outcome: Outcome) -> dict[str, Any]:
    """Return what is shown of a test that is over, as plain JSON data.

    Returns
    -------
    dict
        `title`, `summary`, `notes` (sentences), `figures` (pairs of name and value), `ranking` (rows of place, label,
        wins, strength, chance; empty for two clips), `key` (what was behind the slots, one line an answer).
    """
    return {
        "title": f"{TITLES[test.kind]} · {len(test.trials)} of {test.planned} trials",
        "summary": outcome.summary,
        "notes": list(outcome.notes),
        "figures": [] if len(outcome.standings) > 2 else _figures(test, outcome),
        "ranking": _ranking(test, outcome) if len(outcome.standings) > 2 else [],
        "key": _key(test),
    }


def no_result(kind: str) -> dict[str, Any]:
    """Return what is shown of a test that was thrown away."""
    said = "The test was thrown away: there is no result."
    return {"title": TITLES[kind], "summary": said, "notes": [], "figures": [], "ranking": [], "key": []}


def result_html(result: Mapping[str, Any]) -> Markup:
    """Return what `shown_result` or `no_result` returned as HTML without scripts."""
    notes = Markup("").join(map(faint, result["notes"]))
    figures = _table(result["figures"]) + _table(result["ranking"])
    key = Markup("").join(map(faint, result["key"]))
    return Markup("<p><b>{}</b></p><p>{}</p>{}{}{}").format(result["title"], result["summary"], notes, figures, key)


def _table(rows: Sequence[Sequence[str]]) -> Markup:
    cells = (Markup("").join(map(Markup("<td>{}</td>").format, row)) for row in rows)
    lines = Markup("").join(map(Markup("<tr>{}</tr>").format, cells))
    return Markup('<table class="narrow"><tbody>{}</tbody></table>').format(lines) if rows else Markup()


def _figures(test: ListeningRecord, outcome: Outcome) -> list[tuple[str, str]]:
    abx = test.kind == "abx"
    rows = [("right" if abx else "for the one ahead", f"{outcome.count} of {outcome.decided}")]
    if outcome.interval:
        low, high = outcome.interval
        rows.append(("95 % interval (Clopper–Pearson)", f"{_percent(low)} – {_percent(high)}"))
    if outcome.p_value is not None:
        rows.append((f"p, {'one' if abx else 'two'}-sided exact binomial", _probability(outcome.p_value)))
    if outcome.stopped_p_value is not None:
        rows.append(("p if you stopped because it went well", _probability(outcome.stopped_p_value)))
    if outcome.ties:
        rows.append(("no difference", str(outcome.ties)))
    if outcome.order.decided:
        rows.append(("answered A" if abx else "chose the first", f"{outcome.order.first} of {outcome.order.decided}"))
    return rows


def _ranking(test: ListeningRecord, outcome: Outcome) -> list[tuple[str, str, str, str, str]]:
    return [
        (
            str(place),
            test.clips[standing.clip].label,
            f"{standing.wins:g} of {standing.compared}",
            f"{standing.strength:+.1f} ± {standing.error:.1f}".replace("-", "−"),
            _percent(standing.chance),
        )
        for place, standing in enumerate(outcome.standings, start=1)
    ]


def _key(test: ListeningRecord) -> list[str]:
    labels = [clip.label for clip in test.clips]
    if test.kind != "abx":
        return [_choice(trial, labels) for trial in test.trials]
    a, b = (labels[place] for place in test.trials[0].shown[:2])
    return [f"A was {a}, B was {b}.", *(_guess(trial, labels) for trial in test.trials)]


def _choice(trial: Trial, labels: Sequence[str]) -> str:
    chosen = "no difference" if trial.chosen is None else labels[trial.chosen]
    return f"{' · '.join(labels[place] for place in trial.shown)}: {chosen} ({trial.seconds:.1f} s)"


def _guess(trial: Trial, labels: Sequence[str]) -> str:
    mark = "✓" if trial.correct else "✗"
    return f"{mark} X was {labels[trial.shown[2]]}; you answered {trial.answer} ({trial.seconds:.1f} s)"


def _percent(rate: float) -> str:
    return f"{100 * rate:.0f} %"


def _probability(p: float) -> str:
    return "below 0.001" if p < 0.0005 else f"{p:.3f}"
