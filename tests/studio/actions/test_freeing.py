"""Sound that came from the server goes from this computer; what is its owner's own stays."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from studio.actions import fetching, files, freeing
from studio.actions.desk import Desk
from studio.actions.freeing import CannotFree, Fetched
from studio.actions.library import Library
from sync.client import editing
from tests.support.audio import music, write_wav
from tests.support.pair import Pair


def library_of(desk: Desk) -> Library:
    found = Library(desk.places)
    found.changed()
    return found


def fetched(desk: Desk, track: UUID) -> tuple[Fetched, ...]:
    return freeing.of_tracks(library_of(desk), desk.places, [track])


async def brought(pair: Pair, folder: Path) -> UUID:
    """A track whose sound the second machine has fetched."""
    song = folder / "night drive.wav"
    write_wav(song, music(1.0, seed=1))
    track = await files.add_track(pair.first, await files.look(song))
    await pair.sync(pair.first, pair.second)
    await fetching.keep(pair.second, fetching.of_track(library_of(pair.second), track))
    await pair.sync(pair.second)
    return track


async def test_goes_and_comes_again(pair: Pair, tmp_path: Path) -> None:
    track = await brought(pair, tmp_path)
    (one,) = fetched(pair.second, track)
    content = one.path.read_bytes()
    assert one.size == len(content)
    assert await freeing.free(pair.second, [one]) == (one,)
    assert not one.path.exists()
    assert fetched(pair.second, track) == ()
    library = library_of(pair.second)
    (away,) = fetching.of_track(library, track)
    await pair.sync(pair.second)  # by itself it does not come back
    assert not one.path.exists()
    await fetching.keep(pair.second, [away])
    await pair.sync(pair.second)
    assert one.path.read_bytes() == content


async def test_a_file_of_ones_own_is_never_touched(pair: Pair, tmp_path: Path) -> None:
    track = await brought(pair, tmp_path)
    assert fetched(pair.first, track) == ()
    (one,) = fetched(pair.second, track)
    own = tmp_path / "night drive.wav"
    claimed = Fetched(sha256=one.sha256, path=own, size=1)
    assert await freeing.free(pair.first, [claimed]) == ()
    assert own.exists()


async def test_who_could_not_have_it_again_keeps_it(pair: Pair, tmp_path: Path) -> None:
    track = await brought(pair, tmp_path)
    assert fetched(pair.second, track)
    with pair.second.local.edit():
        pair.second.local.put(role="listener")
    assert fetched(pair.second, track) == ()


async def test_what_an_edit_waits_for_stays(pair: Pair, tmp_path: Path) -> None:
    track = await brought(pair, tmp_path)
    (one,) = fetched(pair.second, track)
    editing.create(pair.second.local, "version", {"label": "Same", "sha256": one.sha256}, track)
    assert await freeing.free(pair.second, [one]) == ()
    assert one.path.exists()
    await pair.sync(pair.second)
    assert await freeing.free(pair.second, [one]) == (one,)


async def test_what_cannot_go_stays_and_is_told(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    track = await brought(pair, tmp_path)
    (one,) = fetched(pair.second, track)

    def busy(_path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "in use by another program")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", busy)
        with pytest.raises(CannotFree, match="Close whatever plays it"):
            await freeing.free(pair.second, [one])
    assert fetched(pair.second, track) == (one,)
