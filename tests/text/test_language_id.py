"""Language identification for recipes whose language is auto."""

from pathlib import Path

import pytest

from studio.domain.language import LANGUAGES
from studio.text.language_id import guess_language, settled_language

SHORT_TEXTS = Path(__file__).parent.parent / "data" / "short_texts.tsv"

SENTENCES = {
    "english": [
        "Once upon a time there was a small village by the sea.",
        "Your order has been shipped.",
        "Welcome back!",
        "Turn left after two hundred metres.",
        "It was the best of times, it was the worst of times.",
    ],
    "french": [
        "Il était une fois un petit village au bord de la mer.",
        "Votre commande a été expédiée.",
        "Bienvenue à tous !",
        "Tournez à gauche dans deux cents mètres.",
        "Longtemps, je me suis couché de bonne heure.",
    ],
    "german": [
        "Es war einmal ein kleines Dorf am Meer.",
        "Ihre Bestellung wurde verschickt.",
        "Willkommen zurück!",
        "Biegen Sie in zweihundert Metern links ab.",
        "Als Gregor Samsa eines Morgens aus unruhigen Träumen erwachte.",
    ],
    "italian": [
        "C'era una volta un piccolo villaggio in riva al mare.",
        "Il suo ordine è stato spedito.",
        "Benvenuti a tutti!",
        "Tra duecento metri gira a sinistra.",
        "Nel mezzo del cammin di nostra vita mi ritrovai per una selva oscura.",
    ],
    "portuguese": [
        "Era uma vez uma pequena aldeia à beira-mar.",
        "O seu pedido foi enviado.",
        "Bem-vindo de volta!",
        "Vire à esquerda em duzentos metros.",
        "Não sou nada. Nunca serei nada.",
    ],
    "spanish": [
        "Érase una vez un pequeño pueblo junto al mar.",
        "Su pedido ha sido enviado.",
        "¡Bienvenidos a todos!",
        "Gire a la izquierda en doscientos metros.",
        "En un lugar de la Mancha, de cuyo nombre no quiero acordarme.",
    ],
    "russian": ["Жила-была старушка у самого синего моря.", "Привет, Apple!"],
    "chinese": ["从前，海边有一个小村庄。", "今天的 Python 课很有意思。"],
    "japanese": ["むかしむかし、海のそばに小さな村がありました。", "東京は日本の首都です。", "カメラ"],
    "korean": ["옛날 옛적에 바닷가에 작은 마을이 있었습니다.", "大韓民國의 수도는 서울이다."],
}


@pytest.mark.parametrize(("language", "text"), [(name, text) for name, texts in SENTENCES.items() for text in texts])
def test_language_is_identified(language, text):
    assert guess_language(text) == language


def test_every_language_has_a_test_sentence():
    assert set(SENTENCES) == set(LANGUAGES)


@pytest.mark.parametrize("text", ["OK", "1, 2, 3", "Xyzzy!", "Dr. Mbeki"])
def test_ambiguous_text_is_english(text):
    assert guess_language(text) == "english"


def test_short_texts_in_ten_languages():
    rows = [line.split("\t") for line in SHORT_TEXTS.read_text("utf-8").splitlines()]
    wrong = [(language, text) for language, text in rows if guess_language(text) != language]

    assert len(rows) == 200
    assert len(wrong) <= 4, wrong


def test_short_texts_in_the_voices_own_language():
    rows = [line.split("\t") for line in SHORT_TEXTS.read_text("utf-8").splitlines()]

    assert [(language, text) for language, text in rows if guess_language(text, voice=language) != language] == []


@pytest.mark.parametrize(
    ("text", "voice", "language"),
    [
        ("Chapitre 3.", "french", "french"),
        ("Bon voyage !", "french", "french"),
        ("1984", "french", "french"),
        ("À suivre...", "french", "french"),
        ("OK", "german", "german"),
        ("Paris", "spanish", "spanish"),
        ("iPhone 15", "russian", "russian"),
        ("東京", "japanese", "japanese"),
        ("Thank you very much.", "french", "english"),
        ("Guten Morgen, Anna.", "french", "german"),
        ("Привет!", "english", "russian"),
        ("1984", "", "english"),
    ],
)
def test_voices_own_language_decides_where_the_text_tells_little(text, voice, language):
    assert guess_language(text, voice=voice) == language


def test_recipe_names_the_language_unless_small_words_decide():
    assert settled_language("Good evening, and welcome to the studio.") == "auto"
    assert settled_language("1984", voice="french") == "french"
    assert settled_language("Ja.", "english", voice="german") == "english"


def test_explicit_language_is_kept():
    assert guess_language("Bonjour tout le monde", "german") == "german"


def test_foreign_word_does_not_change_the_language():
    assert guess_language("The Japanese word for cat is 猫, pronounced neko.") == "english"
    assert guess_language("Le mot русский pour bonjour est facile à dire.") == "french"
