"""Texts in characters that espeak-ng reads aloud as a person would."""

import pytest

from studio.domain.language import LANGUAGES
from studio.worker.sketch.speakable import speakable


@pytest.mark.parametrize(
    ("language", "text", "spoken"),
    [
        ("english", "1½ cups", "1 and a half cups"),
        ("english", "½ cup, 3¾kg and ⅞", "a half cup, 3 and 3 quarters kg and 7 eighths"),
        ("english", "1⁄2 or ¹⁄₂ or 1 1⁄2", "a half or a half or 1 and a half"),
        ("english", "1 1/2 cups on 1/2", "1 and a half cups on 1/2"),
        ("german", "Nr. 5", "Nummer 5"),
        ("english", "No. 5 and no. Is it? No. 5 are left.", "number 5 and no. Is it? No. 5 are left."),
        ("german", "2½ Tassen", "2 einhalb Tassen"),
        ("spanish", "¾ de 1½", "3 cuartos de 1 y medio"),
        ("chinese", "1½杯", "1又2分之1 杯"),
        ("english", "x² + 10³, 5 ㎡", "x squared + 10 cubed, 5 m squared"),
        ("english", "10⁻³ and E=mc²", "10 to the power of minus 3 and E=mc squared"),
        ("english", "The study¹ says H₂O", "The study 1 says H2O"),
        ("spanish", "nº 5, n.º 6, № 7", "número 5, número 6, número 7"),
        ("french", "nᵒ 3 et n° 4, 1ᵉʳ, Mᵐᵉ", "numéro 3 et numéro 4, 1er, Mme"),
        ("spanish", "1ª vez, 2º piso", "1ª vez, 2º piso"),
        ("italian", "20 ºC", "20°C"),
        ("english", "it´s it`s itʼs it＇s it′s it‘s", "it's it's it's it's it's it's"),
        ("russian", "за\u0301мок, замо\u0301к", "за\u0301мок, замо\u0301к"),
        ("english", "the 90´s", "the 90's"),
        ("french", "c´est l´eau", "c'est l'eau"),
        ("chinese", "你好～", "你好"),
        ("chinese", "你好~ 5～10", "你好 5到10"),
        ("english", "wait~ Hello～ there, ~/notes", "wait Hello there, ~/notes"),
        ("english", "１２ 𝕳𝖊𝖑𝖑𝖔 ﬁne ① Ⅳ ㎏", "12 Hello fine 1 IV kg"),
        ("japanese", "ｶﾞｷﾞ", "ガギ"),
        ("english", "٣ and ४", "3 and 4"),
        ("english", "™ 20 ℃ 10‰", "™ 20 °C 10‰"),
        ("english", "no\x00thing", "no thing"),
    ],
)
def test_signs_are_written_in_the_words_that_they_mean(language, text, spoken):
    assert speakable(text, language) == spoken


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_words_for_every_sign(language):
    signs = speakable("1½ 10² 10⁴ 10⁻³ 3～4 № 5", language)

    assert not set(signs) & set("½²⁴⁻³～№{}")


def test_plain_text_is_unchanged():
    text = "Good evening, and welcome … \n\n“It’s 5:30”, he said – at last."

    assert speakable(text, "english") == text.replace("…", "...")
