"""Covers that are read beside the loop: those that come later, and those that nobody sees."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from studio.ui.releases.pictures import WAITING, Pictures

SIDE = 32


def paint(path: Path, colour: int = 0x336699) -> Path:
    image = QImage(90, 60, QImage.Format.Format_RGB32)
    image.fill(colour)
    assert image.save(str(path))
    return path


@pytest.fixture
def photo(app: QApplication, tmp_path: Path) -> Path:
    return paint(tmp_path / "photo.png")


class TestGet:
    async def test_one_that_came_later_is_shown(self, photo: Path) -> None:
        arrived = asyncio.Event()
        pictures = Pictures(SIDE, arrived.set)
        assert pictures.get("a", lambda: None) is None
        assert pictures.get("a", lambda: photo) is None
        async with asyncio.timeout(5):
            await arrived.wait()
        found = pictures.get("a", lambda: None)
        assert found is not None
        assert found.toImage().pixelColor(5, 5).name() == "#336699"

    async def test_what_is_no_picture_is_read_once(self, tmp_path: Path, photo: Path) -> None:
        broken = tmp_path / "broken.png"
        broken.write_bytes(b"no picture")
        arrived = asyncio.Event()
        pictures = Pictures(SIDE, arrived.set)
        pictures.get("bad", lambda: broken)
        pictures.get("good", lambda: photo)
        async with asyncio.timeout(5):
            while pictures.reading:
                await asyncio.sleep(0.01)

        def asked() -> Path:
            raise AssertionError

        assert pictures.get("bad", asked) is None
        assert pictures.get("good", asked) is not None

    async def test_what_was_scrolled_past_is_not_read(self, photo: Path) -> None:
        read: list[str] = []
        pictures = Pictures(SIDE, lambda: read.append("one"))
        many = WAITING * 3
        for number in range(many):
            pictures.get(str(number), lambda: photo)
        async with asyncio.timeout(10):
            while pictures.reading:
                await asyncio.sleep(0.01)
        assert len(read) == WAITING
        assert pictures.get(str(many - 1), lambda: None) is not None
        assert "0" not in pictures.kept
