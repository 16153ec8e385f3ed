"""Memory still available to this process, so that a search is refused before it drives the machine into swapping.

Linux tells it in ``/proc/meminfo`` (``MemAvailable``: what can be had without swapping, proc(5)); a container or a job of a cluster may be
allowed less, by a control group of version 2 or 1 (the kernel's cgroup-v2.rst, memory.rst), a process by ``ulimit -v`` (getrlimit(2)).
Windows tells it by ``GlobalMemoryStatusEx``. macOS lends nearly all it has to its caches and gives it back, so that the whole memory of
the machine counts there. Where nobody tells, nothing is guessed.
"""

import ctypes
import os
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

LIBRARIES_BYTES = 1_000_000_000
"""Address space, measured on two cores; more cores take more."""
UNLIMITED = 1 << 60
"""Version 1 writes a number beyond this where it sets no limit."""


def available_bytes(root: Path = Path("/")) -> int | None:
    """Memory that this process can still have without swapping, in bytes; None where nobody tells.

    Parameters
    ----------
    root : Path
        Where ``proc`` and ``sys`` are.
    """
    if sys.platform == "win32":
        return _windows()
    known = [*_meminfo(root), *_groups(root), *_own_limit(root)]
    if not known and hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        known = [os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")]
    return max(0, min(known)) if known else None


def require_for_libraries() -> None:
    """Refuse a process whose own limit (``ulimit -v``) lies below what numerical libraries take to be loaded; some of them end it themselves.

    Raises
    ------
    MemoryError
        The limit is too low.
    """
    left = min(_own_limit(Path("/")), default=None)
    if left is not None and left < LIBRARIES_BYTES:
        needed = f"the libraries alone take about {LIBRARIES_BYTES / 1e9:.1f} GB"
        raise MemoryError(f"this process may have {max(0, left) / 1e9:.2f} GB more, and {needed}")


def _meminfo(root: Path) -> Iterator[int]:
    for line in _lines(root / "proc/meminfo"):
        if line.startswith("MemAvailable:"):
            yield int(line.split()[1]) * 1024


def _groups(root: Path) -> Iterator[int]:
    """What the control groups of this process leave it, from its own up to the outermost."""
    for line in _lines(root / "proc/self/cgroup"):
        _, kinds, name = line.split(":", 2)
        if not kinds:
            yield from _left(root / "sys/fs/cgroup", name, "memory.max", "memory.current", "inactive_file")
        elif "memory" in kinds.split(","):
            v1 = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
            yield from _left(root / "sys/fs/cgroup/memory", name, *v1)


def _left(base: Path, name: str, most: str, used: str, spare: str) -> Iterator[int]:
    """Limit less use, with the cached files that the kernel gives up first, of each group on the way up.

    Inside a container the group's own name may not be there: its files are then at the base.
    """
    own = PurePosixPath(name.strip("/"))
    for group in (own, *own.parents):
        limit, now = _number(base / group / most), _number(base / group / used)
        if limit is not None and now is not None and limit < UNLIMITED:
            cached = (line.split() for line in _lines(base / group / "memory.stat"))
            yield limit - now + sum(int(size) for key, size in cached if key == spare)


def _own_limit(root: Path) -> Iterator[int]:
    """What ``ulimit -v`` leaves."""
    try:
        import resource  # noqa: PLC0415  # Windows has none
    except ImportError:
        return
    most = resource.getrlimit(resource.RLIMIT_AS)[0]
    held = [int(line.split()[1]) * 1024 for line in _lines(root / "proc/self/status") if line.startswith("VmSize:")]
    if most not in (resource.RLIM_INFINITY, -1) and held:
        yield most - held[0]


def _windows() -> int | None:
    class Status(ctypes.Structure):
        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((name, ctypes.c_ulonglong) for name in ("total", "free", "page_total", "page_free")),
            *((name, ctypes.c_ulonglong) for name in ("virtual_total", "virtual_free", "extended_free")),
        )

    status = Status(length=ctypes.sizeof(Status))
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  # mypy on another system does not know it
    return int(status.free) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else None


def _number(file: Path) -> int | None:
    lines = _lines(file)
    return int(lines[0]) if lines and lines[0].strip().isdigit() else None


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
