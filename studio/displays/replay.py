"""A take that was made again from its recipe."""

from markupsafe import Markup

from studio.auditions.replay import Replay
from studio.displays.clip import clip_html
from studio.displays.player import faint
from studio.domain.clip import Clip

_WORDS = {True: "The same, sample by sample.", False: "Not the same.", None: "Made again; there is nothing to compare."}


def replay_html(replay: Replay) -> Markup:
    """Return whether it is the same, why not, and the new sound."""
    made = Clip(replay.samples, replay.sample_rate, "Made again", text=replay.recipe.text, recipe=replay.recipe)
    differs = f" The largest difference is {replay.difference:.2g} of full scale." if replay.difference else ""
    reasons = Markup("").join(map(faint, replay.reasons))
    return Markup("<p><b>{}</b>{}</p>{}{}").format(_WORDS[replay.same], differs, reasons, clip_html(made))
