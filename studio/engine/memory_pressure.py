"""Whether the machine is short of memory, so that processes wait for pages from disk."""

import re
import subprocess
import sys
from pathlib import Path

import psutil

_ON_MAC = sys.platform == "darwin"
_LEAST_AVAILABLE = 0.05  # of the memory
_STALLED_PERCENT = 5.0  # of the last ten seconds, in which all processes waited for memory
_PRESSURE_FILE = Path("/proc/pressure/memory")  # https://docs.kernel.org/accounting/psi.html
_FULL = re.compile(r"^full avg10=([\d.]+)", re.MULTILINE)
_SYSCTL = ("/usr/sbin/sysctl", "-n", "kern.memorystatus_vm_pressure_level")
_MAC_NORMAL = "1"  # 2 is a warning, 4 critical (XNU's `kVMPressure…` levels)


def under_memory_pressure() -> bool:
    """Return whether the system reports that memory is short; False if it does not tell."""
    if _ON_MAC:
        return _mac_level() not in ("", _MAC_NORMAL)
    memory = psutil.virtual_memory()
    return bool(memory.available < _LEAST_AVAILABLE * memory.total) or _stalled_percent() > _STALLED_PERCENT


def _mac_level() -> str:
    try:
        done = subprocess.run(_SYSCTL, capture_output=True, text=True, timeout=5, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()


def _stalled_percent() -> float:
    try:
        found = _FULL.search(_PRESSURE_FILE.read_text())
    except OSError:
        return 0.0
    return float(found[1]) if found else 0.0
