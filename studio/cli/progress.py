"""How far takes are, on a terminal."""

import sys

from studio import Audition, AuditionState, Studio, Take


def watch(audition: Audition) -> list[Take]:
    """Show the progress on a terminal, and wait for the takes; Ctrl-C stops the model too."""
    shown = sys.stderr.isatty()
    try:
        for state in audition.follow():
            if shown:
                print(f"\r\x1b[K{_progress(state)}", end="", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        audition.cancel()
        raise
    finally:
        if shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    return audition.wait()


def _progress(state: AuditionState) -> str:
    if state.phase == "queued":
        return "starting …" if state.position <= 1 else f"waiting, {state.position} in the queue …"
    bars = "  ".join(f"{take.position + 1}: {take.fraction:4.0%}" for take in state.takes)
    return f"{len(state.finished)} of {len(state.takes)} takes   {bars}"


def tell_beside(studio: Studio) -> None:
    """Say where a second model is loaded, so that nobody loads two of some gigabytes without knowing."""
    if studio.status.beside:
        print(f"studio: {studio.status.beside}", file=sys.stderr)
