"""The studio: describe a voice in words, hear takes of it, keep the one you like as a preset.

The whole public interface is here; everything runs on this machine.
"""

from studio.audition import Audition, AuditionState, TakeState
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
    TookTooLong,
    WorkerCrashed,
)
from studio.session import Studio
from studio.voice.preset import Preset
from studio.voice.recipe import Recipe, Sampling
from studio.voice.take import Take

__version__ = "0.1.0"

__all__ = [
    "AlreadyExists",
    "Audition",
    "AuditionState",
    "Cancelled",
    "EngineBusy",
    "EngineClosed",
    "EngineError",
    "EngineFailed",
    "EngineStatus",
    "HubUnreachable",
    "InvalidInput",
    "ModelMissing",
    "ModelUnusable",
    "NotFound",
    "Preset",
    "Recipe",
    "Sampling",
    "StorageFailed",
    "Studio",
    "StudioError",
    "Take",
    "TakeFailed",
    "TakeState",
    "TookTooLong",
    "WorkerCrashed",
    "__version__",
]
