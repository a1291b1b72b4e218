"""Measure language detectors on the short texts of `tests/data/short_texts.tsv`.

    python bench/languages.py

Detectors that are not installed are left out; the studio needs none but `py3langid`.
"""

import resource
import time
from collections.abc import Callable
from pathlib import Path

from studio.domain.language import LANGUAGES
from studio.text.language_id import guess_language

TEXTS = Path(__file__).parent.parent / "tests" / "data" / "short_texts.tsv"


def main() -> None:
    rows = [line.split("\t") for line in TEXTS.read_text("utf-8").splitlines()]
    for name, load in (("studio", lambda: guess_language), ("py3langid", _py3langid), ("lingua", _lingua)):
        memory, start = _peak(), time.perf_counter()
        try:
            detect = load()
        except ImportError:
            print(f"{name}: not installed")
            continue
        detect("Continua...")
        loaded = time.perf_counter() - start
        wrong = [f"{text} ({detect(text)})" for language, text in rows if detect(text) != language]
        print(f"{name}: {len(rows) - len(wrong)} of {len(rows)}; first text {loaded:.1f} s, {_peak() - memory} MB")
        print(*(f"    {each}" for each in wrong), sep="\n")


def _py3langid() -> Callable[[str], str]:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    names = {code: name for name, (code, _) in LANGUAGES.items()}
    detector = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    detector.set_languages(list(names))
    return lambda text: names[str(detector.classify(text)[0])]


def _lingua() -> Callable[[str], str]:
    from lingua import Language, LanguageDetectorBuilder

    detector = LanguageDetectorBuilder.from_languages(*(getattr(Language, name.upper()) for name in LANGUAGES)).build()
    return lambda text: str(getattr(detector.detect_language_of(text), "name", "")).lower()


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
