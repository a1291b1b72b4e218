"""Why a dimension is not judged, as codes with their sentences; the page has them in its own languages."""

REASONS = {
    "no_method": "It cannot be measured.",
    "gender_by_ear": "Pitch alone does not tell it.",
    "boys_voice": "A boy's voice changes at about this age, and no register is published for it.",
    "no_rate": "No ordinary rate of this language is published.",
    "no_place": "The text has no place to pause.",
    "no_norm": "No ordinary voices of this model were measured to compare it with.",
}
