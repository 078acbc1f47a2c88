"""Keeps the garbage collector out of a process's start."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Around what puts a process together: modules, classes, routes.

    None of it becomes garbage, but looking for some takes a tenth of the start, and would take
    its time again with every full collection later on; so what was made is left out of those.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
