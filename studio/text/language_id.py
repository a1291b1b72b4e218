"""Which language a text is in, by its script and small words, else by `py3langid`, else the voice's own language.

`python bench/languages.py` measures it on the 200 short texts of `tests/data/short_texts.tsv`.
"""

import re
from functools import cache, lru_cache
from typing import Any

from studio.domain.language import AUTO, LANGUAGES

#: In the order they are tried: a Japanese text has Han characters too.
_SCRIPTS = {
    "japanese": re.compile(r"[\u3040-\u30ff\uff66-\uff9f]"),
    "korean": re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]"),
    "chinese": re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3100-\u312f]"),
    "russian": re.compile(r"[\u0400-\u04ff]"),
}
_LATIN = re.compile(r"[^\W\d_]", re.ASCII)

#: The small words of the languages in Latin script.
_SMALL_WORDS = {
    "english": "the and of to is are was were in on at it its you your that this with for from have has had be been "
    "not my we our they them what how who when where which there here he she his her i a an will would "
    "can could do did just so but or if all hello yes please thank after before about",
    "french": "le la les l un une des du de d et ou est sont était en dans que qu qui ne n pas plus pour par sur "
    "avec ce cette ces je j me m tu te il elle nous vous ils se s son sa ses mon ma mes votre notre leur "
    "au aux mais comme si tout tous très bien où y c être avoir oui non merci bonjour comment",
    "german": "der die das den dem des ein eine einen einem einer und oder ist sind war wird wurde haben hat nicht "
    "kein zu zum zur mit auf für von vom im in am an aus bei nach über um sich ich du er sie es wir ihr "
    "ihre sein mein auch noch nur aber als wie was wenn dass so ab guten heute ja bitte danke",
    "italian": "il lo la i gli le l un uno una di del della dei delle dello d a al alla ai e è ed o che chi non per "
    "con in nel nella su sul da dal tra fra sono era ha ho hanno mi ti si ci vi io lui lei noi come dove "
    "quando questo questa suo sua più anche se ma oggi ciao grazie c",
    "portuguese": "o a os as um uma uns umas de do da dos das em no na nos nas e é ou que não para por pelo pela com "
    "se ao à aos às eu tu você ele ela nós eles seu sua meu minha isso isto este esta esse foi era está são "
    "ser ter tem mais mas como quando muito também já até bom boa dia hoje olá obrigado obrigada",
    "spanish": "el la los las un una unos unas de del y que no en al con por para se lo le su sus mi tu te me yo "
    "usted él ella nosotros ellos es son está era fue ha hay muy más pero como cómo cuando qué dónde este "
    "esta eso ya también sin sobre entre hasta hoy hola gracias buenos buenas ha han sido ¿ ¡",
}

#: Spellings that one of them has more of than the others; "_" is the edge of a word.
_SPELLINGS = {
    "english": "th y_ ed_ ing_ wh ly_ ow gh sh d_ ck ee oo ea w_ tion_",
    "french": "é ée_ è ê ç œ eu ur_ our oi ou ent_ ans_ iqu aux_ ez_ que_ es_ re_",
    "german": "en_ er_ ch sch ei ht ung_ ü ä ö ß k_ _z _w _k _ge",
    "italian": "o_ a_ i_ ti_ zi zio tt zz gg cch gli lla to_ one_ tà_ è_ ò_ ù_",
    "portuguese": "o_ a_ os_ as_ ã ão_ ç ção õ nh lh ê ô â à m_ em_ ei eir vel_ gem_ ss qua",
    "spanish": "o_ a_ os_ as_ ón ción ó ñ ú á í ll ue ie iero el_ dad_ er_ ero ien je ja ud ido_",
}
_WORD_WEIGHT = 3  # of a small word, against 1 of a spelling
_WORDS = {name: frozenset(words.split()) for name, words in _SMALL_WORDS.items()}

#: Words that short texts often consist of.
_SHORT_TEXTS = {
    "english": "good evening morning night hello hi hey welcome goodbye one two three four five once again everyone "
    "everybody ladies gentlemen chapter today tomorrow never always sorry thanks don't can't",
    "french": "bonsoir bonne nuit salut bienvenue deux trois quatre cinq chapitre aujourd hui demain maintenant jamais "
    "à toujours pardon mesdames messieurs vite voilà",
    "german": "guten gute guter gut tag abend morgen nacht hallo tschüss willkommen eins zwei drei vier fünf "
    "noch kapitel "
    "jetzt immer nie niemals damen herren danke vielen",
    "italian": "buongiorno buonasera buonanotte buon buona ciao benvenuti benvenuto uno due tre quattro "
    "cinque capitolo "
    "adesso sempre mai signori signore arrivederci grazie prego",
    "portuguese": "bom boa noite tarde manhã oi olá bem-vindo dois três quatro cinco capítulo agora sempre "
    "nunca senhoras "
    "senhores obrigado até logo amanhã hoje tchau",
    "spanish": "buenos buenas días noches tardes hola bienvenidos bienvenido dos tres cuatro cinco capítulo "
    "ahora siempre "
    "nunca señoras señores gracias adiós hasta luego mañana hoy",
}
_SHORT_WORDS = {name: frozenset(words.split()) for name, words in _SHORT_TEXTS.items()}
#: Letters and signs that one of them has.
_OWN_SIGNS = {"french": "œ", "german": "ß", "portuguese": "ãõ", "spanish": "ñ¿¡"}
_CLEAR, _ENOUGH = 1.5, 8  # times the second score; score

_NAMES = {code: name for name, (code, _) in LANGUAGES.items()}

_FEW_HAN = 20  # characters: a longer text without kana is not Japanese
#: Share of the detector's probability above which a text tells its language; below, the voice's own language decides.
_TELLING = 0.6
_POSSIBLE = 0.2  # of the voice's own language: from here on it decides
_LIKELY = 0.36  # where no voice is known: below, a text is English


def guess_language(text: str, language: str = AUTO, voice: str = "") -> str:
    """Return the language to speak a text in.

    Parameters
    ----------
    text : str
        What is spoken.
    language : str
        The recipe's; anything but "auto" is kept.
    voice : str
        The language that the voice speaks otherwise, "" if that is not known. It decides where the text tells little.

    Returns
    -------
    str
        A key of `studio.domain.language.LANGUAGES`; English where nothing tells.

    Examples
    --------
    >>> guess_language("Où est la gare ?")
    'french'
    >>> guess_language("1984", voice="french")
    'french'
    """
    if language != AUTO:
        return language
    return told_language(text, voice) or voice or _likeliest(text)


def told_language(text: str, voice: str = "") -> str:
    """Return the language that a text is clearly in, or "" where it tells little.

    Han characters alone are Japanese or Korean for a voice of that language.
    """
    if script := _by_script(text):
        return voice if script == "chinese" and voice in ("japanese", "korean") and len(text) <= _FEW_HAN else script
    if not _LATIN.search(text):
        return ""
    if decided := _by_small_words(text.casefold()):
        return decided
    shares = _shares(text)
    name = max(shares, key=lambda name: shares[name])
    return name if shares[name] >= _TELLING and shares.get(voice, 0.0) < _POSSIBLE else ""


def settled_language(text: str, language: str = AUTO, voice: str = "") -> str:
    """Return the language for a recipe, so that its take is spoken the same way with any later detector.

    Parameters
    ----------
    text, language, voice
        As for `guess_language`.

    Returns
    -------
    str
        "auto" where the text's script or small words decide; else what `guess_language` returns.
    """
    if language != AUTO:
        return language
    guessed = guess_language(text, voice=voice)
    return AUTO if guessed == (_by_script(text) or _by_small_words(text.casefold())) else guessed


def _likeliest(text: str) -> str:
    shares = _shares(text) if _LATIN.search(text) else {"english": 1.0}
    name = max(shares, key=lambda name: shares[name])
    return name if shares[name] >= _LIKELY else "english"


def _by_script(text: str) -> str:
    foreign = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS.items()}
    if 3 * sum(foreign.values()) <= len(_LATIN.findall(text)):
        return ""
    # Kana decide for Japanese, however many Han characters stand between them.
    return "japanese" if foreign["japanese"] else max(foreign, key=lambda name: foreign[name])


def _by_small_words(text: str) -> str:
    """Return the language whose small words and spellings are clearly the most frequent, or ""."""
    words = re.findall(r"[^\W\d_]+|[¿¡]", text)
    edged = f"_{'_'.join(words)}_"
    scores = {
        name: _WORD_WEIGHT * sum(word in small for word in words) + sum(map(edged.count, _SPELLINGS[name].split()))
        for name, small in _WORDS.items()
    }
    second, first = sorted(scores, key=lambda name: scores[name])[-2:]
    clear = scores[first] >= _CLEAR * scores[second] and scores[first] >= _ENOUGH
    if clear and sum(word in _WORDS[first] for word in words) >= 2:
        return first
    signs = {name for name, letters in _OWN_SIGNS.items() if not set(letters).isdisjoint(text)}
    owned = [owner for word in words if (owner := _owner(word))]
    if len(signs.union(owned)) == 1 and (signs or 2 * len(owned) >= len(words)):
        return signs.union(owned).pop()
    return ""


def _owner(word: str) -> str:
    """Return the language that alone has a word, or ""."""
    owners = [name for name in _WORDS if word in _WORDS[name] or word in _SHORT_WORDS[name]]
    return owners[0] if len(owners) == 1 else ""


@lru_cache(maxsize=64)
def _shares(text: str) -> dict[str, float]:
    """Return the detector's probability of each language."""
    return {_NAMES[str(code)]: float(share) for code, share in _detector().rank(text)}


@cache
def _detector() -> Any:
    """Load `py3langid`, which takes 0.8 s: only for texts that small words do not decide."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    detector = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    detector.set_languages(list(_NAMES))
    return detector
