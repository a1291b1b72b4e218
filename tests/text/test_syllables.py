"""Syllables of texts, counted by hand and by their spelling."""

import pytest

from studio.text.syllables import count_syllables


@pytest.mark.parametrize(
    ("language", "text", "syllables"),
    [
        ("english", "The lamps along the harbour came on one by one. She counted them twice.", 17),
        ("english", "The old lighthouse keeper walked slowly home along the winding road above the sea.", 20),
        ("english", "Good evening. Here is the news, and then the weather for tomorrow.", 17),
        ("french", "Le vieux gardien du phare rentrait lentement chez lui, le long de la route.", 18),
        ("french", "Personne n'avait vu le bateau depuis le matin.", 13),
        ("german", "Der alte Leuchtturmwärter ging langsam nach Hause.", 13),
        ("italian", "Nessuno aveva visto la barca dalla mattina.", 16),
        ("spanish", "El viejo farero volvía despacio a casa.", 15),
        ("portuguese", "As lâmpadas do porto acenderam uma a uma.", 16),
        ("russian", "Старый смотритель маяка медленно шёл домой.", 14),
        ("chinese", "今天天气很好。", 6),
        ("korean", "안녕하세요.", 5),
        ("japanese", "うみのうえのみち", 8),
        ("japanese", "がっこう", 3),
    ],
)
def test_syllables_are_counted_within_five_percent(language, text, syllables):
    assert count_syllables(text, language) == pytest.approx(syllables, abs=max(0.0, 0.06 * syllables))


@pytest.mark.parametrize(("language", "text"), [("english", "In 1984."), ("japanese", "今日は"), ("greek", "καλημέρα")])
def test_what_spelling_does_not_tell_is_not_counted(language, text):
    assert count_syllables(text, language) is None
