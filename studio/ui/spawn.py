"""The one bridge from widgets to coroutines: `spawn` starts one and answers for it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")
Report = Callable[[Exception], None]
log = logging.getLogger(__name__)
running: set[asyncio.Task[Any]] = set()  # the loop itself holds its tasks only weakly
occupied: dict[QWidget, asyncio.Task[Any]] = {}


def write_down(error: Exception) -> None:
    """Report of last resort: to the log."""
    log.error("A task failed", exc_info=error)


class Reports:
    """Whom to tell of an error that the caller does not handle; the application sets it."""

    default: Report = staticmethod(write_down)


def spawn(
    coro: Coroutine[Any, Any, T], *, busy: QWidget | None = None, on_error: Report | None = None
) -> asyncio.Task[T] | None:
    """Start a coroutine from a slot.

    `busy` is disabled while it runs, and refuses a second start (then the result is None). An
    error is told once, to `on_error` or to `Reports.default`; being cancelled is not an error.
    """
    import asyncio

    if busy is not None and busy in occupied:
        coro.close()
        return None
    task = asyncio.get_running_loop().create_task(coro)
    running.add(task)
    release = occupy(busy, task) if busy is not None else None
    task.add_done_callback(lambda done: finish(done, release, on_error))
    return task


def occupy(widget: QWidget, task: asyncio.Task[Any]) -> Callable[[], None]:
    """Disable a control for a task; the result gives it back, with the focus it had."""
    occupied[widget] = task
    focused = widget.hasFocus()
    widget.setEnabled(False)
    moved_to = QApplication.focusWidget()

    def release() -> None:
        del occupied[widget]
        if not shiboken6.isValid(widget):
            return
        widget.setEnabled(True)
        if focused and QApplication.focusWidget() in (moved_to, None):
            widget.setFocus()

    return release


def finish(
    task: asyncio.Task[Any], release: Callable[[], None] | None, on_error: Report | None
) -> None:
    """Let go of a task that has ended and tell of its error."""
    running.discard(task)
    if release is not None:
        release()
    if task.cancelled():
        return
    error = task.exception()
    if isinstance(error, Exception):
        (on_error or Reports.default)(error)


async def cancel_all() -> None:
    """Cancel everything that was spawned and wait until it has ended; for closing the studio."""
    import asyncio

    while others := [task for task in running if task is not asyncio.current_task()]:
        for task in others:
            task.cancel()
        await asyncio.wait(others)
