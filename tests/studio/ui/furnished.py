"""A library with one of everything in it, as an artist has it after some weeks, for tests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from studio.actions import credits, files, notes, releasing, tracks
from studio.settings import Account
from studio.ui.main_window import MainWindow
from sync.client import blobs, editing, outbox
from sync.client.blobs import BlobState
from sync.client.hashing import hash_file
from sync.client.local import Local
from sync.wire.changes import OpResult, Refusal
from sync.wire.choices import StemRole
from sync.wire.ids import new_id
from sync.wire.uploads import UploadKind
from tests.studio.ui.desks import settle
from tests.support import feeds
from tests.support.audio import Samples, music, write_wav

ZONE = "Europe/Tallinn"
SOON = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(days=9)
ARTIST = Account(server="https://music.example", handle="mara", display_name="Mara Ilves")
TITLES = ("Night Drive", "Salt & Static", "Harbour Lights")
LINER = "# Night Drive\n\nWritten on the last train out of **Tallinn**.\n\n- Vocals: U67\n"
STEMS = (("Lead vocal", StemRole.VOCAL), ("Sub bass", StemRole.BASS))


@dataclass(frozen=True, slots=True)
class Furnished:
    """What there is, by its ids."""

    tracks: tuple[UUID, ...]
    version: UUID
    planned: UUID
    live: UUID
    folder: Path  # of the sound files
    whole: bool  # whether to wait until every sound was read, which takes a process each


async def furnish(window: MainWindow, folder: Path, *, sound: Samples | None = None) -> Furnished:
    """Fills the library of a window."""
    refuse(local(window))
    made = await record(window, folder, music(0.4) if sound is None else sound)
    track = made[0]
    version = version_of(window, track)
    await window.session.do(
        lambda desk: notes.add(desk, track, 200, "A little louder here.", version=version)
    )
    for person, role in (("Mara Ilves", "Writer, vocals"), ("Jonas Beck", "Producer")):
        await window.session.do(partial(credits.add, track=track, person=person, role=role))
    planned, live = await put_out(window, made)
    told_by_server(local(window), track, live)
    await send_files(window, folder)
    window.session.look()
    await settle()
    return Furnished(
        tracks=made,
        version=version,
        planned=planned,
        live=live,
        folder=folder,
        whole=sound is not None,
    )


def local(window: MainWindow) -> Local:
    assert window.session.desk is not None
    return window.session.desk.local


def version_of(window: MainWindow, track: UUID) -> UUID:
    found = tracks.read(window.session.library, track)
    assert found is not None
    return found.versions[0].id


async def record(window: MainWindow, folder: Path, sound: Samples) -> tuple[UUID, ...]:
    """Three tracks; the first has two versions, stems, a genre, tags and liner notes."""
    session, made = window.session, []
    for number, title in enumerate(TITLES):
        path = write_wav(folder / f"{title}.wav", sound * (1 - number / 10), kind="s16")
        looked = await files.look(path)
        made.append(await session.do(partial(files.add_track, found=looked, title=title)))
    looked = await files.look(write_wav(folder / "mix.wav", sound * 0.5, kind="s16"))
    await session.do(lambda desk: files.add_version(desk, made[0], looked, label="Mix 5"))
    version = version_of(window, made[0])
    for number, (title, role) in enumerate(STEMS):
        path = write_wav(folder / f"{title}.wav", sound * (0.3 + number / 10), kind="s16")
        looked = await files.look(path)
        await session.do(
            partial(files.add_stem, version=version, found=looked, role=role, title=title)
        )
    editing.write(local(window), "track", made[0], {"genre": "Synthwave", "liner_notes_md": LINER})
    editing.change_set(local(window), "track", made[0], "tags", add=["night", "dub"])
    return tuple(made)


async def put_out(window: MainWindow, songs: tuple[UUID, ...]) -> tuple[UUID, UUID]:
    """A release that is planned, and one that is live."""
    session = window.session
    planned = await session.do(lambda desk: releasing.create(desk, "Night Drive EP", "ep", ZONE))
    await session.do(lambda desk: releasing.add_tracks(desk, planned, songs))
    await session.do(
        lambda desk: releasing.schedule(
            desk, planned, SOON, zone=ZONE, teaser_from=SOON - timedelta(days=3)
        )
    )
    await session.do(
        lambda desk: releasing.add_link(
            desk, planned, "Radio 2", expires_at=SOON, max_uses=3, allow_download="none"
        )
    )
    live = new_id()
    data = {"title": "Harbour Tapes", "state": "live", "visibility": "public", "kind": "single"}
    feeds.page(local(window), 1, kind="release", id=live, data=data)
    return planned, live


def told_by_server(desk: Local, track: UUID, live: UUID) -> None:
    """A comment, and two conflicts."""
    said = {"at_ms": 300, "body": "What a voice", "author": "Kaja", "handle": "kaja"}
    comment = new_id()
    hung = {"track_id": str(track), "created_at": "2026-11-20T09:02:00Z", "status": "visible"}
    feeds.page(desk, 2, kind="comment", id=comment, data={**said, **hung})
    sides = {"base": "One.\n", "mine": "One, mine.\n", "theirs": "One, theirs.\n", "why": "text"}
    feeds.page(desk, 3, kind="conflict", id=new_id(), data=conflict(track, **sides))
    title = {"field": "genre", "base": "Pop", "mine": "Synthwave", "theirs": "Electro"}
    feeds.page(desk, 4, kind="conflict", id=new_id(), data=conflict(track, **title))
    editing.write(desk, "release", live, {"title": "Harbour Tapes 2026"})


def conflict(record: UUID, **data: Any) -> dict[str, Any]:
    return {
        "kind": "track",
        "id": str(record),
        "field": "liner_notes_md",
        "why": "field",
        "device": "tower",
        "at": "2026-11-22T09:02:00Z",
        "state": "open",
        **data,
    }


def refuse(desk: Local) -> None:
    """The server did not take a track."""
    editing.create(desk, "track", {"title": "Kopli Sessions"})
    refusal = Refusal(code="invalid", message="Too long.", field="title", remedy="Shorten it.")
    results = [
        OpResult(op_id=op.op_id, result="rejected", seq=0, mark=0, epoch=op.op_id, refusal=refusal)
        for op in outbox.take(desk)
    ]
    outbox.answered(desk, results)


async def send_files(window: MainWindow, folder: Path) -> None:
    """Files that were sent, are lost, and could not be taken."""
    states = {
        "sent.wav": (BlobState.DONE, ""),
        "lost.wav": (BlobState.MISSING, "lost.wav is gone"),
        "refused.wav": (BlobState.FAILED, "There is no room left on the server"),
    }
    desk = local(window)
    for name, (state, why) in states.items():
        path = folder / name
        path.write_bytes(name.encode() * 1000)
        sha256 = blobs.keep(desk, UploadKind.ORIGINAL, path, await hash_file(path))
        track = editing.create(desk, "track", {"title": path.stem})
        editing.create(desk, "version", {"label": "Mix", "sha256": sha256}, track)
        blobs.mark(desk, sha256, state, why)


def sign_in(window: MainWindow) -> None:
    """As if somebody had; no server is asked."""
    window.session.settings = replace(window.session.settings, account=ARTIST)
    window.session.account.emit()
