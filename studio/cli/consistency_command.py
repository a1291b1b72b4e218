"""`studio consistency`: tests whether a saved voice stays the same."""

from typing import TYPE_CHECKING, Any

from studio.cli.options import AsJson, Backend, BaseModel, Home, ModelName, VoiceName
from studio.cli.output import print_json, print_line
from studio.cli.progress import print_second_engine, print_warning, wait_for_takes

if TYPE_CHECKING:
    from studio import Consistency


def consistency(
    preset: VoiceName,
    as_json: AsJson = False,
    backend: Backend = "auto",
    model: ModelName = None,
    base_model: BaseModel = None,
    home: Home = None,
) -> None:
    """Test whether a saved voice stays the same over five texts."""
    from studio.session import Studio, auditions_of

    with Studio(home, backend, model, base_model) as studio:
        test = auditions_of(studio, warn=print_warning).consistency(preset)
        print_second_engine(studio)
        wait_for_takes(test.audition, quiet=as_json)
        found = test.wait()
    if as_json:
        print_json(_to_json(found))
    else:
        print_line(*_lines(found))


def _lines(found: "Consistency") -> list[str]:
    return [
        *(f"{line.similarity:.3f}  {line.text}" for line in found.lines),
        f"among themselves {min(found.among):.3f} to {max(found.among):.3f}; spread {found.spread:.3f}",
        *(f"{similarity:.3f}  another voice: {name}" for name, similarity in found.others[:3]),
        f"{found.conclusion}: {found.why}",
    ]


def _to_json(found: "Consistency") -> dict[str, Any]:
    return {
        "verdict": found.conclusion,
        "why": found.why,
        "spread": found.spread,
        "lines": [{"text": line.text, "take": line.take, "similarity": line.similarity} for line in found.lines],
        "among": list(found.among),
        "others": dict(found.others),
    }
