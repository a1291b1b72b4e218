"""What the page is told: the session's objects as plain JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from studio.auditions.audition import TakeState
from studio.domain.backends import clones_voices, is_neural
from studio.domain.take import Take
from studio.errors import Cancelled, StudioError
from studio.models.catalogue import memory_of_both, recommended

if TYPE_CHECKING:
    from studio.auditions.audition import Audition
    from studio.engine.status import EngineStatus
    from studio.models.shelf import Model
    from studio.models.task import Task
    from studio.session import Studio
    from studio.store.presets import Preset
    from studio.store.ratings import Rating

Json = dict[str, Any]


def engine_json(status: "EngineStatus", working: "Audition | None") -> Json:
    """Say what the engine line shows.

    Parameters
    ----------
    status : EngineStatus
        Of the session.
    working : Audition or None
        What is made for this page's process.

    Returns
    -------
    dict
        state, backend, preview (True if it has no neural model), model, reason, beside, progress, queued, pid,
        restarts, error, log, takes ([made, asked for] while it works, or None), memory: bytes of the process now, of
        its model now and at its peak, or None, and held: bytes of both together now and at most, or None.
    """
    takes = working.state.takes if working is not None else ()
    return {
        "state": status.state,
        "backend": status.backend,
        "preview": not is_neural(status.backend),
        "model": status.model,
        "reason": status.reason,
        "beside": status.beside,
        "progress": status.progress,
        "queued": status.queued,
        "pid": status.pid,
        "restarts": status.restarts,
        "takes": [sum(each.take is not None for each in takes), len(takes)] if takes else None,
        "memory": list(status.memory) if status.memory else None,
        "held": list(status.held) if status.held else None,
        "error": problem(status.error) if status.error else None,
        "log": list(status.log_tail)[-40:],
    }


def models_json(studio: "Studio") -> Json:
    """Say which models there are, what of them is on this machine, and how their downloads are.

    Returns
    -------
    dict
        memory: bytes of this machine; both: bytes of the recommended two together; backend; models, each with what
        `Model` has, its name, whether the studio speaks with it, and its download: phase, done, total, rate, seconds
        left and problem, or None.
    """
    shelf, status = studio.models, studio.status
    speaking = {status.model, studio.base_model}
    downloads = shelf.downloads
    return {
        "memory": shelf.memory_bytes,
        "both": memory_of_both(*recommended(shelf.memory_bytes)),
        "backend": status.backend,
        "preview": not is_neural(status.backend),
        "models": [_model(each, speaking, downloads.get(each.model)) for each in shelf],
    }


def _model(model: "Model", speaking: set[str | None], task: "Task | None") -> Json:
    known = asdict(model) | {"name": model.name, "speaking": model.model in speaking, "download": None}
    download = task.state if task is not None else None
    if download is None or download.phase == "done":
        return known
    failed = download.error if not isinstance(download.error, Cancelled) else None
    return known | {
        "download": {
            "phase": download.phase,
            "done": download.done,
            "total": download.total,
            "rate": download.rate,
            "left": download.seconds_left,
            "problem": problem(failed) if failed else None,
        }
    }


def audition_json(audition: "Audition") -> Json:
    """Say how an audition of this process stands, with every take that is finished."""
    state = audition.state
    return {
        "id": audition.id,
        "phase": state.phase,
        "position": state.position,
        "error": problem(state.error) if state.error else None,
        "takes": [_slot(take) for take in state.takes],
    }


def stored_json(takes: Sequence[Take]) -> Json:
    """Say the same of an audition that only the library remembers."""
    return {
        "id": takes[0].audition,
        "phase": "done",
        "position": 0,
        "error": None,
        "takes": [_slot(TakeState(take.position, take.recipe.seed, 1.0, take, take.duration)) for take in takes],
    }


def take_json(take: Take) -> Json:
    """Say what a card shows of a take, and where its sound and its picture are."""
    return {
        "id": take.id,
        "position": take.position,
        "seed": take.recipe.seed,
        "backend": take.recipe.backend,
        "clones": clones_voices(take.recipe.backend),
        "duration": take.duration,
        "audio": f"/studio/takes/{take.id}.flac",
        "view": f"/studio/views/view.json?ref=take:{take.id}",
    }


def rating_json(rating: "Rating") -> Json:
    """Say what was decided about a take."""
    return {"verdict": rating.verdict, "starred": rating.starred, "note": rating.note}


def preset_json(preset: "Preset") -> Json:
    """Say what a card shows of a preset, and where its sound and its picture are."""
    version = int(preset.created.timestamp() * 1000)  # a preset that was replaced keeps its slug
    slug = quote(preset.slug, safe="")
    return {
        "slug": preset.slug,
        "name": preset.name,
        "description": preset.recipe.description,
        "text": preset.recipe.text,
        "seed": preset.recipe.seed,
        "backend": preset.recipe.backend,
        "clones": clones_voices(preset.recipe.backend),
        "tags": list(preset.tags),
        "notes": preset.notes,
        "starter": preset.starter,
        "duration": preset.duration,
        "created": preset.created.isoformat(),
        "audio": f"/studio/presets/{slug}.flac?v={version}",
        "view": f"/studio/views/view.json?ref=preset:{slug}",
    }


def problem(error: StudioError) -> Json:
    """Say an error the way the page shows it: what happened, what to do, and at which field."""
    return {
        "code": error.code,
        "what": error.what,
        "next_step": error.next_step,
        "field": error.details.get("field"),
        "details": _known(error),
    }


def _known(error: StudioError) -> list[str]:
    """Say what else is known of an error, line by line, for who asks for it."""
    details = error.details
    said = [f"{name}: {details[name]}" for name in ("signal", "job", "report") if details.get(name)]
    return [*said, *(str(line) for line in details.get("log", ()))]


def _slot(state: TakeState) -> Json:
    return {
        "position": state.position,
        "seed": state.seed,
        "fraction": state.fraction,
        "sounded": round(state.sounded, 2),
        "repeated": state.repeated,
        "take": take_json(state.take) if state.take else None,
    }
