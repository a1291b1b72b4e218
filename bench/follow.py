"""How often takes do what their descriptions ask: `python bench/follow.py [--backend qwen3] [--seeds 3]`.

Generates takes of each of the 100 descriptions of `tests/data/descriptions-good.txt` with the same seeds, measures
them, and prints for each dimension how often it was met, too near to tell, or missed; then the reader's score on its
table of 200 descriptions (`bench/descriptions.py` prints its mistakes). A description in Chinese gets a Chinese text.

Takes and what was judged stay in `--home`: a run that was stopped goes on where it was. `--again` judges the takes
anew. `--norms` measures ordinary voices instead, and prints the tables `ordinary` of `studio/adherence/ranges.toml` for
a backend.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from studio import Studio, Take
from studio.adherence.levels import JUDGED
from studio.text.description.language import language_of
from tests.support.description_table import judge, table

FILE = Path(__file__).parents[1] / "tests" / "data" / "descriptions-good.txt"
FIRST_SEED = 1
VERDICTS = ("met", "unclear", "missed", "unmeasurable")
TEXTS = (
    "The old lighthouse keeper walked slowly home along the winding road above the sea. "
    "Nobody had seen the boat since the morning.",
    "Come closer to the fire. This is an old story, and every winter somebody tells it again.",
    "The lamps along the harbour came on one by one. She counted them twice, and then she went home.",
)
CHINESE_TEXT = "老灯塔看守人沿着海边的小路慢慢走回家。从早上起就没有人见过那条船。"
ORDINARY = {
    "male": ("An adult man, medium pitch, normal pace.", "A man of forty, an ordinary voice."),
    "female": ("An adult woman, medium pitch, normal pace.", "A woman of forty, an ordinary voice."),
}


def rows(file: Path) -> list[tuple[str, str]]:
    """Return a text and a description for each line of a file."""
    lines = [line for line in file.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return [
        (CHINESE_TEXT if language_of(line) == "chinese" else TEXTS[number % len(TEXTS)], line)
        for number, line in enumerate(lines)
    ]


def takes_of(studio: Studio, description: str, text: str, seeds: int) -> Sequence[Take]:
    return studio.design(description, text=text, takes=seeds, seed=FIRST_SEED)


def run(studio: Studio, wanted: Iterable[tuple[str, str]], seeds: int, log: Path, again: bool) -> list[dict[str, Any]]:
    """Judge the takes of each description; those that the log has are not generated again."""
    logged = [json.loads(line) for line in log.read_text("utf-8").splitlines()] if log.is_file() else []
    kept = {(entry["text"], entry["description"], entry["seeds"]): entry for entry in logged}
    results = []
    with log.open("a", encoding="utf-8") as lines:
        for number, (text, description) in enumerate(wanted, 1):
            entry = kept.get((text, description, seeds))
            if entry is None or again:
                ids = entry["takes"] if entry else [take.id for take in takes_of(studio, description, text, seeds)]
                follows = [studio.follow(f"take:{id}").to_json() for id in ids]
                entry = {"text": text, "description": description, "seeds": seeds, "takes": ids, "follows": follows}
                print(json.dumps(entry, ensure_ascii=False), file=lines, flush=True)
                print(f"\r{number}", end="", file=sys.stderr, flush=True)
            results.append(entry)
    return results


def print_results(results: Sequence[dict[str, Any]]) -> None:
    judged = [each for entry in results for follow in entry["follows"] for each in follow["dimensions"]]
    takes = sum(len(entry["follows"]) for entry in results)
    print(f"{len(results)} descriptions, {takes} takes")
    print(f"{'':14}{'asked':>7}" + "".join(f"{name:>14}" for name in VERDICTS) + f"{'met':>9}")
    for dimension in JUDGED:
        counts = Counter(each["verdict"] for each in judged if each["dimension"] == dimension)
        measured = counts.total() - counts["unmeasurable"]
        share = f"{counts['met'] / measured:9.1%}" if measured else f"{'–':>9}"
        print(f"{dimension:14}{counts.total():7}" + "".join(f"{counts[name]:14}" for name in VERDICTS) + share)
    others = Counter(each["dimension"] for each in judged if each["dimension"] not in JUDGED)
    print("cannot be measured:", ", ".join(f"{name} {count}" for name, count in others.items()))


def print_not_met(results: Sequence[dict[str, Any]]) -> None:
    for entry in results:
        for follow in entry["follows"]:
            for each in follow["dimensions"]:
                if each["verdict"] in ("missed", "unclear"):
                    found = f"{each['verdict']:8} {each['dimension']:12} {follow['label']:8} {each['words']}"
                    print(f"{found} | {entry['description']}")


def print_reader_score() -> None:
    right, values, _ = judge(table())
    print(f"reader: {right} of {values} values of 200 descriptions right, {right / values:.1%}")


def print_norms(studio: Studio, seeds: int, backend: str) -> None:
    found = {
        gender: [studio.measuring.measure(take) for words in both for take in takes_of(studio, words, TEXTS[0], seeds)]
        for gender, both in ORDINARY.items()
    }
    everybody = [each for measured in found.values() for each in measured]
    print(f"[brightness.ordinary.{backend}]")
    for gender, measured in found.items():
        print(f"{gender} = {np.median([each.values['centroid'] for each in measured]):.1f}")
    for name, measurement in (
        ("loudness", "loudness"),
        ("breathiness", "cepstral_peak"),
        ("roughness", "perturbation"),
    ):
        print(f"[{name}.ordinary.{backend}]\nany = {np.median([each.values[measurement] for each in everybody]):.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--backend", default="sketch")
    parser.add_argument("--model", default=None, help="a local folder or a hub id, for qwen3")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--home", type=Path, default=Path("follow-bench"), help="where takes and results are kept")
    parser.add_argument("--descriptions", type=Path, default=FILE, help="a file with one a line")
    parser.add_argument("--first", type=int, default=None, help="only so many descriptions")
    parser.add_argument("--again", action="store_true", help="judge the takes of an earlier run anew")
    parser.add_argument("--not-met", action="store_true", help="list what was not met")
    parser.add_argument("--norms", action="store_true", help="measure ordinary voices")
    arguments = parser.parse_args()
    home = arguments.home / arguments.backend
    with Studio(home, backend=arguments.backend, model=arguments.model) as studio:
        if arguments.norms:
            print_norms(studio, arguments.seeds, arguments.backend)
            return
        wanted = rows(arguments.descriptions)[: arguments.first]
        results = run(studio, wanted, arguments.seeds, home / "follow.jsonl", arguments.again)
    print_results(results)
    print_reader_score()
    if arguments.not_met:
        print_not_met(results)


if __name__ == "__main__":
    main()
