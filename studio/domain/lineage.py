"""Lineage: where a saved voice came from."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

from studio.domain.limits import MAX_DESCRIPTION, is_plain
from studio.errors import InvalidInput

LineageKind = Literal["take", "preset", "recording", "import"]
#: The longest value of each field, in characters.
LONGEST = {"ref": 255, "label": 200, "description": MAX_DESCRIPTION, "change": 500}


@dataclass(frozen=True)
class Lineage:
    """Where a saved voice came from.

    Parameters
    ----------
    kind : str
        "take" of this home folder, another "preset" that was copied or changed, a "recording" of a person, or "import"
        of another program's file.
    ref : str
        The take's id, the preset's slug, or the file's name.
    label : str
        What a person calls it: "v7·3", or the preset's name.
    description : str
        The description of that take or preset; "" if the voice has the same.
    change : str
        What was asked for: "warmer"; "" for nothing.

    Raises
    ------
    InvalidInput
        If a field is not valid.
    """

    kind: LineageKind
    ref: str = ""
    label: str = ""
    description: str = ""
    change: str = ""

    def __post_init__(self) -> None:
        if self.kind not in get_args(LineageKind):
            raise _invalid(f"its kind must be one of {', '.join(get_args(LineageKind))}")
        for name, longest in LONGEST.items():
            if not _is_text(getattr(self, name), longest):
                raise _invalid(f"{name} must be text of at most {longest:,} characters")

    def to_json(self) -> dict[str, str]:
        """Return plain JSON data without the empty fields; `from_json` is the inverse."""
        return {each.name: value for each in fields(self) if (value := getattr(self, each.name))}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Lineage":
        """Return the lineage that `to_json` wrote; fields that are not known are left out.

        Raises
        ------
        InvalidInput
            If a field is missing or not valid.
        """
        return cls(**{"kind": "", **{each.name: data[each.name] for each in fields(cls) if each.name in data}})


def _is_text(text: object, longest: int) -> bool:
    return isinstance(text, str) and is_plain(text.replace("\n", " ").replace("\t", " "), longest)


def _invalid(why: str) -> InvalidInput:
    return InvalidInput(
        f"This is not a valid lineage: {why}.",
        "Use one from a preset.",
        code="invalid-lineage",
        details={"field": "lineage"},
    )
