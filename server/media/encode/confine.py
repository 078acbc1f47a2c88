"""Bounds a process puts on itself before it touches hostile bytes."""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import threading
from pathlib import Path

from server.media.encode.plan import Limits

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_IOPRIO_SET = {"x86_64": 251, "aarch64": 30}  # system call numbers
_IOPRIO_BEST_EFFORT_LOWEST = 2 << 13 | 7  # linux/ioprio.h


def confine(limits: Limits, parent: int) -> None:
    """Lower priority, die with `parent`, and never use more than `limits`.

    Address space is limited to what is mapped now plus `memory_mb`; call after imports.
    """
    die_with(parent)
    _polite(limits.nice)
    _bound(resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 5)
    _bound(resource.RLIMIT_FSIZE, limits.file_mb << 20)
    _bound(resource.RLIMIT_NOFILE, limits.open_files)
    _bound(resource.RLIMIT_CORE, 0)
    mapped = _mapped()
    if mapped:
        _bound(resource.RLIMIT_AS, mapped + (limits.memory_mb << 20))


def die_with(parent: int) -> None:
    """End when the parent does: by the kernel on Linux, by watching for it elsewhere."""
    if platform.system() != "Linux":
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it was faster
        os._exit(1)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        threading.Event().wait(1.0)
    os._exit(1)


def _polite(nice: int) -> None:
    os.nice(nice)
    call = _IOPRIO_SET.get(platform.machine())
    if platform.system() == "Linux" and call is not None:
        ctypes.CDLL(None, use_errno=True).syscall(call, 1, 0, _IOPRIO_BEST_EFFORT_LOWEST)


def _bound(kind: int, soft: int, hard: int | None = None) -> None:
    """Set a limit, never above the one already given."""
    ceiling = resource.getrlimit(kind)[1]
    hard = soft if hard is None else hard
    if ceiling != resource.RLIM_INFINITY:
        soft, hard = min(soft, ceiling), min(hard, ceiling)
    resource.setrlimit(kind, (soft, hard))


def _mapped() -> int:
    """Bytes of address space in use; 0 where the system does not tell."""
    path = Path("/proc/self/statm")
    if not path.exists():
        return 0
    return int(path.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
