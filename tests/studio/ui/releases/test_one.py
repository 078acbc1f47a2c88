"""The page of one release: its tracks, what it is called, its picture, its teasers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.actions.releases import OnRelease
from studio.ui.main_window import MainWindow
from studio.ui.releases.page import ReleasesPage
from studio.ui.releases.teaser import ELSEWHERE, TeaserRow
from tests.studio.ui.desks import settle, until
from tests.studio.ui.releases.rooms import (
    LEFT,
    drop,
    read,
    release,
    room,
    song,
    titles,
)
from tests.support.audio import music, write_wav

KEY = Qt.Key


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

    async def test_a_track_is_opened_and_the_way_back_leads_here(
        self, app: QApplication, home: Path
    ) -> None:
        async with room(app) as (window, page):
            made = await release(window, "EP", await song(window, home, "A"))
            page.open(made)
            rows = page.one.tracks.list
            rows.setCurrentIndex(rows.order.index(0))
            QTest.keyClick(rows, KEY.Key_Return)
            assert window.stack.currentWidget() is not page
            shown: Any = window.stack.currentWidget()
            shown.left.emit()
            assert window.stack.currentWidget() is page
            assert page.stack.currentWidget() is page.one

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


@asynccontextmanager
async def teased(app: QApplication, home: Path, seconds: float) -> AsyncIterator[Teased]:
    """A release of one track that was dropped on its page; nobody has asked for a teaser yet."""
    path = home / "long.wav"
    write_wav(path, music(seconds))
    async with room(app) as (window, page):
        made = await release(window, "EP")
        page.open(made)
        drop(page.one, path)
        await settle()
        yield Teased(window, page, made, path)


@dataclass(frozen=True, slots=True)
class Teased:
    """What there is to see of it."""

    window: MainWindow
    page: ReleasesPage
    release: UUID
    path: Path

    def begin(self) -> TeaserRow:
        """People may hear a part; its row."""
        self.page.one.schedule.teaser.setChecked(True)
        (row,) = self.page.one.teasers.rows.values()
        return row

    def kept(self) -> OnRelease:
        (one,) = read(self.window, self.release).tracks
        return one


class TestTeasers:
    async def test_the_window_is_dragged_and_moved_by_keys(
        self, app: QApplication, home: Path
    ) -> None:
        async with teased(app, home, 20.0) as found:
            assert not found.page.one.teasers.isVisible()
            row = found.begin()
            assert found.page.one.teasers.isVisible()
            await until(lambda: any(high > 0 for _low, high in row.strip.outline))
            row.length.setValue(5)
            row.length.editingFinished.emit()
            await settle()
            QTest.keyClick(row.strip, KEY.Key_Home)
            QTest.keyClick(row.strip, KEY.Key_Right)
            await settle()
            assert (found.kept().teaser_start_ms, found.kept().teaser_ms) == (1000, 5000)
            QTest.mouseClick(row.strip, LEFT, pos=row.strip.rect().center())
            await settle()
            assert found.kept().teaser_start_ms == pytest.approx(7500, abs=60)

    async def test_of_a_short_track_no_longer_than_it_can_be(
        self, app: QApplication, home: Path
    ) -> None:
        async with teased(app, home, 20.5) as found:
            row = found.begin()
            assert (row.length.text(), row.span.text()) == ("10 s", "0:05 – 0:15")
            row.length.editingFinished.emit()
            await settle()
            assert found.kept().teaser_ms == 30_000  # looked at, not changed
            row.length.setValue(7)
            row.length.editingFinished.emit()
            await settle()
            assert found.kept().teaser_ms == 7000

    async def test_says_why_there_is_no_wave(self, app: QApplication, home: Path) -> None:
        async with teased(app, home, 12.0) as found:
            away = found.path.rename(home / "away.wav")
            row = found.begin()
            await until(lambda: row.strip.why == ELSEWHERE)
            away.rename(found.path)
            found.page.refresh()
            await until(lambda: row.strip.outline)
            assert row.strip.why == ""
