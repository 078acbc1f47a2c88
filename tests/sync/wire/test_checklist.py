"""The checklist of a release, as studio and server both ask it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from sync.wire.checklist import CheckItem, checklist, release_facts, track_facts

NOW = datetime(2026, 11, 23, tzinfo=UTC)
RELEASE, TRACK = UUID(int=1), UUID(int=2)
TEASED = {"teaser_from": (NOW - timedelta(days=1)).isoformat()}
LATER = (NOW + timedelta(days=9)).isoformat()
WHOLE = {
    "kind": "single",
    "visibility": "public",
    "state": "draft",
    "release_at": LATER,
    "upc": "036000291452",
    "artwork_sha256": "a" * 64,
}
SONG = {
    "title": "Ferry",
    "visibility": "public",
    "isrc": "DEA012345678",
    "artwork_sha256": "a" * 64,
}


WRONG = {"code": "crashed", "message": "It broke.", "remedy": "Mend it."}


def ask(
    release: dict[str, Any] | None = None,
    track: dict[str, Any] | None = None,
    versions: tuple[str, ...] = ("ready",),
    count: int = 1,
) -> list[CheckItem]:
    one = track_facts(RELEASE, TRACK, SONG | (track or {}), [{"status": s} for s in versions])
    return checklist(release_facts(WHOLE | (release or {})), [one] * count, NOW)


class TestChecklist:
    def test_what_is_whole_has_no_findings(self) -> None:
        assert ask() == []

    @pytest.mark.parametrize(
        ("release", "track", "versions", "code", "severity"),
        [
            ({"release_at": None}, {}, ("ready",), "no_moment", "block"),
            ({"release_at": "2020-01-01T00:00:00Z"}, {}, ("ready",), "moment_passed", "block"),
            ({"visibility": "private"}, {}, ("ready",), "release_private", "block"),
            ({"artwork_sha256": None}, {}, ("ready",), "no_artwork", "advice"),
            ({"upc": None}, {}, ("ready",), "no_upc", "advice"),
            ({"teaser_from": LATER}, {}, ("ready",), "teaser_too_late", "advice"),
            ({}, {}, (), "no_version", "block"),
            ({}, {}, ("failed", "failed"), "version_failed", "block"),
            ({}, {}, ("failed", "processing"), "version_waiting", "block"),
            ({}, {"visibility": "private"}, ("ready",), "track_private", "block"),
            ({}, {"release_state": "live"}, ("ready",), "track_is_out", "advice"),
            ({}, {"isrc": None}, ("ready",), "no_isrc", "advice"),
            (TEASED, {"teaser_failure": WRONG}, ("ready",), "teaser_failed", "advice"),
            ({}, {"picture_failure": WRONG}, ("ready",), "picture_failed", "advice"),
        ],
    )
    def test_each_finding(
        self,
        release: dict[str, Any],
        track: dict[str, Any],
        versions: tuple[str, ...],
        code: str,
        severity: str,
    ) -> None:
        (item,) = ask(release, track, versions)
        assert (item.code, item.severity) == (code, severity)
        about_track = bool(track) or versions != ("ready",)
        assert item.track_id == (TRACK if about_track else None)

    def test_a_teaser_that_nobody_wants_is_not_missed(self) -> None:
        assert ask(track={"teaser_failure": WRONG}) == []

    def test_an_empty_release(self) -> None:
        found = checklist(release_facts({"title": "New"}), [], NOW)
        codes = [(item.code, item.severity) for item in found]
        assert codes[:3] == [
            ("no_tracks", "block"),
            ("no_moment", "block"),
            ("release_private", "block"),
        ]

    def test_what_this_release_drives_is_not_out_elsewhere(self) -> None:
        assert ask(track={"release_state": "scheduled", "plan_id": str(RELEASE)}) == []

    @pytest.mark.parametrize(
        ("kind", "count", "amiss"),
        [("single", 4, True), ("ep", 6, False), ("ep", 7, True), ("album", 1, False)],
    )
    def test_more_tracks_than_its_kind_has(self, kind: str, count: int, amiss: bool) -> None:
        found = ask({"kind": kind}, count=count)
        assert ("kind_differs" in {item.code for item in found}) is amiss
