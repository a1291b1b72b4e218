"""Fields of a `preset.json` that this studio does not know, of another program or a later one: they are kept."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from studio.domain.lineage import Lineage

#: The known fields, each with those inside it where others may stand beside them. A recipe has no others: a take could
#: not be made again without knowing them.
_KNOWN: dict[str, tuple[str, ...]] = {
    "schema": (),
    "name": (),
    "tags": (),
    "notes": (),
    "created": (),
    "reference": ("file", "transcript", "duration"),
    "recipe": (),
    "licence": (),
    "consent": (),
    "lineage": tuple(each.name for each in fields(Lineage)),
    "rating": ("verdict", "starred", "note"),
    "measurements": (),
    "pronunciations": (),
    "deliveries": (),
}


def unknown_fields(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a preset's data that this studio does not know, and those inside its known fields."""
    unknown = {name: value for name, value in data.items() if name not in _KNOWN}
    for name, known in _KNOWN.items():
        if known and isinstance(data.get(name), dict):
            inside = {key: value for key, value in data[name].items() if key not in known}
            unknown |= {name: inside} if inside else {}
    return unknown


def with_unknown_fields(data: dict[str, Any], unknown: Mapping[str, Any]) -> dict[str, Any]:
    """Return a preset's data with the fields that `unknown_fields` found, where they were found."""
    added = {name: value for name, value in unknown.items() if name not in _KNOWN}
    inside = {name: value for name, value in unknown.items() if name in _KNOWN and name in data}
    return data | added | {name: data[name] | value for name, value in inside.items()}
