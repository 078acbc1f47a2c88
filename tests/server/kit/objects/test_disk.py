"""Directories that another process makes and removes while they are wanted."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path

import pytest

from server.kit.objects.disk import make_folders


class TestMakeFolders:
    def test_a_file_holds_the_name(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_bytes(b"x")
        with pytest.raises((FileExistsError, NotADirectoryError)):
            make_folders(tmp_path / "a" / "b")

    def test_one_that_comes_and_goes_is_never_taken_for_a_file(self, tmp_path: Path) -> None:
        over = threading.Event()

        def come_and_go() -> None:
            while not over.is_set():
                with contextlib.suppress(OSError):
                    (tmp_path / "a").mkdir()
                with contextlib.suppress(OSError):
                    (tmp_path / "a").rmdir()

        other = threading.Thread(target=come_and_go)
        other.start()
        try:
            for _ in range(1500):
                with contextlib.suppress(FileNotFoundError):
                    make_folders(tmp_path / "a")
        finally:
            over.set()
            other.join()
