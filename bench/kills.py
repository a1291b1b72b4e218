"""Kill a program again and again while it saves, and look at everything each time: `python bench/kills.py [KILLS]`.

The program adds takes, rates and tags them, keeps each as a preset over the last one, and moves some to the bin. It
says what it begins and what is done. After each kill -9, what was done must be there as it was, what was begun must be
there completely or not at all, and nothing else may have changed.
"""

import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from studio.domain.recipe import Recipe
from studio.domain.take import Take, on_grid
from studio.errors import NotFound, StudioError
from studio.store.check import check
from studio.store.litter import litter, sweep
from studio.store.ratings import Rating
from studio.workspace import Workspace

LONGEST = 0.25  # seconds from the first thing begun to the kill
VERDICTS = ("keep", "reject", "")
PRESET = "Kept"


@dataclass
class Journal:
    """What killed programs said, by subject: the last value that was done, and one that was begun after it.

    A subject is ("take", id), ("rating", id) or ("preset", name); its value is "" before it is there.
    """

    done: dict[tuple[str, str], str] = field(default_factory=dict)
    begun: dict[tuple[str, str], str] = field(default_factory=dict)

    def read(self, text: str) -> set[tuple[str, str]]:
        """Add the complete lines of a program, and return their subjects."""
        named = set()
        for line in text.splitlines(keepends=True):
            if line.endswith("\n"):
                said, what, name, value = line.split()
                named.add((what, name))
                (self.begun if said == "begin" else self.done)[what, name] = value
                if said == "done":
                    del self.begun[what, name]
        return named

    def allows(self, subject: tuple[str, str], value: str) -> bool:
        """Return whether this may be found now; what is found must stay until a program changes it."""
        before = self.done.get(subject, "")
        allowed = value in (before, self.begun.get(subject, before))
        if value:  # a take that is not there may still be listed at the next start
            self.done[subject] = value
            self.begun.pop(subject, None)
        return allowed


def sound(take_id: str) -> Take:
    """Return the take with an id: its sound and its words follow from it."""
    number = int(take_id, 16)
    samples = np.random.default_rng(number % 2**32).uniform(-0.5, 0.5, 2400).astype(np.float32)
    recipe = Recipe(f"Voice {take_id}.", "Hello.", number % 2**31)
    return Take(take_id, recipe, on_grid(samples), audition=take_id[::-1])


def save_until_killed(home: Path, program: int, out: int) -> None:
    """Save, and write to a descriptor what is begun and what is done."""

    def say(said: str, what: str, subject: str, value: str) -> None:
        os.write(out, f"{said} {what} {subject} {value}\n".encode())

    with Workspace(home) as workspace:
        for number in range(10_000):
            take = sound(f"{program + 1:016x}{number:016x}")
            actions = {
                ("take", take.id, "listed"): lambda take=take: workspace.library.add(take),
                ("rating", take.id, rating_of(number)): lambda take=take, n=number: workspace.rate(
                    take, verdict=VERDICTS[n % 3], note=str(n), tags=[f"t{n}"]
                ),
                ("preset", PRESET, take.id): lambda take=take: workspace.keep(take, PRESET, overwrite=True),
                ("take", take.id, "binned"): lambda take=take: workspace.library.bin.put([take.id]),
            }
            if number % 2:
                del actions["take", take.id, "binned"]
            for (what, subject, value), act in actions.items():
                say("begin", what, subject, value)
                act()
                say("done", what, subject, value)


def run_and_kill(home: Path, program: int, wait: float) -> str:
    """Run a program, kill it so many seconds after it has begun to save, and return what it said."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        try:
            save_until_killed(home, program, write)
        finally:
            os._exit(1)
    os.close(write)
    said = os.read(read, 1 << 16)
    time.sleep(wait)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with os.fdopen(read, "rb") as rest:
        said += rest.read()
    if not os.WIFSIGNALED(status):
        raise AssertionError(f"the program ended by itself: {said.decode()[-400:]}")
    return said.decode()


def rating_of(number: int) -> str:
    """Return the rating of a program's take, as one word."""
    return f"{VERDICTS[number % 3]}:{number}:t{number}"


def faults_of(home: Path, journal: Journal, subjects: set[tuple[str, str]], *, tidy: bool) -> list[str]:
    """Return what is lost, half-written or changed of these subjects, and what of all takes."""
    with Workspace(home) as workspace:
        if tidy:  # as each start of the studio does
            workspace.library.recovery.tidy()
        listed = {take_id for (take_id,) in workspace.library.database.read("SELECT id FROM takes")}
        known = {name for what, name in (*journal.done, *journal.begun) if what == "take"}
        kept = {name for what, name in journal.done if what == "take"}
        faults = [f"take {take_id} is lost" for take_id in sorted(kept - listed)]
        faults += [f"take {take_id} is nobody's" for take_id in sorted(listed - known)]
        for what, name in sorted(subjects | set(journal.begun)):
            try:
                value = FOUND[what](workspace, name, name in listed)
            except StudioError as error:
                value = str(error)
            if not journal.allows((what, name), value):
                faults.append(f"{what} {name} is {value!r}")
        if workspace.presets.unreadable:
            faults.append(f"presets that cannot be read: {workspace.presets.unreadable}")
    found = {finding.kind: finding.items for finding in check(home)}
    harmless = {"unfinished-files", "unlisted-sounds", "stray-sidecars"}  # what a start or a repair puts right
    return faults + [f"{kind}: {items}" for kind, items in found.items() if kind not in harmless]


def _take(workspace: Workspace, take_id: str, there: bool) -> str:
    if not there:
        return ""
    if not np.array_equal(workspace.library.take(take_id).samples, sound(take_id).samples):
        return "another sound"
    try:
        workspace.library.find_id(take_id)
    except NotFound:
        return "binned"
    return "listed"


def _rating(workspace: Workspace, take_id: str, there: bool) -> str:
    rating = workspace.library.ratings.of([take_id])[take_id] if there else Rating()
    return "" if rating == Rating() else f"{rating.verdict}:{rating.note}:{','.join(rating.tags)}"


def _preset(workspace: Workspace, name: str, there: bool) -> str:
    own = [preset for preset in workspace.presets.values() if not preset.starter]
    if [preset.name for preset in own] not in ([], [name]):
        return f"presets {own}"
    if not own:
        return ""
    take_id = own[0].recipe.description.split()[1].strip(".")
    return take_id if np.array_equal(own[0].reference()[0], sound(take_id).samples) else "another sound"


#: What there is of a subject, as the journal has it.
FOUND = {"take": _take, "rating": _rating, "preset": _preset}


def main() -> int:
    """Print what was lost, half-written or changed, and how much was saved."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else None)
    journal, began, last = Journal(), time.monotonic(), Counter[str]()
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        Workspace(home).close()
        for program in range(kills):
            said = run_and_kill(home, program, chance.uniform(0, LONGEST))
            last[said.rstrip("\n").rpartition("\n")[2].rpartition(" ")[0].rpartition(" ")[0]] += 1
            subjects = journal.read(said)
            faults += faults_of(home, journal, subjects, tidy=bool(program % 2))
        faults += faults_of(home, journal, set(journal.done), tidy=True)
        left = len(list(litter(home, 0)))
        sweep(home, least_age=0)
        swept = left - len(list(litter(home, 0)))
    saved = Counter(what for what, _ in journal.done)
    print(f"{kills} kills while saving, in {time.monotonic() - began:.0f} s; last said: {dict(last.most_common())}")
    print(
        f"there afterwards: {saved['take']} takes, {saved['rating']} ratings; unfinished files: {left}, swept: {swept}"
    )
    print(f"lost, half-written or changed: {len(faults)}")
    print(*faults, sep="\n", end="")
    return bool(faults)


if __name__ == "__main__":
    raise SystemExit(main())
