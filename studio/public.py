"""The public interface: everything that `from studio import …` provides."""

from studio.adherence.followed import Follow, Followed
from studio.audio.checks import Flag, Flags
from studio.audio.measurements import measurement_methods
from studio.audio.measurements.measurement import Measurement
from studio.audio.metrics import Measurements
from studio.audio.significance import Difference
from studio.auditions.audition import Audition
from studio.auditions.audition_state import AuditionState, TakeState
from studio.auditions.batch import Batch
from studio.auditions.consistency import Consistency, ConsistencyTest
from studio.auditions.delivery_proposal import DeliveryProposal, ProposedDelivery
from studio.auditions.remix import Remix
from studio.auditions.replay import Replay
from studio.clips.lookup import ClipLike
from studio.clips.measuring import ClipComparison, MeasuredClip
from studio.domain.clip import Clip
from studio.domain.delivery import Delivery
from studio.domain.lineage import Lineage
from studio.domain.recipe import Recipe, Sampling
from studio.domain.request import Request
from studio.domain.rich_display import draw_with as _draw_with
from studio.domain.sketch_voice import SketchVoice
from studio.domain.take import Take
from studio.domain.takes import Takes
from studio.domain.voice import Voice
from studio.engine.status import EngineStatus
from studio.errors import (
    AlreadyExists,
    Cancelled,
    EngineBusy,
    EngineClosed,
    EngineError,
    EngineFailed,
    HubUnreachable,
    InvalidInput,
    ModelMissing,
    ModelUnusable,
    NotFound,
    StorageFailed,
    StudioError,
    TakeFailed,
    TakeRepeated,
    TookTooLong,
    WorkerCrashed,
)
from studio.exchange.exporting import Exported
from studio.exchange.importing import Imported
from studio.listening.listening_test import AbxTrial, ListeningTest, PairTrial
from studio.listening.outcome import Outcome
from studio.listening.statistics import trials_needed
from studio.models.shelf import Model, ModelShelf
from studio.models.task import Task, TaskState
from studio.reports.report import Report
from studio.session import Studio
from studio.store.library_entry import LibraryEntry
from studio.store.preset_folder import Preset
from studio.store.ratings import Rating
from studio.store.retention import RetentionRule
from studio.store.search.take_search import Found
from studio.store.sound_info import SoundInfo, recipe_of, sound_info
from studio.sweeps.running import RunningSweep
from studio.sweeps.sweep import Sweep
from studio.sweeps.swept_take import SweptTake
from studio.text import edit
from studio.text.description import Mention, Traits, read_traits
from studio.text.edit import Edit
from studio.text.reading import Fix, Note, Reading, Understood, read
from studio.text.sample_texts import sample_text, suitable_text
from studio.text.starters import Starter, starter_descriptions
from studio.versions.moved import Moved
from studio.versions.sweep import SweepGrid, SweepResult
from studio.versions.tree import TreeVersion
from studio.workspace import Workspace

__all__ = [
    "AbxTrial",
    "AlreadyExists",
    "Audition",
    "AuditionState",
    "Batch",
    "Cancelled",
    "Clip",
    "ClipComparison",
    "ClipLike",
    "Consistency",
    "ConsistencyTest",
    "Delivery",
    "DeliveryProposal",
    "Difference",
    "Edit",
    "EngineBusy",
    "EngineClosed",
    "EngineError",
    "EngineFailed",
    "EngineStatus",
    "Exported",
    "Fix",
    "Flag",
    "Flags",
    "Follow",
    "Followed",
    "Found",
    "HubUnreachable",
    "Imported",
    "InvalidInput",
    "LibraryEntry",
    "Lineage",
    "ListeningTest",
    "MeasuredClip",
    "Measurement",
    "Measurements",
    "Mention",
    "Model",
    "ModelMissing",
    "ModelShelf",
    "ModelUnusable",
    "Moved",
    "NotFound",
    "Note",
    "Outcome",
    "PairTrial",
    "Preset",
    "ProposedDelivery",
    "Rating",
    "Reading",
    "Recipe",
    "Remix",
    "Replay",
    "Report",
    "Request",
    "RetentionRule",
    "RunningSweep",
    "Sampling",
    "SketchVoice",
    "SoundInfo",
    "Starter",
    "StorageFailed",
    "Studio",
    "StudioError",
    "Sweep",
    "SweepGrid",
    "SweepResult",
    "SweptTake",
    "Take",
    "TakeFailed",
    "TakeRepeated",
    "TakeState",
    "Takes",
    "Task",
    "TaskState",
    "TookTooLong",
    "Traits",
    "TreeVersion",
    "Understood",
    "Voice",
    "WorkerCrashed",
    "Workspace",
    "edit",
    "measurement_methods",
    "read",
    "read_traits",
    "recipe_of",
    "sample_text",
    "sound_info",
    "starter_descriptions",
    "suitable_text",
    "trials_needed",
]


def _html_of(shown: object) -> str:
    from studio.displays.registry import html_of  # only a notebook asks

    return html_of(shown)


_draw_with(_html_of)
