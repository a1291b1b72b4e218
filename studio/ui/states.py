"""What the page is told: the session's objects as plain JSON."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from studio.errors import StudioError
from studio.voice.take import Take

if TYPE_CHECKING:
    from studio.audition import Audition, TakeState
    from studio.engine.status import EngineStatus
    from studio.voice.preset import Preset

Json = dict[str, Any]


def engine_json(status: "EngineStatus", running: "Audition | None") -> Json:
    """Say what the engine line shows.

    Parameters
    ----------
    status : EngineStatus
        Of the session.
    running : Audition or None
        What this page's process waits for.

    Returns
    -------
    dict
        state, backend, model, reason, progress, queued, pid, restarts, error, log, takes ([made, asked for] while it
        works, or None), and memory: bytes of the process now, of its model now and at its peak, or None.
    """
    takes = running.state.takes if running is not None and running.state.phase == "working" else ()
    return {
        "state": status.state,
        "backend": status.backend,
        "model": status.model,
        "reason": status.reason,
        "progress": status.progress,
        "queued": status.queued,
        "pid": status.pid,
        "restarts": status.restarts,
        "takes": [sum(each.take is not None for each in takes), len(takes)] if takes else None,
        "memory": list(status.memory) if status.memory else None,
        "error": problem(status.error) if status.error else None,
        "log": list(status.log_tail)[-40:],
    }


def audition_json(audition: "Audition") -> Json:
    """Say how an audition of this process stands, with every take that is finished."""
    state = audition.state
    return {
        "id": audition.id,
        "phase": state.phase,
        "position": state.position,
        "error": problem(state.error) if state.error else None,
        "takes": [_slot(each) for each in state.takes],
    }


def stored_json(takes: Sequence[Take]) -> Json:
    """Say the same of an audition that only the library remembers."""
    return {
        "id": takes[0].audition,
        "phase": "done",
        "position": 0,
        "error": None,
        "takes": [
            {"position": take.position, "seed": take.recipe.seed, "fraction": 1.0, "take": take_json(take)}
            for take in takes
        ],
    }


def take_json(take: Take) -> Json:
    """Say what a card shows of a take, and where its sound and its picture are."""
    return {
        "id": take.id,
        "position": take.position,
        "seed": take.recipe.seed,
        "duration": take.duration,
        "audio": f"/studio/takes/{take.id}.flac",
        "view": f"/studio/views/take/{take.id}.json",
    }


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
        "tags": list(preset.tags),
        "notes": preset.notes,
        "starter": preset.starter,
        "duration": preset.duration,
        "created": preset.created.isoformat(),
        "audio": f"/studio/presets/{slug}.flac?v={version}",
        "view": f"/studio/views/preset/{slug}.json?v={version}",
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


def _slot(state: "TakeState") -> Json:
    return {
        "position": state.position,
        "seed": state.seed,
        "fraction": state.fraction,
        "take": take_json(state.take) if state.take else None,
    }
