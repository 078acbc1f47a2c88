"""A whole release made with the network off; after a restart and one sync the server has it."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from server.media.names import bucket_of, object_key
from studio import settings
from studio.actions import account, files, publishing, syncing, tracks
from studio.actions.desk import Desk, open_desk
from studio.actions.export import export
from studio.settings import Places
from sync.client import blobs, editing
from sync.client.hashing import hash_file
from sync.client.status import Status
from sync.wire.choices import StemRole
from sync.wire.uploads import UploadKind
from tests.support.audio import music, write_wav
from tests.support.no_network import no_network
from tests.support.people import PASSWORD
from tests.support.world import House

TITLES = ("Night Ferry", "Salt & Static", "Kopli Tapes — Ööbik")
NOTES = "# Recorded\n\nIn *one* night, with **two** microphones.\n"
OUT = datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)


def home(root: Path, name: str) -> Places:
    found = Places(data=root / name, cache=root / name / "cache", config=root / name / "config")
    for folder in (found.data, found.cache, found.config):
        folder.mkdir(parents=True, exist_ok=True)
    return found


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.setenv(settings.HOME, str(tmp_path))  # tokens in a file
    return home(tmp_path, "studio")


class Room:
    """Sound files and pictures of an artist."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made = 0

    def sound(self, name: str) -> Path:
        self.made += 1
        path = self.folder / f"{name}.wav"
        write_wav(path, music(0.6 + self.made / 50, seed=self.made))
        return path

    def picture(self, name: str) -> Path:
        path = self.folder / f"{name}.png"
        path.write_bytes(hashlib.sha256(name.encode()).digest() * 8)
        return path


async def make_track(desk: Desk, room: Room, title: str) -> UUID:
    """Two versions, stems, credits, texts, a session, notes, a cover, a moment."""
    made = await files.add_track(desk, await files.look(room.sound(title)), title=title)
    master = tracks_of(desk, "version", made)[0]
    live = await files.add_version(
        desk, made, await files.look(room.sound(f"{title} live")), label="Live"
    )
    for role in (StemRole.VOCAL, StemRole.BASS):
        sound = await files.look(room.sound(f"{title} {role}"))
        await files.add_stem(desk, master, sound, role=role)
    seen = {"description_md": None, "genre": None, "license": None}
    wanted = {"description_md": NOTES, "genre": "Folk", "license": "cc-by"}
    await tracks.edit(desk, made, {name: (seen[name], wanted[name]) for name in wanted})
    session = {"instruments": ["harp"], "room": "Kopli 7", "tempo_bpm": 92.5, "date": "2026-05"}
    editing.write(desk.local, "track", made, {"liner_notes_md": NOTES * 3, "session": session})
    editing.change_set(desk.local, "track", made, "tags", add=["ambient", "harp"])
    for place, person in enumerate(("Ines", "Mara Eils")):
        credit = {"person": person, "role": "harp", "position": float(place)}
        editing.create(desk.local, "credit", credit, made)
    editing.create(desk.local, "note", {"at_ms": 250, "body": "the *hiss*"}, made)
    note = {"at_ms": 900, "body": "softer", "version_id": str(live)}
    editing.create(desk.local, "note", note, made)
    cover = room.picture(title)
    sha256 = blobs.keep(desk.local, UploadKind.IMAGE, cover, await hash_file(cover))
    editing.write(desk.local, "track", made, {"artwork_sha256": sha256})
    editing.write(desk.local, "track", made, {"primary_version_id": str(live)})
    return made


async def make_cover(desk: Desk, room: Room) -> UUID:
    """A release with all that its page shows, without its tracks."""
    cover = room.picture("release")
    sha256 = blobs.keep(desk.local, UploadKind.IMAGE, cover, await hash_file(cover))
    written = {
        "title": "Kopli Sessions",
        "kind": "ep",
        "description_md": NOTES,
        "upc": "036000291452",
        "license": "cc-by",
        "download_policy": "original",
        "artwork_sha256": sha256,
    }
    return editing.create(desk.local, "release", written)


def schedule(desk: Desk, release: UUID) -> None:
    """When it comes out, what is heard before, and for whom."""
    out = {
        "state": "scheduled",
        "visibility": "public",
        "release_at": moment(OUT),
        "time_zone": "Europe/Tallinn",
        "teaser_from": moment(OUT - timedelta(days=7)),
    }
    editing.write(desk.local, "release", release, out)
    link = {
        "label": "Radio",
        "token": secrets.token_urlsafe(32),
        "max_uses": 3,
        "expires_at": moment(OUT),
        "allow_download": "320",
    }
    editing.create(desk.local, "preview_link", link, release)


def moment(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def tracks_of(desk: Desk, kind: str, above: UUID) -> list[UUID]:
    with desk.reading() as reader:
        return [item.id for item in reader.items(above, kind)]


async def make_release(desk: Desk, room: Room) -> None:
    made = [await make_track(desk, room, title) for title in TITLES]
    alone = await make_track(desk, room, "B-side")
    await publishing.publish(desk, alone, at=OUT)
    release = await make_cover(desk, room)
    for place, track in enumerate([made[2], made[0], made[1]]):
        on_it = {"track_id": str(track), "position": float(place)}
        last = editing.create(desk.local, "release_track", on_it, release)
    editing.write(desk.local, "release_track", last, {"position": -1.0})
    schedule(desk, release)
    # Second thoughts: a name, an order, something that goes again.
    editing.write(desk.local, "track", made[0], {"title": "Night Ferry (Kopli)"})
    await tracks.remove(desk, [await make_track(desk, room, "A mistake")])
    first = tracks_of(desk, "credit", made[1])[0]
    editing.write(desk.local, "credit", first, {"position": 7.5, "role": "voice"})
    editing.delete(desk.local, "note", tracks_of(desk, "note", made[2])[0])


async def sync(desk: Desk) -> Status:
    async with syncing.engine(desk) as engine:
        return await engine.once()


def signed_in(house: House, where: Places) -> Desk:
    desk = open_desk(where)
    house.run(account.sign_in(desk, house.server.url, "ines", PASSWORD))
    return desk


def sign_up(house: House) -> None:
    async def ask() -> int:
        sent = {"handle": "ines", "email": "ines@example.com", "password": PASSWORD}
        async with httpx.AsyncClient(base_url=house.server.url) as web:
            return (await web.post("/api/v1/auth/signup", json=sent)).status_code

    assert house.run(ask()) == 201


def test_the_network_is_really_off() -> None:
    with no_network() as tried:
        with pytest.raises(OSError, match="the network is off"):
            socket.create_connection(("127.0.0.1", 9))
        with pytest.raises(httpx.ConnectError):
            httpx.get("http://localhost:9")
    assert len(tried) >= 2


def test_everything_made_offline_is_on_the_server_after_one_sync(
    house: House, places: Places, tmp_path: Path
) -> None:
    room = Room(tmp_path)
    with no_network() as tried:
        with open_desk(places) as desk:
            asyncio.run(make_release(desk, room))
            before = export(desk)
        with open_desk(places) as desk:  # the program was ended and started again
            assert export(desk) == before
    assert tried == []
    counts = {kind: len(found) for kind, found in before["records"].items() if found}
    assert counts == {
        **{"track": 4, "version": 8, "stem": 8, "credit": 8, "note": 7},
        **{"release": 1, "release_track": 3, "preview_link": 1},
    }

    sign_up(house)
    with signed_in(house, places) as desk:
        told = house.run(sync(desk))
        assert told.settled, told
        assert (told.refused, told.conflicts) == (0, 0)
        here = export(desk)
    with signed_in(house, home(tmp_path, "another computer")) as other:
        assert house.run(sync(other)).settled
        there = export(other)
    assert there["digest"] == here["digest"]
    assert there == here
    nothing_changed_on_the_way(before, there)
    every_file_is_there(house, room, there)


def nothing_changed_on_the_way(offline: dict[str, Any], there: dict[str, Any]) -> None:
    """The server may add to what was written (an address for a page), never alter it."""
    for kind, records in offline["records"].items():
        found = {record["id"]: record for record in there["records"][kind]}
        assert found.keys() == {record["id"] for record in records}
        for record in records:
            written = {name: value for name, value in record.items() if value is not None}
            kept = {name: found[record["id"]][name] for name in written}
            assert kept == written, kind


def every_file_is_there(house: House, room: Room, there: dict[str, Any]) -> None:
    """Byte for byte: objects are named by their digest, so theirs is taken anew."""
    store = house.server.resources.store
    named = [
        (UploadKind.ORIGINAL, "version", "sha256"),
        (UploadKind.STEM, "stem", "sha256"),
        (UploadKind.IMAGE, "track", "artwork_sha256"),
        (UploadKind.IMAGE, "release", "artwork_sha256"),
    ]
    for upload, kind, field in named:
        for record in there["records"][kind]:
            path = store.local_path(bucket_of(upload), object_key(upload, record[field]))
            assert path is not None
            assert hashlib.sha256(path.read_bytes()).hexdigest() == record[field]
