"""Owns what Linux tells of processes: CPU time of a process with all its children, and resident memory."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_KIB_PER_MIB = 1024
_USER, _SYSTEM = 11, 12  # proc(5), /proc/pid/stat, counted from the field after the command's name


def family(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text(encoding="ascii").split():
            found += family(int(child))
    return found


def cpu_seconds(pids: list[int]) -> float:
    """Return the user and system time of these processes, in steps of a clock tick (10 ms)."""
    return sum(_ticks(pid) for pid in pids) / _TICKS


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return int(fields[_USER]) + int(fields[_SYSTEM])


def resident_mib_of(pids: list[int]) -> float:
    """Return the resident memory of the largest of these processes: the worker, not its parent."""
    return max(_resident_mib(f"/proc/{pid}/status", "VmRSS") for pid in pids)


def resident_mib(measure: str = "VmRSS") -> float:
    """Return this process's own resident memory: `VmRSS` now, `VmHWM` at its highest."""
    return _resident_mib("/proc/self/status", measure)


def _resident_mib(status: str, measure: str) -> float:
    for line in Path(status).read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{measure}:"):
            return int(line.split()[1]) / _KIB_PER_MIB
    raise LookupError(measure)
