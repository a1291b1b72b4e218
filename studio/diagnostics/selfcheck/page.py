"""The results of a self-check as one HTML file: no scripts, no requests."""

from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import Any

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_GB = 1e9
_WORDS = {
    "times_real_time": "seconds of sound a second",
    "cold_first_sound_s": "first sound, first request",
    "cold_seconds_s": "all of it, first request",
    "first_sound_s": "first sound",
    "seconds_s": "all of it",
    "sound_s": "sound, all takes",
    "rate": "pairs that sound as described",
    "peak_of_estimate": "peak, of the estimate",
}


def selfcheck_page(data: Mapping[str, Any]) -> bytes:
    """Return the page for the data of `SelfCheckReport.to_json`, HTML in UTF-8."""
    style = files("studio.diagnostics.selfcheck").joinpath("style.css").read_text("utf-8")
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<meta name="viewport" content="width=device-width"><title>Self-check of the studio</title>'
        f"<style>{style}</style>"
    )
    models = dict.fromkeys(part["model"] for part in data["parts"])
    sections = [
        _summary(data),
        _section("At a glance", _table([_glance(model, data["parts"]) for model in models])),
        *(_model(model, [part for part in data["parts"] if part["model"] == model]) for model in models),
        _section("Machine", _facts(data["machine"]) + _facts(data["versions"])),
    ]
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{"".join(sections)}</body></html>'.encode()


def _summary(data: Mapping[str, Any]) -> str:
    outcomes = [part["outcome"] for part in data["parts"]]
    counts = ", ".join(f"{outcomes.count(name)} {name}" for name in ("done", "failed", "not run"))
    stopped = " It was stopped with Ctrl-C." if data["stopped"] else ""
    machine = data["machine"]
    where = f"{machine['chip']}, {_show('memory_bytes', machine['memory_bytes'])}, {machine['system']}"
    return (
        f"<header><h1>Self-check of the studio {escape(data['versions'].get('voice-studio', ''))}</h1>"
        f"<p>{escape(where)}. {escape(data['started'])}, {data['seconds'] / 60:.1f} minutes. Parts: {counts}.{stopped}"
        "</p></header>"
    )


def _glance(model: str, parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the most important figures of a model."""
    own = {part["name"]: part["facts"] for part in parts if part["model"] == model}
    alone = own.get("clone") or own.get("one take") or {}
    found = {
        "model": model,
        "first_sound_s": alone.get("first_sound_s"),
        "times_real_time": alone.get("times_real_time"),
        "four takes: seconds of sound a second": own.get("four takes", {}).get("times_real_time"),
        "peak_bytes": own.get("memory", {}).get("peak_bytes"),
        "estimated_bytes": own.get("memory", {}).get("estimated_bytes"),
        "same again alone": own.get("replay", {}).get("alone_is_the_same"),
        "one of four alone": own.get("replay", {}).get("of_four_is_the_same"),
        "rate": own.get("descriptions", {}).get("rate"),
    }
    problems = [part["name"] for part in parts if part["model"] == model and part["outcome"] != "done"]
    return found | {"failed or not run": ", ".join(problems) or "nothing"}


def _model(model: str, parts: Sequence[Mapping[str, Any]]) -> str:
    rows = "".join(_part(part) for part in parts)
    return _section(model, f'<div class="parts">{rows}</div>')


def _part(part: Mapping[str, Any]) -> str:
    error = f'<p class="error">{escape(part["error"])}</p>' if part["error"] else ""
    return (
        f'<article class="{part["outcome"].replace(" ", "-")}"><h3>{escape(part["name"])}'
        f"<small>{part['outcome']}, {part['seconds']:.1f} s</small></h3>{error}{_facts(part['facts'])}</article>"
    )


def _section(title: str, content: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{content}</section>"


def _facts(facts: Mapping[str, Any]) -> str:
    """Return plain figures as a list, and lists of records as tables."""
    tables = {name: value for name, value in facts.items() if _is_table(value)}
    made_with = facts.get("made_with", {})
    rows = "".join(
        f"<dt>{escape(_name(name))}</dt><dd>{escape(_show(name, value))}</dd>"
        for name, value in facts.items()
        if name not in tables and name != "made_with"
    )
    versions = " · ".join(f"{name} {version}" for name, version in made_with.items())
    return (
        (f"<dl>{rows}</dl>" if rows else "")
        + (f"<p><small>{escape(versions)}</small></p>" if versions else "")
        + "".join(_table(value) for value in tables.values())
    )


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def _table(records: Sequence[Mapping[str, Any]]) -> str:
    columns = list(dict.fromkeys(name for record in records for name in record))
    heads = "".join(f"<th>{escape(_name(name))}</th>" for name in columns)
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(_show(name, record.get(name)))}</td>' for name in columns)}</tr>"
        for record in records
    )
    return f'<div class="scroll"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'


def _name(name: str) -> str:
    return _WORDS.get(name, name.removesuffix("_s").removesuffix("_bytes").replace("_", " "))


def _show(name: str, value: Any) -> str:
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "no"
        case dict():
            return ", ".join(f"{each} {_show(name, inner)}" for each, inner in value.items()) or "–"
        case list():
            return "; ".join(_show(name, each) for each in value) or "none"
        case int() | float() if name.endswith("_bytes"):
            return f"{value / _GB:.2f} GB"
        case int() | float() if name in ("rate", "peak_of_estimate"):
            return f"{value:.0%}"
        case int() | float() if name.endswith("_s"):
            return f"{value:.2f} s"
        case float():
            return f"{value:.4g}"
    return str(value)
