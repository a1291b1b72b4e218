"""The report as one HTML file: no scripts, no outside requests, all user text escaped."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from importlib.resources import files

from studio.audio.measurements import MEASUREMENTS
from studio.audio.significance import in_words
from studio.clips.measuring import ClipComparison
from studio.domain.clip import Clip
from studio.domain.recipe import Recipe
from studio.listening.outcome import Outcome
from studio.listening.trial import ListeningRecord
from studio.reports.clip_section import ReportClip, data_address

# Second line of defence behind escaping: whatever a user's text contains, a browser loads and runs nothing.
_POLICY = "default-src 'none'; img-src data:; media-src data:; style-src 'unsafe-inline'"
_KINDS = {"abx": "Can they be told apart (ABX)?", "preference": "Which is preferred?"}


def report_title(clips: Sequence[Clip]) -> str:
    """Return the heading of a report: the labels of two clips, or how many there are."""
    what = " and ".join(clip.label for clip in clips) if len(clips) < 3 else f"{len(clips)} voices"
    return f"{what}: a comparison"


def report_html(
    title: str,
    clips: Sequence[ReportClip],
    comparison: ClipComparison,
    tests: Sequence[tuple[ListeningRecord, Outcome]],
    made: datetime,
    studio_version: str,
) -> str:
    """Write the report.

    Parameters
    ----------
    title : str
        Its heading.
    clips : sequence of ReportClip
        The compared clips, A first.
    comparison : ClipComparison
        Their measurements.
    tests : sequence of (ListeningRecord, Outcome)
        Blind listening tests of these clips.
    made : datetime
        Date and time in UTC.
    studio_version : str
        Version of the studio.

    Returns
    -------
    str
        HTML.
    """
    style = files("studio.reports").joinpath("style.css").read_text("utf-8")
    parts = [
        _head(title, made, studio_version),
        *(_clip(clip) for clip in clips),
        _numbers(clips, comparison),
        _listening(tests),
        *(_recipe(clip, clip.found.recipe) for clip in clips if clip.found.recipe),
        _methods(),
    ]
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
        f"<style>{style}</style>"
    )
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{"".join(parts)}</body></html>'


def _head(title: str, made: datetime, version: str) -> str:
    return (
        f"<header><h1>{escape(title)}</h1><p>Made by the voice studio {escape(version)} on {made:%Y-%m-%d %H:%M} UTC. "
        "All clips are played and drawn at the same loudness (ITU-R BS.1770), on the same time axis.</p></header>"
    )


def _clip(clip: ReportClip) -> str:
    name = escape(clip.found.label)
    return (
        f'<section id="{clip.letter}"><h2><b style="background:{clip.colour}">{clip.letter}</b>{name}</h2>'
        f"{_quote(clip.found.description)}"
        f'<audio controls preload="auto" src="{data_address("audio/flac", clip.sound)}"></audio>'
        f"{''.join(_figure(clip, what, png) for what, png in clip.pictures.items())}"
        f'<p class="faint">Gain {_signed(clip.gain_db)} dB. {_says(clip.found.text)}</p>'
        f"{_flags(clip)}</section>"
    )


def _quote(description: str) -> str:
    return f"<blockquote>{escape(description)}</blockquote>" if description else ""


def _says(text: str) -> str:
    return f"Says: “{escape(text)}”" if text else ""


def _figure(clip: ReportClip, what: str, png: bytes) -> str:
    address = data_address("image/png", png)
    file = f"{clip.letter}-{what}.png"
    return (
        f'<figure><img src="{address}" alt="{clip.letter}: {what}">'
        f'<figcaption>{what} · <a download="{file}" href="{address}">PNG</a></figcaption></figure>'
    )


def _flags(clip: ReportClip) -> str:
    flags = clip.numbers.flags
    if not flags:
        return '<p class="faint">Checks: nothing found.</p>'
    return "".join(f'<span class="flag {flag.severity}">{escape(flag.what)}</span>' for flag in flags)


def _numbers(clips: Sequence[ReportClip], comparison: ClipComparison) -> str:
    heads = "".join(f'<th scope="col">{clip.letter} · {escape(clip.found.label)}</th>' for clip in clips)
    rows = "".join(
        f'<tr><th scope="row">{method.label} <small>{method.unit}</small></th>'
        f"{''.join(_cell(clip, name) for clip in clips)}</tr>"
        for name, method in MEASUREMENTS.items()
    )
    table = f'<div class="scroll"><table><thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    return f"<section><h2>Numbers</h2>{_sentences(clips, comparison)}{table}</section>"


def _sentences(clips: Sequence[ReportClip], comparison: ClipComparison) -> str:
    first, *others = clips
    said = []
    for clip in others:
        words = in_words(clip.numbers.differences)
        same = f"{clip.letter} and {first.letter} differ no more than two {comparison.basis} do."
        said.append(f"<p>{clip.letter} beside {first.letter}: {words}.</p>" if words else f"<p>{same}</p>")
    if others:
        said.append(
            f'<p class="faint"><span class="sample">Marked</span> where a number differs from {first.letter}’s by more '
            f"than two seeds of one recipe do, as known from {comparison.basis}.</p>"
        )
    return "".join(said)


def _cell(clip: ReportClip, name: str) -> str:
    value = MEASUREMENTS[name].show(clip.numbers.measurements.values.get(name))
    why = clip.numbers.measurements.unmeasured.get(name)
    difference = clip.numbers.differences.get(name)
    beside = f'<span class="why">{escape(why)}</span>' if why else ""
    if difference is not None and difference.shown:
        beside = f'<span class="difference">{difference.shown}</span>'
    marked = ' class="beyond"' if difference is not None and difference.beyond else ""
    return f"<td{marked}>{value}{beside}</td>"


def _listening(tests: Iterable[tuple[ListeningRecord, Outcome]]) -> str:
    said = "".join(
        f"<p><b>{_KINDS.get(test.kind, test.kind)}</b> {escape(' and '.join(clip.label for clip in test.clips))}: "
        f"{escape(outcome.summary)} <small>{escape(' '.join(outcome.notes))}</small></p>"
        for test, outcome in tests
    )
    return f"<section><h2>Heard blindly</h2>{said}</section>" if said else ""


def _recipe(clip: ReportClip, recipe: Recipe) -> str:
    facts = "".join(f"<dt>{label}</dt><dd>{escape(str(value))}</dd>" for label, value in _facts(recipe) if value != "")
    full = escape(json.dumps(recipe.to_json(), ensure_ascii=False, indent=2))
    return (
        f"<section><h2>Recipe of {clip.letter} · {escape(clip.found.label)}</h2><dl>{facts}</dl>"
        f"<details><summary>the whole recipe</summary><pre>{full}</pre></details></section>"
    )


def _facts(recipe: Recipe) -> list[tuple[str, object]]:
    return [
        ("Description", recipe.description),
        ("Text", recipe.text),
        ("Language", recipe.language),
        ("Seed", recipe.seed),
        ("Model", f"{recipe.backend} {recipe.model} {recipe.revision}".strip()),
        ("Voice", recipe.voice.name if recipe.voice else ""),
    ]


def _methods() -> str:
    rows = "".join(f"<dt>{method.label}</dt><dd>{escape(method.tooltip)}</dd>" for method in MEASUREMENTS.values())
    return f"<section><h2>How the numbers are measured</h2><dl>{rows}</dl></section>"


def _signed(value: float) -> str:
    return f"{'−' if value < 0 else '+'}{abs(value):.1f}"
