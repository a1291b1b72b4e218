"""Voices that arrive: what a format finds in a source, and how it becomes a preset's folder."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from studio.domain.backends import QWEN3
from studio.domain.language import AUTO, parse_language
from studio.domain.limits import frame_cap
from studio.domain.lineage import Lineage
from studio.domain.recipe import RECORDING, Recipe
from studio.domain.strict_json import parse_json
from studio.domain.take import SAMPLE_RATE
from studio.errors import InvalidInput
from studio.exchange.reference_sound import read_reference
from studio.exchange.refusals import refused
from studio.exchange.sources import Source
from studio.store.files import write_atomically, write_flac
from studio.store.preset_fields import check_consent, check_licence, check_name, check_notes, check_tags
from studio.store.preset_files import MEMBERS
from studio.store.preset_folder import Preset
from studio.store.provenance import Provenance, md5_of

_OF_A_RECORDING = "A recording of a person."


@dataclass(frozen=True)
class Given:
    """What a person states about the files that they import.

    Parameters
    ----------
    transcript : str
        What the sound says, word for word; "" where a file beside it says so.
    consent : str
        Whose voice it is, and that they agree; "" where nothing was stated.
    """

    transcript: str = ""
    consent: str = ""


@dataclass(frozen=True)
class Arrival:
    """A voice that a format found.

    Parameters
    ----------
    label : str
        What a person calls it: its name, or the file that holds it.
    write : callable
        Writes the files of its preset into an empty folder; raises `InvalidInput`.
    """

    label: str
    write: Callable[[Path], None]


@dataclass(frozen=True)
class ForeignVoice:
    """A voice in a format of another program.

    Parameters
    ----------
    name : str
        What it is called there.
    sound : callable
        Returns the sound file of its reference.
    sound_name : str
        What that file is called.
    transcript : str
        What the sound says.
    description : str
        How it sounds, in words; "" where the format does not say.
    language : str
        A language tag such as "en-US", or a name; "" where the format does not say.
    tags : tuple of str
        Words to find it by.
    notes, licence, consent : str
        What the preset notes of it.
    generated : bool
        Whether the file states that a model made the sound; else it counts as a recording of a person.
    recipe : Recipe, optional
        What made it, where the file says so.
    created : datetime, optional
        When it was made.
    """

    name: str
    sound: Callable[[], bytes]
    sound_name: str
    transcript: str
    description: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    notes: str = ""
    licence: str = ""
    consent: str = ""
    generated: bool = False
    recipe: Recipe | None = None
    created: datetime | None = field(default=None)


def arrival(label: str, read: Callable[[], ForeignVoice]) -> Arrival:
    """Return a voice of another program as an arrival.

    Parameters
    ----------
    label : str
        What a person calls it.
    read : callable
        Reads it; raises `InvalidInput`.
    """
    return Arrival(label, lambda folder: _write_foreign(label, read(), folder))


def read_object(source: Source, name: str) -> dict[str, Any]:
    """Return a JSON object of a source.

    Raises
    ------
    InvalidInput
        If it is larger than 1 MB, or is not a JSON object.
    """
    try:
        found = parse_json(source.content(name, MEMBERS["preset.json"]))
    except ValueError as error:
        if isinstance(error, InvalidInput):
            raise
        raise damaged_json(source.label, name, str(error)) from None
    if not isinstance(found, dict):
        raise damaged_json(source.label, name, "it is not an object")
    return found


def damaged_json(label: str, name: str, why: str) -> InvalidInput:
    """Return the error of a JSON file that cannot be used."""
    return refused(label, f"{name} is damaged ({why})", "Export it again, or copy it again.", "json-damaged")


def text_of(value: object) -> str:
    """Return a value of somebody's JSON as text, without surrounding space; "" for anything else than text."""
    return value.strip() if isinstance(value, str) else ""


def _write_foreign(label: str, voice: ForeignVoice, folder: Path) -> None:
    if not voice.transcript.strip():
        raise refused(label, f"it does not say what {voice.sound_name} says", _TRANSCRIPT, "transcript-missing")
    recipe = voice.recipe or _recipe(voice)
    if not voice.generated and voice.recipe is None and not voice.consent.strip():
        raise refused(
            label, "it is a recording of a person, and nobody has stated their consent", _CONSENT, "no-consent"
        )
    arrived = folder / "arrived"
    arrived.write_bytes(voice.sound())
    try:
        samples = read_reference(arrived, label, voice.sound_name, any_length=not clones(recipe))
    finally:
        arrived.unlink()
    write_flac(folder / "reference.flac", samples, SAMPLE_RATE, Provenance(recipe, md5_of(samples)))
    preset = Preset(
        slug="",
        name=check_name(voice.name),
        recipe=recipe,
        folder=folder,
        duration=len(samples) / SAMPLE_RATE,
        tags=check_tags(voice.tags),
        notes=check_notes(voice.notes),
        created=voice.created or datetime.now(UTC),
        licence=check_licence(voice.licence),
        consent=check_consent(voice.consent),
        lineage=Lineage("recording" if recipe.is_recording else "import", ref=_shortened(label)),
    )
    text = json.dumps(preset.to_json(), ensure_ascii=False, indent=2) + "\n"
    write_atomically(folder / "preset.json", lambda file: file.write(text.encode()))


def _shortened(label: str) -> str:
    return "".join(filter(str.isprintable, label))[:200]


def clones(recipe: Recipe) -> bool:
    """Return whether a voice is copied from its reference, which then must be long enough."""
    return recipe.backend == QWEN3.name


def _recipe(voice: ForeignVoice) -> Recipe:
    """Return a recipe that says what is known: the words, and that the sound itself is where the voice comes from."""
    return Recipe(
        description=voice.description or _OF_A_RECORDING,
        text=voice.transcript,
        seed=0,
        language=_language(voice.language),
        frame_cap=frame_cap(voice.transcript),
        backend=QWEN3.name,
        model="imported" if voice.generated else RECORDING,
    ).checked()


def _language(tag: str) -> str:
    try:
        return parse_language(tag.partition("-")[0])
    except InvalidInput:
        return AUTO


_TRANSCRIPT = (
    "Write its words into a text file of the same name beside it, or give them: with --transcript, or on the page."
)
_CONSENT = (
    "State whose voice it is and that they agree: on the page, or with --consent, such as "
    '--consent "My own voice" or --consent "Anna Muster agreed on 3 May".'
)
