"""Which language a text is in, guessed from its script and its small words."""

import re

from studio.voice.language import AUTO

#: In the order they are tried: a Japanese text has Han characters too.
_SCRIPTS = {
    "japanese": re.compile(r"[\u3040-\u30ff\uff66-\uff9f]"),
    "korean": re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]"),
    "chinese": re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3100-\u312f]"),
    "russian": re.compile(r"[\u0400-\u04ff]"),
}
_LATIN = re.compile(r"[^\W\d_]", re.ASCII)

#: The small words, and the letters, that one Latin-script language has and the others lack or use less.
_SMALL_WORDS = {
    "english": "the and of to is are was in it you that this with for have not be my your we they what how "
    "hello i he she there on at will would can",
    "french": "le la les un une des du de et est en que qui ne pas pour dans ce cette je tu il elle nous vous au aux "
    "avec sur c d l j qu n s bonjour sont être mon ma mes votre comment où très oui merci",
    "german": "der die das und ist nicht ein eine einen ich du er sie es wir ihr den dem zu mit auf für von im wie "
    "guten auch sich sind war bei aber was heute",
    "italian": "il lo la i gli le un uno una e è di che non per in con sono del della mi ti si come questo questa "
    "buongiorno ciao anche oggi al alla più io",
    "portuguese": "o a os as um uma e é de do da dos das que não em para com por se na no eu você ele ela como "
    "bom dia isso este esta obrigado mais hoje olá muito está",
    "spanish": "el la los las un una y es de del que no en por para con se lo su yo tú usted como cómo está este esta "
    "buenos días hola más pero qué muy hoy mi",
}
_LETTERS = {"german": "äöüß", "french": "êèçœàâîûùë", "spanish": "ñ¿¡", "portuguese": "ãõ", "italian": "ìò"}
_WORDS = {name: frozenset(words.split()) for name, words in _SMALL_WORDS.items()}


def guess_language(text: str, language: str = AUTO) -> str:
    """Name the language to speak a text in.

    Parameters
    ----------
    text : str
        What is spoken.
    language : str
        The recipe's; anything but "auto" is kept.

    Returns
    -------
    str
        A key of `studio.voice.language.LANGUAGES`; English where nothing tells.

    Examples
    --------
    >>> guess_language("Où est la gare ?")
    'french'
    """
    if language != AUTO:
        return language
    foreign = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS.items()}
    if 3 * sum(foreign.values()) > len(_LATIN.findall(text)):
        # Kana decide for Japanese, however many Han characters stand between them.
        return "japanese" if foreign["japanese"] else max(foreign, key=lambda name: foreign[name])
    return _guess_latin(text.casefold())


def _guess_latin(text: str) -> str:
    words = re.findall(r"[^\W\d_]+", text)
    scores = {
        name: sum(word in small for word in words) + 2 * sum(text.count(letter) for letter in _LETTERS.get(name, ""))
        for name, small in _WORDS.items()
    }
    return max(scores, key=lambda name: scores[name])  # English comes first, so it wins a draw
