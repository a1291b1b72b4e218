"""What a description says about a voice, dimension by dimension."""

from dataclasses import dataclass, field

from studio.text.vocabulary import Value

#: Every dimension that the sketch can do, in the order in which they are worth showing.
DIMENSIONS = (
    "gender",
    "age",
    "pitch",
    "pitch_range",
    "pace",
    "pauses",
    "brightness",
    "energy",
    "breathiness",
    "roughness",
    "tremor",
    "smile",
    "whisper",
)
#: What descriptions say as well, and neither the sketch can do nor the studio measure.
UNMEASURED = ("accent", "nasality", "emotion", "articulation", "fluency")

#: Dimensions from 0 (none) to 1 (very much); the others that are numbers, apart from the age, go from -1 to 1.
ONE_SIDED = frozenset({"pauses", "breathiness", "roughness", "tremor", "smile"})

#: How much a mention counts: said of whom the voice is only compared with, suggested, said, an age in figures.
SIMILE, HINT, PLAIN, NUMBER = -1, 0, 1, 2


@dataclass(frozen=True)
class Mention:
    """One place where the description says something about the voice.

    Parameters
    ----------
    dimension : str
        One of `DIMENSIONS` or `UNMEASURED`.
    value : str, float or bool
        What it says there, "very" and "not" included.
    words : str
        The words, as they are written.
    start : int
        Index of their first character in the description.
    weight : int
        `SIMILE`, `HINT`, `PLAIN` or `NUMBER`: only the mentions of the highest weight decide.
    denied : float, optional
        The value that is denied, where the words say that the voice is not so: -0.65 for "not deep".
    term : str
        The term of the vocabulary that the words belong to; "" where none is named.
    """

    dimension: str
    value: Value
    words: str
    start: int
    weight: int = PLAIN
    denied: float | None = None
    term: str = field(default="", compare=False)


@dataclass(frozen=True)
class Traits:
    """The traits that a description states; None where it states nothing.

    Parameters
    ----------
    gender : str, optional
        "female", "male" or "neutral".
    age : float, optional
        Years.
    pitch : float, optional
        -1 very low, 0 medium, 1 very high, among voices of that gender and age.
    pitch_range : float, optional
        -1 monotone, 0 ordinary, 1 very lively.
    pace : float, optional
        -1 very slow, 0 ordinary, 1 very fast.
    pauses : float, optional
        0 none beyond the ordinary, 1 very long or very many.
    brightness : float, optional
        -1 very dark, 0 ordinary, 1 very bright.
    energy : float, optional
        -1 very soft, 0 ordinary, 1 very loud.
    breathiness, roughness, tremor, smile : float, optional
        0 none, 1 very much.
    whisper : bool, optional
        Whether it is whispered.
    mentions : tuple of Mention
        Where it says so, in the order of the text.
    unmeasured : tuple of Mention
        What it says in the dimensions of `UNMEASURED`, which have no effect on a sketch.
    language : str
        The language of the description: "english", "french", "chinese"; the name of another, of which nothing is read;
        "" where it cannot be told.
    """

    gender: str | None = None
    age: float | None = None
    pitch: float | None = None
    pitch_range: float | None = None
    pace: float | None = None
    pauses: float | None = None
    brightness: float | None = None
    energy: float | None = None
    breathiness: float | None = None
    roughness: float | None = None
    tremor: float | None = None
    smile: float | None = None
    whisper: bool | None = None
    mentions: tuple[Mention, ...] = ()
    unmeasured: tuple[Mention, ...] = ()
    language: str = ""

    def said(self, dimension: str) -> tuple[Mention, ...]:
        """Return the mentions of one dimension."""
        return tuple(mention for mention in self.mentions + self.unmeasured if mention.dimension == dimension)
