"""Stems: read with what is wrong about them, guessed, taken in whole or out of a stem file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from studio.actions import files, ordering, stems, tracks
from studio.actions.desk import Desk, open_desk
from studio.actions.library import Library
from studio.actions.stems import Found, StemCredit
from studio.audio.nulltest import Misfit
from studio.settings import Places
from sync.client.errors import NotEditable
from sync.sound import SoundError
from sync.wire.choices import StemRole
from tests.support import songs
from tests.support.audio import music, write_wav


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    places = Places(data=tmp_path / "d", cache=tmp_path / "c", config=tmp_path / "s")
    for folder in (places.data, places.cache, places.config):
        folder.mkdir()
    with open_desk(places) as opened:
        yield opened


@pytest.fixture
def library(desk: Desk) -> Iterator[Library]:
    found = Library(desk.places)
    yield found
    found.close()


def quiet(_what: str, _done: float) -> None:
    """Nobody looks."""


async def song(desk: Desk, folder: Path, seconds: float = 1.0) -> tuple[UUID, UUID]:
    path = write_wav(folder / "Night Drive.wav", music(seconds))
    track = await files.add_track(desk, await files.look(path))
    with desk.reading() as reader:
        return track, reader.items(track, "version")[0].id


async def stem(
    desk: Desk, version: UUID, folder: Path, title: str, *, seconds: float = 1.0, rate: int = 48_000
) -> UUID:
    sound = music(seconds, rate=rate, seed=sum(map(ord, title)))
    path = write_wav(folder / f"{title}.wav", sound, rate=rate)
    found = Found(path=path, title=title, role=StemRole.OTHER)
    return await stems.add(desk, version, found, quiet)


class TestRead:
    async def test_gives_stems_in_order_with_their_files(
        self, desk: Desk, library: Library, tmp_path: Path
    ) -> None:
        _, version = await song(desk, tmp_path)
        for title in ("Kick", "Bass"):
            await stem(desk, version, tmp_path, title)
        found = stems.read(library, version)
        assert [(one.title, one.path, one.duration_ms) for one in found] == [
            ("Kick", tmp_path / "Kick.wav", 1000),
            ("Bass", tmp_path / "Bass.wav", 1000),
        ]

    def test_a_library_that_is_not_there_has_none(self, tmp_path: Path) -> None:
        places = Places(data=tmp_path, cache=tmp_path, config=tmp_path)
        assert stems.read(Library(places), UUID(int=1)) == ()


class TestMisfit:
    async def test_length_and_rate_are_checked_before_anything_is_decoded(
        self, desk: Desk, library: Library, tmp_path: Path
    ) -> None:
        track, version = await song(desk, tmp_path)
        await stem(desk, version, tmp_path, "Fits")
        await stem(desk, version, tmp_path, "Late", seconds=1.25)
        await stem(desk, version, tmp_path, "Cut", seconds=0.9)
        await stem(desk, version, tmp_path, "Slow", rate=44_100)
        shown = tracks.read(library, track)
        assert shown is not None
        told = [stems.misfit(one, shown.versions[0]) for one in stems.read(library, version)]
        assert told == [
            "",
            "250 ms longer than the mix",
            "100 ms shorter than the mix",
            "44.1 kHz, but the mix has 48 kHz",
        ]

    @pytest.mark.parametrize(
        ("longer", "told"),
        [
            (1, "1 sample longer than the mix"),
            (-12, "12 samples shorter than the mix"),
            (4_800, "100 ms longer than the mix"),
            (96_000, "2.0 s longer than the mix"),
            (-48_000 * 61, "1 min 1 s shorter than the mix"),
        ],
    )
    async def test_to_the_sample_once_decoded(
        self, desk: Desk, library: Library, tmp_path: Path, longer: int, told: str
    ) -> None:
        track, version = await song(desk, tmp_path)
        await stem(desk, version, tmp_path, "Kick")
        (one,), shown = stems.read(library, version), tracks.read(library, track)
        assert shown is not None
        exact = Misfit(name="Kick", rate=48_000, mix_rate=48_000, length_difference=longer)
        assert stems.misfit(one, shown.versions[0], exact) == told


class TestFind:
    async def test_a_file_is_guessed_by_its_name(
        self, desk: Desk, library: Library, tmp_path: Path
    ) -> None:
        track, _ = await song(desk, tmp_path)
        shown = tracks.read(library, track)
        assert shown is not None
        for name, title, role in (
            ("03 Sub bass.wav", "Sub bass", StemRole.BASS),
            ("Night Drive - lead vox.wav", "Lead vox", StemRole.VOCAL),
            ("Night Drive v2.wav", "V2", StemRole.OTHER),
            ("zither.wav", "zither", StemRole.OTHER),
        ):
            path = write_wav(tmp_path / name, music(0.1))
            (found,) = stems.find(library, path, shown.row)
            assert (found.title, found.role, found.track) == (title, role, None)

    async def test_a_stem_file_gives_what_is_in_it(
        self, desk: Desk, library: Library, tmp_path: Path
    ) -> None:
        track, _ = await song(desk, tmp_path)
        shown = tracks.read(library, track)
        assert shown is not None
        found = stems.find(library, songs.stems(), shown.row)
        assert [(one.track, one.title, one.role) for one in found] == [
            (1, "Drums", StemRole.DRUM),
            (2, "Bass", StemRole.BASS),
            (3, "Other", StemRole.OTHER),
            (4, "Vox", StemRole.VOCAL),
        ]


class TestAdd:
    async def test_a_track_of_a_stem_file_becomes_a_file_that_stays(
        self, desk: Desk, library: Library, tmp_path: Path
    ) -> None:
        _, version = await song(desk, tmp_path)
        wanted = Found(path=songs.stems(), title="Dru/ms", role=StemRole.DRUM, track=1)
        told: list[float] = []
        await stems.add(desk, version, wanted, lambda _what, done: told.append(done))
        await stems.add(desk, version, Found(**_again(wanted)), quiet)
        found = stems.read(library, version)
        assert [one.title for one in found] == ["Dru/ms", "Dru/ms"]
        assert found[0].path is not None
        assert found[0].path.parent == desk.places.data / "stems"
        assert found[0].path.is_file()
        assert told[-1] == 1.0
        assert len(list((desk.places.data / "stems").iterdir())) == 2

    async def test_noise_instead_of_sound_adds_nothing(
        self, desk: Desk, library: Library, tmp_path: Path
    ) -> None:
        _, version = await song(desk, tmp_path)
        path = tmp_path / "bad.wav"
        path.write_bytes(b"no sound" * 40)
        with pytest.raises(SoundError):
            await stems.add(desk, version, Found(path=path, title="x", role=StemRole.FX), quiet)
        assert stems.read(library, version) == ()


def _again(found: Found) -> dict[str, object]:
    return {"path": found.path, "title": found.title, "role": found.role, "track": 2}


class TestEdit:
    async def test_title_role_and_credits(
        self, desk: Desk, library: Library, tmp_path: Path
    ) -> None:
        _, version = await song(desk, tmp_path)
        kick = await stem(desk, version, tmp_path, "Kick")
        await stems.edit(desk, kick, {"title": ("Kick", "Kick 2"), "role": ("other", "drum")})
        who = [StemCredit(person="Ada Quist", role="Drums", url="https://ada.fm")]
        await stems.set_credits(desk, kick, seen=(), wanted=who)
        (found,) = stems.read(library, version)
        assert (found.title, found.role, found.credits) == ("Kick 2", "drum", tuple(who))

    async def test_what_the_contract_forbids_changes_nothing(
        self, desk: Desk, library: Library, tmp_path: Path
    ) -> None:
        _, version = await song(desk, tmp_path)
        kick = await stem(desk, version, tmp_path, "Kick")
        with pytest.raises(NotEditable):
            await stems.edit(desk, kick, {"title": ("Kick", "")})
        assert stems.fault("title", "  ") == "A stem needs a name."
        assert stems.read(library, version)[0].title == "Kick"

    async def test_remove_leaves_the_file(
        self, desk: Desk, library: Library, tmp_path: Path
    ) -> None:
        _, version = await song(desk, tmp_path)
        await stems.remove(desk, await stem(desk, version, tmp_path, "Kick"))
        assert stems.read(library, version) == ()
        assert (tmp_path / "Kick.wav").is_file()


class TestMove:
    async def test_puts_one_between_others_and_makes_room_where_there_is_none(
        self, desk: Desk, library: Library, tmp_path: Path
    ) -> None:
        _, version = await song(desk, tmp_path)
        a, b, c = [await stem(desk, version, tmp_path, title) for title in "abc"]

        def order() -> list[UUID]:
            return [one.id for one in stems.read(library, version)]

        await ordering.move(desk, "stem", version, c, to=1)
        assert order() == [a, c, b]
        for each in (a, b, c):
            await stems.edit(desk, each, {"position": (None, 5.0)})
        await ordering.move(desk, "stem", version, b, to=1)
        moved = order()
        assert moved.index(b) == 1
        await ordering.move(desk, "stem", version, moved[0], to=9)
        assert order() == [*moved[1:], moved[0]]
