"""The content of `preset.json`, checked: what anybody may have written becomes the fields of a preset."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from studio.domain.delivery import MOST_DELIVERIES, Delivery
from studio.domain.limits import check_pronunciations, is_plain
from studio.domain.lineage import Lineage
from studio.domain.recipe import Recipe
from studio.store.preset_fields import (
    check_consent,
    check_duration,
    check_licence,
    check_name,
    check_notes,
    check_tags,
)
from studio.store.preset_migrations import migrated
from studio.store.ratings import Rating, check_rating
from studio.store.unknown_fields import unknown_fields

MOST_MEASUREMENTS = 100
LONGEST_WORD = 64  # characters, of a measurement's name and of its unit


def parse_preset(data: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a `Preset` that a `preset.json` of any format holds.

    Raises
    ------
    StudioError
        If it was written by a newer studio, or a field cannot be used.
    ValueError, KeyError, TypeError, AttributeError, OverflowError
        If it is damaged.
    """
    newest = migrated(data)
    values, units = _measurements(newest["measurements"])
    return {
        "name": check_name(newest["name"]),
        "recipe": Recipe.from_json(newest["recipe"]),
        "duration": check_duration(newest["reference"]["duration"]),
        "tags": check_tags(newest["tags"]),
        "notes": check_notes(newest["notes"]),
        "created": datetime.fromisoformat(newest["created"]).astimezone(UTC),
        "licence": check_licence(newest["licence"]),
        "consent": check_consent(newest["consent"]),
        "lineage": None if newest["lineage"] is None else Lineage.from_json(newest["lineage"]),
        "rating": _rating(newest["rating"]),
        "measurements": values,
        "units": units,
        "pronunciations": check_pronunciations(newest["pronunciations"]),
        "deliveries": _deliveries(newest["deliveries"]),
        "extra": unknown_fields(data),
    }


def measurements_to_json(values: Mapping[str, float], units: Mapping[str, str]) -> dict[str, Any]:
    """Return measurements as `preset.json` holds them, each with its unit."""
    return {name: {"value": value, "unit": units.get(name, "")} for name, value in values.items()}


def _measurements(data: Mapping[str, Any]) -> tuple[dict[str, float], dict[str, str]]:
    if len(data) > MOST_MEASUREMENTS:
        raise ValueError("too many measurements")
    if not all(is_plain(word, LONGEST_WORD) for name, each in data.items() for word in (name, each["unit"])):
        raise ValueError("a measurement's name or unit is not plain text")
    return {name: float(each["value"]) for name, each in data.items()}, {name: data[name]["unit"] for name in data}


def _rating(data: Mapping[str, Any] | None) -> Rating:
    if data is None:
        return Rating()
    return check_rating(data.get("verdict", ""), data.get("starred", False), data.get("note", ""))


def _deliveries(data: list[Any]) -> tuple[Delivery, ...]:
    deliveries = tuple(Delivery.from_json(each) for each in data)
    for distinct in ({each.name.casefold() for each in deliveries}, {each.file for each in deliveries}):
        if len(distinct) < len(deliveries) or len(deliveries) > MOST_DELIVERIES:
            raise ValueError("two deliveries of one name or file, or too many of them")
    return deliveries
