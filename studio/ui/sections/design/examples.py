"""Voices to start from: a description that names gender, age, pitch, pace and texture, and a text that fits it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Example:
    """A description and a text, under a label."""

    label: str
    description: str
    text: str


EXAMPLES: tuple[Example, ...] = (
    Example(
        "Warm storyteller",
        "A middle-aged man with a low, warm baritone and a slightly husky texture. "
        "He speaks slowly and calmly, close to the microphone, with a gentle fall at the end of each sentence.",
        "The lamps along the harbour came on one by one. Nobody was there to see them, except the old dog by the gate, "
        "and he had seen it all before.",
    ),
    Example(
        "Bright guide",
        "A young woman with a high, clear and bright voice. "
        "She speaks at a lively pace with a wide pitch range, friendly and full of energy.",
        "Welcome aboard! On your left you can already see the lighthouse, and if you look very closely, "
        "there is somebody waving at us from the top.",
    ),
    Example(
        "Late-night radio",
        "A woman in her forties with a low, breathy alto. "
        "Slow, relaxed delivery at a low volume, smooth and intimate, with long pauses.",
        "It is half past one, and the city has gone quiet. If you are still awake, stay with me. "
        "The next song was recorded on a night like this.",
    ),
    Example(
        "News desk",
        "An adult man with a medium-pitched, firm and resonant voice. "
        "Even pace, crisp articulation and little pitch movement, serious and neutral.",
        "Good evening. After three days of talks, the two cities have agreed to reopen the bridge. "
        "The first trains will cross it on Monday morning.",
    ),
    Example(
        "Old captain",
        "An elderly man with a deep, rough and gravelly voice. "
        "He speaks slowly and heavily, at a loud volume, with a creak on low notes.",
        "Thirty years I have sailed this coast, and never once did I trust the fog. "
        "Hold the wheel steady, and listen for the bell.",
    ),
    Example(
        "Whisper",
        "A young woman whispering: no voiced tone, only breath, very close to the microphone. "
        "Slow pace, soft consonants, calm.",
        "Don't turn around. There is a fox behind you, on the path. It has stopped, and it is looking at us.",
    ),
)
