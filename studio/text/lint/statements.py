"""Turns a request into a statement, where what it asks for can be cut out of it."""

import re

_POLITE = re.compile(
    r"[,]?\s*\b(?:please|thanks|thank you)\b[,]?\s*|,?\s*s[’']il (?:te|vous) pla[iî]t\s*", re.IGNORECASE
)
#: What is cut off at the start, up to the article of what is asked for.
_ASKS = {
    "english": re.compile(
        r"^(?:hi|hello|hey)?[,!]?\s*(?:(?:could|can|would|will) you\s+)?"
        r"(?:i(?: a|[’'])?m looking for|we(?: are|[’']re) looking for|looking for"
        r"|(?:i|we)(?: would|[’']d)? (?:want|need|wish|like|love)(?: (?:to hear|to have|you to (?:use|create|make)))?"
        r"|(?:make|give|get|find|let|show|help)(?: me| us)?(?: (?:hear|have))?"
        r"|generate|create|produce|design|use|do|try|synthesi[sz]e|record|imagine"
        r"|(?:read|say|speak|talk)(?: (?:this|that|it|the text|everything|aloud|out loud|slowly))*"
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
        r"^(?:请你?|麻烦你?|我想要?|我要|我需要|我希望|帮我|给我|请?生成|请?用|能不能|能否|可以)+(?:用|以|一个|生成|找|听)*"
    ),
}
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
    text = _POLITE.sub(lambda match: " " if match.start() else "", description).strip()
    if sounds := _MAKE_SOUND.match(text):
        return f"{_PERSONS[sounds[1].lower()]} sounds {text[sounds.end() :]}"
    match = _ASKS[language].match(text)
    if not match or match.end() == len(text):
        return None
    rest = text[match.end() :]
    if language == "chinese":
        rest = _CHINESE_END.sub("", rest)
    stated = rest[0].upper() + rest[1:]
    if stated.endswith(("?", "？")):
        stated = stated[:-1].rstrip() + (".", "。")[stated.endswith("？")]
    return stated
