"""The starter descriptions as the page reads them."""

from dataclasses import dataclass

from studio.domain.language import LANGUAGES
from studio.text.starters import starter_descriptions, starter_uses

_PEOPLE = {"en": "english", "fr": "french"}


@dataclass(frozen=True)
class StarterPayload:
    """One starter description."""

    name: str
    use: str
    gender: str
    language: str
    code: str
    description: str
    text: str


@dataclass(frozen=True)
class StartersPayload:
    """All starter descriptions, and the names of what they are for."""

    uses: dict[str, str]
    starters: tuple[StarterPayload, ...]


def starters_payload(interface: str) -> StartersPayload:
    """Return the starter descriptions with names in the page's language, English where it has none."""
    people = _PEOPLE.get(interface, "english")
    return StartersPayload(
        uses={use: names[people] for use, names in starter_uses().items()},
        starters=tuple(
            StarterPayload(
                name=starter.name[people],
                use=starter.use,
                gender=starter.gender,
                language=starter.language,
                code=LANGUAGES[starter.language][0],
                description=starter.description,
                text=starter.text,
            )
            for starter in starter_descriptions()
        ),
    )
