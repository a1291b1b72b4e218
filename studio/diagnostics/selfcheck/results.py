"""The results of a self-check: plain data without anything personal."""

import platform
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from subprocess import SubprocessError, run
from typing import Any, Literal

import psutil

from studio.diagnostics.doctor import package_versions
from studio.diagnostics.selfcheck.privacy import without_personal_data
from studio.models.machine import device

FORMAT = 1
Outcome = Literal["done", "failed", "not run"]


@dataclass(frozen=True)
class PartResult:
    """The result of one part.

    Parameters
    ----------
    name, model : str
        What was tested, and with which model.
    outcome : str
        "done", "failed" or "not run".
    seconds : float
        How long it took.
    facts : mapping of str to Any
        Its figures, plain JSON data; those of a failed part are what was known before. The end of a name is its unit:
        `_s` for seconds, `_bytes`.
    error : str
        Why it failed or was not run.
    """

    name: str
    model: str
    outcome: Outcome
    seconds: float = 0.0
    facts: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""


@dataclass
class SelfCheckReport:
    """The results of a self-check so far.

    Parameters
    ----------
    started : datetime
        In UTC.
    parts : list of PartResult
        In the order in which they ran.
    seconds : float
        Duration so far.
    stopped : bool
        Whether Ctrl-C ended it.
    private : list of str
        Paths that are left out wherever they occur.
    """

    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    parts: list[PartResult] = field(default_factory=list)
    seconds: float = 0.0
    stopped: bool = False
    private: list[str] = field(default_factory=list)

    @property
    def failed(self) -> list[PartResult]:
        """The parts that failed."""
        return [part for part in self.parts if part.outcome == "failed"]

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data, without paths, user names or host names; the format is in `docs/selfcheck.md`."""
        data: dict[str, Any] = without_personal_data(
            {
                "selfcheck": FORMAT,
                "started": self.started.isoformat(timespec="seconds"),
                "seconds": round(self.seconds, 1),
                "stopped": self.stopped,
                "machine": _machine(),
                "versions": package_versions(),
                "parts": [asdict(part) for part in self.parts],
            },
            self.private,
        )
        return data


def _machine() -> dict[str, Any]:
    return {
        "system": _system(),
        "architecture": platform.machine(),
        "chip": _chip(),
        "cores": psutil.cpu_count(),
        "memory_bytes": psutil.virtual_memory().total,
        "mlx_runs_on": device(),
    }


def _system() -> str:
    return f"macOS {platform.mac_ver()[0]}" if sys.platform == "darwin" else f"{platform.system()} {platform.release()}"


def _chip() -> str:
    """Return the name of the processor, or "" if the system does not tell."""
    try:
        if sys.platform == "darwin":
            command = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
            return run(command, capture_output=True, text=True, timeout=5, check=True).stdout.strip()
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except (OSError, SubprocessError):
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
