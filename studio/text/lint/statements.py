"""Turns a request into a statement, where what it asks for can be cut out of it."""

import re

_POLITE = re.compile(
    r"[,]?\s*\b(?:please|thanks|thank you)\b[,]?\s*|,?\s*s[’']il (?:te|vous) pla[iî]t\s*", re.IGNORECASE
)
#: What is cut off at the start, up to the article of what is asked for.
_ASKS = {
    "english": re.compile(
        r"^(?:hi|hello|hey)?[,!]?\s*(?:(?:could|can|would|will|should) you\s+|you (?:should|must|need to|will)\s+)?"
        r"(?:i(?: a|[’'])?m looking for|we(?: are|[’']re) looking for|looking for"
        r"|(?:i|we)(?: would|[’']d)? (?:want|need|wish|like|love|prefer)"
        r"(?: (?:to hear|to have|you to (?:use|create|make)|(?:it|this|the voice)(?: to (?:be|sound(?: like)?))?))?"
        r"|(?:can|could|may) (?:i|we) (?:have|hear|get)|(?:can|could) (?:this|it|that|the voice) be"
        r"|(?:would it be|is it) possible to (?:have|hear|get)"
        r"|let(?:[’']s| us)? (?:this|it|that|the voice)? ?(?:be|have|hear)"
        r"|(?:my|the|this|our) [\w ]{1,30}? (?:needs?|requires?|should (?:be|have|sound like)|must (?:be|have))"
        r"|(?:make|give|get|find|let|show|help)(?: me| us)?(?: (?:hear|have))?"
        r"|sound like"
        r"|generate|create|produce|design|use|do|try|synthesi[sz]e|record|imagine"
        r"|(?:read|say|speak|talk)(?: (?:this|that|it|the text|everything|aloud|out loud))*"
        r"(?: (?P<how>slowly|quickly|softly|quietly|calmly|gently|loudly))?"
        r" ?(?:in|with|as|like)?)"
        r"\s+(?=(?:an?|the|his|her)\b)",
        re.IGNORECASE,
    ),
    "french": re.compile(
        r"^(?:(?:peux-tu|pouvez-vous|pourrais-tu|pourriez-vous)\s+)?"
        r"(?:je (?:veux|voudrais|cherche)|j[’']aimerais|il me faut|donner|(?:donne|donnez)(?:-moi)?"
        r"|(?:fais|faites|faire|crée|créez|créer|génère|générez|générer|utilise|utilisez|utiliser)(?:-moi)?"
        r"|(?:lis|lisez|lire|parle|parlez|parler)(?: (?:ceci|ce texte|le texte))? ?(?:d[’']|avec |en )?)"
        r"\s*(?=une?\b)",
        re.IGNORECASE,
    ),
    "chinese": re.compile(
        r"^(?:请你?|麻烦你?|我想要?|我要|我需要|我希望|帮我|给我|请?生成|请?用|能不能|能否|可以|希望)+(?:是|用|以|一个|生成|找|听)*"
    ),
}
#: What the speaker is told to do; "Speaking slowly" says it as a statement.
_TELLS = re.compile(
    r"(?:^|(?<=[.!?] ))(speak|talk|read|whisper|sing|use)\b(?! (?:this|that|it|the text)\b)", re.IGNORECASE
)
_DOING = {
    "speak": "Speaking",
    "talk": "Talking",
    "read": "Reading",
    "whisper": "Whispering",
    "sing": "Singing",
    "use": "Using",
}
_AND_TELLS = re.compile(r",? and (speak|talk|read|whisper)\b", re.IGNORECASE)
_QUESTION = re.compile(r"\s*(?:\?(?=\s|$)|？)")
_FIRST_END = re.compile(r"(?=[.!?](?:\s|$))|$")
_MAKE_SOUND = re.compile(r"^(?:make|let|have) (him|her|it|them|the voice) sound ", re.IGNORECASE)
_PERSONS = {"him": "He", "her": "She", "it": "It", "them": "The speaker", "the voice": "The voice"}
_CHINESE_END = re.compile(
    r"(?:来|慢慢地|缓缓地)?(?:地)?(?:朗读|读|念|说)(?:这段话|这段文字|这句话|出来|一下)?(?:吗|好吗)?(?=[。？?！，]|$)"
)


def as_statement(description: str, language: str) -> str | None:
    """Return what a request asks for as a statement; None where it cannot be cut out.

    Examples
    --------
    >>> as_statement("Could you read this in a low woman's voice, please?", "english")
    "A low woman's voice."
    """
    text = _POLITE.sub(_between, description).strip()
    if sounds := _MAKE_SOUND.match(text):
        return f"{_PERSONS[sounds[1].lower()]} sounds {text[sounds.end() :]}"
    match = _ASKS[language].match(text)
    if not match or match.end() == len(text):
        told = _TELLS.sub(lambda verb: _DOING[verb[1].lower()], text) if language == "english" else text
        ended = _ended(told)
        return ended if ended != text else None
    rest = text[match.end() :]
    if language == "chinese":
        rest = _CHINESE_END.sub("", rest)
    stated = _ended(_AND_TELLS.sub(lambda verb: f", {_DOING[verb[1].lower()].lower()}", rest[0].upper() + rest[1:]))
    how = match.groupdict().get("how")
    return _FIRST_END.sub(rf", speaking {how}\g<0>", stated, count=1) if how else stated


def _between(polite: re.Match[str]) -> str:
    """Return what stays of "please" between two words: a space."""
    after = polite.string[polite.end() : polite.end() + 1]
    return " " if polite.start() and after.isalnum() else ""


def _ended(text: str) -> str:
    """Return a text with a full stop in place of its first question mark."""
    return _QUESTION.sub(lambda mark: "。" if "？" in mark[0] else ".", text, count=1)
