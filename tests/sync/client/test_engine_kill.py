"""kill -9 of studio, server and database at any point, and a bad network: nothing is lost,
nothing is doubled, and the next sync ends it.

One running product for all of them; REPEAT=20, for a night, kills as many studios.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from studio import settings
from studio.actions.desk import Desk as Studio
from studio.actions.desk import key_name, open_desk
from studio.actions.export import export
from studio.settings import Account, Places
from sync.client import blobs, editing
from sync.client.hashing import hash_file
from sync.wire.uploads import UploadKind
from tests.support.killing import Ward, kill, until_healthy
from tests.support.proxy import Seen
from tests.support.uploading import MIB, make_file

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]
KILLS = int(os.environ.get("REPEAT", "3"))
SIZE = 10 * MIB
"""Two parts."""


@pytest.fixture(autouse=True)
def calm(ward: Ward) -> None:
    ward.calm()


@dataclass
class Home:
    """A studio's folder: opened here to edit, by a process to sync."""

    ward: Ward
    folder: Path
    seed: int = 0
    files: list[Path] = field(default_factory=list)

    def open(self) -> Studio:
        places = Places(
            data=self.folder / "library",
            cache=self.folder / "cache",
            config=self.folder / "config",
        )
        for one in (places.data, places.cache, places.config):
            one.mkdir(parents=True, exist_ok=True)
        return open_desk(places)

    def sign_in(self) -> None:
        with self.open() as studio:
            account = Account(server=self.ward.proxy.url, handle="ines")
            studio.keys.put(key_name(account), self.ward.token(self.folder.name))
            settings.save(studio.places, settings.Settings(account=account))

    def write(self, notes: int) -> UUID:
        """A track with a file and so many notes."""
        self.seed += 1
        name = f"{self.folder.name}-{self.seed}"
        song = make_file(self.folder / f"{name}.wav", SIZE, seed=hash(name) % 2**32)
        self.files.append(song)
        digests = self.ward.run(hash_file(song))
        with self.open() as studio:
            track = editing.create(studio.local, "track", {"title": name})
            sha256 = blobs.keep(studio.local, UploadKind.ORIGINAL, song, digests)
            data = {"label": "Mix", "sha256": sha256}
            version = editing.create(studio.local, "version", data, track)
            for n in range(notes):
                editing.create(studio.local, "note", {"at_ms": n, "body": f"{name} {n}"}, track)
            chosen = {"primary_version_id": str(version), "genre": "Folk"}
            editing.write(studio.local, "track", track, chosen)
        return track

    def document(self) -> dict[str, Any]:
        with self.open() as studio:
            return export(studio)

    def until_settled(self) -> None:
        """Syncs until all is where it should be; a studio that gets nowhere fails."""
        deadline = time.monotonic() + 60
        while True:
            until_healthy(self.ward.stack)
            code, told = self.ward.run(self.ward.sync(self.folder))
            if code == 0:
                return
            assert time.monotonic() < deadline, told
            assert "Traceback" not in told, told


@pytest.fixture
def home(ward: Ward, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv(settings.HOME, str(tmp_path))  # tokens in a file
    found = Home(ward, tmp_path / f"home-{tmp_path.name[-12:]}")
    found.sign_in()
    return found


def whole(ward: Ward, home: Home) -> None:
    """A studio that begins anew sees the same, and every file is there once."""
    fresh = Home(ward, home.folder.parent / "fresh")
    fresh.sign_in()
    fresh.until_settled()
    here, there = home.document(), fresh.document()
    assert there == here
    assert there["digest"] == here["digest"]
    ids = [note["body"] for note in there["records"]["note"]]
    assert len(ids) == len(set(ids)), "a note is there twice"
    store = ward.stack.data / "objects" / "originals"
    for song in home.files:
        sha256 = hashlib.sha256(song.read_bytes()).hexdigest()
        (stored,) = store.rglob(sha256)
        assert stored.read_bytes() == song.read_bytes()


class TestKill:
    def test_of_the_studio_at_any_request(self, ward: Ward, home: Home) -> None:
        chance = random.Random(20 + KILLS)
        home.write(notes=120)
        cut = 0
        for number in range(KILLS):
            ward.proxy.seen.clear()
            code, told = ward.run(ward.sync(home.folder, cut_at=chance.randint(1, 9)))
            assert "Traceback" not in told, told
            cut += code < 0
            if number % 2:
                home.write(notes=5)
        assert cut, "none was killed before it was done"
        home.until_settled()
        whole(ward, home)

    @pytest.mark.parametrize("program", ["serve", "postgres"])
    def test_of_the_server_in_the_middle_of_a_push(
        self, ward: Ward, home: Home, program: str
    ) -> None:
        home.write(notes=150)

        async def meanwhile() -> tuple[int, str]:
            syncing = asyncio.create_task(ward.sync(home.folder))
            while not (ward.proxy.count("POST", "/sync/push") or syncing.done()):
                await asyncio.sleep(0.002)
            await asyncio.sleep(random.Random(program).uniform(0.0, 0.1))
            await asyncio.to_thread(kill, ward.stack, program)
            return await syncing

        _, told = ward.run(meanwhile())
        assert "Traceback" not in told, told
        home.until_settled()
        whole(ward, home)

    def test_of_a_studio_that_fetches_a_sound(self, ward: Ward, home: Home) -> None:
        home.write(notes=1)
        home.until_settled()
        other = Home(ward, home.folder.parent / "other")
        other.sign_in()
        (song,) = home.files
        sha256 = hashlib.sha256(song.read_bytes()).hexdigest()
        files = other.folder / "library" / "files"
        part, came = files / f"{sha256}.part", 0

        def asked() -> list[Seen]:
            return [one for one in ward.proxy.seen if sha256 in one.path]

        for share in (0.1, 0.5, 0.9):
            ward.calm()
            ward.proxy.rate = 10 * MIB
            enough = int(share * SIZE) - came
            cut = partial(far, asked, enough)
            code, told = ward.run(ward.sync(other.folder, "--files", cut=cut))
            assert code < 0, told
            assert came <= part.stat().st_size < SIZE
            came = part.stat().st_size
        assert came > SIZE // 4
        ward.calm()
        code, told = ward.run(ward.sync(other.folder, "--files"))
        assert code == 0, told
        (last,) = asked()
        assert last.status == 206
        assert last.reply < SIZE - came + 4_096, "what had come was sent again"
        assert not part.exists()
        (file,) = files.glob(f"*{sha256[:8]}*")
        assert file.read_bytes() == song.read_bytes()
        whole(ward, home)


def far(asked: Callable[[], list[Seen]], enough: int) -> bool:
    """Whether so many bytes of a file have gone out."""
    return any(one.reply > enough for one in asked())


class TestNetwork:
    def test_every_answer_is_lost_once(self, ward: Ward, home: Home) -> None:
        home.write(notes=3)
        for method, path in [
            *[("POST", "/sync/hello"), ("POST", "/multipart/init"), ("PUT", r"/parts/1\?")],
            *[("POST", "/multipart/complete"), ("POST", "/sync/push"), ("GET", "/sync/changes")],
        ]:
            ward.proxy.add(method, path, lose_reply=True)
        home.until_settled()
        assert all(fault.times == 0 for fault in ward.proxy.faults), "not all were lost"
        whole(ward, home)
