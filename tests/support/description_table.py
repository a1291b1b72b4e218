"""The table of `tests/data/descriptions.txt`: descriptions with what a person reads in each; and its judge."""

import re
from dataclasses import dataclass
from pathlib import Path

from studio.text.description import DIMENSIONS, read_traits

TABLE = Path(__file__).parents[1] / "data" / "descriptions.txt"
SHORT = {"range": "pitch_range", "bright": "brightness", "breath": "breathiness", "rough": "roughness"}
GENDERS = {"f": "female", "m": "male", "n": "neutral"}
#: Sign → the values that are right.
BANDS = {"-": (-1, -0.15), "+": (0.15, 1), "0": (-0.1, 0.1), "~-": (-0.45, -0.05), "~+": (0.05, 0.5)}


@dataclass(frozen=True)
class Expected:
    """What a description says in one dimension; not required where it only suggests it."""

    dimension: str
    low: float | str
    high: float | str
    required: bool

    def matches(self, value):
        if value is None:
            return not self.required
        return self.low <= value <= self.high if self.dimension != "gender" else value == self.low


def expected(word):
    """Parse one value of the table: "f", "age50..59", "pitch-", "(pace~+)"."""
    required, word = not word.startswith("("), word.strip("()")
    if word in GENDERS:
        return Expected("gender", GENDERS[word], GENDERS[word], required)
    if ages := re.fullmatch(r"age(\d+)\.\.(\d+)", word):
        return Expected("age", int(ages[1]), int(ages[2]), required)
    name, sign = re.fullmatch(r"([a-z]+)(~?[-+]|0)", word).groups()
    name = SHORT.get(name, name)
    if name == "whisper":
        return Expected(name, sign == "+", sign == "+", required)
    return Expected(name, *BANDS[sign], required)


def table():
    """Return (part, language, description, expected values) of each line."""
    rows, part = [], ()
    for line in TABLE.read_text("utf-8").splitlines():
        if head := re.fullmatch(r"\[(tuning|held out) (\w+)\]", line):
            part = head.groups()
        elif line and not line.startswith("#"):
            description, values = line.split(" => ")
            rows.append((*part, description, [expected(word) for word in values.split()]))
    return rows


def judge(rows):
    """Return how many values are right, how many there are, and the wrong ones in words.

    There is a value wherever the table or the reader has one; that both are silent does not count.
    """
    right, values, wrong = 0, 0, []
    for _, _, description, says in rows:
        traits = read_traits(description)
        named = {one.dimension: one for one in says}
        for name in DIMENSIONS:
            value, should = getattr(traits, name), named.get(name)
            if value is None and (should is None or not should.required):
                continue
            values += 1
            if should is not None and should.matches(value):
                right += 1
            else:
                wrong.append(f"{description!r}: {name} is {value}, should be {should and (should.low, should.high)}")
    return right, values, wrong
