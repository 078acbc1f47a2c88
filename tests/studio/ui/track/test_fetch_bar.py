"""A sound that is on the server only: said, fetched with a click, broken off, waited for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from server.identity.sessions import open_device
from server.kit.config import Settings as ServerSettings
from server.media.models import Asset, AssetState
from studio import settings as studio_settings
from studio.actions import fetching, files
from studio.actions.desk import key_name, open_desk
from studio.settings import Account, Settings
from studio.ui.main_window import MainWindow
from studio.ui.menus import KEEP, REMOVE
from studio.ui.track.opening import page_of
from studio.ui.track.page import TrackPage
from studio.ui.track.sound import SoundTab
from studio.ui.transfers.page import TransfersPage
from sync.client.download import BLOCK
from tests.studio.ui.desks import studio, until
from tests.support.audio import music, write_wav
from tests.support.pair import meet
from tests.support.proxy import FaultProxy

SECONDS = 8.0
OFFER = "“Master” is on your server, not on this computer (2.3 MB)."


class Room:
    """The window of another machine, and the network between it and the server."""

    def __init__(self, window: MainWindow, proxy: FaultProxy) -> None:
        self.window, self.proxy = window, proxy

    @property
    def page(self) -> TrackPage:
        return page_of(self.window)

    async def opened(self) -> TrackPage:
        """The page of the one track, as soon as a sync brought it."""
        await until(lambda: self.window.pane.table.tracks.rowCount() == 1)
        self.window.pane.table.selectRow(0)
        self.window.open_chosen()
        await until(self.page.fetch.isVisible)
        return self.page

    def says(self) -> str:
        return self.page.fetch.words.text()

    def transfers(self) -> TransfersPage:
        found = self.window.visit("transfers")
        assert isinstance(found, TransfersPage)
        return found


@pytest.fixture
async def room(
    app: QApplication,
    settings: ServerSettings,
    clean: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Room]:
    """One machine has added a sound and sent it; the window is that of another."""
    song = tmp_path / "night drive.wav"
    write_wav(song, music(SECONDS, seed=1))
    monkeypatch.setenv(studio_settings.HOME, str(tmp_path / "window"))
    async with meet(settings, tmp_path) as pair:
        await files.add_track(pair.first, await files.look(song))
        await pair.sync(pair.first)
        proxy = await FaultProxy(pair.server.url).start()
        account = Account(server=proxy.url, handle=pair.artist.handle)
        studio_settings.save(studio_settings.places(), Settings(account=account))
        with open_desk() as desk:
            device = await open_device(pair.artist.id, "window")
            desk.keys.put(key_name(account), device.token)
        async with studio(app) as window:
            yield Room(window, proxy)
        await proxy.stop()


def deed(window: MainWindow, text: str) -> QAction:
    (found,) = (one for one in window.acts["Track"] if one.text() == text)
    return found


def told(window: MainWindow, words: str) -> bool:
    return any(toast.accessibleName().startswith(words) for toast in window.toasts.shown)


async def test_is_said_and_comes_with_a_click(room: Room) -> None:
    page = await room.opened()
    await until(lambda: room.says() == OFFER)
    tab = page.tab("sound")
    assert isinstance(tab, SoundTab)
    assert tab.card is not None
    wave = tab.card.wave
    await until(lambda: wave.spoken().startswith("This sound is on your server"))
    page.fetch.fetch.click()
    await until(page.fetch.isHidden)
    await until(lambda: bool(tab.decoded()))
    assert room.proxy.count("GET", "/files/") == 1


async def test_tells_how_far_it_is_here_and_under_transfers(room: Room) -> None:
    page = await room.opened()
    room.proxy.rate = 2 * BLOCK
    page.fetch.fetch.click()
    await until(page.fetch.cancel.isVisible)
    await until(lambda: room.says().startswith("Fetching “Master”: "))
    assert page.fetch.fetch.isHidden()
    tab = page.tab("sound")
    assert isinstance(tab, SoundTab)
    assert tab.card is not None
    wave = tab.card.wave
    await until(lambda: wave.spoken().startswith("Fetching Master, "))
    shown = room.transfers()
    await until(lambda: bool(shown.arrivals.rows))
    (row,) = shown.arrivals.rows.values()
    assert row.name.text() == "night drive"
    assert row.of.text() == "Master"
    await until(lambda: row.figure.text().endswith("of 2.3 MB") or "MB/s" in row.figure.text())
    assert row.bar.value() > 0
    row.hold.click()
    await until(lambda: row.chip.text == "Paused")
    room.proxy.rate = None
    row.hold.click()
    await until(lambda: not shown.arrivals.rows)
    room.window.visit("track")
    await until(page.fetch.isHidden)


async def test_broken_off_it_is_offered_again(room: Room) -> None:
    page = await room.opened()
    room.proxy.rate = 2 * BLOCK
    page.fetch.fetch.click()
    await until(lambda: room.says().startswith("Fetching"))
    page.fetch.cancel.click()
    await until(lambda: room.says() == OFFER)
    assert page.fetch.fetch.isVisible()
    room.proxy.rate = None
    page.fetch.fetch.click()
    await until(page.fetch.isHidden)


async def test_without_a_connection_it_waits_for_one(room: Room) -> None:
    page = await room.opened()
    room.proxy.refusing = True
    room.window.session.sync_now()
    await until(lambda: room.says() == f"{OFFER} To fetch it takes a connection.")
    page.fetch.fetch.click()
    await until(lambda: room.says() == "“Master” waits for a connection to your server.")
    room.proxy.refusing = False
    room.window.session.sync_now()
    await until(page.fetch.isHidden)


async def test_what_the_server_lost_is_told_and_asked_again(room: Room) -> None:
    page = await room.opened()
    await Asset.all().update(state=AssetState.MISMATCH)
    page.fetch.fetch.click()
    await until(lambda: page.fetch.fetch.text() == "Try again")
    assert "sync there, then try again" in room.says()
    await Asset.all().update(state=AssetState.VERIFIED)
    page.fetch.fetch.click()
    await until(page.fetch.isHidden)


async def test_signed_out_it_can_only_be_said(room: Room) -> None:
    page = await room.opened()
    session = room.window.session
    await session.stop()
    session.settings = replace(session.settings, account=None)
    session.account.emit()
    assert not page.fetch.fetch.isEnabled()
    assert room.says() == f"{OFFER} Sign in to fetch it."


async def test_kept_from_the_list(room: Room) -> None:
    window = room.window
    await until(lambda: window.pane.table.tracks.rowCount() == 1)
    keep = deed(window, KEEP)
    keep.trigger()
    assert told(window, "Choose tracks to keep on this computer")
    window.pane.table.selectRow(0)
    keep.trigger()
    await until(lambda: told(window, "1 sound to fetch, 2.3 MB"))
    assert window.session.desk is not None
    library = window.session.library
    await until(lambda: fetching.of_library(window.session.desk) == ())
    await until(lambda: not fetching.on_the_way(library))
    keep.trigger()
    assert told(window, "All sound of it is on this computer already")


async def test_removed_from_here_it_is_offered_again(room: Room) -> None:
    page = await room.opened()
    page.fetch.fetch.click()
    await until(page.fetch.isHidden)
    tab = page.tab("sound")
    assert isinstance(tab, SoundTab)
    await until(lambda: bool(tab.decoded()))
    deed(room.window, REMOVE).trigger()
    await until(lambda: told(room.window, "1 sound removed from this computer, 2.3 MB"))
    await until(page.fetch.isVisible)
    assert room.says() == OFFER
    assert list(room.window.session.places.fetched.glob("*.wav")) == []
    deed(room.window, REMOVE).trigger()
    await until(lambda: told(room.window, "None of it came from your server"))
    page.fetch.fetch.click()
    await until(page.fetch.isHidden)
    await until(lambda: bool(tab.decoded()))


async def test_removing_wants_chosen_tracks(room: Room) -> None:
    deed(room.window, REMOVE).trigger()
    assert told(room.window, "Choose tracks whose sound is not needed here")
