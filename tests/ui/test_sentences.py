"""Sentences of Python that reach the page are in the catalogue of each other language."""

import ast
import errno
import json
import os
import re
from functools import cache
from pathlib import Path

import pytest
from sentence_templates import PLACE, Sentences

import studio
from studio.adherence.ranges import ranges
from studio.audio.measurements import MEASUREMENTS
from studio.domain import language as spoken
from studio.exchange.losses import _PARTS
from studio.text.description.language import _LETTERS, _SCRIPTS, _small_words
from studio.ui.words import LANGUAGES
from studio.ui.words.sentences import Catalogue, catalogue, translate

PACKAGE = Path(studio.__file__).parent
#: Whose sentences never reach the page.
LEFT_OUT = (
    "cli/",  # the command's own, on a terminal
    "diagnostics/",  # `studio doctor`, `soak` and `selfcheck`, on a terminal
    "notebook/",  # widgets in Jupyter
    "sweeps/",  # tables and plots in a program
    "speech_api/",  # answers to programs that call the API
    "wyoming/",  # a process of its own, for Home Assistant
    "text/sentence_stream.py",  # streams of texts that the speech API and Wyoming speak
    "ui/server.py",  # before there is a page: its port, host, password
    "ui/listener.py",
    "ui/security/",  # and refusals of requests that are not the page's
    "audio/validation.py",  # arrays that a program passes
    "auditions/handle.py",  # who waits for one in a program
    "clips/recovered_take.py",  # takes of clips that a program passes
    "domain/clip.py",  # arrays that a program passes
    "domain/request.py",
    "domain/frames.py",  # tables for programs
    "listening/statistics.py",  # numbers that a program passes
    "listening/listening_test.py",  # a test in Python
)
#: Functions that return sentences, or parts of some, without raising them.
ALSO = {
    "auditions/consistency.py": ("judge",),
    "auditions/prepared_text.py": ("prepared",),
    "auditions/unread.py": ("unread_description",),
    "domain/delivery.py": ("_name_fault",),
    "domain/strict_json.py": ("parse_json", "_not_finite"),
    "engine/backend_choice.py": ("choose_backend", "_best", "_on_this_machine", "_without_weights"),
    "engine/shared.py": ("_second_engine",),
    "engine/timeouts.py": ("overrun",),
    "exchange/foreign_voice.py": ("_left_out",),
    "exchange/bounded_zip.py": ("_fault",),
    "exchange/losses.py": ("lost",),
    "listening/words.py": (
        "cost_of_stopping",
        "abx_words",
        "preference_words",
        "preference_notes",
        "_missing",
        "tournament_words",
        "order_notes",
        "abx_notes",
        "tournament_notes",
    ),
    "models/checkpoint_files.py": ("read_json", "_check_weights"),
    "store/preset_files.py": ("members_among",),
    "store/home.py": ("home_folder",),
    "store/preset_fields.py": ("_name_fault",),
    "store/preset_list.py": ("_other_names",),
    "store/preset_folder.py": ("_read_or_reason", "file_fault", "_fault"),
    "store/versions.py": ("_reason",),
    "text/marks.py": ("_notes", "_listed"),
    "text/scripts.py": ("check_scripts",),
    "ui/sections/compare/clips.py": ("_take", "_found", "find_clip"),
    "worker/acceptance.py": ("fault_of",),
    "worker/takes.py": ("_failure", "_generate"),
}
#: What is inserted into sentences from where the source does not show it: the function that does.
INSERTED = {
    "description": "domain/limits.py: a field",
    "text": "domain/limits.py: a field",
    "takes": "domain/limits.py: a field",
    "seed": "domain/limits.py: a field",
    "written": "store/files.py: storage",
    "read": "store/files.py: storage",
    "deleted": "store/presets.py: _check_own",
    "changed": "store/presets.py: _check_own",
    "a folder": "store/files.py: _kind_of",
    "a pipe": "store/files.py: _kind_of",
    "a socket": "store/files.py: _kind_of",
    "a device": "store/files.py: _kind_of",
    "a VoiceDesign model, which speaks from a description": "worker/qwen3/loading.py: _KINDS",
    "a Base model, which copies a voice from a recording": "worker/qwen3/loading.py: _KINDS",
    "a CustomVoice model, which has fixed speakers": "worker/qwen3/loading.py: _KINDS",
    "of the kind {}": "worker/qwen3/loading.py: _require",
    "a {} model": "worker/qwen3/loading.py: _require",
    "a nameless model": "worker/qwen3/loading.py: _require",
    "once": "listening/words.py: _times",
    "twice": "listening/words.py: _times",
    "{} times": "listening/words.py: _times",
    "over 99\u00a0%": "listening/words.py: _percent",
    "the first": "listening/words.py: order_notes",
    "the second": "listening/words.py: order_notes",
    "take {}: {}": "worker/takes.py: _failure",
    "It is longer than {} minutes.": "clips/long_measurements.py",
    "preset": "ui/sections/compare/clips.py: find_clip",
    **dict.fromkeys((words for words, _ in _PARTS.values()), "exchange/losses.py: _PARTS"),
    "“{}” · {}": "ui/sections/compare/clips.py: _found",
    "Generate": "ui/sections: SecondPress",
    "Speak": "ui/sections: SecondPress",
}
OTHERS = [language for language in LANGUAGES if language != "en"]


def languages_told() -> set[str]:
    """Return the names of every language that a sentence can insert."""
    return {*_small_words(), *_SCRIPTS, *_LETTERS.values(), *spoken.LANGUAGES}


@cache
def wanted() -> dict[str, str]:
    """Return every sentence and part of one that can reach the page, with "{}" for a value, and where it is from."""
    tree = ast.parse((PACKAGE / "errors.py").read_text(encoding="utf-8"))
    errors = {node.name: (0, 1) for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name != "Advice"}
    others = {"Unmeasurable": (0,), "SoundFileFailed": (0,), "SecondPress": (0,), "Task": (1,)}
    found = Sentences(PACKAGE, errors | others, LEFT_OUT, ALSO).templates()
    found |= {each.tooltip: f"how {each.label} is measured" for each in MEASUREMENTS.values()}
    found |= {
        table["source"]: f"where the range of {name} is from" for name, table in ranges().items() if "source" in table
    }
    found |= dict.fromkeys(map(str.capitalize, languages_told()), "a language")
    return found | INSERTED


def plain(template: str) -> str:
    return PLACE.sub("{}", template)


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_that_can_reach_the_page_is_translated(language: str) -> None:
    known = {plain(english) for english in of(language).sentences}
    missing = [f"{where}\n    {template}" for template, where in wanted().items() if template not in known]
    assert not missing, f"add to words/sentences.{language}.toml:\n" + "\n".join(missing)


@pytest.mark.parametrize("language", OTHERS)
def test_every_entry_of_the_catalogue_is_a_sentence_of_the_studio(language: str) -> None:
    of_the_system = {os.strerror(number) for number in errno.errorcode}
    known = set(wanted()) | of_the_system
    stale = [english for english in of(language).sentences if plain(english) not in known]
    assert not stale, f"not in the source any more; remove from words/sentences.{language}.toml: {stale}"


@pytest.mark.parametrize("language", OTHERS)
def test_translations_have_the_places_of_the_sentence_and_each_is_there_once(language: str) -> None:
    for english, other in of(language).sentences.items():
        assert sorted(PLACE.findall(other)) == sorted(PLACE.findall(english)), english
        assert len(set(PLACE.findall(english))) == len(PLACE.findall(english)), english
        assert other.strip(), english
    file = PACKAGE / "ui" / "words" / f"sentences.{language}.toml"
    entries = re.findall(r'^("(?:[^"\\]|\\.)*") = "', file.read_text(encoding="utf-8"), re.MULTILINE)
    templates = [plain(json.loads(entry)) for entry in entries]
    assert len(templates) == len(set(templates)) == len(of(language).sentences)


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_found_by_its_own_entry_whatever_its_values(language: str) -> None:
    for english, other in of(language).sentences.items():
        values = {place[1:-1]: f"‹{number}›" for number, place in enumerate(PLACE.findall(english))}
        assert translate(english.format(**values), language) == other.format(**values)


def of(language: str) -> Catalogue:
    found = catalogue(language)
    assert found, f"words/sentences.{language}.toml is missing"
    return found


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("The description is empty.", "La description est vide."),
        (
            "The generation process sent no heartbeat for 12 s, and was ended.",
            "Le processus de génération n’a donné aucun signe de vie pendant 12 s, et a été arrêté.",
        ),
        (
            "Some takes failed, with another seed too (take 1: it is silent; take 3: it has no sound).",
            "Certaines prises ont échoué, avec une autre graine aussi "
            "(prise 1 : elle est muette ; prise 3 : elle n’a pas de son).",
        ),
        (
            "A preset named 'Rain' already exists. Choose another name, or replace it.",
            "Un préréglage nommé « Rain » existe déjà. Choisissez un autre nom, ou remplacez-le.",
        ),
        (
            "The description has 3,000 characters; the maximum is 2,048.",
            "La description a 3\u202f000 caractères ; le maximum est 2\u202f048.",
        ),
        (
            'Use fewer takes. To run it anyway, press "Generate" again.',
            "Use fewer takes. Pour le faire quand même, appuyez encore une fois sur « Générer ».",
        ),
        ("/h cannot be written: No space left on device.", "/h ne peut pas être écrit : plus de place sur le disque."),
        ("A sentence of another program.", "A sentence of another program."),
    ],
)
def test_values_and_reasons_are_translated_where_the_catalogue_has_them(english: str, french: str) -> None:
    assert translate(english, "fr").replace("\u00a0", " ") == french
    assert translate(english, "en") == translate(english, "xx") == translate(english, "../en") == english


def test_long_texts_with_many_values_take_no_time() -> None:
    text = "cannot be " * 400
    assert translate(text, "fr") == text
    assert translate(f"{text * 10}.", "fr") == f"{text * 10}."
