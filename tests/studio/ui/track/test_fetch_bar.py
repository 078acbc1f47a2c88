"""A sound that is on the server only: said, fetched with a click, broken off, tried again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from studio.actions.desk import key_name
from studio.settings import Account
from studio.ui.main_window import MainWindow
from studio.ui.track.opening import page_of
from studio.ui.track.page import TrackPage
from studio.ui.track.sound import SoundTab
from tests.studio.ui.desks import add, studio, until
from tests.support.audio import music, write_wav

NAMED = "attachment; filename*=UTF-8''night%20drive.wav"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ACETATE_STUDIO_HOME", str(tmp_path / "home"))
    return tmp_path


class Files:
    """Has one file, and sends what lies behind `most` only when it is let."""

    def __init__(self, content: bytes) -> None:
        self.content, self.most = content, len(content)
        self.asked: list[str] = []
        self.go_on = asyncio.Event()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.asked.append(head)
        _, _, start = head.lower().partition("range: bytes=")
        first = int(start.partition("-")[0] or 0)
        status = "206 Partial Content" if first else "200 OK"
        rest = self.content[first:]
        told = f"content-length: {len(rest)}\r\ncontent-disposition: {NAMED}\r\n"
        writer.write(f"HTTP/1.1 {status}\r\n{told}connection: close\r\n\r\n".encode())
        writer.write(rest[: self.most])
        await writer.drain()
        if self.most < len(rest):
            await self.go_on.wait()
            writer.write(rest[self.most :])
        writer.close()


@asynccontextmanager
async def away(app: QApplication, home: Path) -> AsyncIterator[tuple[MainWindow, Files]]:
    """A window with a track whose sound the server has and this machine lost; its page is open."""
    song = home / "night drive.wav"
    write_wav(song, music(3.0, seed=1))
    files = Files(song.read_bytes())
    server = await asyncio.start_server(files.answer, "127.0.0.1", 0)
    account = Account(
        server=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", handle="nina"
    )
    async with studio(app) as window:
        await add(window, song)
        desk = window.session.desk
        assert desk is not None
        desk.settings = window.session.settings = replace(desk.settings, account=account)
        desk.keys.put(key_name(account), "a token")
        desk.local.put(role="owner")
        with desk.local.edit() as db:
            db.execute("UPDATE blob SET state = 'done'")
        song.unlink()
        window.pane.table.selectRow(0)
        window.open_chosen()
        try:
            yield window, files
        finally:
            files.go_on.set()
            server.close()


def shown(window: MainWindow) -> TrackPage:
    return page_of(window)


async def test_is_said_and_comes_with_a_click(app: QApplication, home: Path) -> None:
    async with away(app, home) as (window, files):
        page = shown(window)
        await until(page.fetch.isVisible)
        assert page.fetch.words.text() == (
            "“Master” is on your server, not on this computer (864 kB)."
        )
        assert page.fetch.fetch.isEnabled()
        page.fetch.fetch.click()
        await until(page.fetch.isHidden)
        tab = page.tab("sound")
        assert isinstance(tab, SoundTab)
        await until(lambda: bool(tab.decoded()))
        assert len(files.asked) == 1


async def test_tells_how_far_it_is_and_can_be_broken_off(app: QApplication, home: Path) -> None:
    async with away(app, home) as (window, files):
        page, files.most = shown(window), 300_000
        await until(page.fetch.isVisible)
        page.fetch.fetch.click()
        await until(page.fetch.cancel.isVisible)
        assert page.fetch.fetch.isHidden()
        page.fetch.cancel.click()
        await until(page.fetch.fetch.isVisible)
        assert page.fetch.words.text().startswith("“Master” is on your server")


async def test_a_server_that_is_away_is_told_and_asked_again(app: QApplication, home: Path) -> None:
    async with away(app, home) as (window, files):
        page, whole = shown(window), files.content
        await until(page.fetch.isVisible)
        files.content = whole[:-1] + b"!"
        page.fetch.fetch.click()
        await until(lambda: page.fetch.fetch.text() == "Try again")
        assert "is not the file that was added" in page.fetch.words.text()
        files.content = whole
        page.fetch.fetch.click()
        await until(page.fetch.isHidden)


async def test_signed_out_it_can_only_be_said(app: QApplication, home: Path) -> None:
    async with away(app, home) as (window, _):
        page = shown(window)
        await until(page.fetch.fetch.isEnabled)
        window.session.settings = replace(window.session.settings, account=None)
        window.session.account.emit()
        assert not page.fetch.fetch.isEnabled()
        assert page.fetch.words.text().endswith("Sign in to fetch it.")
