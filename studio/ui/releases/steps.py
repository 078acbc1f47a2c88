"""From a point of the checklist to where it is dealt with, or straight to having dealt with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from studio.actions import releasing
from studio.actions.todo import Point, fitting_kind

if TYPE_CHECKING:
    from studio.ui.releases.one import ReleasePage


class Steps:
    """The ways, by the code of the point."""

    def __init__(self, page: ReleasePage) -> None:
        self.page = page
        self.ways: dict[str, Callable[[Point], object]] = {
            "no_tracks": lambda _point: page.reveal(page.tracks, page.tracks.finder.search),
            "no_version": self.show_track,
            "version_failed": self.show_track,
            "version_waiting": lambda _point: self.sync(),
            "track_private": self.make_public,
            "track_is_out": self.show_track,
            "no_isrc": self.show_track,
            "no_moment": lambda _point: self.choose_moment(),
            "moment_passed": lambda _point: self.choose_moment(),
            "teaser_failed": lambda _point: page.reveal(page.teasers),
            "picture_failed": self.show_track,
            "teaser_too_late": lambda _point: page.reveal(page.schedule, page.schedule.from_.when),
            "release_private": lambda _point: self.put("visibility", "public"),
            "kind_differs": lambda _point: self.call_fitting(),
            "no_artwork": lambda _point: self.choose_artwork(),
            "no_upc": lambda _point: page.reveal(page.details.fields["upc"], page.details.upc),
        }

    def take(self, point: Point) -> None:
        """Goes there, or does it."""
        way = self.ways.get(point.code)
        if way is not None:
            way(point)

    def show_track(self, point: Point) -> None:
        """Its own page; the way back leads here."""
        self.page.window_.open_track(point.tracks[0])

    def sync(self) -> None:
        """Sends what waits, or asks who is there."""
        if self.page.session.who is None:
            self.page.window_.sign_in()
        else:
            self.page.session.sync_now()

    def make_public(self, point: Point) -> None:
        """All of them in one edit."""
        values = {"visibility": "public"}
        self.page.do(lambda desk: releasing.write_tracks(desk, point.tracks, values))

    def choose_moment(self) -> None:
        page = self.page
        page.reveal(page.schedule, page.schedule.editor.when)

    def choose_artwork(self) -> None:
        page = self.page
        page.reveal(page.details.artwork, page.details.artwork.choose)
        page.details.artwork.ask()

    def call_fitting(self) -> None:
        """A release of so many tracks has a name."""
        release = self.page.release
        if release is not None:
            self.put("kind", fitting_kind(len(release.tracks)))

    def put(self, name: str, value: str) -> None:
        """A field of the release."""
        release = self.page.release
        if release is not None:
            edits = {name: (release.data.get(name), value)}
            self.page.do(lambda desk: releasing.edit(desk, release.row.id, edits))
