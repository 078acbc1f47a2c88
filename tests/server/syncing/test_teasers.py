"""A studio moves the teaser's window: the server cuts it anew."""

from __future__ import annotations

from server.catalog.models import Teaser
from server.identity.models import User
from server.kit import jobs
from tests.support.laptops import patch, two_laptops
from tests.support.live import LiveServer
from tests.support.teased import tease


async def filed() -> int:
    return await jobs.Job.filter(name="catalog.teaser").count()


async def test_a_window_moved_in_a_studio_is_cut_anew(server: LiveServer) -> None:
    artist, one, two = await two_laptops(server)
    made = await tease(server.resources, owner=await User.get(id=artist.id))
    await one.pull()
    (moved,) = await one.push(
        patch("track", made.id, teaser_start_ms=(None, 12_000), teaser_ms=(30_000, 20_000))
    )
    assert moved["result"] == "applied"
    assert await filed() == 1
    (job,) = await jobs.Job.filter(name="catalog.teaser")
    assert job.args == {"track_id": made.id}
    await two.pull()
    shown = two.data("track", made.id)
    assert (shown["teaser_start_ms"], shown["teaser_ms"]) == (12_000, 20_000)


async def test_what_stays_the_same_is_not(server: LiveServer) -> None:
    artist, one, _ = await two_laptops(server)
    made = await tease(server.resources, owner=await User.get(id=artist.id))
    await one.pull()
    cut = await Teaser.get(track_id=made.track.id)
    await one.push(patch("track", made.id, title=("Night Ferry", "Day Ferry")))
    assert await filed() == 0
    await one.push(patch("track", made.id, teaser_start_ms=(None, cut.start_ms)))
    assert await filed() == 0
