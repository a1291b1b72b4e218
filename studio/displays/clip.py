"""A clip or take: its label, its sound, and the words that made it."""

from markupsafe import Markup

from studio.displays.player import is_generated, player
from studio.displays.words import beginning, length
from studio.domain.clip import Clip


def clip_html(clip: Clip) -> Markup:
    """Return a clip as a small card."""
    return Markup('<div class="one"><b>{}</b> <span class="faint">{}</span>{}{}{}</div>').format(
        clip.label, facts(clip), player(clip), description_html(clip), text_html(clip)
    )


def facts(clip: Clip) -> str:
    """Return length in one line, with the seed where the studio made it."""
    seconds = length(clip.duration)
    return f"{seconds} · seed {clip.recipe.seed}" if clip.recipe and is_generated(clip) else seconds


def description_html(clip: Clip) -> Markup:
    """Return how the voice was described; nothing where that is not known."""
    return Markup("<p>{}</p>").format(beginning(clip.description)) if clip.description else Markup()


def text_html(clip: Clip) -> Markup:
    """Return what is spoken, of a long text its beginning; nothing where that is not known."""
    return Markup('<p class="faint">“{}”</p>').format(beginning(clip.text)) if clip.text else Markup()
