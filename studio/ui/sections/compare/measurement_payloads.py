"""The measurements of clips: what was measured, what may be wrong, and how clips differ."""

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Self

from studio.adherence.clip import follow_clip
from studio.adherence.followed import Followed
from studio.audio.measurements import MEASUREMENTS
from studio.audio.significance import told
from studio.ui.payloads import Json

if TYPE_CHECKING:
    from studio.clips.measuring import ClipComparison, MeasuredClip


@dataclass(frozen=True)
class MethodPayload:
    """A measurement's name, label and unit, and how it is measured."""

    name: str
    label: str
    unit: str
    how: str


@dataclass(frozen=True)
class FollowedPayload:
    """The verdict about one dimension; the fields of `studio.adherence.followed.Followed` that the page shows."""

    dimension: str
    said: str
    measured: float | None
    unit: str
    digits: int
    verdict: str
    range: tuple[float | None, float | None] | None
    source: str
    reason: str

    @classmethod
    def of(cls, each: Followed) -> Self:
        """Return the payload of a verdict."""
        return cls(**{field.name: getattr(each, field.name) for field in fields(cls)})


@dataclass(frozen=True)
class MeasuredPayload:
    """A clip's measurements.

    Parameters
    ----------
    measurements : dict
        `studio.audio.metrics.Measurements.to_json`.
    shown : dict of str to str
        The values as text, by the name of the measurement.
    flags : list of dict
        The fields of `studio.audio.checks.Flag`.
    differences : dict
        By measurement, how the clip differs from the first one, with the text to show.
    told : list of str
        The measurements whose differences are told in words, the most audible first.
    follow : list of FollowedPayload
        What its description asks, and whether it does that.
    """

    id: str
    label: str
    measurements: Json
    shown: dict[str, Any]
    flags: list[Json]
    differences: dict[str, Json]
    told: list[str]
    follow: list[FollowedPayload]

    @classmethod
    def of(cls, clip: "MeasuredClip") -> Self:
        """Return the payload of a measured clip."""
        found, differences = clip.measurements, clip.differences
        return cls(
            id=clip.ref,
            label=clip.label,
            measurements=found.to_json(),
            shown={name: each.show(found.values.get(name)) for name, each in MEASUREMENTS.items()},
            flags=[asdict(flag) for flag in clip.flags],
            differences={name: asdict(each) | {"shown": each.shown} for name, each in differences.items()},
            told=list(told(differences)),
            follow=[FollowedPayload.of(each) for each in follow_clip(clip).dimensions],
        )


@dataclass(frozen=True)
class MeasurementsPayload:
    """The measurements of several clips, and what a difference is judged by (`basis`)."""

    basis: str
    methods: list[MethodPayload]
    clips: list[MeasuredPayload]

    @classmethod
    def of(cls, found: "ClipComparison") -> Self:
        """Return the payload of a comparison."""
        methods = [MethodPayload(name, each.label, each.unit, each.tooltip) for name, each in MEASUREMENTS.items()]
        return cls(found.basis, methods, [MeasuredPayload.of(clip) for clip in found.clips])
