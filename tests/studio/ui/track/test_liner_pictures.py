"""Pictures in liner notes: dropped, pasted, shown, kept with the library, refused in words."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QApplication

from studio.actions import liner
from studio.actions.desk import Desk
from studio.ui.session import Session
from studio.ui.track.liner import LinerTab
from studio.ui.track.preview import ELSEWHERE
from sync.client import blobs, editing
from sync.client.hashing import hash_file
from sync.wire.pictures import mark
from sync.wire.uploads import UploadKind
from tests.studio.ui.track import scenes
from tests.studio.ui.track.scenes import settle, until

IMAGE = QTextDocument.ResourceType.ImageResource.value


@pytest.fixture
async def session(app: QApplication, tmp_path: Path) -> AsyncIterator[Session]:
    async with scenes.opened(tmp_path) as made:
        yield made


@pytest.fixture
async def track(session: Session) -> UUID:
    async def work(desk: object) -> UUID:
        return editing.create(desk.local, "track", {"title": "Night Drive"})  # type: ignore[attr-defined]

    return await session.do(work)


@pytest.fixture
async def tab(app: QApplication, session: Session, track: UUID) -> AsyncIterator[LinerTab]:
    async with scenes.shown(app, session, LinerTab, track) as made:
        yield made


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "the_live-room.png"
    image = QImage(1200, 600, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    assert image.save(str(path))
    return path


def files(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


class TestAdd:
    async def test_dropped(self, session: Session, track: UUID, tab: LinerTab, photo: Path) -> None:
        sha256 = hashlib.sha256(photo.read_bytes()).hexdigest()
        tab.editor.setPlainText("That night:")
        tab.editor.moveCursor(tab.editor.textCursor().MoveOperation.End)
        assert tab.editor.canInsertFromMimeData(files(photo))
        tab.editor.insertFromMimeData(files(photo))
        wanted = f"That night:\n\n{mark(sha256, 'the live room')}\n"
        await until(lambda: tab.editor.toPlainText() == wanted)
        tab.leave()
        await settle()
        assert liner.read(session.library, track) == wanted
        assert tab.card.note.text().startswith("2 words · ")
        assert tab.card.note.text().endswith("1 picture waiting to be sent")
        photo.unlink()  # the library has its own
        kept = liner.picture(session.library, sha256)
        assert kept is not None
        assert kept.parent == session.places.data / "pictures"
        assert session.desk is not None
        assert [b.sha256 for b in blobs.wanted(session.desk.local)] == [sha256]

    @pytest.mark.parametrize("before", ["Once.", "Once.\n", "Once.\n\n"])
    async def test_stands_in_a_paragraph_of_its_own(self, tab: LinerTab, before: str) -> None:
        tab.editor.setPlainText(before + "Then.")
        cursor = tab.editor.textCursor()
        cursor.setPosition(len(before))
        tab.editor.setTextCursor(cursor)
        tab.editor.put_picture("![x](y)")
        assert tab.editor.toPlainText() == "Once.\n\n![x](y)\n\nThen."

    async def test_shown_no_wider_than_the_pane(self, tab: LinerTab, photo: Path) -> None:
        tab.editor.insertFromMimeData(files(photo))
        name = f"image:{hashlib.sha256(photo.read_bytes()).hexdigest()}"
        shown = tab.preview.document()
        await until(
            lambda: shown.resource(IMAGE, QUrl(name)) is not None and "￼" in shown.toPlainText()
        )
        assert not shown.resource(IMAGE, QUrl(name)).isNull()
        assert tab.preview.horizontalScrollBar().maximum() == 0

    async def test_pasted_without_a_file(self, session: Session, tab: LinerTab) -> None:
        mime = QMimeData()
        image = QImage(40, 30, QImage.Format.Format_RGB32)
        image.fill(0x112233)
        mime.setImageData(image)
        tab.editor.insertFromMimeData(mime)
        await until(lambda: tab.editor.toPlainText().startswith("![Picture](image:"))
        sha256 = tab.editor.toPlainText().strip()[-65:-1]
        kept = liner.picture(session.library, sha256)
        assert kept is not None
        assert QImage(str(kept)).size() == image.size()

    async def test_what_is_no_picture_says_what_to_do(self, tab: LinerTab, tmp_path: Path) -> None:
        text = tmp_path / "cover.jpg"
        text.write_text("hello")
        tab.editor.insertFromMimeData(files(text))
        assert tab.wrong.isVisible()
        assert "cover.jpg: This is no picture" in tab.wrong.text()
        assert "Save it as JPEG or PNG" in tab.wrong.text()
        assert tab.editor.toPlainText() == ""

    async def test_sounds_are_the_windows(self, tab: LinerTab, tmp_path: Path) -> None:
        sound = tmp_path / "a.wav"
        sound.write_bytes(b"RIFF")
        assert not tab.editor.canInsertFromMimeData(files(sound))

    async def test_a_large_file_says_what_to_do(self) -> None:
        assert "32 MB" in liner.picture_fault(3000, 2000, "png", (32 << 20) + 1)
        assert liner.picture_fault(3000, 2000, "png", 32 << 20) == ""


class TestPreview:
    async def test_one_that_is_not_here_is_named(self, tab: LinerTab) -> None:
        tab.editor.setPlainText(mark("ab" * 32, "The room"))
        tab.show_preview()
        assert tab.preview.toPlainText() == f"[Picture: The room, {ELSEWHERE}]"


class TestFromAnotherStudio:
    async def test_is_shown_as_soon_as_it_comes(
        self, session: Session, track: UUID, tab: LinerTab, photo: Path
    ) -> None:
        digests = await hash_file(photo)
        text = f"That night:\n\n{mark(digests.sha256, 'The room')}\n"

        async def write(desk: Desk) -> None:
            editing.write(desk.local, "track", track, {"liner_notes_md": text})

        async def comes(desk: Desk) -> None:
            blobs.came(desk.local, UploadKind.IMAGE, photo, digests)

        await session.do(write)
        await until(lambda: f"The room, {ELSEWHERE}" in tab.preview.toPlainText())
        await session.do(comes)
        await until(lambda: "The room" not in tab.preview.toPlainText())
        await until(lambda: "￼" in tab.preview.toPlainText())
