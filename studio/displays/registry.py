"""Which function shows which kind of object. To add a kind: a module, and its line in `RENDERERS`."""

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from studio.adherence.followed import Follow
from studio.audio.checks import Flag, Flags
from studio.audio.metrics import Measurements
from studio.auditions.consistency import Consistency
from studio.auditions.replay import Replay
from studio.displays.clip import clip_html
from studio.displays.consistency import consistency_html
from studio.displays.flags import flag_html, flags_html
from studio.displays.follow import follow_html
from studio.displays.found import found_html
from studio.displays.frame import framed
from studio.displays.measurements import measurements_html
from studio.displays.moved import moved_html
from studio.displays.outcome import outcome_html
from studio.displays.preset import preset_html
from studio.displays.reading import reading_html
from studio.displays.replay import replay_html
from studio.displays.report import report_html
from studio.displays.shelf import shelf_html
from studio.displays.takes import takes_html
from studio.displays.versions import diff_html, versions_html
from studio.domain.clip import Clip
from studio.domain.takes import Takes
from studio.errors import StudioError
from studio.listening.outcome import Outcome
from studio.reports.report import Report
from studio.store.preset_folder import Preset
from studio.store.preset_list import PresetList
from studio.store.search.take_search import Found
from studio.text.reading.reading import Reading
from studio.versions.moved import Moved
from studio.versions.tree import VersionTree
from studio.versions.word_diff import WordDiff

#: What is shown of an object, by its type; a type without a line is shown as the first of its bases that has one.
RENDERERS: Mapping[type, Callable[[Any], Markup]] = {
    Clip: clip_html,
    Takes: takes_html,
    Preset: preset_html,
    PresetList: shelf_html,
    Reading: reading_html,
    Measurements: measurements_html,
    Flag: flag_html,
    Flags: flags_html,
    Follow: follow_html,
    Moved: moved_html,
    Found: found_html,
    VersionTree: versions_html,
    WordDiff: diff_html,
    Outcome: outcome_html,
    Replay: replay_html,
    Consistency: consistency_html,
    Report: report_html,
}


def html_of(shown: object) -> str:
    """Return an object as HTML; what is wrong, where it cannot be shown, such as a preset whose sound is gone.

    Raises
    ------
    KeyError
        If there is no renderer for its type.
    """
    renderer = next(RENDERERS[kind] for kind in type(shown).__mro__ if kind in RENDERERS)
    try:
        content = renderer(shown)
    except StudioError as error:
        content = Markup("<p>{}</p><p class='faint'>{}</p>").format(repr(shown), str(error))
    return str(framed(content))
