"""Scripts that a voice cannot speak."""

import pytest

from studio.domain.script import Script
from studio.errors import InvalidInput
from studio.text.scripts import check_scripts, unreadable


@pytest.mark.parametrize(
    ("text", "share", "script"),
    [
        ("مرحبا بالعالم", "100%", "Arabic"),
        ("สวัสดีครับ", "100%", "Thai"),
        ("שלום עולם", "100%", "Hebrew"),
        ("नमस्ते दुनिया", "100%", "Devanagari"),
        ("Καλημέρα κόσμε", "100%", "Greek"),
        ("Hello, مرحبا", "50%", "Arabic"),
    ],
)
def test_text_in_a_script_of_no_language_is_refused_with_its_share(text, share, script):
    with pytest.raises(InvalidInput, match=f"{share} of the text is in a script .*{script}") as raised:
        check_scripts(Script(text))
    assert raised.value.details["field"] == "text"


@pytest.mark.parametrize(
    "text",
    [
        "the angle α, 5 µm and ½ Å",
        "你好 안녕 こんにちは Привет café",
        "１２ 𝕳𝖊𝖑𝖑𝖔 ª º",
        "😀 1984",
        "Ðuro, İstanbul, Øre",
    ],
)
def test_text_of_the_ten_languages_and_symbols_is_accepted(text):
    assert check_scripts(Script(text)) == Script(text)


def test_a_foreign_word_in_a_long_text_is_noted():
    script = check_scripts(Script("A long English sentence with the one word שלום in the middle of it, and more."))

    assert "Hebrew" in script.notes[0]


def test_share_that_espeak_would_spell():
    assert unreadable("東京は日本", "japanese") == (0.8, ("Chinese characters",))
    assert unreadable("Привет", "english")[0] == 1.0
    assert unreadable("hello мир", "russian")[0] == 0.0
