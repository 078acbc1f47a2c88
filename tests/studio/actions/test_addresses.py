"""Where the pages of tracks and releases are."""

from __future__ import annotations

from studio.actions.addresses import of_release, of_track
from studio.settings import Account

OWN = Account(server="https://music.example.com", handle="mara")
DATA = {"slug": "night-ferry", "visibility": "public", "secret": "s3cret"}


class TestOf:
    def test_a_track(self) -> None:
        assert of_track(OWN, DATA) == "https://music.example.com/@mara/night-ferry"

    def test_a_release(self) -> None:
        assert of_release(OWN, DATA) == "https://music.example.com/@mara/r/night-ferry"

    def test_in_the_library_of_somebody_else(self) -> None:
        seat = Account(server="https://music.example.com", handle="mara", library="jüri")
        assert of_track(seat, DATA) == "https://music.example.com/@j%C3%BCri/night-ferry"

    def test_what_only_its_link_opens(self) -> None:
        hidden = {**DATA, "visibility": "unlisted"}
        assert of_release(OWN, hidden).endswith("/@mara/r/night-ferry?s=s3cret")

    def test_nowhere_yet(self) -> None:
        assert of_track(None, DATA) == ""
        assert of_release(OWN, {"visibility": "public"}) == ""
