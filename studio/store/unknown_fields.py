"""Fields of a `preset.json` that this studio does not know, of another program or a later one: they are kept."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from studio.domain.lineage import Lineage

_ANY = "*"  # every name of an object


def _leaves(*names: str) -> dict[str, Any]:
    return {name: {} for name in names}


#: The known fields, each with those inside it where others may stand beside them. A delivery keeps its own
#: (`Delivery.extra`). A recipe has no others: a take could not be made again without knowing them.
_KNOWN = _leaves(
    "schema", "name", "tags", "notes", "created", "recipe", "licence", "consent", "pronunciations", "deliveries"
) | {
    "reference": _leaves("file", "transcript", "duration"),
    "lineage": _leaves(*(each.name for each in fields(Lineage))),
    "rating": _leaves("verdict", "starred", "note"),
    "measurements": {_ANY: _leaves("value", "unit")},
}


def unknown_fields(data: Mapping[str, Any], known: Mapping[str, Any] = _KNOWN) -> dict[str, Any]:
    """Return the fields of a preset's data that this studio does not know, and those inside its known fields."""
    unknown = {}
    for name, value in data.items():
        inside = _inside(name, known)
        if inside is None:
            unknown[name] = value
        elif inside and isinstance(value, dict) and (rest := unknown_fields(value, inside)):
            unknown[name] = rest
    return unknown


def with_unknown_fields(
    data: Mapping[str, Any], unknown: Mapping[str, Any], known: Mapping[str, Any] = _KNOWN
) -> dict[str, Any]:
    """Return a preset's data with what `unknown_fields` found, where it was found; not inside what is gone since."""
    merged = dict(data)
    for name, value in unknown.items():
        inside = _inside(name, known)
        if inside is None:
            merged[name] = value
        elif isinstance(merged.get(name), dict):
            merged[name] = with_unknown_fields(merged[name], value, inside)
    return merged


def _inside(name: str, known: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the known fields inside a field, or None if the field itself is not known."""
    inside: Mapping[str, Any] | None = known.get(name, known.get(_ANY))
    return inside
