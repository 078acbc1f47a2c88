"""/api/v1/comments: who reads, who writes, what is held, and how threads are paged."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from server.catalog.models import ReleaseState, Track, TrackVersion, Visibility
from server.identity.models import User
from server.kit import db
from server.social import service
from server.social.models import Comment
from sync.wire.ids import new_id
from tests.support.published import SECRET, add_version, publish
from tests.support.talk import COMMENTS, Scene, code

EVERYBODY = {"artist", "bert", "cleo", "anyone"}


class TestPost:
    async def test_is_read_back_by_everybody(self, scene: Scene) -> None:
        made = await scene.say(scene.bert, "**what** a drop", at_ms=61_500)
        assert made | {"id": None, "created_at": None} == {
            "id": None,
            "track_id": scene.live.id,
            "version_id": scene.live.version_id,
            "parent_id": None,
            "at_ms": 61_500,
            "body": "**what** a drop",
            "body_html": "<p><strong>what</strong> a drop</p>",
            "author": {"handle": "bert", "name": "bert"},
            "created_at": None,
            "deleted": False,
            "mine": True,
            "status": "visible",
        }
        assert await scene.read(None) == [made | {"mine": False}]
        assert await scene.seen_by(made) == EVERYBODY
        assert await scene.count() == 1

    async def test_beyond_the_end_moves_to_it(self, scene: Scene) -> None:
        assert (await scene.say(scene.bert, at_ms=2**31 - 1))["at_ms"] == 185_000

    async def test_on_another_version(self, scene: Scene) -> None:
        live = scene.live
        other = await add_version(
            scene.server.resources, live.track, live.owner, duration_ms=90_000
        )
        made = await scene.say(scene.bert, at_ms=100_000, version_id=str(other.id))
        assert (made["version_id"], made["at_ms"]) == (str(other.id), 90_000)
        first = await scene.say(scene.bert)
        assert [c["id"] for c in await scene.read(None, version_id=other.id)] == [made["id"]]
        assert [c["id"] for c in await scene.read(None)] == [first["id"], made["id"]]

    async def test_refusals(self, scene: Scene) -> None:
        other = await publish(scene.server.resources, await User.get(handle="anna"))
        cases: list[tuple[dict[str, Any], tuple[int, str, str | None]]] = [
            ({"body": ""}, (422, "invalid", "body")),
            ({"body": " \u200b"}, (422, "invalid", "body")),
            ({"body": "x" * 4001}, (422, "invalid", "body")),
            ({"body": None}, (422, "invalid", "body")),
            ({"at_ms": -1}, (422, "invalid", "at_ms")),
            ({"at_ms": 2**31}, (422, "invalid", "at_ms")),
            ({"at_ms": 1.5}, (422, "invalid", "at_ms")),
            ({"track_id": "x"}, (422, "invalid", "track_id")),
            ({"track_id": str(new_id())}, (404, "not_found", None)),
            ({"version_id": str(new_id())}, (404, "not_found", None)),
            ({"version_id": other.version_id}, (422, "invalid", "version_id")),
            ({"parent_id": str(new_id())}, (422, "invalid", "parent_id")),
        ]
        for change, expected in cases:
            given = await scene.try_to_say(scene.bert, "x", **change)
            assert code(given) == expected, change
        assert await Comment.all().count() == 0

    async def test_needs_an_account(self, scene: Scene) -> None:
        given = await scene.anyone.post(COMMENTS, json={"track_id": scene.live.id, "body": "x"})
        assert code(given)[:2] == (401, "unauthenticated")

    async def test_needs_the_csrf_token(self, scene: Scene) -> None:
        del scene.bert.web.headers["x-csrf-token"]
        assert code(await scene.try_to_say(scene.bert, "x"))[:2] == (403, "csrf_failed")

    async def test_closed(self, scene: Scene) -> None:
        made = await scene.say(scene.bert)
        await Track.filter(id=scene.live.id).update(comments_open=False)
        given = await scene.try_to_say(scene.bert, "x")
        assert code(given)[:2] == (403, "forbidden")
        assert "closed" in given.json()["error"]["message"]
        assert await scene.seen_by(made) == EVERYBODY

    async def test_before_it_can_be_heard(self, scene: Scene) -> None:
        await TrackVersion.all().update(status="processing", duration_ms=None)
        assert code(await scene.try_to_say(scene.artist, "x"))[:2] == (409, "processing")

    async def test_many_at_once_are_all_counted(self, scene: Scene) -> None:
        people = [scene.artist, scene.bert, scene.cleo] * 4
        await asyncio.gather(*(scene.say(who, f"{n}") for n, who in enumerate(people)))
        assert await scene.count() == len(await scene.read(None)) == len(people)

    async def test_five_a_minute(self, scene: Scene) -> None:
        sent = {"track_id": scene.live.id, "body": "x"}
        told = [(await scene.bert.web.post(COMMENTS, json=sent)) for _ in range(6)]
        assert [t.status_code for t in told] == [201] * 5 + [429]
        assert 1 <= int(told[-1].headers["retry-after"]) <= 12
        assert (await scene.cleo.web.post(COMMENTS, json=sent)).status_code == 201

    def test_thirty_an_hour(self) -> None:
        assert (service.HOUR_RATE.per_minute * 60, service.HOUR_RATE.burst) == (30, 30)


class TestReply:
    async def test_of_a_reply_goes_to_the_head(self, scene: Scene) -> None:
        head = await scene.say(scene.bert, at_ms=30_000)
        reply = await scene.say(scene.cleo, "yes", parent_id=head["id"], at_ms=99_000)
        again = await scene.say(scene.artist, "thanks", parent_id=reply["id"])
        assert {r["parent_id"] for r in (reply, again)} == {head["id"]}
        assert {r["at_ms"] for r in (reply, again)} == {30_000}
        listed = [c["id"] for c in await scene.read(None)]
        assert listed == [head["id"], reply["id"], again["id"]]

    async def test_not_across_tracks(self, scene: Scene) -> None:
        head = await scene.say(scene.bert)
        other = await publish(scene.server.resources, await User.get(handle="anna"))
        given = await scene.try_to_say(scene.bert, "x", track_id=other.id, parent_id=head["id"])
        assert code(given) == (422, "invalid", "parent_id")

    async def test_not_to_what_is_not_seen(self, scene: Scene) -> None:
        held = await scene.say(scene.bert, "https://a.b")
        assert held["status"] == "held"
        given = await scene.try_to_say(scene.cleo, "x", parent_id=held["id"])
        assert code(given) == (422, "invalid", "parent_id")
        assert (await scene.try_to_say(scene.bert, "x", parent_id=held["id"])).status_code == 201
        assert await scene.count() == 0

    async def test_not_to_what_is_deleted(self, scene: Scene) -> None:
        gone = await scene.say(scene.bert)
        await scene.bert.web.delete(f"{COMMENTS}/{gone['id']}")
        given = await scene.try_to_say(scene.cleo, "x", parent_id=gone["id"])
        assert code(given) == (422, "invalid", "parent_id")


class TestHeld:
    async def test_first_link_waits_until_one_was_let_through(self, scene: Scene) -> None:
        held = await scene.say(scene.bert, "my cover: https://a.b")
        assert held["status"] == "held"
        assert await scene.seen_by(held) == {"artist", "bert"}
        assert await scene.count() == 0
        approved = await scene.artist.web.post(f"{COMMENTS}/{held['id']}/approve")
        assert (approved.status_code, approved.json()["status"]) == (200, "visible")
        assert approved.json()["mine"] is False
        assert await scene.seen_by(held) == EVERYBODY
        assert await scene.count() == 1
        assert (await scene.say(scene.bert, "more: https://c.d"))["status"] == "visible"

    async def test_many_links_wait_always(self, scene: Scene) -> None:
        await scene.say(scene.bert)
        assert (await scene.say(scene.bert, "https://a.b https://c.d"))["status"] == "held"
        assert (await scene.say(scene.artist, "https://a.b https://c.d"))["status"] == "visible"


class TestModerate:
    async def test_hide_and_bring_back(self, scene: Scene) -> None:
        made = await scene.say(scene.bert)
        reply = await scene.say(scene.cleo, parent_id=made["id"])
        hidden = await scene.artist.web.post(f"{COMMENTS}/{made['id']}/hide")
        assert hidden.json()["status"] == "hidden"
        assert await scene.seen_by(made) == {"artist"}
        assert await scene.seen_by(reply) == {"artist"}
        assert await scene.count() == 0
        await scene.artist.web.post(f"{COMMENTS}/{made['id']}/approve")
        assert await scene.seen_by(reply) == EVERYBODY
        assert await scene.count() == 2

    async def test_who_may(self, scene: Scene) -> None:
        made = await scene.say(scene.bert)
        path = f"{COMMENTS}/{made['id']}/hide"
        assert code(await scene.anyone.post(path))[0] == 401
        assert code(await scene.bert.web.post(path))[:2] == (403, "forbidden")
        assert code(await scene.cleo.web.post(path))[:2] == (403, "forbidden")
        await scene.artist.web.put("/api/v1/collaborators/cleo", json={"role": "contributor"})
        assert code(await scene.cleo.web.post(path))[:2] == (403, "forbidden")
        await scene.artist.web.put("/api/v1/collaborators/cleo", json={"role": "editor"})
        assert (await scene.cleo.web.post(path)).status_code == 200

    async def test_what_is_not_seen_is_not_there(self, scene: Scene) -> None:
        held = await scene.say(scene.bert, "https://a.b")
        for path in (f"{held['id']}/approve", f"{new_id()}/hide", "7/hide"):
            assert code(await scene.cleo.web.post(f"{COMMENTS}/{path}"))[0] == 404, path

    async def test_deleted_stays_deleted(self, scene: Scene) -> None:
        made = await scene.say(scene.bert)
        await scene.bert.web.delete(f"{COMMENTS}/{made['id']}")
        for act in ("approve", "hide"):
            given = await scene.artist.web.post(f"{COMMENTS}/{made['id']}/{act}")
            assert given.status_code in {404, 410}, act
        assert (await Comment.get(id=made["id"])).status == "deleted"


class TestDelete:
    async def test_text_is_gone_and_the_place_stays(self, scene: Scene) -> None:
        head = await scene.say(scene.bert, "regretted", at_ms=5_000)
        reply = await scene.say(scene.cleo, parent_id=head["id"])
        assert (await scene.bert.web.delete(f"{COMMENTS}/{head['id']}")).status_code == 204
        assert (await scene.bert.web.delete(f"{COMMENTS}/{head['id']}")).status_code == 204
        listed = await scene.read(None)
        assert [c["id"] for c in listed] == [head["id"], reply["id"]]
        gone = listed[0]
        assert (gone["deleted"], gone["body"], gone["body_html"]) == (True, "", "")
        assert (gone["author"], gone["at_ms"]) == ({"handle": "", "name": ""}, 5_000)
        assert await scene.count() == 1
        found = await db.row(
            "SELECT c::text AS text FROM comments c WHERE id = $1", UUID(head["id"])
        )
        assert found
        assert "regretted" not in found["text"]

    async def test_without_replies_nothing_is_left(self, scene: Scene) -> None:
        head = await scene.say(scene.bert)
        await scene.bert.web.delete(f"{COMMENTS}/{head['id']}")
        assert await scene.read(scene.artist) == []

    async def test_of_others(self, scene: Scene) -> None:
        made = await scene.say(scene.bert)
        held = await scene.say(scene.bert, "https://a.b https://c.d")
        for who in (scene.cleo, scene.artist):
            given = await who.web.delete(f"{COMMENTS}/{made['id']}")
            assert code(given)[:2] == (403, "forbidden")
        assert code(await scene.cleo.web.delete(f"{COMMENTS}/{held['id']}"))[0] == 404
        assert code(await scene.anyone.delete(f"{COMMENTS}/{made['id']}"))[0] == 401
        assert await scene.count() == 1

    async def test_even_when_the_track_is_gone(self, scene: Scene) -> None:
        made = await scene.say(scene.bert)
        await Track.filter(id=scene.live.id).update(deleted_at=datetime.now(UTC))
        assert code(await scene.cleo.web.delete(f"{COMMENTS}/{made['id']}"))[0] == 404
        assert (await scene.bert.web.delete(f"{COMMENTS}/{made['id']}")).status_code == 204


class TestAccess:
    async def test_unlisted_opens_to_its_secret_only(self, scene: Scene) -> None:
        owner = await User.get(handle="anna")
        scene.live = await publish(scene.server.resources, owner, visibility=Visibility.UNLISTED)
        query = {"track_id": scene.live.id}
        assert code(await scene.anyone.get(COMMENTS, params=query))[0] == 404
        assert code(await scene.anyone.get(COMMENTS, params={**query, "s": "wrong"}))[0] == 404
        assert (await scene.anyone.get(COMMENTS, params={**query, "s": SECRET})).status_code == 200
        sent = {"track_id": scene.live.id, "body": "x"}
        assert code(await scene.bert.web.post(COMMENTS, json=sent))[0] == 404
        made = await scene.bert.web.post(COMMENTS, json=sent, params={"s": SECRET})
        assert made.status_code == 201
        path = f"{COMMENTS}/{made.json()['id']}"
        assert code(await scene.cleo.web.delete(path))[0] == 404
        assert code(await scene.cleo.web.delete(path, params={"s": SECRET}))[0] == 403

    @pytest.mark.parametrize(
        "state",
        [
            {"visibility": Visibility.PRIVATE},
            {"release_state": ReleaseState.DRAFT},
            {
                "release_state": ReleaseState.SCHEDULED,
                "release_at": datetime.now(UTC) + timedelta(days=1),
            },
        ],
    )
    async def test_what_is_hidden_is_not_there(self, scene: Scene, state: dict[str, Any]) -> None:
        made = await scene.say(scene.bert)
        await Track.filter(id=scene.live.id).update(**state)
        query = {"track_id": scene.live.id}
        hidden = await scene.anyone.get(COMMENTS, params=query)
        never = await scene.anyone.get(COMMENTS, params={"track_id": str(new_id())})
        hidden_problem, never_problem = hidden.json()["error"], never.json()["error"]
        assert hidden_problem | {"request_id": ""} == never_problem | {"request_id": ""}
        assert code(await scene.try_to_say(scene.cleo, "x"))[0] == 404
        reply = await scene.try_to_say(scene.cleo, "x", parent_id=made["id"])
        assert code(reply)[0] == 404
        assert (await scene.try_to_say(scene.artist, "x")).status_code == 201
