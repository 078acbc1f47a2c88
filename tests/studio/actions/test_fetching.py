"""Sound that another machine of the artist has added: said to be away, fetched, and heard."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner

from server.identity.models import Collaborator, CollaboratorRole
from server.identity.sessions import open_device
from server.media.models import Asset, AssetState
from studio import settings
from studio.actions import fetching, files
from studio.actions.desk import Desk, key_name, open_desk
from studio.actions.library import Library
from studio.actions.listening import read_versions
from studio.actions.syncing import NotSignedIn
from studio.cli import UNSENT, main
from studio.settings import Account, Settings
from sync.wire.choices import StemRole
from tests.support.audio import music, write_wav
from tests.support.pair import Pair, home
from tests.support.uploading import make_person


def library_of(desk: Desk) -> Library:
    found = Library(desk.places)
    found.changed()
    return found


async def made(pair: Pair, folder: Path) -> tuple[UUID, Path, Path]:
    """A track with a stem on the first machine, known to the second; its two files."""
    song, part = folder / "night drive.wav", folder / "bass.wav"
    write_wav(song, music(1.0, seed=1))
    write_wav(part, music(1.0, seed=2))
    track = await files.add_track(pair.first, await files.look(song))
    (version,) = await read_versions(pair.first, track)
    found = await files.look(part)
    await files.add_stem(pair.first, version.id, found, role=StemRole("bass"), title="Bass")
    await pair.sync(pair.first, pair.second)
    return track, song, part


async def test_two_sounds_come_and_can_be_heard(pair: Pair, tmp_path: Path) -> None:
    track, song, part = await made(pair, tmp_path)
    library = library_of(pair.second)
    away = fetching.of_track(library, track)
    assert [(one.label, one.stem, one.size) for one in away] == [
        ("Master", False, song.stat().st_size),
        ("Bass", True, part.stat().st_size),
    ]
    await fetching.keep(pair.second, away)
    coming = fetching.on_the_way(library)
    assert [(one.title, one.part, one.track_id, one.state) for one in coming.values()] == [
        ("night drive", "Master", track, "queued"),
        ("night drive", "Bass", track, "queued"),
    ]
    assert [one.sha256 for one in away] == list(coming)
    await pair.sync(pair.second)
    assert fetching.on_the_way(library) == {}
    with pair.second.reading() as reader:
        paths = [file.path for one in away if (file := reader.file(one.sha256))]
    assert [path.read_bytes() for path in paths] == [song.read_bytes(), part.read_bytes()]
    assert fetching.of_track(library, track) == ()
    assert fetching.of_library(pair.second) == ()
    (version,) = await read_versions(pair.second, track)
    assert version.path == paths[0]
    assert fetching.of_track(library_of(pair.first), track) == ()


async def test_an_original_that_was_lost_here_comes_back(pair: Pair, tmp_path: Path) -> None:
    track, song, _ = await made(pair, tmp_path)
    content = song.read_bytes()
    song.unlink()
    library = library_of(pair.first)
    (away,) = fetching.of_track(library, track)
    await fetching.keep(pair.first, [away])
    await pair.sync(pair.first)
    (version,) = await read_versions(pair.first, track)
    assert version.path is not None
    assert version.path.read_bytes() == content


async def test_what_waits_here_to_be_sent_is_not_away(pair: Pair, tmp_path: Path) -> None:
    song = tmp_path / "song.wav"
    write_wav(song, music(1.0, seed=1))
    track = await files.add_track(pair.first, await files.look(song))
    assert fetching.of_track(library_of(pair.first), track) == ()
    song.unlink()
    assert fetching.of_track(library_of(pair.first), track) == ()


@asynccontextmanager
async def guest(pair: Pair, root: Path, role: CollaboratorRole) -> AsyncIterator[Desk]:
    """The studio of somebody who works in the artist's library, in step with the server."""
    person = await make_person("gina")
    await Collaborator.create(library_id=pair.artist.id, user_id=person.id, role=role)
    places = home(root, "guest")
    account = Account(
        server=pair.server.url, handle="gina", library="nina", library_id=str(pair.artist.id)
    )
    settings.save(places, Settings(account=account))
    with open_desk(places) as desk:
        desk.keys.put(key_name(account), (await open_device(person.id, "phone")).token)
        await pair.sync(desk)
        yield desk


async def test_an_editor_gets_the_files_of_the_artist(pair: Pair, tmp_path: Path) -> None:
    track, song, part = await made(pair, tmp_path)
    async with guest(pair, tmp_path, CollaboratorRole.EDITOR) as desk:
        library = library_of(desk)
        away = fetching.of_track(library, track)
        assert len(away) == 2
        assert not fetching.withheld(library, track)
        await fetching.keep(desk, away)
        await pair.sync(desk)
        with desk.reading() as reader:
            here = [file.path for one in away if (file := reader.file(one.sha256))]
        assert [path.read_bytes() for path in here] == [song.read_bytes(), part.read_bytes()]


async def test_a_listener_is_offered_nothing_and_given_nothing(pair: Pair, tmp_path: Path) -> None:
    track, _, _ = await made(pair, tmp_path)
    away = fetching.of_track(library_of(pair.second), track)
    async with guest(pair, tmp_path, CollaboratorRole.LISTENER) as desk:
        library = library_of(desk)
        assert fetching.of_track(library, track) == ()
        assert fetching.of_library(desk) == ()
        assert fetching.withheld(library, track)
        await fetching.keep(desk, away)  # as a studio would that does not care
        await pair.sync(desk)
        assert {one.state for one in fetching.on_the_way(library).values()} == {"failed"}
        with desk.reading() as reader:
            assert [reader.file(one.sha256) for one in away] == [None, None]
    assert not fetching.withheld(library_of(pair.second), track)


async def test_signed_out(pair: Pair, tmp_path: Path) -> None:
    track, _, _ = await made(pair, tmp_path)
    away = fetching.of_track(library_of(pair.second), track)
    pair.second.settings = Settings()
    with pytest.raises(NotSignedIn):
        await fetching.keep(pair.second, away)


async def test_from_the_command_line(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, song, part = await made(pair, tmp_path)
    monkeypatch.setenv(settings.HOME, str(tmp_path / "third"))
    account = Account(server=pair.server.url, handle=pair.artist.handle)
    settings.save(settings.places(), Settings(account=account))
    with open_desk() as desk:
        desk.keys.put(key_name(account), (await open_device(pair.artist.id, "third")).token)
    done = await asyncio.to_thread(CliRunner().invoke, main, ["sync", "--files", "--json"])
    assert done.exit_code == 0, done.output
    *lines, status = [json.loads(line) for line in done.stdout.splitlines()]
    came = [line for line in lines if "fetched" in line]
    assert any(line["done"] <= line["size"] for line in lines if "fetching" in line)
    assert [Path(one["fetched"]).read_bytes() for one in came] == [
        song.read_bytes(),
        part.read_bytes(),
    ]
    assert status["settled"]
    again = await asyncio.to_thread(CliRunner().invoke, main, ["sync", "--files"])
    assert again.stdout == "up to date\n"


async def test_what_the_command_line_cannot_have_it_says(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    track, song, _ = await made(pair, tmp_path)
    (version,) = await read_versions(pair.first, track)
    await Asset.filter(sha256=version.sha256).update(state=AssetState.MISMATCH)
    monkeypatch.setenv(settings.HOME, str(tmp_path / "third"))
    account = Account(server=pair.server.url, handle=pair.artist.handle)
    settings.save(settings.places(), Settings(account=account))
    with open_desk() as desk:
        desk.keys.put(key_name(account), (await open_device(pair.artist.id, "third")).token)
    done = await asyncio.to_thread(CliRunner().invoke, main, ["sync", "--files"])
    assert done.exit_code == UNSENT
    assert "not fetched: Master: Your server has not got this file" in done.stdout
    assert "fetched " in done.stdout
    with open_desk() as desk:
        (failed,) = fetching.on_the_way(library_of(desk)).values()
        assert failed.state == "failed"
        await Asset.filter(sha256=version.sha256).update(state=AssetState.VERIFIED)
        await fetching.try_again(desk, failed.sha256)
        await pair.sync(desk)
        (found,) = await read_versions(desk, track)
        assert found.path is not None
        assert found.path.read_bytes() == song.read_bytes()
