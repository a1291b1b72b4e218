"""Everything that `from studio import …` gives, and nothing else."""

from studio.audition import Audition, AuditionState, TakeState
from studio.consistency import Consistency, ConsistencyTest
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
from studio.listening.listening import Offer
from studio.listening.outcome import Outcome
from studio.listening.trial import ListeningTest
from studio.models.shelf import Model, ModelShelf
from studio.models.task import Task, TaskState
from studio.replay import Replay
from studio.session import Studio
from studio.sound.checks import Flag
from studio.sound.measurements import Measurements
from studio.voice.library import LibraryEntry
from studio.voice.preset import Preset
from studio.voice.rating import Rating
from studio.voice.recipe import Recipe, Sampling
from studio.voice.take import Take
from studio.voice.variant import Variant
from studio.voice.voice import Voice

__all__ = [
    "AlreadyExists",
    "Audition",
    "AuditionState",
    "Cancelled",
    "Consistency",
    "ConsistencyTest",
    "EngineBusy",
    "EngineClosed",
    "EngineError",
    "EngineFailed",
    "EngineStatus",
    "Flag",
    "HubUnreachable",
    "InvalidInput",
    "LibraryEntry",
    "ListeningTest",
    "Measurements",
    "Model",
    "ModelMissing",
    "ModelShelf",
    "ModelUnusable",
    "NotFound",
    "Offer",
    "Outcome",
    "Preset",
    "Rating",
    "Recipe",
    "Replay",
    "Sampling",
    "StorageFailed",
    "Studio",
    "StudioError",
    "Take",
    "TakeFailed",
    "TakeRepeated",
    "TakeState",
    "Task",
    "TaskState",
    "TookTooLong",
    "Variant",
    "Voice",
    "WorkerCrashed",
]
