"""The comparison player of the page as a notebook widget."""

# mypy: disable-error-code="untyped-decorator"
# traitlets has no types for `observe` and `validate`.

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from traitlets import Bool, Tuple, Unicode, observe, validate

from studio.displays.player import MOST_TOGETHER
from studio.errors import InvalidInput
from studio.notebook.clip_widget import ClipWidget
from studio.notebook.sources import Playable, clips_by_label
from studio.notebook.standalone import standalone_page
from studio.notebook.still import sound_rows

_MOST = 8
SHOWN = ("spectrogram", "f0", "energy", "syllables", "difference")


class Comparison(ClipWidget):
    """Compare up to eight clips in a notebook cell: hear, see, pick and reject them.

    Parameters
    ----------
    clips : iterable of clips, or mapping of str to clip
        One to eight takes, presets and their deliveries, paths of sound files, or pairs of samples and their rate; by
        their names, or in order.
    labels : iterable of str, optional
        What to call them, one each; their names by default, or "take 1 · seed 7".
    **traits
        Values of the traits below, such as `matched=False`.

    Attributes
    ----------
    active : str
        The label of the clip that is heard.
    playing : bool
        Whether it sounds. The browser starts no sound before the first click or key on its page.
    position : float
        Seconds.
    region : tuple of (float, float) or None
        Start and end in seconds of the part that is looped.
    speed : float
        0.5 to 1.5, at the same pitch.
    matched : bool
        Whether the clips are played equally loud.
    order : tuple of str
        The labels of the clips that are shown, in their order.
    show : tuple of str
        What is drawn beside the waveform: "spectrogram", "f0", "energy", "syllables", "difference". F0, syllables and
        difference are computed when they are first shown.
    chosen : str or None
        The label of the clip that was picked.
    rejected : tuple of str
        The labels of those that were rejected.
    value : str or None
        The same as `chosen`.

    Raises
    ------
    InvalidInput
        If there are no clips, or more than eight, or one is no clip.

    Examples
    --------
    >>> comparison = Comparison(takes)  # doctest: +SKIP
    >>> comparison.observe(lambda change: print("picked", change.new), "chosen")  # doctest: +SKIP
    """

    _view = "comparison"
    _primary = "chosen"

    active = Unicode().tag(sync=True)
    matched = Bool(True).tag(sync=True)
    order = Tuple().tag(sync=True)
    show = Tuple(default_value=("spectrogram",)).tag(sync=True)
    chosen = Unicode(None, allow_none=True).tag(sync=True)
    rejected = Tuple().tag(sync=True)
    value = Unicode(None, allow_none=True).tag(sync=True)

    def __init__(
        self,
        clips: "Iterable[Playable] | Mapping[str, Playable]",
        labels: Iterable[str] | None = None,
        **traits: Any,
    ) -> None:
        found = clips_by_label(clips, labels)
        if not 1 <= len(found) <= _MOST:
            raise InvalidInput(
                f"{len(found)} clips cannot be compared.", f"Pass 1 to {_MOST}.", details={"field": "clips"}
            )
        self._labels = tuple(found)
        super().__init__(**{"order": self._labels, "active": self._labels[0], **traits})
        self.show_clips(found)

    def to_html(self, path: str | Path | None = None) -> str:
        """Return the comparison as an HTML page of its own, with the player and the exact sound.

        Parameters
        ----------
        path : str or pathlib.Path, optional
            A file that the page is written to as well.

        Raises
        ------
        OSError
            If the file cannot be written.
        """
        page = standalone_page(self)
        if path is not None:
            Path(path).write_text(page, encoding="utf-8")
        return page

    def still(self, most_seconds: float = MOST_TOGETHER) -> str:
        """Return the picture and the sound of each clip that is shown, in their order, and what was decided."""
        decided = dict.fromkeys(self.rejected, "rejected") | ({self.chosen: "chosen"} if self.chosen else {})
        shown = [label for label in self.order if label in self.clips]
        return str(sound_rows(((label, decided.get(label, ""), self.clips[label]) for label in shown), most_seconds))

    def __repr__(self) -> str:
        return f"<Comparison of {', '.join(self._labels)}>"

    @observe("chosen", "rejected", "order")
    def _decided(self, _change: object) -> None:
        self.update_still()

    @validate("active", "chosen")
    def _check_label(self, proposal: Any) -> Any:
        if proposal["value"] is not None:
            self._check(proposal["value"])
        return proposal["value"]

    @validate("order", "rejected")
    def _check_labels(self, proposal: Any) -> Any:
        labels = tuple(proposal["value"])
        for label in labels:
            self._check(label)
        if len(set(labels)) != len(labels) or (proposal["trait"].name == "order" and not labels):
            raise InvalidInput(f"{labels} are not different labels.", f"Use some of: {', '.join(self._labels)}.")
        return labels

    @validate("show")
    def _check_show(self, proposal: Any) -> Any:
        shown = tuple(proposal["value"])
        if unknown := [name for name in shown if name not in SHOWN]:
            raise InvalidInput(f"There is no view {unknown[0]!r:.40}.", f"Use some of: {', '.join(SHOWN)}.")
        return shown

    def _check(self, label: Any) -> None:
        if label not in self._labels:
            raise InvalidInput(f"There is no clip {label!r:.60} here.", f"Use one of: {', '.join(self._labels)}.")
