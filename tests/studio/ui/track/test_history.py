"""The tab of what happened to a track: what waits, what is gone, and why the rest is not told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication

from studio import settings
from studio.actions import history, notes, tracks
from studio.actions.desk import key_name
from studio.settings import Account
from studio.ui.main_window import MainWindow
from studio.ui.parts.overlays import Dialog
from studio.ui.track.diff import DiffLabel, cut
from studio.ui.track.history import HistoryTab
from studio.ui.track.history_rows import ChangeRow, GoneRow
from studio.ui.track.page import TrackPage
from sync.client import editing
from tests.studio.ui.desks import settle, studio, until


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own."""
    monkeypatch.setenv("ACETATE_STUDIO_HOME", str(tmp_path / "home"))
    return tmp_path


@asynccontextmanager
async def opened(app: QApplication) -> AsyncIterator[tuple[MainWindow, HistoryTab, UUID]]:
    """A track that was renamed once."""
    async with studio(app) as window:
        desk = window.session.desk
        assert desk is not None
        data = {"title": "Nite"}
        track = await asyncio.to_thread(editing.create, desk.local, "track", data)
        await tracks.edit(desk, track, {"title": ("Nite", "Night Drive")})
        window.session.look()
        window.open_track(track)
        page = window.stack.currentWidget()
        assert isinstance(page, TrackPage)
        page.show_tab("history")
        tab = page.made["history"]
        assert isinstance(tab, HistoryTab)
        await settle()
        yield window, tab, track


def rows(tab: HistoryTab) -> dict[str, ChangeRow]:
    return {one.change.told: one for one in tab.waiting.findChildren(ChangeRow) if one.isVisible()}


async def asked(window: MainWindow) -> Dialog:
    await until(lambda: [d for d in window.findChildren(Dialog) if d.isVisible()])
    return next(d for d in window.findChildren(Dialog) if d.isVisible())


class TestWaiting:
    async def test_undo_shows_both_values_first_and_then_writes_the_old_one(
        self, app: QApplication, home: Path
    ) -> None:
        async with opened(app) as (window, tab, _):
            rows(tab)["Title"].undo.click()
            dialog = await asked(window)
            shown = dialog.findChildren(DiffLabel)[0]
            assert shown.pieces == (
                ("removed", "Night Drive"),
                ("same", "  →  "),
                ("added", "Nite"),
            )
            dialog.yes.click()
            await settle()
            assert tab.track is not None
            assert tab.track.row.title == "Nite"

    async def test_what_says_that_already_is_not_asked_about(
        self, app: QApplication, home: Path
    ) -> None:
        async with opened(app) as (window, tab, track):
            change = rows(tab)["Title"].change
            await window.session.do(
                lambda desk: tracks.edit(desk, track, {"title": ("Night Drive", "Nite")})
            )
            await tab.undo(change)
            assert window.toasts.shown[-1].accessibleName() == "It says that already"

    async def test_a_note_that_was_added_can_go_again(self, app: QApplication, home: Path) -> None:
        async with opened(app) as (window, tab, track):
            await window.session.do(lambda desk: notes.add(desk, track, 0, "Hm"))
            rows(tab)["Note “Hm” added"].undo.click()
            (await asked(window)).yes.click()
            await settle()
            assert notes.notes(window.session.library, track) == ()
            assert "Note “Hm” added" not in rows(tab)

    async def test_signed_out_it_says_where_the_rest_is(
        self, app: QApplication, home: Path
    ) -> None:
        async with opened(app) as (_window, tab, _):
            assert "sign in to see it" in tab.told.words.text()
            assert not tab.past.isVisible()
            assert not tab.gone.isVisible()


class TestServer:
    async def test_one_that_does_not_answer_leaves_what_waits(
        self, app: QApplication, home: Path
    ) -> None:
        account = Account(server="http://127.0.0.1:9", handle="mara")
        found = settings.places()
        settings.save(found, settings.Settings(account=account))
        async with opened(app) as (window, tab, track):
            desk = window.session.desk
            assert desk is not None
            await until(lambda: "sign in to see it" in tab.told.words.text())
            desk.keys.put(key_name(account), "t" * 43)
            tab.ask()
            await until(lambda: "not heard of this track" in tab.told.words.text())
            with desk.local.edit() as db:  # now it has
                db.execute(
                    "INSERT INTO shadow VALUES ('track', ?, NULL, 1, 1, 1, 0, '{}')", (str(track),)
                )
            tab.family = history.read(window.session.library, track)
            tab.ask()
            await until(lambda: "did not answer" in tab.failed.words.text())
            assert not tab.told.isVisible()
            assert list(rows(tab)) == ["Title", "Track made"]


class TestGone:
    async def test_what_was_deleted_comes_back(self, app: QApplication, home: Path) -> None:
        async with opened(app) as (window, tab, track):
            note = await window.session.do(lambda desk: notes.add(desk, track, 0, "Keep me"))
            desk = window.session.desk
            assert desk is not None
            with desk.local.edit() as db:  # on its way: the server may know of it
                db.execute("UPDATE outbox SET state = 'inflight', sent = 1")
            await window.session.do(lambda desk: notes.remove(desk, note))
            (gone,) = [one for one in tab.gone.findChildren(GoneRow) if one.isVisible()]
            gone.back.click()
            await settle()
            assert [one.body for one in notes.notes(window.session.library, track)] == ["Keep me"]
            assert not tab.gone.isVisible()


class TestDiff:
    def test_what_stayed_the_same_is_cut_far_from_what_differs(self) -> None:
        text = "a" * 100 + "b" * 100
        assert cut(text, first=False, last=False) == "a" * 48 + " … " + "b" * 48
        assert cut(text, first=True, last=False) == " … " + "b" * 48
        assert cut("short", first=False, last=False) == "short"

    def test_markup_in_a_text_is_text(self, app: QApplication) -> None:
        label = DiffLabel()
        label.show_values("<b>old</b>", "new & <i>")
        assert "&lt;b&gt;old" in label.text()
        assert "new &amp; &lt;i&gt;" in label.text()
        assert label.accessibleName() == "removed: <b>old</b> → added: new & <i>"
