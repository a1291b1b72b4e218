"""Descriptions to start from: gender, age, pitch, pace and texture named, in a sentence or two."""

#: Label on the page → description.
EXAMPLES: dict[str, str] = {
    "Warm storyteller": (
        "A middle-aged man with a low, warm baritone and a slightly husky texture. "
        "He speaks slowly and calmly, close to the microphone, with a gentle fall at the end of each sentence."
    ),
    "Bright guide": (
        "A young woman with a high, clear and bright voice. "
        "She speaks at a lively pace with a wide pitch range, friendly and full of energy."
    ),
    "Late-night radio": (
        "A woman in her forties with a low, breathy alto. "
        "Slow, relaxed delivery at a low volume, smooth and intimate, with long pauses."
    ),
    "News desk": (
        "An adult man with a medium-pitched, firm and resonant voice. "
        "Even pace, crisp articulation and little pitch movement, serious and neutral."
    ),
    "Old captain": (
        "An elderly man with a deep, rough and gravelly voice. "
        "He speaks slowly and heavily, at a loud volume, with a creak on low notes."
    ),
    "Whisper": (
        "A young woman whispering: no voiced tone, only breath, very close to the microphone. "
        "Slow pace, soft consonants, calm."
    ),
}
