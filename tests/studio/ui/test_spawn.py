"""Coroutines started from widgets."""

from __future__ import annotations

import asyncio
import gc

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from studio.ui import spawn as bridge
from studio.ui.spawn import Reports, cancel_all, spawn


async def wait_for(event: asyncio.Event) -> str:
    await event.wait()
    return "done"


class TestSpawn:
    async def test_runs_and_gives_the_result(self, app: QApplication) -> None:
        task = spawn(asyncio.sleep(0, "done"))
        assert task is not None
        assert await task == "done"
        assert task not in bridge.running

    async def test_is_not_collected_while_it_waits(self, app: QApplication) -> None:
        event = asyncio.Event()
        done: list[str] = []

        async def work() -> None:
            done.append(await wait_for(event))

        spawn(work())
        await asyncio.sleep(0)
        gc.collect()
        event.set()
        await asyncio.sleep(0.01)
        assert done == ["done"]

    async def test_a_busy_control_is_disabled_and_starts_nothing_twice(
        self, app: QApplication
    ) -> None:
        button, event = QPushButton("Save"), asyncio.Event()
        first = spawn(wait_for(event), busy=button)
        assert not button.isEnabled()
        assert spawn(wait_for(event), busy=button) is None
        event.set()
        assert first is not None
        await first
        await asyncio.sleep(0)
        assert button.isEnabled()

    async def test_gives_the_focus_back(self, app: QApplication) -> None:
        window, event = QWidget(), asyncio.Event()
        layout = QVBoxLayout(window)
        buttons = [QPushButton(name) for name in ("Save", "Close")]
        for button in buttons:
            layout.addWidget(button)
        window.show()
        window.activateWindow()
        await asyncio.sleep(0.01)
        buttons[0].setFocus()
        assert buttons[0].hasFocus()
        task = spawn(wait_for(event), busy=buttons[0])
        assert not buttons[0].hasFocus()
        event.set()
        assert task is not None
        await task
        await asyncio.sleep(0)
        assert buttons[0].hasFocus()
        window.close()

    async def test_survives_a_control_that_is_gone(self, app: QApplication) -> None:
        button, event = QPushButton("Save"), asyncio.Event()
        task = spawn(wait_for(event), busy=button)
        button.deleteLater()
        await asyncio.sleep(0.01)
        event.set()
        assert task is not None
        assert await task == "done"


class TestErrors:
    async def test_is_told_once_to_the_one_who_asked(
        self, app: QApplication, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        own: list[Exception] = []
        common: list[Exception] = []
        monkeypatch.setattr(Reports, "default", staticmethod(common.append))
        spawn(fail(), on_error=own.append)
        spawn(fail())
        await asyncio.sleep(0.01)
        assert [str(error) for error in own] == ["disk full"]
        assert [str(error) for error in common] == ["disk full"]

    async def test_being_cancelled_is_no_error(self, app: QApplication) -> None:
        told: list[Exception] = []
        task = spawn(asyncio.sleep(60), on_error=told.append)
        assert task is not None
        task.cancel()
        await asyncio.sleep(0.01)
        assert told == []


class TestCancelAll:
    async def test_waits_until_everything_has_cleaned_up(self, app: QApplication) -> None:
        closed: list[str] = []

        async def work() -> None:
            try:
                await asyncio.sleep(60)
            finally:
                await asyncio.sleep(0.01)
                closed.append("file")

        spawn(work())
        spawn(work())
        await asyncio.sleep(0)
        await cancel_all()
        assert closed == ["file", "file"]
        assert not bridge.running


async def fail() -> None:
    raise OSError("disk full")
