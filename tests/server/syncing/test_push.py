"""Operations over HTTP: created, patched, deleted, restored; and each at most once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from server.catalog.models import Track, TrackVersion
from server.kit import db
from server.kit.migrations import plain_dsn
from sync.wire.ids import new_id
from sync.wire.uploads import UploadKind
from tests.support.laptops import SYNC, Laptop, create, op, patch, stored, two_laptops
from tests.support.live import LiveServer
from tests.support.published import publish

LATER = (datetime.now(UTC) + timedelta(days=9)).replace(microsecond=0)


@pytest.fixture
async def laptops(server: LiveServer) -> tuple[Laptop, Laptop]:
    _, one, other = await two_laptops(server)
    return one, other


@pytest.fixture
def laptop(laptops: tuple[Laptop, Laptop]) -> Laptop:
    return laptops[0]


def why(result: dict[str, Any]) -> tuple[str, str | None, str | None]:
    refusal = result["refusal"] or {}
    return result["result"], refusal.get("code"), refusal.get("field")


class TestCreate:
    async def test_a_whole_track_in_one_batch(self, laptop: Laptop) -> None:
        track = create("track", title="  Night Ferry ", tags=["#Ambient", "ambient"], genre="Folk")
        sha, stem_sha = await stored(laptop.library), await stored(laptop.library, UploadKind.STEM)
        version = create("version", parent=track["id"], label="Mix", sha256=sha)
        stem = create("stem", parent=version["id"], title="Bass", role="bass", sha256=stem_sha)
        credit = create("credit", parent=track["id"], person="Ines", role="harp")
        note = create(
            "note", parent=track["id"], at_ms=1500, body="Louder", version_id=version["id"]
        )
        results = await laptop.push(track, version, stem, credit, note)
        assert [r["result"] for r in results] == ["applied"] * 5
        assert results[0]["values"] == {"title": "Night Ferry", "tags": ["Ambient"]}
        assert len({(r["seq"], r["mark"], r["epoch"]) for r in results}) == 1
        changes = await laptop.pull()
        assert [c["kind"] for c in changes] == ["track", "version", "stem", "credit", "note"]
        assert max(c["seq"] for c in changes) == results[0]["seq"] == laptop.last["head"]
        assert {c["urev"] for c in changes} == {1}
        shown = laptop.data("track", track["id"])
        assert (shown["slug"], shown["release_state"], shown["visibility"]) == (
            "night-ferry",
            "draft",
            "private",
        )
        assert laptop.data("version", version["id"])["sha256"] == sha
        assert laptop.data("version", version["id"])["status"] == "pending"
        assert laptop.data("note", note["id"])["author"] == "anna"
        jobs = await db.execute("SELECT name FROM jobs WHERE name = 'catalog.render'")
        assert len(jobs) == 1

    async def test_what_is_not_there_yet(self, laptop: Laptop) -> None:
        track = await laptop.track()
        sha = "a" * 64
        version = create("version", parent=track, label="Mix", sha256=sha)
        below = create("credit", parent=new_id(), person="A", role="b")
        early = patch("track", new_id(), title=("a", "b"))
        cover = patch("track", track, artwork_sha256=(None, "b" * 64))
        results = await laptop.push(
            version, {**below, "parent_pending": True}, {**early, "self_pending": True}, cover
        )
        assert [(r["result"], r["why"]) for r in results] == [
            ("retry", "missing_asset"),
            ("retry", "missing_parent"),
            ("retry", "missing_record"),
            ("retry", "missing_asset"),
        ]
        assert (await laptop.conflicts()) == []

    @pytest.mark.parametrize(
        ("kind", "data", "field"),
        [
            ("track", {}, "title"),
            ("track", {"title": "   "}, "title"),
            ("track", {"title": "x", "colour": "red"}, "colour"),
            ("track", {"title": "x", "genre": 7}, "genre"),
            ("track", {"title": "a\0b"}, None),
            ("song", {"title": "x"}, "kind"),
            ("comment", {"body": "x"}, "kind"),
            ("conflict", {}, "kind"),
            ("credit", {"person": "x", "role": "y"}, "parent"),
        ],
    )
    async def test_what_cannot_be(
        self, laptop: Laptop, kind: str, data: dict[str, Any], field: str | None
    ) -> None:
        bad, good = create(kind, **data), create("track", title="Good")
        results = await laptop.push(bad, good)
        assert why(results[0]) == ("rejected", "invalid", field)
        assert results[1]["result"] == "applied", "one bad operation spoils no other"

    async def test_an_operation_that_makes_no_sense(self, laptop: Laptop) -> None:
        bad: dict[str, Any] = {"op_id": str(uuid4()), "type": "publish", "kind": "track", "id": "x"}
        results = await laptop.push(bad, create("track", title="Good"))
        assert (why(results[0])[:2], results[1]["result"]) == (("rejected", "invalid"), "applied")
        unnamed = await laptop.http.post(f"{SYNC}/push", json={"ops": [{"type": "create"}]})
        assert (unnamed.status_code, unnamed.json()["error"]["code"]) == (422, "invalid")

    async def test_an_id_of_another_library(self, server: LiveServer, laptop: Laptop) -> None:
        other = await publish(server.resources, ready=False)
        mine = create("track", title="Mine") | {"id": other.id}
        assert why(await laptop.does(mine)) == ("rejected", "taken", "id")
        theirs = patch("track", other.id, title=("Night Ferry", "Stolen"))
        assert (await laptop.does(theirs))["result"] == "conflict"
        assert (await laptop.does(op("track", "delete", other.id)))["result"] == "applied"
        found = await Track.get(id=other.track.id)
        assert (found.title, found.deleted_at) == ("Night Ferry", None)


class TestOnce:
    async def test_the_same_again(self, laptop: Laptop) -> None:
        made = create("track", title="Once")
        first = await laptop.does(made)
        again = await laptop.does({**made, "self_pending": True, "parent_pending": True})
        assert (again["result"], again["first"]) == ("duplicate", "applied")
        assert again["seq"] == first["seq"]
        other = await laptop.does({**made, "data": {"title": "Twice"}})
        assert why(other) == ("rejected", "op_id_reused", "op_id")
        assert await Track.all().count() == 1

    async def test_many_at_once_after_lost_answers(self, laptop: Laptop) -> None:
        made = create("track", title="Once")
        results = await asyncio.gather(*(laptop.does(made) for _ in range(5)))
        assert sorted(r["result"] for r in results) == ["applied"] + ["duplicate"] * 4
        assert await Track.all().count() == 1

    async def test_a_refusal_is_repeated(self, laptop: Laptop) -> None:
        bad = create("track", title=" ")
        first, again = await laptop.does(bad), await laptop.does(bad)
        assert (again["result"], again["first"]) == ("duplicate", "rejected")
        assert again["refusal"] == first["refusal"]

    async def test_what_is_to_be_tried_again_is_not_kept(self, laptop: Laptop) -> None:
        track = await laptop.track()
        version = create("version", parent=track, label="Mix", sha256="c" * 64)
        assert (await laptop.does(version))["result"] == "retry"
        version["data"]["sha256"] = await stored(laptop.library)
        assert (await laptop.does(version))["result"] == "applied"

    async def test_a_batch_that_broke_off_left_nothing(self, laptop: Laptop) -> None:
        """The commit fails (as when the server dies before it): all goes again, once."""
        made = create("track", title="Whole"), create("track", title="Or not")
        await db.execute("ALTER TABLE sync_commit ADD CONSTRAINT broken CHECK (seq < 0) NOT VALID")
        try:
            answer = await laptop.http.post(f"{SYNC}/push", json={"ops": made})
        finally:
            await db.execute("ALTER TABLE sync_commit DROP CONSTRAINT broken")
        assert answer.status_code == 500
        assert await Track.all().count() == 0
        assert [r["result"] for r in await laptop.push(*made)] == ["applied", "applied"]

    async def test_a_record_that_exists_already(self, laptop: Laptop) -> None:
        made = create("track", title="One", genre="Folk")
        await laptop.does(made)
        same = {**made, "op_id": str(new_id())}
        assert (await laptop.does(same))["result"] == "applied"
        other = {**same, "op_id": str(new_id()), "data": {"title": "Two", "genre": "Folk"}}
        assert (await laptop.does(other))["result"] == "conflict"
        assert [c["field"] for c in await laptop.conflicts()] == ["title"]


class TestLocked:
    async def test_gives_way_and_goes_on(self, server: LiveServer, laptop: Laptop) -> None:
        """Somebody holds a track: the edit of it comes again, the others are done."""
        held, free = await laptop.track("Held"), await laptop.track("Free")
        edits = [patch("track", t, genre=("", "Folk")) for t in (held, free)]
        other = await asyncpg.connect(plain_dsn(server.settings.database_url))
        async with other.transaction():
            await other.execute("SELECT 1 FROM tracks WHERE id = $1 FOR UPDATE", UUID(held))
            results = await laptop.push(*edits)
        await other.close()
        assert [(r["result"], r["why"]) for r in results] == [
            ("retry", "locked"),
            ("applied", None),
        ]
        again = await laptop.push(*edits)
        assert [r["result"] for r in again] == ["applied", "duplicate"]


class TestPublishing:
    async def test_scheduled_then_live(self, laptop: Laptop) -> None:
        track = await laptop.track(release_state="draft")
        when = LATER.isoformat()
        done = await laptop.does(
            patch(
                "track",
                track,
                release_state=("draft", "scheduled"),
                release_at=(None, when),
                visibility=(None, "public"),
            )
        )
        assert done["result"] == "applied", done
        found = await Track.get(id=track)
        assert (found.release_state.value, found.release_at) == ("scheduled", LATER)
        assert (await laptop.does(patch("track", track, release_at=(when, None))))["refusal"]
        live = await laptop.does(patch("track", track, release_state=("scheduled", "live")))
        assert live["result"] == "applied"
        found = await Track.get(id=track)
        assert found.release_at is not None
        assert found.release_at < LATER

    async def test_a_moment_that_has_passed(self, laptop: Laptop) -> None:
        track = await laptop.track()
        past = "2020-01-01T00:00:00Z"
        result = await laptop.does(
            patch("track", track, release_state=("draft", "scheduled"), release_at=(None, past))
        )
        assert why(result) == ("rejected", "release_in_past", "release_at")
        assert "Publish now" in result["refusal"]["remedy"]
        assert (await Track.get(id=track)).release_state.value == "draft"

    async def test_the_last_version(self, laptop: Laptop) -> None:
        track = await laptop.track()
        version = await laptop.version(track)
        delete = op("version", "delete", version, seen={f"version:{version}": 1})
        assert (await laptop.does(delete))["result"] == "applied"
        await laptop.does(op("version", "restore", version))
        await laptop.does(patch("track", track, release_state=("draft", "live")))
        refused = await laptop.does({**delete, "op_id": str(new_id())})
        assert why(refused) == ("rejected", "conflict", None)
        assert (await TrackVersion.get(id=version)).deleted_at is None


class TestDeleteAndRestore:
    async def test_what_goes_together_comes_back_together(self, laptop: Laptop) -> None:
        track = await laptop.track("Gone")
        gone, kept = await laptop.version(track, "Old"), await laptop.version(track, "New")
        credit = create("credit", parent=track, person="A", role="b")
        await laptop.push(credit, op("version", "delete", gone))
        await laptop.pull()
        before = laptop.living()
        seen = {f"{kind}:{i}": c["urev"] for (kind, i), c in laptop.known.items()}
        batch = op("version", "delete", kept, seen=seen), op("track", "delete", track, seen=seen)
        assert [r["result"] for r in await laptop.push(*batch)] == ["applied", "applied"]
        await laptop.pull()
        assert laptop.living() == {}
        other = await laptop.track("Gone")
        assert (await laptop.does(op("track", "restore", track)))["result"] == "applied"
        assert (await laptop.does(op("version", "restore", kept)))["result"] == "applied"
        await laptop.pull()
        del laptop.known["track", other]
        assert laptop.living().keys() == before.keys()
        assert laptop.data("track", track)["slug"] == "gone-2"
        assert ("version", gone) not in laptop.living()
        assert (await laptop.does(op("track", "restore", track)))["result"] == "applied"

    async def test_below_what_is_deleted(self, laptop: Laptop) -> None:
        track = await laptop.track()
        version = await laptop.version(track)
        await laptop.does(op("track", "delete", track))
        refused = await laptop.does(op("version", "restore", version))
        assert why(refused) == ("rejected", "gone", None)
        assert why(await laptop.does(op("track", "restore", new_id()))) == (
            "rejected",
            "not_found",
            None,
        )
