"""Which of a voice's deliveries `instructions` ask for: only where they ask for that and nothing else."""

import re
from collections.abc import Iterable

from studio.text.deliveries import find_delivery

_ENGLISH = (
    "a an be can could delivery emotion in it like manner mood of please read say should sound speak style talk the "
    "this tone use using voice way will with would you your"
)
_FRENCH = (
    "adopte avec d dans de dis doit en est humeur la le lis manière parle parlez sois ton un une utilise utilisez voix"
)
#: Words that ask for a delivery and say nothing of it.
_CARRIERS = frozenset(f"{_ENGLISH} {_FRENCH}".split())
#: The same in Chinese, which has no spaces: "请用悲伤的语气说" asks for 悲伤. The longer ones come first.
_CHINESE_CARRIERS = re.compile(
    "请你?|麻烦|帮我|给我|能不能|可以|你要?|把?这段(?:话|文字)|这句话|用|以|带着?|一种|一点儿?|有点|听起来|语气|口吻|语调|语音|嗓音|声音|情绪"
    "|感情|心情|风格|方式|感觉|样子|来?(?:朗读|读|念|讲|说话?|表达)(?:出来|一下|吧)?|地|的|吧|吗|一?些"
)
_CHINESE = re.compile("[\u3400-\u9fff]")
_WORDS = re.compile(r"[^\W_]+")
_ENDINGS = ("", "ly", "ing")


def delivery_asked_for(instructions: str, names: Iterable[str]) -> str | None:
    """Return the delivery that instructions ask for, or None where they ask for none, or for more than one names.

    Examples
    --------
    >>> names = ["calm", "sad", "whisper"]
    >>> delivery_asked_for("Speak in a calm voice.", names), delivery_asked_for("Whisper!", names)
    ('calm', 'whisper')
    >>> delivery_asked_for("Say it in a sorrowful tone", names)
    'sad'
    >>> delivery_asked_for("Do not be sad.", names), delivery_asked_for("Calm, with a Scottish accent", names)
    (None, None)
    >>> delivery_asked_for("请用悲伤的语气说。", names)
    'sad'
    """
    names, asked = tuple(names), _words(instructions)
    wanted = asked, [word for word in asked if word not in _CARRIERS], _without_chinese_carriers(asked)
    for words_of in (_own_words, _words_for):
        found = [name for name in names if any(_is_meant(_words(each), wanted) for each in words_of(name))]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _own_words(name: str) -> tuple[str, ...]:
    return (name,)


def _words_for(name: str) -> tuple[str, ...]:
    """Return the words that mean a delivery, where the studio knows its name: "sorrowful" for "sad"."""
    known = find_delivery(name)
    return known.words if known else ()


def _without_chinese_carriers(asked: list[str]) -> list[str]:
    """Return what Chinese words ask for: the parts between those that ask; of other words, the words."""
    if not any(map(_CHINESE.search, asked)):
        return asked
    return [part for word in asked for part in _CHINESE_CARRIERS.split(word) if part]


def _is_meant(name: list[str], asked: tuple[list[str], ...]) -> bool:
    forms = [[*name[:-1], f"{name[-1]}{ending}"] for ending in _ENDINGS] if name else []
    return any(words in forms for words in asked)


def _words(text: str) -> list[str]:
    return _WORDS.findall(text.casefold())
