"""The tab of liner notes: marks by keys, a preview as the page has it, nothing typed ever lost."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from server.kit import markdown
from studio.actions import liner, tracks
from studio.ui.session import Session
from studio.ui.track.liner import SAVED, LinerTab
from studio.ui.track.liner_editor import LinerEditor
from studio.ui.track.preview import NOT_SHOWN, Preview, allowed
from sync.client import editing
from tests.studio.ui.track import scenes
from tests.studio.ui.track.scenes import settle, until

Key = Qt.Key
Ctrl, Shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
async def session(app: QApplication, tmp_path: Path) -> AsyncIterator[Session]:
    async with scenes.opened(tmp_path) as made:
        yield made


async def new_track(session: Session, title: str = "Night Drive") -> UUID:
    async def work(desk: object) -> UUID:
        return editing.create(desk.local, "track", {"title": title})  # type: ignore[attr-defined]

    return await session.do(work)


@pytest.fixture
async def track(session: Session) -> UUID:
    return await new_track(session)


@pytest.fixture
async def tab(app: QApplication, session: Session, track: UUID) -> AsyncIterator[LinerTab]:
    async with scenes.shown(app, session, LinerTab, track) as made:
        yield made


def stored(session: Session, track: UUID) -> str | None:
    return liner.read(session.library, track)


class TestSave:
    async def test_after_a_rest(self, session: Session, track: UUID, tab: LinerTab) -> None:
        tab.rest.setInterval(30)
        QTest.keyClicks(tab.editor, "Two nights")
        assert stored(session, track) == ""
        await until(lambda: stored(session, track) == "Two nights")
        await settle()
        assert tab.card.note.text() == f"2 words · {SAVED}"

    async def test_on_leaving_and_many_saves_are_one_edit(
        self, session: Session, track: UUID, tab: LinerTab
    ) -> None:
        for text in ("One", " two", " three"):
            QTest.keyClicks(tab.editor, text)
            tab.leave()
            await settle()
        assert stored(session, track) == "One two three"
        assert session.desk is not None
        with session.desk.local.read() as db:
            rows = db.execute("SELECT 1 FROM outbox WHERE type = 'patch'").fetchall()
        assert len(rows) == 1

    async def test_what_others_write_is_shown_unless_one_types(
        self, session: Session, track: UUID, tab: LinerTab
    ) -> None:
        await session.do(lambda desk: liner.save(desk, track, seen="", wanted="From elsewhere"))
        assert tab.editor.toPlainText() == "From elsewhere"
        tab.editor.moveCursor(tab.editor.textCursor().MoveOperation.End)
        QTest.keyClicks(tab.editor, ", mine")
        edits = {"title": ("Night Drive", "Salt")}
        await session.do(lambda desk: tracks.edit(desk, track, edits))
        assert tab.editor.toPlainText() == "From elsewhere, mine"
        tab.leave()
        await settle()
        assert stored(session, track) == "From elsewhere, mine"

    async def test_too_long_is_kept_with_the_reason_and_is_there_again(
        self, app: QApplication, session: Session, track: UUID, tab: LinerTab
    ) -> None:
        tab.editor.setPlainText("x" * 50_003)
        assert tab.wrong.text() == (
            "Liner notes hold 50,000 letters. Take out 3 letters and they are saved."
        )
        other = await new_track(session, "Salt")
        tab.show_track(scenes.read(session, other))
        assert tab.editor.toPlainText() == ""
        assert not tab.wrong.isVisible()
        assert stored(session, track) == ""
        tab.show_track(scenes.read(session, track))
        assert len(tab.editor.toPlainText()) == 50_003
        assert tab.wrong.isVisible()
        tab.editor.setPlainText("short")
        tab.leave()
        await settle()
        assert stored(session, track) == "short"
        assert tab.drafts.get(track, "liner_notes_md") is None

    async def test_a_track_deleted_meanwhile_keeps_the_words_and_says_so(
        self, session: Session, track: UUID, tab: LinerTab
    ) -> None:
        QTest.keyClicks(tab.editor, "Still here")
        await session.do(lambda desk: tracks.remove(desk, [track]))
        tab.save()
        await settle()
        assert tab.editor.toPlainText() == "Still here"
        assert "not there any more" in tab.wrong.text()
        assert tab.drafts.get(track, "liner_notes_md") == "Still here"

    async def test_forgetting_saves_nothing(
        self, session: Session, track: UUID, tab: LinerTab
    ) -> None:
        QTest.keyClicks(tab.editor, "Gone")
        tab.forget()
        tab.leave()
        await settle()
        assert stored(session, track) == ""


class TestMarks:
    @pytest.fixture
    def editor(self, app: QApplication) -> LinerEditor:
        made = LinerEditor()
        made.show()
        return made

    def press(self, editor: LinerEditor, key: Qt.Key, *more: Qt.KeyboardModifier) -> None:
        held = Ctrl
        for one in more:
            held |= one
        QTest.keyClick(editor, key, held)

    async def test_bold_and_italic_go_on_and_off(self, editor: LinerEditor) -> None:
        editor.setPlainText("Room nine")
        self.press(editor, Key.Key_B)
        assert editor.toPlainText() == "**Room** nine"
        self.press(editor, Key.Key_I)
        assert editor.toPlainText() == "***Room*** nine"
        self.press(editor, Key.Key_I)
        assert editor.toPlainText() == "**Room** nine"
        self.press(editor, Key.Key_B)
        assert editor.toPlainText() == "Room nine"
        editor.undo()
        assert editor.toPlainText() == "**Room** nine"

    async def test_a_heading_goes_round(self, editor: LinerEditor) -> None:
        editor.setPlainText("Session")
        seen = []
        for _ in range(4):
            self.press(editor, Key.Key_H, Shift)
            seen.append(editor.toPlainText())
        assert seen == ["# Session", "## Session", "### Session", "Session"]

    async def test_lists_and_quotes_of_all_chosen_lines(self, editor: LinerEditor) -> None:
        editor.setPlainText("one\ntwo")
        editor.selectAll()
        self.press(editor, Key.Key_L, Shift)
        assert editor.toPlainText() == "- one\n- two"
        self.press(editor, Key.Key_U, Shift)
        assert editor.toPlainText() == "> one\n> two"
        self.press(editor, Key.Key_U, Shift)
        assert editor.toPlainText() == "one\ntwo"

    async def test_a_link_waits_for_its_address(self, editor: LinerEditor) -> None:
        editor.setPlainText("Kopli yard")
        editor.selectAll()
        self.press(editor, Key.Key_K, Shift)
        QTest.keyClicks(editor, "https://kopli.fm")
        assert editor.toPlainText() == "[Kopli yard](https://kopli.fm)"

    async def test_enter_goes_on_with_a_list_and_ends_it(self, editor: LinerEditor) -> None:
        QTest.keyClicks(editor, "1. one")
        QTest.keyClick(editor, Key.Key_Return)
        QTest.keyClicks(editor, "two")
        QTest.keyClick(editor, Key.Key_Return)
        QTest.keyClick(editor, Key.Key_Return)
        QTest.keyClicks(editor, "end")
        assert editor.toPlainText() == "1. one\n2. two\nend"

    async def test_buttons_do_the_same(self, tab: LinerTab) -> None:
        tab.editor.setPlainText("Room")
        bold = next(
            b
            for b in tab.card.findChildren(type(tab.editor.tools()[0]))
            if b.accessibleName() == "Bold"
        )
        QTest.mouseClick(bold, Qt.MouseButton.LeftButton)
        assert tab.editor.toPlainText() == "**Room**"
        assert bold.toolTip() == "Bold  (Ctrl+B)"

    async def test_every_control_has_a_name(self, tab: LinerTab) -> None:
        assert scenes.nameless(tab) == []


def plain(html: str) -> str:
    """The words of a page."""
    inline = re.sub(r"</?(?:strong|em|a|code|s)\b[^>]*>", "", html)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", inline)).split())


class TestPreview:
    @pytest.mark.parametrize(
        "text",
        [
            "# Night\nTwo *nights* at **Room 9**.\n\n- a\n- b\n\n1. c\n2. d",
            "> kept\n\n`U67 -> LA-2A`\n\n```\nbpm 122\n```\n\n---\n\nend",
            "<b>no</b> html &amp; entities <script>alert(1)</script>",
            "~~never~~ [Kopli](https://kopli.fm) <https://x.fm>",
            "| A | B |\n|---|---|\n| c | d |",
            "https://not.a.link and x@y.fm and www.z.fm",
        ],
    )
    async def test_says_what_the_page_says(self, app: QApplication, text: str) -> None:
        preview = Preview()
        preview.show_text(text)
        shown = " ".join(preview.toPlainText().split())
        assert shown == plain(markdown.render(text, profile="notes"))

    async def test_links_lead_only_where_the_page_lets_them(self, app: QApplication) -> None:
        preview = Preview()
        preview.show_text("[a](https://a.fm) [b](javascript:alert(1)) [c](file:///etc/passwd)")
        hrefs = re.findall(r'href="([^"]*)"', preview.document().toHtml())
        assert hrefs == ["https://a.fm"]
        assert not allowed("//host/x")
        assert allowed("mailto:a@b.fm")

    async def test_nothing_is_loaded(self, app: QApplication, tmp_path: Path) -> None:
        picture = tmp_path / "a.png"
        QImage(8, 8, QImage.Format.Format_RGB32).save(str(picture))
        preview = Preview()
        preview.show_text(f"![The room](https://a.fm/x.png) ![local]({picture.as_uri()})")
        assert preview.toPlainText() == (
            f"[Picture: The room, {NOT_SHOWN}] [Picture: local, {NOT_SHOWN}]"
        )
        kind = QTextDocument.ResourceType.ImageResource
        assert preview.document().resource(kind.value, QUrl(picture.as_uri())).isNull()

    async def test_follows_the_typing(self, tab: LinerTab) -> None:
        tab.look.setInterval(5)
        QTest.keyClicks(tab.editor, "# Hi")
        await until(lambda: tab.preview.toPlainText() == "Hi")

    async def test_where_there_is_no_room_it_is_one_of_the_two(
        self, app: QApplication, tab: LinerTab
    ) -> None:
        assert tab.preview.isVisible()
        tab.resize(600, 500)
        assert not tab.preview.isVisible()
        QTest.mouseClick(tab.which.segments()[1], Qt.MouseButton.LeftButton)
        assert tab.preview.isVisible()
        assert not tab.editor.isVisible()
