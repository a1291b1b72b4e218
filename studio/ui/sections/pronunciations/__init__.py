"""How words are pronounced: a list for all voices, and one for each preset."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter

from studio.ui.actions import value_of
from studio.ui.lookups import find_preset
from studio.ui.payloads import Json
from studio.ui.section import Action, Section, Workspace

if TYPE_CHECKING:
    from studio.session import Studio


@dataclass(frozen=True)
class PronunciationPayload:
    """A word, its respelling, and the slug of the only preset that it is for, or ""."""

    word: str
    said: str
    preset: str


def _routes(router: APIRouter, studio: "Studio") -> None:
    @router.get("/pronunciations.json")
    def pronunciations() -> list[PronunciationPayload]:
        lists = studio.pronunciations.lists()
        return [PronunciationPayload(word, said, name) for name, words in lists.items() for word, said in words.items()]


def _actions(studio: "Studio") -> list[Action]:
    def add(request: Json) -> None:
        """Have `word` read as `said`, by the preset with the slug `preset`, or by all voices where it is ""."""
        slug = value_of(request, "preset", str)
        name = find_preset(studio, slug).slug if slug else ""
        studio.pronunciations.add(value_of(request, "word", str), value_of(request, "said", str), name)

    def remove(request: Json) -> None:
        """Read `word` as it is spelled again."""
        studio.pronunciations.remove(value_of(request, "word", str), value_of(request, "preset", str))

    return [add, remove]


SECTION = Section(
    name="pronunciations",
    folder=Path(__file__).parent,
    workspace=Workspace.DESIGN,
    column="editor",
    module="pronunciations.js",
    styles="pronunciations.css",
    routes=_routes,
    actions=_actions,
)
