"""Digests of files, whole and in parts."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.client import hashing
from sync.client.errors import FileChanged, FileEmpty, FileVanished
from sync.client.hashing import hash_file, hash_file_now, hash_part, hash_ranges
from sync.wire.uploads import part_plan
from tests.support.uploading import MIB, make_file, part_bytes


class TestHashFile:
    @pytest.mark.parametrize("size", [1, MIB, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 20 * MIB])
    async def test_agrees_with_hashlib(self, tmp_path: Path, size: int):
        path = make_file(tmp_path / "file", size)
        found = await hash_file(path)
        assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert [p.n for p in found.parts] == list(range(1, part_plan(size).count + 1))
        for part in found.parts:
            body = part_bytes(path, part.n)
            assert part.sha256 == hashlib.sha256(body).hexdigest()
            assert part.md5 == hashlib.md5(body).hexdigest()
            assert hash_part(path, part.n, size) == part

    async def test_tells_of_progress(self, tmp_path: Path):
        path = make_file(tmp_path / "file", 9 * MIB)
        told: list[tuple[int, int]] = []
        await hash_file(path, lambda done, size: told.append((done, size)))
        await asyncio.sleep(0)
        assert told == sorted(told)
        assert told[-1] == (9 * MIB, 9 * MIB)

    async def test_cancelling_ends_the_threads(self, tmp_path: Path):
        path = tmp_path / "sparse"
        with path.open("wb") as file:
            file.truncate(4096 * MIB)
        running = asyncio.create_task(hash_file(path))
        await asyncio.sleep(0.2)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        for _ in range(100):
            if not [t for t in threading.enumerate() if t.name.startswith("hash")]:
                return
            await asyncio.sleep(0.05)
        raise AssertionError("hashing went on")

    async def test_bad_files(self, tmp_path: Path):
        (tmp_path / "empty").touch()
        with pytest.raises(FileEmpty):
            await hash_file(tmp_path / "empty")
        with pytest.raises(FileVanished):
            await hash_file(tmp_path / "none")
        with pytest.raises(FileVanished):
            await hash_file(tmp_path)

    @pytest.mark.parametrize("change", ["append", "cut", "delete", "replace"])
    def test_change_while_reading(self, tmp_path: Path, change: str):
        path = make_file(tmp_path / "file", 6 * MIB)

        def meddle(done: int, size: int) -> None:
            if done > 2 * MIB:
                return
            if change == "append":
                with path.open("ab") as file:
                    file.write(b"x")
            elif change == "cut":
                with path.open("r+b") as file:
                    file.truncate(3 * MIB)
            elif change == "delete":
                path.unlink()
            else:
                make_file(tmp_path / "other", 6 * MIB, seed=2).replace(path)

        with pytest.raises((FileChanged, FileVanished)):
            hash_file_now(path, meddle, threading.Event())


class TestPartBoundaries:
    @settings(max_examples=40, deadline=None)
    @given(size=st.integers(1, 400), block=st.integers(1, 64), part=st.integers(1, 64))
    def test_any_block_and_part_size(self, tmp_path_factory, size: int, block: int, part: int):
        """The digester at sizes where every boundary is met, against the plain computation."""
        body = bytes(i * 7 % 256 for i in range(size))
        path = tmp_path_factory.mktemp("hash") / "file"
        path.write_bytes(body)
        plan = hashing.PartPlan(size, part, max(1, -(-size // part)))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(hashing, "BLOCK", block)
            patch.setattr(hashing, "part_plan", lambda _: plan)
            found = hash_file_now(path, lambda done, size: None, threading.Event())
        assert found.sha256 == hashlib.sha256(body).hexdigest()
        pieces = [body[i : i + part] for i in range(0, size, part)]
        assert [p.md5 for p in found.parts] == [hashlib.md5(p).hexdigest() for p in pieces]
        assert [p.sha256 for p in found.parts] == [hashlib.sha256(p).hexdigest() for p in pieces]


class TestHashRanges:
    def test_is_what_the_server_asks_for(self, tmp_path: Path):
        path = make_file(tmp_path / "file", 1000)
        body = path.read_bytes()
        expected = hashlib.sha256(b"abc" + body[5:15] + body[990:1000]).hexdigest()
        assert hash_ranges(path, "abc", [(5, 10), (990, 10)]) == expected
