"""Print how many good descriptions get a note of the linter, how many flawed ones the right one, and how long it takes.

100 of each kind were written before the rules; 110 good and 170 flawed ones after them.

python bench/linter.py
"""

import sys
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1]))

from studio.text.reading import read
from tests.support.linter_descriptions import flawed_descriptions, further_descriptions, good_descriptions


def report(name: str, good: list[str], flawed: list[tuple[str, str]]) -> None:
    """Print what is noted without reason, and what is missed."""
    noted = {one: read(one).notes for one in good}
    found = {one: {note.rule for note in read(one).notes} for one, _ in flawed}
    missed = [(one, rule) for one, rule in flawed if rule not in found[one]]
    print(f"{name}, good: {sum(map(bool, noted.values()))} of {len(good)} get a note")
    for one, notes in noted.items():
        for note in notes:
            words = ", ".join(one[start:end] for start, end in note.spans)
            print(f"  {note.rule} ({words}): {one}")
    print(f"{name}, flawed: {len(flawed) - len(missed)} of {len(flawed)} get the note that was expected")
    for one, rule in missed:
        print(f"  {rule} missed (found: {', '.join(sorted(found[one])) or 'nothing'}): {one}")


if __name__ == "__main__":
    report("before the rules", good_descriptions(), flawed_descriptions())
    report("after the rules", *further_descriptions())
    long = [one for one in good_descriptions() if len(one) > 80]
    start = perf_counter()
    for one in long:
        read((one + " ") * 6)
    print(f"about 500 characters are read in {(perf_counter() - start) / len(long) * 1000:.0f} ms")
