"""Numbers, pictures, links, teasers and what the public sees of releases, on this machine alone."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from studio.actions import publicity, releases, releasing, teasers, todo
from studio.actions.desk import Desk
from studio.actions.library import Library
from sync.wire.ids import new_id
from tests.support.drops import AT, ZONE, codes, found, song
from tests.support.feeds import page


class TestFault:
    @pytest.mark.parametrize(
        ("name", "value", "said"),
        [
            ("title", " ", "needs a title"),
            ("title", "x" * 301, "At most 300"),
            ("description_md", "x" * 50_001, "At most 50,000"),
            ("upc", "12345678901", "these are 11"),
            ("upc", "12345678901x", "digits only"),
            ("upc", "036000291453", "should be 2, not 3"),
            ("upc", "4006381333932", "should be 1, not 2"),
        ],
    )
    def test_says_what_is_wrong(self, name: str, value: str, said: str) -> None:
        assert said in releases.fault(name, value)

    @pytest.mark.parametrize("upc", [None, "", "036000291452", "4006381333931"])
    def test_a_right_number_is_none(self, upc: str | None) -> None:
        assert releases.fault("upc", upc) == ""

    def test_spaces_and_dashes_do_not_matter(self) -> None:
        assert releases.upc_of(" 0 36000-29145 2 ") == "036000291452"


class TestArtwork:
    async def test_is_kept_as_a_file_to_send(
        self, desk: Desk, library: Library, tmp_path: Path
    ) -> None:
        made = await releasing.create(desk, "EP", "ep", ZONE)
        picture = tmp_path / "cover.png"
        picture.write_bytes(b"picture")
        await releasing.set_artwork(desk, made, picture)
        read = found(library, made)
        assert read.artwork_file == picture
        assert releases.cover(library, read.row.artwork) == picture
        await releasing.set_artwork(desk, made, None)
        assert found(library, made).row.artwork == ""

    @pytest.mark.parametrize(
        ("size", "kind", "said"),
        [
            ((0, 0), "", "no picture"),
            ((3000, 3000), "tiff", "TIFF is not taken"),
            ((30_000, 100), "png", "3000 × 3000"),
            ((8000, 8000), "jpeg", "too many"),
        ],
    )
    def test_says_why_not(self, size: tuple[int, int], kind: str, said: str) -> None:
        assert said in releasing.picture_fault(*size, kind)

    def test_advises(self) -> None:
        assert releasing.picture_fault(3000, 3000, "jpeg") == ""
        assert releasing.picture_advice(3000, 3000) == ""
        assert "soft" in releasing.picture_advice(999, 3000)
        assert "not square" in releasing.picture_advice(3000, 2999)


class TestLinks:
    async def test_has_a_token_of_its_own_before_it_is_sent(
        self, desk: Desk, library: Library
    ) -> None:
        made = await releasing.create(desk, "EP", "ep", ZONE)
        for name in ("Kaja", "Radio"):
            await releasing.add_link(
                desk, made, name, expires_at=AT, max_uses=3, allow_download="320"
            )
        first, second = found(library, made).links
        assert first.token != second.token
        assert re.fullmatch(r"[A-Za-z0-9_-]{43}", first.token)  # 32 bytes in base64url
        assert (first.max_uses, first.expires_at, first.allow_download) == (3, AT, "320")

    async def test_stands(self, desk: Desk, library: Library) -> None:
        made = await releasing.create(desk, "EP", "ep", ZONE)
        link = await releasing.add_link(
            desk, made, "Kaja", expires_at=AT, max_uses=None, allow_download="none"
        )
        (one,) = found(library, made).links
        before = AT - timedelta(days=1)
        assert (one.stands(before), one.stands(AT)) == ("open", "expired")
        await releasing.revoke(desk, link)
        (one,) = found(library, made).links
        assert one.stands(before) == "revoked"

    def test_is_used_up_by_what_the_server_counts(self, desk: Desk, library: Library) -> None:
        made, link = new_id(), new_id()
        page(desk.local, 1, kind="release", id=made, data={"title": "EP"})
        data = {"release_id": str(made), "label": "Kaja", "max_uses": 2, "uses": 2}
        page(desk.local, 2, kind="preview_link", id=link, data=data)
        (one,) = found(library, made).links
        assert one.stands(AT) == "used"


class TestTodo:
    async def test_from_nothing_to_nothing_but_sending(self, desk: Desk, library: Library) -> None:
        made = await releasing.create(desk, "EP", "single", ZONE)
        assert codes(library, made) == ["no_tracks", "no_moment"]
        tracks = [song(desk, name) for name in "ABCD"]
        await releasing.add_tracks(desk, made, tracks)
        await releasing.schedule(desk, made, AT, zone=ZONE, teaser_from=None)
        assert codes(library, made) == ["no_version", "track_private"]
        assert "kind_differs" in codes(library, made, blocks=False)
        (private,) = [p for p in found(library, made).points if p.code == "track_private"]
        assert private.tracks == tuple(tracks)
        assert todo.deed(private) == "Make the 4 tracks public"
        await releasing.write_tracks(desk, private.tracks, {"visibility": "public"})
        assert codes(library, made) == ["no_version"]
        assert releases.every(library)[0].blocking == 1

    def test_every_finding_has_its_deed(self) -> None:
        from typing import get_args

        from sync.wire.checklist import CheckCode

        assert set(get_args(CheckCode)) == set(todo.DEEDS)

    @pytest.mark.parametrize(("tracks", "kind"), [(3, "single"), (4, "ep"), (7, "album")])
    def test_what_it_is_called(self, tracks: int, kind: str) -> None:
        assert todo.fitting_kind(tracks) == kind


class TestTeaser:
    @pytest.mark.parametrize(
        ("start", "length", "duration", "window"),
        [
            (None, 30_000, 240_000, (105_000, 135_000)),
            (10_000, 30_000, 240_000, (10_000, 40_000)),
            (239_000, 30_000, 240_000, (210_000, 240_000)),
            (-5, 200_000, 240_000, (0, 90_000)),
            (0, 30_000, 20_000, (0, 10_000)),
            (0, 1_000, 3_000, (0, 1_500)),
        ],
    )
    def test_lies_within_the_track(
        self, start: int | None, length: int, duration: int, window: tuple[int, int]
    ) -> None:
        assert teasers.window(start, length, duration) == window

    async def test_is_written_to_the_track(self, desk: Desk, library: Library) -> None:
        track = song(desk, "A")
        made = await releasing.create(desk, "EP", "ep", ZONE)
        await releasing.add_tracks(desk, made, [track])
        await teasers.put(desk, track, 12_000, 20_000)
        (one,) = found(library, made).tracks
        assert (one.teaser_start_ms, one.teaser_ms) == (12_000, 20_000)

    async def test_no_outline_of_what_was_never_decoded(self, desk: Desk) -> None:
        assert await teasers.outline(desk.places, "a" * 64, 100) == []


class TestPublicity:
    def live(self, desk: Desk) -> tuple[UUID, UUID]:
        made, track, place = new_id(), new_id(), new_id()
        data = {"title": "EP", "state": "live", "visibility": "public", "kind": "ep"}
        page(desk.local, 1, kind="release", id=made, data=data)
        data = {"title": "A", "release_state": "live", "visibility": "public"}
        page(desk.local, 2, kind="track", id=track, data=data)
        data = {"release_id": str(made), "track_id": str(track), "position": 1}  # type: ignore[dict-item]
        page(desk.local, 3, kind="release_track", id=place, data=data)
        return made, track

    async def test_nothing_is_public_of_a_draft(self, desk: Desk, library: Library) -> None:
        made = await releasing.create(desk, "EP", "ep", ZONE)
        assert not publicity.compare(library, made).public

    def test_nothing_waits_where_nothing_was_edited(self, desk: Desk, library: Library) -> None:
        made, _track = self.live(desk)
        assert publicity.compare(library, made) == publicity.Publicity(public=True, changes=())

    async def test_fields_and_tracks_that_will_be_different(
        self, desk: Desk, library: Library
    ) -> None:
        made, track = self.live(desk)
        await releasing.edit(desk, made, {"title": ("EP", "LP"), "upc": (None, "036000291452")})
        await releasing.write_tracks(desk, [track], {"title": "B"})
        await releasing.add_tracks(desk, made, [song(desk, "C")])
        changes = publicity.compare(library, made).changes
        assert [(c.of, c.what, c.before, c.after) for c in changes] == [
            ("", "Title", "EP", "LP"),
            ("", "UPC", "", "036000291452"),
            ("", "Tracks", "1. B", "1. B\n2. C"),
            ("A", "Title", "A", "B"),
        ]

    async def test_taking_it_back_is_a_change_too(self, desk: Desk, library: Library) -> None:
        made, _track = self.live(desk)
        await releasing.unpublish(desk, made)
        (change,) = publicity.compare(library, made).changes
        assert (change.what, change.before, change.after) == ("State", "Public", "Not public")
