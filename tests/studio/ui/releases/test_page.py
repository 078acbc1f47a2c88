"""The page of releases in the window, with the network off: from nothing to a planned drop."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from studio.actions import releases, releasing, zones
from studio.actions.earlier import Earlier
from studio.settings import Account
from studio.ui.main_window import MainWindow
from studio.ui.parts.buttons import Button, IconButton
from studio.ui.parts.labels import ElidedLabel
from studio.ui.parts.notices import Banner, Toast
from studio.ui.parts.overlays import Dialog
from studio.ui.releases.asking import NewRelease, ScheduleOn
from studio.ui.releases.history import States
from studio.ui.releases.links import NewLink
from studio.ui.releases.page import ReleasesPage
from studio.ui.releases.schedule import Schedule
from sync.client import outbox
from sync.wire.changes import OpResult, Refusal
from sync.wire.ids import new_id
from tests.studio.ui.desks import settle, until
from tests.studio.ui.releases.rooms import ZONE, opened, read, release, room, song
from tests.support.audio import music, write_wav
from tests.support.feeds import EPOCH
from tests.support.feeds import page as told

KEY, ALT = Qt.Key, Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton
SOON = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(days=9)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, and no network."""
    monkeypatch.setenv("ACETATE_STUDIO_HOME", str(tmp_path / "home"))
    real = socket.socket.connect

    def refuse(self: socket.socket, address: object) -> None:
        if self.family != getattr(socket, "AF_UNIX", None):
            raise AssertionError("the network is off")
        real(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", refuse)
    return tmp_path


def titles(page: ReleasesPage) -> list[str]:
    return [one.row.title for one in page.one.tracks.list.order.tracks]


def pressed(part: QWidget, text: str) -> None:
    """Clicks a button by its words or its name."""
    kinds: list[QAbstractButton] = [
        *part.findChildren(Button),
        *part.findChildren(IconButton),
    ]
    found = [one for one in kinds if text in (one.text(), one.accessibleName())]
    assert found, f"no button “{text}”"
    found[0].click()


def toasts(window: MainWindow) -> list[str]:
    return [toast.accessibleName() for toast in window.findChildren(Toast) if toast.isVisible()]


class TestNew:
    async def test_from_nothing_to_a_planned_drop_that_is_there_after_a_restart(
        self, app: QApplication, home: Path
    ) -> None:
        async with room(app) as (window, page):
            for number, name in enumerate(("Night Drive", "Salt", "Glass")):
                await song(window, home, name, number)
            await settle()
            assert page.overview.body.currentWidget() is page.overview.nothing
            page.overview.nothing.button.click()
            dialog = await opened(window, NewRelease)
            dialog.yes.click()
            assert dialog.field.error() == "A release needs a title."
            dialog.title.setText("Night Drive EP")
            dialog.kind.segments()[1].click()
            dialog.yes.click()
            await settle()
            one = page.one
            assert page.stack.currentWidget() is one
            assert one.head.title.text() == "Night Drive EP"
            for words in ("night", "sal", "gl"):
                QTest.keyClicks(one.tracks.finder.search, words)
                QTest.keyClick(one.tracks.finder.search, KEY.Key_Return)
                await settle()
            assert titles(page) == ["Night Drive", "Salt", "Glass"]
            tracks = one.tracks.list
            tracks.setCurrentIndex(tracks.order.index(2))
            QTest.keyClick(tracks, KEY.Key_Up, ALT)
            await settle()
            QTest.keyClick(tracks, KEY.Key_Up, ALT)
            await settle()
            assert titles(page) == ["Glass", "Night Drive", "Salt"]
            pressed(one.todo, "Make the 3 tracks public")
            await settle()
            one.details.title.setText("Night Drive")
            one.schedule.editor.show_moment(SOON, ZONE)
            one.schedule.teaser.setChecked(True)
            one.schedule.tell()
            one.schedule.save.click()
            await settle()
            assert one.schedule.state.text().startswith("Comes out in ")
        async with room(app) as (_window, page):
            (row,) = page.overview.list.releases.rows
            assert (row.title, row.state, row.release_at) == ("Night Drive", "scheduled", SOON)
            assert row.tracks == 3
            assert row.teaser_from is not None
            assert row.blocking == 1  # the sound waits for a network
            assert page.overview.next.isVisible()
            page.overview.list.choose(row.id)
            QTest.keyClick(page.overview.list, KEY.Key_Return)
            assert titles(page) == ["Glass", "Night Drive", "Salt"]
            assert {t.row.visibility for t in page.one.tracks.list.order.tracks} == {"public"}


class TestTracks:
    async def test_dropped_files_become_tracks_and_what_cannot_be_read_says_why(
        self, app: QApplication, home: Path
    ) -> None:
        good, bad = home / "new song.wav", home / "bad.wav"
        write_wav(good, music(1.0, seed=5))
        bad.write_bytes(b"no sound")
        async with room(app) as (window, page):
            page.open(await release(window, "EP"))
            drop(page.one, good, bad)
            await settle()
            assert titles(page) == ["new song"]
            assert page.one.tracks.trouble.isVisible()
            assert "bad.wav" in page.one.tracks.trouble.words.text()

    async def test_dragged_to_another_place_and_taken_off(
        self, app: QApplication, home: Path
    ) -> None:
        async with room(app) as (window, page):
            ids = [await song(window, home, name, n) for n, name in enumerate("ABC")]
            page.open(await release(window, "EP", *ids))
            rows = page.one.tracks.list
            view = rows.viewport()
            first, last = (rows.visualRect(rows.order.index(n)).center() for n in (0, 2))
            QTest.mousePress(view, LEFT, pos=first)
            QTest.mouseMove(view, last)
            QTest.mouseMove(view, last.__class__(last.x(), rows.height() - 2))
            QTest.mouseRelease(view, LEFT, pos=last.__class__(last.x(), rows.height() - 2))
            await settle()
            assert titles(page) == ["B", "C", "A"]
            QTest.keyClick(rows, KEY.Key_Delete)
            await settle()
            assert len(titles(page)) == 2
            assert len(window.session.library.find("A")) == 1

    async def test_the_finder_offers_only_what_is_not_there(
        self, app: QApplication, home: Path
    ) -> None:
        async with room(app) as (window, page):
            there, other = await song(window, home, "Tide"), await song(window, home, "Tides", 2)
            page.open(await release(window, "EP", there))
            finder = page.one.tracks.finder
            finder.search.setText("tid")
            assert [one.row.id for one in finder.found] == [other]
            QTest.keyClick(finder.search, KEY.Key_Down)
            assert window.focusWidget() is finder.found[0]
            finder.search.setText("xyz")
            assert finder.none.isVisible()


class TestDetails:
    async def test_a_mistyped_number_is_said_and_not_saved(self, app: QApplication) -> None:
        async with room(app) as (window, page):
            made = await release(window, "EP")
            page.open(made)
            details = page.one.details
            details.upc.setText("036000 291453")
            details.form.save("upc")
            assert "should be 2, not 3" in details.fields["upc"].error()
            details.upc.setText("0 36000-29145 2")
            details.form.save("upc")
            await settle()
            assert read(window, made).data["upc"] == "036000291452"
            assert details.fields["upc"].error() == ""

    async def test_choices_are_saved_at_once_and_text_when_it_is_left(
        self, app: QApplication
    ) -> None:
        async with room(app) as (window, page):
            made = await release(window, "EP", kind="single")
            page.open(made)
            details = page.one.details
            details.kind.segments()[2].click()
            details.license.show_key("custom")
            details.license.tell(details.license.currentIndex())
            assert details.fields["license_text"].isVisible()
            details.description.setFocus()
            details.description.setPlainText("*Two* nights")
            details.title.setFocus()
            details.switch.segments()[1].click()
            assert details.reading.toPlainText() == "Two nights"
            await settle()
            data = read(window, made).data
            assert (data["kind"], data["license"]) == ("album", "custom")
            assert data["description_md"] == "*Two* nights"

    async def test_artwork_is_looked_at_before_it_is_taken(
        self, app: QApplication, home: Path
    ) -> None:
        small, text = home / "small.png", home / "text.png"
        QImage(400, 300, QImage.Format.Format_RGB32).save(str(small))
        text.write_text("no picture")
        async with room(app) as (window, page):
            made = await release(window, "EP")
            page.open(made)
            art = page.one.details.artwork
            drop(page.one, text)
            assert art.trouble.isVisible()
            assert "no picture" in art.trouble.words.text()
            drop(art, small)
            await settle()
            assert not art.trouble.isVisible()
            assert "look soft" in art.facts.text()
            assert read(window, made).artwork_file == small
            await until(lambda: art.box.picture is not None)
            art.remove.click()
            await settle()
            assert read(window, made).row.artwork == ""


class TestSchedule:
    async def test_an_hour_that_is_skipped_is_moved_and_said(self, app: QApplication) -> None:
        async with room(app) as (window, page):
            made = await release(window, "EP")
            page.open(made)
            plan = page.one.schedule
            plan.editor.show_moment(zones.meant(datetime(2030, 3, 31, 2, 0), ZONE).at, ZONE)
            plan.editor.when.set_value(datetime(2030, 3, 31, 3, 30))
            assert plan.editor.note.isVisible()
            assert "comes out at 04:30" in plan.editor.note.words.text()
            plan.save.click()
            await settle()
            at = read(window, made).row.release_at
            assert at == datetime(2030, 3, 31, 1, 30, tzinfo=UTC)

    async def test_an_hour_that_comes_twice_is_asked_about(self, app: QApplication) -> None:
        async with room(app) as (window, page):
            made = await release(window, "EP")
            page.open(made)
            editor = page.one.schedule.editor
            editor.show_moment(zones.meant(datetime(2030, 10, 27, 2, 0), ZONE).at, ZONE)
            assert not editor.choice.isVisible()
            editor.when.set_value(datetime(2030, 10, 27, 3, 30))
            assert editor.choice.isVisible()
            first, second = editor.which.segments()
            assert (first.text(), second.text()) == ("The first (UTC+3)", "The second (UTC+2)")
            second.click()
            page.one.schedule.save.click()
            await settle()
            at = read(window, made).row.release_at
            assert at == datetime(2030, 10, 27, 1, 30, tzinfo=UTC)
            page.back()
            page.open(made)
            assert editor.which.choice() == "second"

    async def test_what_has_passed_cannot_be_chosen(self, app: QApplication) -> None:
        async with room(app) as (window, page):
            page.open(await release(window, "EP"))
            plan = page.one.schedule
            plan.editor.show_moment(datetime.now(UTC) - timedelta(days=1), ZONE)
            plan.tell()
            assert not plan.save.isEnabled()
            assert "has passed" in plan.editor.when_field.error()
            plan.editor.show_moment(SOON, ZONE)
            plan.teaser.setChecked(True)
            plan.from_.show_moment(SOON + timedelta(hours=1), ZONE)
            plan.tell()
            assert not plan.save.isEnabled()
            assert "before the release" in plan.from_.when_field.error()

    async def test_what_the_server_refused_is_said_where_it_belongs(
        self, app: QApplication
    ) -> None:
        async with room(app) as (window, page):
            made = new_id()
            desk = window.session.desk
            assert desk is not None
            told(desk.local, 1, kind="release", id=made, data={"title": "EP", "state": "draft"})
            window.session.look()
            page.open(made)
            plan = page.one.schedule
            plan.editor.show_moment(SOON, ZONE)
            plan.save.click()
            await settle()
            (op,) = outbox.take(desk.local)
            refusal = Refusal(
                code="release_in_past",
                message="This moment has passed.",
                field="release_at",
                remedy="Publish now, or give a moment in the future.",
            )
            result = OpResult(
                op_id=op.op_id, result="rejected", seq=1, mark=1, epoch=EPOCH, refusal=refusal
            )
            outbox.answered(desk.local, [result])
            window.session.look()
            await until(lambda: refusals(plan))
            (banner,) = refusals(plan)
            assert "Publish now, or give a moment" in banner.words.text()
            assert plan.state.text() == "Not scheduled"
            pressed(banner, "Give it up")
            await settle()
            assert read(window, made).refused == ()
            assert refusals(plan) == []


class TestPublish:
    async def test_asks_tells_what_is_missing_and_can_be_taken_back(
        self, app: QApplication
    ) -> None:
        async with room(app) as (window, page):
            made = await release(window, "EP")
            page.open(made)
            page.one.head.publish.click()
            asked = await opened(window, Dialog)
            assert "no tracks" in asked.accessibleDescription()
            asked.no.click()  # type: ignore[union-attr]
            await settle()
            assert read(window, made).row.state == "draft"
            page.one.head.publish.click()
            (await opened(window, Dialog)).yes.click()
            await settle()
            assert read(window, made).row.state == "live"
            assert page.one.schedule.state.text() == "Goes live with the next sync"
            page.one.head.unpublish.click()
            asked = await opened(window, Dialog)
            assert "comments and likes are kept" in asked.accessibleDescription()
            asked.yes.click()
            await settle()
            assert read(window, made).row.state == "draft"

    async def test_shows_what_the_public_will_see_change(self, app: QApplication) -> None:
        async with room(app) as (window, page):
            made, desk = new_id(), window.session.desk
            assert desk is not None
            data = {"title": "EP", "state": "live", "visibility": "public"}
            told(desk.local, 1, kind="release", id=made, data=data)
            window.session.look()
            page.open(made)
            public = page.one.public
            assert public.isVisible()
            assert public.note.text() == ""
            page.one.details.title.setText("LP")
            page.one.details.form.save("title")
            await settle()
            assert public.note.text() == "1 change"
            shown = [one.text() for one in public.findChildren(QLabel) if one.isVisible()]
            assert {"Title", "EP", "LP"} <= set(shown)

    async def test_a_server_that_cannot_be_asked_is_said(self, app: QApplication) -> None:
        async with room(app) as (window, page):
            made, desk = new_id(), window.session.desk
            assert desk is not None
            told(desk.local, 1, kind="release", id=made, data={"title": "EP"})
            window.session.look()
            page.open(made)
            assert not page.one.public.isVisible()
            account = Account(server="https://mara.example", handle="mara")
            window.session.settings = window.session.settings.__class__(account=account)
            page.refresh()
            public = page.one.public
            assert public.isVisible()
            for button in (public.ask, public.before):
                button.click()
                await settle()
                assert public.trouble.isVisible()
                assert public.trouble.words.text() == "Sign in to a server first"
                assert button.isEnabled()

    async def test_earlier_states_are_listed_and_chosen(self, app: QApplication) -> None:
        async with room(app) as (window, _page):
            sheet = States(window)
            chosen: list[object] = []
            sheet.chosen.connect(chosen.append)
            sheet.show_states([])
            states = [
                Earlier(id=new_id(), at=SOON, title=title, tracks=3) for title in ("New", "Old")
            ]
            sheet.show_states(states)
            sheet.open()
            buttons = [one for one in sheet.findChildren(Button) if one.parent() is not None]
            shown = [one for one in buttons if not one.isHidden()]
            assert [one.text() for one in shown] == ["Go back to this"]
            shown[0].click()
            assert chosen == [states[1]]
            sheet.close()


class TestLinks:
    async def test_made_copied_revoked(self, app: QApplication) -> None:
        async with room(app) as (window, page):
            made = await release(window, "EP")
            page.open(made)
            links = page.one.links
            links.new.click()
            dialog = await opened(window, NewLink)
            dialog.yes.click()
            assert "Say who it is for" in dialog.field.error()
            dialog.label.setText("Radio 2")
            dialog.uses.setValue(3)
            dialog.downloads.show_key("320")
            dialog.yes.click()
            await settle()
            (link,) = read(window, made).links
            assert (link.label, link.max_uses, link.allow_download) == ("Radio 2", 3, "320")
            pressed(links, "Copy the link for Radio 2")
            assert any("no address yet" in text for text in toasts(window))
            account = Account(server="https://mara.example/", handle="mara")
            window.session.settings = window.session.settings.__class__(account=account)
            page.refresh()
            pressed(links, "Copy the link for Radio 2")
            address = f"https://mara.example/p/{link.token}"
            assert QApplication.clipboard().text() == address
            pressed(links, "Revoke the link for Radio 2")
            (await opened(window, Dialog)).yes.click()
            await settle()
            (link,) = read(window, made).links
            assert link.revoked


class TestTeasers:
    async def test_the_window_is_dragged_and_moved_by_keys(
        self, app: QApplication, home: Path
    ) -> None:
        path = home / "long.wav"
        write_wav(path, music(20.0))
        async with room(app) as (window, page):
            drop_on = await release(window, "EP")
            page.open(drop_on)
            drop(page.one, path)
            await settle()
            assert not page.one.teasers.isVisible()
            page.one.schedule.teaser.setChecked(True)
            assert page.one.teasers.isVisible()
            (row,) = page.one.teasers.rows.values()
            row.length.setValue(5)
            row.length.editingFinished.emit()
            await settle()
            QTest.keyClick(row.strip, KEY.Key_Home)
            QTest.keyClick(row.strip, KEY.Key_Right)
            await settle()
            (one,) = read(window, drop_on).tracks
            assert (one.teaser_start_ms, one.teaser_ms) == (1000, 5000)
            QTest.mouseClick(row.strip, LEFT, pos=row.strip.rect().center())
            await settle()
            (one,) = read(window, drop_on).tracks
            assert one.teaser_start_ms == pytest.approx(7500, abs=60)


class TestOverview:
    async def test_a_day_is_clicked_and_a_release_dragged(self, app: QApplication) -> None:
        async with room(app) as (window, page):
            made = await release(window, "EP")
            page.overview.list.choose(made)
            assert "Schedule “EP”" in page.overview.month.hint.text()
            day = zones.wall_of(SOON, ZONE).date()
            page.overview.month.grid.day_chosen.emit(day)
            dialog = await opened(window, ScheduleOn)
            assert dialog.editor.when.wall().date() == day
            dialog.yes.click()
            await settle()
            before = read(window, made).row
            assert before.state == "scheduled"
            assert [mark.day for mark in page.overview.month.marks] == [day]
            later = day + timedelta(days=2)
            page.overview.month.grid.moved.emit(made, later)
            await settle()
            after = read(window, made).row
            assert before.release_at is not None
            assert after.release_at is not None
            assert zones.wall_of(after.release_at, ZONE).date() == later
            wall = zones.wall_of(before.release_at, ZONE)
            assert zones.wall_of(after.release_at, ZONE).time() == wall.time()

    async def test_narrows_by_state_and_words(self, app: QApplication) -> None:
        async with room(app) as (window, page):
            for title in ("Night Drive", "Salt", "Night Ferry"):
                made = await release(window, title)
            await window.session.do(lambda desk: releasing.publish(desk, made))
            await settle()
            rows = page.overview.list.releases
            page.overview.search.setText("night")
            assert {row.title for row in rows.rows} == {"Night Drive", "Night Ferry"}
            page.overview.shown.segments()[3].click()
            assert [row.title for row in rows.rows] == ["Night Ferry"]
            page.overview.search.setText("salt")
            assert page.overview.listed.currentWidget() is page.overview.misfit

    async def test_deleting_asks_first(self, app: QApplication) -> None:
        async with room(app) as (window, page):
            made = await release(window, "EP")
            page.overview.list.choose(made)
            for answer, left in (("no", 1), ("yes", 0)):
                QTest.keyClick(page.overview.list, KEY.Key_Delete)
                getattr(await opened(window, Dialog), answer).click()
                await settle()
                assert len(releases.every(window.session.library)) == left
            assert page.overview.body.currentWidget() is page.overview.nothing


class TestLooks:
    @pytest.mark.parametrize("size", [(960, 600), (1280, 800), (1680, 1050)])
    async def test_cuts_no_words_and_names_every_control(
        self, app: QApplication, home: Path, size: tuple[int, int]
    ) -> None:
        async with room(app) as (window, page):
            for number in range(40):
                made = await release(window, f"{'A very long title ' * 8}{number}")
            await window.session.do(
                lambda desk: releasing.schedule(
                    desk, made, SOON, zone=ZONE, teaser_from=SOON - timedelta(days=1)
                )
            )
            window.resize(*size)
            page.overview.view.segments()[1].click()
            for _view in range(2):
                app.processEvents()
                assert cut(window) == []
                assert nameless(window) == []
                page.overview.view.segments()[0].click()
            page.open(made)
            await settle()
            app.processEvents()
            assert cut(window) == []
            assert nameless(window) == []
            inside = page.one.area.widget()
            assert inside is not None
            assert inside.width() <= page.one.area.viewport().width()


def cut(window: MainWindow) -> list[str]:
    """Words that are not seen whole."""
    return [
        one.text()
        for one in window.findChildren(QLabel)
        if one.isVisible() and not one.wordWrap() and not isinstance(one, ElidedLabel)
        if one.width() < one.sizeHint().width()
    ] + [
        one.text()
        for one in window.findChildren(Button)
        if one.isVisible() and one.width() < one.sizeHint().width()
    ]


def nameless(window: MainWindow) -> list[str]:
    """Controls that a screen reader has no words for."""
    return [
        type(one).__name__
        for one in window.findChildren(QWidget)
        if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        if not one.objectName().startswith("qt_")
        if not QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Name)
    ]


def refusals(plan: Schedule) -> list[Banner]:
    """What is said of refused edits."""
    shown = [one for one in plan.findChildren(Banner) if one.isVisible()]
    return [one for one in shown if one not in (plan.editor.note, plan.from_.note)]


def drop(part: QWidget, *files: Path) -> None:
    """Lets files fall on a widget."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    copy, nothing = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    part.dropEvent(QDropEvent(QPointF(20, 20), copy, mime, LEFT, nothing))
