"""The thread of a track: by moment, in pages, never cached."""

from __future__ import annotations

from typing import Any

from server.identity.models import User
from server.social.models import Comment
from sync.wire.ids import new_id
from tests.support.talk import COMMENTS, Scene, code


class TestThread:
    async def test_by_moment_in_pages(self, scene: Scene) -> None:
        track, version = scene.live.track, scene.live.version
        user = await User.get(handle="bert")
        made: list[tuple[int, str]] = []
        for n in range(230):
            at = (n * 7919) % 900 * 100
            comment = await Comment.create(
                track=track, version=version, user=user, at_ms=at, body_md="x", body_html="x"
            )
            made.append((at, str(comment.id)))
        got: list[str] = []
        query: dict[str, Any] = {"track_id": scene.live.id}
        sizes = []
        while True:
            page = (await scene.anyone.get(COMMENTS, params=query)).json()
            got += [c["id"] for c in page["comments"]]
            sizes.append(len(page["comments"]))
            if page["next"] is None:
                break
            query["cursor"] = page["next"]
        assert got == [id for _, id in sorted(made)]
        assert sizes == [100, 100, 30]

    async def test_is_not_cached(self, scene: Scene) -> None:
        given = await scene.anyone.get(COMMENTS, params={"track_id": scene.live.id})
        assert given.headers["cache-control"] == "no-store"
        assert given.json() == {"comments": [], "next": None}

    async def test_refusals(self, scene: Scene) -> None:
        good = f"0.{new_id().hex}.0.{new_id().hex}"
        cases: list[tuple[dict[str, Any], tuple[int, str, str | None]]] = [
            ({"track_id": "x"}, (422, "invalid", "track_id")),
            ({"track_id": None}, (422, "invalid", "track_id")),
            ({"track_id": str(new_id())}, (404, "not_found", None)),
            ({"version_id": "x"}, (422, "invalid", "version_id")),
            ({"cursor": "x"}, (422, "invalid", "cursor")),
            ({"cursor": "0.x.0.x"}, (422, "invalid", "cursor")),
            ({"cursor": f"{2**40}{good}"}, (422, "invalid", "cursor")),
            ({"cursor": f"-1{good}"}, (422, "invalid", "cursor")),
        ]
        for change, expected in cases:
            query = {"track_id": scene.live.id, **change}
            sent = {name: value for name, value in query.items() if value is not None}
            assert code(await scene.anyone.get(COMMENTS, params=sent)) == expected, change
        broken = {"track_id": scene.live.id, "cursor": "\0"}
        assert code(await scene.anyone.get(COMMENTS, params=broken))[:2] == (422, "invalid")
        fine = await scene.anyone.get(COMMENTS, params={"track_id": scene.live.id, "cursor": good})
        assert fine.json() == {"comments": [], "next": None}
