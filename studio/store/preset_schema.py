"""The JSON Schema of `preset.json`, made of the limits that the studio itself checks.

`studio presets schema` prints it; `presets/schema.json` is what it printed.
"""

from collections.abc import Sequence
from typing import Any, get_args

from studio.domain.delivery import LONGEST_FILE, LONGEST_NAME, MOST_DELIVERIES, PATTERN
from studio.domain.language import AUTO, LANGUAGES
from studio.domain.limits import (
    LONGEST_PAUSE,
    LONGEST_PRONUNCIATION,
    MAX_DESCRIPTION,
    MAX_SEED,
    MAX_SPEECH,
    MAX_TEXT,
    MOST_PAUSES,
    MOST_PRONUNCIATIONS,
)
from studio.domain.lineage import LONGEST, LineageKind
from studio.domain.recipe import LONGEST_FIELDS, SAMPLING_RANGES
from studio.domain.sketch_voice import LIMITS
from studio.domain.voice import LONGEST_VOICE_NAME
from studio.store.preset_fields import MAX_CONSENT, MAX_LICENCE, MAX_NAME, MAX_NOTES, MAX_TAG, MAX_TAGS, MOST_SECONDS
from studio.store.preset_json import LONGEST_WORD, MOST_MEASUREMENTS
from studio.store.preset_migrations import NEWEST
from studio.store.ratings import LONGEST_NOTE, VERDICTS

Schema = dict[str, Any]

_RECIPE: Schema = {"$ref": "#/$defs/recipe"}
_SEED: Schema = {"type": "integer", "minimum": 0, "maximum": MAX_SEED}
_VARIANT = {
    "f0": "Median fundamental frequency in Hz.",
    "excursion": "Range of intonation relative to espeak-ng's ordinary voice; 0 is monotone.",
    "rate": "Words a minute.",
    "formants": "Formant frequencies relative to an adult man's.",
    "balance": "Formants 2 and 3 relative to formant 1.",
    "breath": "Aspiration noise: 0 none, 1 strong.",
    "roughness": "0 none, 1 strong.",
    "tremor": "Slow variation of the fundamental frequency: 0 none, 1 strong.",
    "tilt": "Change of the spectral tilt in dB per octave.",
    "level": "Loudness in LUFS.",
    "pauses": "How much longer pauses are than usual: 1 makes them three times as long. Left out where it is 0.",
}
_SAMPLING = {
    "temperature": "0 is greedy.",
    "top_k": "From the k most likely tokens; 0 turns it off.",
    "top_p": "From the most likely tokens whose probabilities sum to p.",
    "repetition_penalty": "Above 1 makes recent tokens less likely.",
}


def preset_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of `preset.json` in every format up to the newest."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A preset of the studio",
        "description": "preset.json: a saved voice, in a folder with its sounds. Programs should ignore fields that "
        "they do not know, and keep them.",
        "type": "object",
        "required": ["schema", "name", "tags", "notes", "created", "reference", "recipe"],
        "properties": {
            "schema": {
                "enum": list(range(1, NEWEST + 1)),
                "description": "The format: 4 with deliveries or pronunciations of the voice, 3 where the recipe has "
                "pauses or pronunciations or its variant has pauses, 2 where the recipe has a variant, else 1.",
            },
            "name": _text(MAX_NAME, "What the user calls the voice.", minLength=1),
            "tags": {"type": "array", "maxItems": MAX_TAGS, "items": {"type": "string", "maxLength": MAX_TAG}},
            "notes": _text(MAX_NOTES, "Anything that the user wants to remember."),
            "created": {"type": "string", "format": "date-time", "description": "When it was saved."},
            "reference": _reference(),
            "recipe": _RECIPE,
            "licence": _text(MAX_LICENCE, "Under which terms others may use the voice, such as CC BY 4.0."),
            "consent": _text(MAX_CONSENT, "Of a copied voice: who allowed that, and when."),
            "lineage": _lineage(),
            "rating": _rating(),
            "measurements": _measurements(),
            "pronunciations": _pronunciations("Words, and how this voice reads them."),
            "deliveries": {"type": "array", "maxItems": MOST_DELIVERIES, "items": _delivery()},
        },
        "$defs": {"recipe": _recipe()},
    }


def _reference() -> Schema:
    return _object(
        "The take that was heard.",
        ("file", "transcript", "duration"),
        file={"const": "reference.flac", "description": "Mono, at the rate of its backend (24 kHz), 24 bit."},
        transcript={"type": "string", "description": "What it says, word for word."},
        duration=_seconds(),
    )


def _delivery() -> Schema:
    return _object(
        "A named manner of the voice, with a reference sound of its own.",
        ("name", "file", "transcript", "duration", "recipe"),
        name=_text(
            LONGEST_NAME, "Unique in the preset, whatever its case; not “neutral”.", minLength=1, pattern="^[^/]+$"
        ),
        file=_text(LONGEST_FILE, "A sound file in the preset's folder, as reference.flac.", pattern=f"^{PATTERN}$"),
        transcript={"type": "string", "description": "What it says, word for word."},
        duration=_seconds(),
        similarity={
            "type": "number",
            "minimum": -1.001,
            "maximum": 1.001,
            "description": "Speaker similarity to reference.flac when the delivery was kept: the cosine of the "
            "embeddings of the Base model's speaker encoder. Left out where it was not measured.",
        },
        recipe=_RECIPE,
    )


def _recipe() -> Schema:
    recipe = _object(
        "Everything that makes the sound again, on the same machine with the same versions.",
        ("description", "text", "seed"),
        description=_text(MAX_DESCRIPTION, "How the voice sounds.", minLength=1),
        text=_text(MAX_SPEECH, "What is spoken.", minLength=1),
        seed=_SEED,
        language={"enum": [AUTO, *LANGUAGES]},
        sampling=_sampling(),
        frame_cap={"type": "integer", "minimum": 0, "description": "The longest, in steps of 80 ms."},
        backend=_text(LONGEST_FIELDS["backend"], "What speaks: qwen3, or sketch."),
        model=_text(LONGEST_FIELDS["model"], "A hub id, or a folder."),
        revision=_text(LONGEST_FIELDS["revision"], "Of the model."),
        versions={
            "type": "object",
            "description": "Of packages; with a neural model also what computed it: device, chip, and rows, the number "
            "of takes or passages in its batch.",
            "additionalProperties": {"type": "string"},
        },
        pauses={
            "type": "array",
            "maxItems": MOST_PAUSES,
            "description": "Silence in the text: before the character at this position, so many seconds.",
            "items": {
                "type": "array",
                "prefixItems": [
                    {"type": "integer", "minimum": 1},
                    {"type": "number", "exclusiveMinimum": 0, "maximum": LONGEST_PAUSE},
                ],
                "minItems": 2,
                "maxItems": 2,
            },
        },
        pronunciations=_pronunciations("Words of the text, and how they were respelled for the voice."),
        voice=_voice(),
        variant=_variant(),
    )
    return recipe | {"additionalProperties": False}


def _sampling() -> Schema:
    properties = {
        name: {
            "type": ["integer" if name == "top_k" else "number", "null"],
            "minimum": low,
            "maximum": high,
            "description": _SAMPLING[name],
        }
        for name, (low, high) in SAMPLING_RANGES.items()
    }
    what = "How tokens are drawn; null leaves a setting to the model. The sketch draws none."
    return {"type": "object", "description": what, "properties": properties, "additionalProperties": False}


def _voice() -> Schema:
    voice = _object(
        "Only where a saved voice spoke: whose it was.",
        ("name", "backend", "reference", "transcript", "seed"),
        name=_text(LONGEST_VOICE_NAME, "Its preset's name; of a delivery NAME/DELIVERY."),
        backend={"type": "string", "minLength": 1},
        reference={
            "type": "string",
            "pattern": "^[0-9a-f]{64}$",
            "description": "SHA-256 of its reference's samples: float32, little-endian.",
        },
        transcript=_text(MAX_TEXT, "What its reference says.", minLength=1),
        seed=_SEED,
    )
    return voice | {"type": ["object", "null"], "additionalProperties": False}


def _variant() -> Schema:
    numbers = {
        name: {"type": "number", "minimum": low, "maximum": high, "description": _VARIANT[name]}
        for name, (low, high) in LIMITS.items()
    }
    variant = _object(
        "Only of the sketch: the voice in numbers, which it speaks with. Without them description and seed choose it.",
        [name for name in numbers if name != "pauses"] + ["whisper"],
        **numbers,
        whisper={"type": "boolean", "description": "Without any voicing."},
    )
    return variant | {"type": ["object", "null"], "additionalProperties": False}


def _lineage() -> Schema:
    lineage = _object(
        "Where the voice came from.",
        ("kind",),
        kind={
            "enum": list(get_args(LineageKind)),
            "description": "A take of the library, another preset, a person's recording, or another program's file.",
        },
        ref=_text(LONGEST["ref"], "The take's id, the preset's slug, or the file's name."),
        label=_text(LONGEST["label"], "What a person calls it, such as v7·3."),
        description=_text(LONGEST["description"], "Its description; left out where the voice has the same."),
        change=_text(LONGEST["change"], "What was asked for, such as warmer."),
    )
    return lineage | {"type": ["object", "null"]}


def _rating() -> Schema:
    rating = _object(
        "What the user thought of the take when it was kept.",
        (),
        verdict={"enum": list(VERDICTS)},
        starred={"type": "boolean"},
        note=_text(LONGEST_NOTE, "Any text."),
    )
    return rating | {"type": ["object", "null"]}


def _measurements() -> Schema:
    return {
        "type": "object",
        "description": "What was measured of reference.flac, by name; docs/preset-format.md lists them.",
        "maxProperties": MOST_MEASUREMENTS,
        "propertyNames": {"maxLength": LONGEST_WORD},
        "additionalProperties": _object(
            "",
            ("value", "unit"),
            value={"type": "number"},
            unit=_text(LONGEST_WORD, "Such as Hz; empty for a ratio."),
        ),
    }


def _pronunciations(what: str) -> Schema:
    word = {"minLength": 1, "maxLength": LONGEST_PRONUNCIATION}
    return {
        "type": "object",
        "description": what,
        "maxProperties": MOST_PRONUNCIATIONS,
        "propertyNames": word,
        "additionalProperties": {"type": "string"} | word,
    }


def _seconds() -> Schema:
    return {"type": "number", "minimum": 0, "maximum": MOST_SECONDS, "description": "Seconds."}


def _text(longest: int, what: str, **more: Any) -> Schema:
    return {"type": "string", **more, "maxLength": longest, "description": what}


def _object(what: str, required: Sequence[str], **properties: Schema) -> Schema:
    told = {"description": what} if what else {}
    return {"type": "object", **told, "required": list(required), "properties": properties}
