"""`studio doctor`: shows what is installed and what the studio uses."""

from studio.cli.options import AsJson, Backend, BaseModel, Home, ModelName
from studio.cli.output import print_facts, print_json, print_line


def doctor(
    as_json: AsJson = False,
    backend: Backend = "auto",
    model: ModelName = None,
    base_model: BaseModel = None,
    home: Home = None,
) -> int:
    """Show versions, the backend, models, memory and folders.

    The exit code is 1 if no backend can speak, or the library cannot be used.
    """
    from studio.diagnostics.doctor import examine

    findings = examine(home, backend, model)
    if as_json:
        print_json(findings)
    else:
        for section, facts in findings.items():
            print_line(section)
            print_facts([(name, _in_words(value)) for name, value in facts.items()], width=15, indent="  ")
    return 1 if findings["backend"]["chosen"] == "none" or findings["library"]["state"] != "fine" else 0


def _in_words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(value) or "–"
    return "–" if value is None or value == "" else str(value)
