"""A release that is not out is nowhere: every registered public address is asked for its words."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from server.catalog.models import ReleaseState, Track, TrackVersion
from server.releases import clock, service, states, tracks
from server.releases.models import PreviewLink, Release
from server.social.models import Comment
from sync.wire.choices import Visibility
from sync.wire.ids import new_id
from sync.wire.kinds import ReleaseFields, ReleaseTrackFields
from tests.support.live import LiveServer
from tests.support.people import sign_up
from tests.support.published import Published, add_artwork, add_details, make_user, publish

CANARY = "zqembargoxv"
SIGNED = {"/media/hls/<rest:path>", "/static/<name:str>"}
"""Where there is nothing to be found without a name that nobody was given."""
LISTS = {"/", "/@ines", "/sitemap.xml", "/api/v1/user/ines"}


@dataclass(slots=True)
class Drop:
    """A scheduled release of one track, canaries in every field of both."""

    server: LiveServer
    made: Published
    release: Release

    @property
    def values(self) -> dict[str, str]:
        """What stands for the parameters of addresses."""
        return {
            "release_id": str(self.release.id),
            "track_id": self.made.id,
            "version_id": self.made.version_id,
            "comment_id": str(uuid4()),
            "place_id": str(uuid4()),
            "handle": "@ines",
            "slug": self.release.slug,
            "token": "x" * 43,
            "size": "200",
            "ext": "jpg",
            "kind": "original",
            # As support/published.py makes the digest of an original that only has an id.
            "sha256": hashlib.sha256(self.made.version.render_id.bytes).hexdigest(),
        }

    def addresses(self) -> set[str]:
        """Every registered address of a GET, about the release and its track where it can be."""
        found = set()
        for endpoint in self.server.app.ctx.endpoints:
            if endpoint.method == "GET" and endpoint.path not in SIGNED:
                found.add(self._filled(endpoint.path))
        page = f"{self.server.url}{self.made.path}"
        found |= {
            self.made.path,
            f"{self.made.path}?v={self.made.version_id}",
            f"/oembed?url={page}",
            f"/oembed?format=xml&url={self.server.url}/embed/track/{self.made.id}",
            f"/oembed?url={self.server.url}/@ines/r/{self.release.slug}",
            f"/oembed?url={self.server.url}/embed/release/{self.release.id}",
            f"/api/v1/comments?track_id={self.made.id}",
            "/api/v1/openapi.json",
        }
        return found

    def _filled(self, path: str) -> str:
        path = path.replace("<size=int:ext=jpg>", "200.jpg")
        path = re.sub(r"<(\w+)=uuid:ext=m3u8>", r"<\1:uuid>.m3u8", path)
        names = re.findall(r"<(\w+):\w+>", path)
        unknown = set(names) - self.values.keys() - {"upload_id", "device_id", "session_id"}
        assert not unknown, f"say how {path} is asked for a release that is not out"
        for name in names:
            path = re.sub(rf"<{name}:\w+>", self.values.get(name, str(uuid4())), path)
        return path

    def betrayed_by(self, answer: httpx.Response) -> bool:
        """Whether an answer holds a word, an id or a name of it."""
        told = answer.text + repr(answer.headers.raw)
        ids = (str(self.release.id), self.made.id, self.made.version_id)
        return any(word in told for word in (CANARY, *ids))


@pytest.fixture
async def drop(server: LiveServer) -> Drop:
    owner = await make_user("ines")
    await publish(server.resources, owner, title="Known", slug="known")
    made = await publish(
        server.resources,
        owner,
        title=f"Song {CANARY}",
        slug=f"song-{CANARY}",
        description_md=CANARY,
        liner_notes_md=CANARY,
        genre=CANARY,
        tag_names=[CANARY],
        license="custom",
        license_text=CANARY,
        session={"room": CANARY},
        release_state=ReleaseState.DRAFT,
        release_at=None,
    )
    await add_artwork(server.resources, made.track)
    await add_details(made.track, made.version, CANARY)
    await TrackVersion.filter(id=made.version.id).update(label=CANARY)
    await Comment.create(
        track=made.track, user=owner, at_ms=1, body_md=CANARY, body_html=CANARY, status="visible"
    )
    release = new_id()
    first = ReleaseFields(
        title=f"EP {CANARY}",
        slug=f"ep-{CANARY}",
        description_md=CANARY,
        license_text=CANARY,
        visibility=Visibility.PUBLIC,
    )
    await service.open_release(owner.id, release, first)
    await tracks.add_track(release, new_id(), ReleaseTrackFields(track_id=made.track.id))
    await PreviewLink.create(
        release_id=release, label=CANARY, token=CANARY + "A" * 43, token_hash=CANARY
    )
    found = Drop(server, made, await Release.get(id=release))
    art = (await Track.get(id=made.track.id)).art_render
    await Release.filter(id=release).update(art_render=art)
    at = datetime.now(UTC) + timedelta(hours=1)
    await service.edit_release(release, ReleaseFields(state=ReleaseState.SCHEDULED, release_at=at))
    return found


async def pass_the_moment(drop: Drop) -> None:
    """The moment is one second ago, by the clock of the database; no process has noticed."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    await Release.filter(id=drop.release.id).update(release_at=past)
    await Track.filter(plan_id=drop.release.id).update(release_at=past)


class TestEmbargo:
    async def test_no_address_tells_of_it(self, drop: Drop) -> None:
        stranger = await (await sign_up(drop.server, "oskar")).device(drop.server)
        asked = drop.addresses()
        assert len(asked) > 40
        for client in (drop.server.client(), stranger):
            for address in sorted(asked):
                answer = await client.get(address)
                assert answer.status_code < 500, address
                assert not drop.betrayed_by(answer), address

    async def test_at_the_moment_it_is_out_though_no_clock_process_runs(self, drop: Drop) -> None:
        anyone = drop.server.client()
        shown = [drop.made.path, f"/api/v1/releases/{drop.release.id}"]
        pictures = [f"/artwork/{drop.made.id}/200.jpg"]
        pictures.append(f"/artwork/release/{drop.release.id}/200.jpg")
        for address in [*shown, *pictures]:
            assert (await anyone.get(address)).status_code == 404, address
        await pass_the_moment(drop)
        for address in [*LISTS - {"/api/v1/user/ines"}, *shown]:
            assert CANARY in (await anyone.get(address)).text, address
        for address in pictures:
            assert (await anyone.get(address)).headers["content-type"] == "image/jpeg"
        assert (await Release.get(id=drop.release.id)).state is ReleaseState.SCHEDULED
        ticked = await clock.tick()
        assert (ticked.releases, ticked.tracks) == ([drop.release.id], [drop.made.track.id])
        (kept,) = await states.kept(drop.release.id)
        assert kept.body["tracks"][0]["title"] == f"Song {CANARY}"

    async def test_taken_back_it_is_nowhere_again(self, drop: Drop) -> None:
        await pass_the_moment(drop)
        await clock.tick()
        await service.edit_release(drop.release.id, ReleaseFields(state=ReleaseState.DRAFT))
        anyone = drop.server.client()
        for address in sorted(drop.addresses()):
            assert not drop.betrayed_by(await anyone.get(address)), address
