"""Voices of other programs: what their formats say of one, and how it becomes a preset's folder."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from studio.audio.tags import TagsDamaged, tags_in
from studio.domain.backends import QWEN3, backend_info, clones_voices
from studio.domain.delivery import MOST_DELIVERIES, Delivery, check_delivery_name, check_similarity, delivery_file
from studio.domain.language import AUTO, parse_language
from studio.domain.limits import frame_cap
from studio.domain.lineage import Lineage
from studio.domain.recipe import RECORDING, Recipe
from studio.errors import Advice, InvalidInput
from studio.exchange.arrivals import Arrival
from studio.exchange.reference_sound import read_reference
from studio.exchange.refusals import refused
from studio.store.files import write_atomically, write_flac
from studio.store.preset_fields import check_consent, check_licence, check_name, check_notes, check_tags
from studio.store.preset_folder import Preset
from studio.store.provenance import Provenance, md5_of, says_ai_generated

_OF_A_RECORDING = "A recording of a person."
_OF_AN_IMPORT = "A voice of another program."


@dataclass(frozen=True)
class ForeignSound:
    """A reference sound in a format of another program.

    Parameters
    ----------
    content : callable
        Returns the sound file.
    name : str
        What the file is called.
    transcript : str
        What it says; "" where only the sound file itself may tell.
    recipe : Recipe, optional
        What made it, where the format says so; else the sound file itself may.
    delivery : str
        The name of the delivery that it is of; "" for the voice's own reference.
    similarity : float, optional
        Of a delivery; see `studio.domain.delivery.Delivery`.
    """

    content: Callable[[], bytes]
    name: str
    transcript: str = ""
    recipe: Recipe | None = None
    delivery: str = ""
    similarity: float | None = None


@dataclass(frozen=True)
class ForeignVoice:
    """A voice in a format of another program.

    Parameters
    ----------
    name : str
        What it is called there.
    sound : ForeignSound
        Its reference.
    deliveries : tuple of ForeignSound
        Those of its deliveries.
    description : str
        How it sounds, in words; "" where the format does not say.
    language : str
        A language tag such as "en-US", or a name; "" where the format does not say.
    tags : tuple of str
        Words to find it by.
    notes, licence, consent : str
        What the preset notes of it.
    generated : bool
        Whether the format states that a model made the sound; where the sound does not either, it counts as a recording
        of a person.
    created : datetime, optional
        When it was made.
    """

    name: str
    sound: ForeignSound
    deliveries: tuple[ForeignSound, ...] = ()
    description: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    notes: str = ""
    licence: str = ""
    consent: str = ""
    generated: bool = False
    created: datetime | None = None


def arrival(label: str, read: Callable[[], ForeignVoice], sounds: int = 1) -> Arrival:
    """Return a voice of another program as an arrival.

    Parameters
    ----------
    label : str
        What a person calls it.
    read : callable
        Reads it; raises `InvalidInput`.
    sounds : int
        How many reference sounds it has in its source; a preset has one.
    """
    return Arrival(label, lambda folder: _write_foreign(label, read(), folder), _left_out(sounds))


def _left_out(sounds: int) -> tuple[str, ...]:
    return (f"Of its {sounds} sounds the first is imported.",) if sounds > 1 else ()


def _write_foreign(label: str, voice: ForeignVoice, folder: Path) -> None:
    recipe, duration = _write_sound(label, voice, voice.sound, folder, "reference.flac")
    preset = Preset(
        slug="",
        name=check_name(voice.name),
        recipe=recipe,
        folder=folder,
        duration=duration,
        tags=check_tags(voice.tags),
        notes=check_notes(voice.notes),
        created=voice.created or datetime.now(UTC),
        deliveries=tuple(_deliveries(label, voice, folder)),
        lineage=Lineage("recording" if recipe.is_recording else "import", ref=_shortened(label)),
        licence=check_licence(voice.licence),
        consent=check_consent(voice.consent),
    )
    text = json.dumps(preset.to_json(), ensure_ascii=False, indent=2) + "\n"
    write_atomically(folder / "preset.json", lambda file: file.write(text.encode()))


def _deliveries(label: str, voice: ForeignVoice, folder: Path) -> Iterator[Delivery]:
    if len(voice.deliveries) > MOST_DELIVERIES:
        cause = f"it holds more than {MOST_DELIVERIES} deliveries"
        raise refused(label, cause, "Export the voice again with fewer.", "too-many-deliveries")
    for sound in voice.deliveries:
        name = check_delivery_name(sound.delivery)
        file = next(file for number in count(1) if not (folder / (file := delivery_file(name, number))).exists())
        recipe, duration = _write_sound(label, voice, sound, folder, file)
        yield Delivery(name, recipe, duration, file, check_similarity(sound.similarity))


def _write_sound(label: str, voice: ForeignVoice, sound: ForeignSound, folder: Path, file: str) -> tuple[Recipe, float]:
    """Write a reference sound into a preset's folder; return what made it, and its seconds.

    Raises
    ------
    InvalidInput
        If the words of the sound are not known, it is a recording without consent, or it cannot be used.
    """
    content = sound.content()
    recipe = sound.recipe or _recipe(label, voice, sound, _told_by(content))
    if recipe.is_recording and not voice.consent:
        cause = "it is a recording of a person, and nobody has stated their consent"
        raise refused(label, cause, _CONSENT, "no-consent")
    rate = backend_info(recipe.backend).sample_rate
    arrived = folder / "arrived"
    arrived.write_bytes(content)
    try:
        samples = read_reference(arrived, label, sound.name, sample_rate=rate, any_length=not _is_copied(recipe))
    finally:
        arrived.unlink()
    write_flac(folder / file, samples, rate, Provenance(recipe, md5_of(samples)))
    return recipe, len(samples) / rate


@dataclass(frozen=True)
class _Told:
    """Whether a sound file says that a model made it, and the recipe in it."""

    generated: bool
    recipe: Recipe | None = None


def _told_by(content: bytes) -> _Told:
    """Return what a sound file says about itself; nothing where that is damaged."""
    with suppress(TagsDamaged):
        tags = tags_in(content)
        with suppress(InvalidInput):
            if (found := Provenance.from_tags(tags)) and not found.incomplete:
                return _Told(True, found.recipe)
        return _Told(says_ai_generated(tags))
    return _Told(False)


def _recipe(label: str, voice: ForeignVoice, sound: ForeignSound, told: _Told) -> Recipe:
    """Return the recipe in a sound file, or one that says what is known; raises where nobody knows its words."""
    if told.recipe is not None and sound.transcript in ("", told.recipe.text):
        return told.recipe
    if not sound.transcript:
        raise refused(label, f"it does not say what {sound.name} says", _TRANSCRIPT, "transcript-missing")
    generated = voice.generated or told.generated
    return Recipe(
        description=voice.description or (_OF_AN_IMPORT if generated else _OF_A_RECORDING),
        text=sound.transcript,
        seed=0,
        language=_language(voice.language),
        frame_cap=frame_cap(sound.transcript),
        backend=QWEN3.name,
        model="imported" if generated else RECORDING,
    ).checked()


def _shortened(label: str) -> str:
    return "".join(filter(str.isprintable, label))[:200]


def _is_copied(recipe: Recipe) -> bool:
    """Return whether a voice is copied from its reference, which then must be long enough."""
    return clones_voices(recipe.backend)


def _language(tag: str) -> str:
    try:
        return parse_language(tag.partition("-")[0])
    except InvalidInput:
        return AUTO


_TRANSCRIPT = Advice(
    "Write its words into a text file of the same name beside it, or give them as transcript.",
    shell="Write its words into a text file of the same name beside it, or give them: with --transcript, or on the "
    "page.",
)
_CONSENT = Advice(
    "State whose voice it is and that they agree, such as "
    'consent="My own voice" or consent="Anna Muster agreed on 3 May".',
    shell="State whose voice it is and that they agree: on the page, or with --consent, such as "
    '--consent "My own voice" or --consent "Anna Muster agreed on 3 May".',
)
