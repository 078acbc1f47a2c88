"""Two laptops edit the same: merged where that is safe, else kept for a person, never lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from server.catalog.models import Track, TrackVersion, VersionStatus
from sync.wire.ids import new_id
from tests.support.laptops import Answer, Laptop, create, op, patch, stored, two_laptops
from tests.support.live import LiveServer

LATER = (datetime.now(UTC) + timedelta(days=9)).replace(microsecond=0).isoformat()
SOONER = (datetime.now(UTC) + timedelta(days=3)).replace(microsecond=0).isoformat()


@pytest.fixture
async def laptops(server: LiveServer) -> tuple[Laptop, Laptop]:
    _, one, other = await two_laptops(server)
    return one, other


async def value(track: str, name: str) -> Any:
    return getattr(await Track.get(id=track), name)


class TestFields:
    async def test_two_titles(self, laptops: tuple[Laptop, Laptop]) -> None:
        one, other = laptops
        track = await one.track("A")
        await one.does(patch("track", track, title=("A", "B")))
        lost = await other.does(patch("track", track, title=("A", "C"), genre=(None, "Folk")))
        assert (lost["result"], lost["values"]) == ("conflict", {"title": "B"})
        assert (await value(track, "title"), await value(track, "genre")) == ("B", "Folk")
        (kept,) = await one.conflicts()
        assert kept["conflict_id"] == lost["conflicts"][0]
        known = {name: kept[name] for name in ("kind", "id", "field", "base", "mine", "theirs")}
        assert known == {
            "kind": "track",
            "id": track,
            "field": "title",
            "base": "A",
            "mine": "C",
            "theirs": "B",
        }
        assert (kept["why"], kept["state"], kept["device"]) == ("field", "open", "a laptop")

    async def test_a_chain_of_own_edits(self, laptops: tuple[Laptop, Laptop]) -> None:
        """Bases are what the laptop showed, not what the server made of it."""
        one, _ = laptops
        made = create("track", title=" T0 ")
        track = made["id"]
        ops = [
            made,
            patch("track", track, title=(" T0 ", "T1 "), slug=(None, "One Two")),
            patch("track", track, title=("T1 ", "T2"), slug=("One Two", "Three")),
            patch("track", track, visibility=(None, "unlisted"), tags=(None, ["#A b"])),
            patch("track", track, tags=(["#A b"], ["c"]), session=(None, {"room": "K"})),
            patch("track", track, release_at=(None, "2031-05-01T12:00:00+02:00")),
            patch("track", track, release_at=("2031-05-01T12:00:00+02:00", LATER)),
        ]
        assert [r["result"] for r in await one.push(*ops)] == ["applied"] * len(ops)
        await one.pull()
        shown = one.data("track", track)
        assert (shown["title"], shown["slug"], shown["tags"]) == ("T2", "three", ["c"])
        assert shown["session"]["room"] == "K"
        assert await one.conflicts() == []

    async def test_texts(self, laptops: tuple[Laptop, Laptop]) -> None:
        one, other = laptops
        text = "First line\n\nSecond line\n"
        track = await one.track(liner_notes_md=text)
        mine, theirs = text.replace("First", "1st"), text.replace("Second", "2nd")
        await one.does(patch("track", track, liner_notes_md=(text, mine)))
        merged = await other.does(patch("track", track, liner_notes_md=(text, theirs)))
        both = "1st line\n\n2nd line\n"
        assert (merged["result"], merged["values"]) == ("merged", {"liner_notes_md": both})
        clash = patch("track", track, liner_notes_md=(text, text.replace("First", "Opening")))
        assert (await other.does(clash))["result"] == "conflict"
        assert [c["why"] for c in await one.conflicts()] == ["text"]
        assert await value(track, "liner_notes_md") == both

    async def test_tags_and_positions(self, laptops: tuple[Laptop, Laptop]) -> None:
        one, other = laptops
        track = await one.track(tags=["a", "b"])
        await one.does(op("track", "patch", track, add={"tags": ["c"]}, remove={"tags": ["a"]}))
        again = op("track", "patch", track, add={"tags": ["d"]}, remove={"tags": ["b"]})
        assert (await other.does(again))["result"] == "applied"
        assert await value(track, "tag_names") == ["c", "d"]
        bad = await other.does(op("track", "patch", track, add={"title": ["x"]}))
        assert bad["refusal"]["field"] == "title"
        version = await one.version(track)
        await one.does(patch("version", version, position=(0, 5.5)))
        assert (await other.does(patch("version", version, position=(0, 2))))["result"] == "applied"
        assert (await TrackVersion.get(id=version)).position == 2

    async def test_a_file_cannot_be_exchanged(self, laptops: tuple[Laptop, Laptop]) -> None:
        one, _ = laptops
        version = await one.version(await one.track())
        result = await one.does(patch("version", version, sha256=("a" * 64, "b" * 64)))
        assert (result["result"], result["refusal"]["field"]) == ("rejected", "sha256")


class TestPublicity:
    async def test_nothing_becomes_more_public_unseen(self, laptops: tuple[Laptop, Laptop]) -> None:
        one, other = laptops
        track = await one.track(visibility="unlisted")
        await one.does(patch("track", track, visibility=("unlisted", "private")))
        result = await other.does(patch("track", track, visibility=("unlisted", "public")))
        assert result["result"] == "conflict"
        assert [c["why"] for c in await one.conflicts()] == ["more_public"]
        assert await value(track, "visibility") == "private"

    async def test_a_release_is_not_put_together_of_two(
        self, laptops: tuple[Laptop, Laptop]
    ) -> None:
        one, other = laptops
        track = await one.track()
        await one.does(patch("track", track, release_at=(None, SOONER)))
        result = await other.does(
            patch("track", track, release_state=("draft", "scheduled"), release_at=(None, LATER))
        )
        assert result["result"] == "conflict"
        assert await value(track, "release_state") == "draft"
        assert {c["field"] for c in await one.conflicts()} == {"release_state", "release_at"}


class TestPrimary:
    async def test_people_come_before_the_server(self, laptops: tuple[Laptop, Laptop]) -> None:
        one, other = laptops
        track = await one.track()
        first, second = await one.version(track), await one.version(track)
        await Track.filter(id=track).update(primary_version_id=first)  # as a render does
        await TrackVersion.filter(id=second).update(
            status=VersionStatus.READY, render_id=new_id(), duration_ms=5
        )
        chosen = await one.does(patch("track", track, primary_version_id=(None, second)))
        assert chosen["result"] == "applied"
        late = await other.does(patch("track", track, primary_version_id=(None, first)))
        assert late["result"] == "conflict"

    async def test_of_a_version_that_never_came(self, laptops: tuple[Laptop, Laptop]) -> None:
        one, _ = laptops
        track, nobody = await one.track(), str(new_id())
        results = await one.push(
            patch("track", track, primary_version_id=(None, nobody), genre=("", "Folk")),
            create("note", parent=track, at_ms=5, body="Hm", version_id=nobody),
            create("track", title="Folded", primary_version_id=nobody),
        )
        assert [r["result"] for r in results] == ["conflict"] * 3
        assert {c["why"] for c in await one.conflicts()} == {"target_never_created"}
        assert await value(track, "genre") == "Folk"
        assert len([k for k in one.living() if k[0] in {"note", "track"}]) == 3


class TestDeleted:
    async def test_an_edit_that_the_deleter_had_not_seen(
        self, laptops: tuple[Laptop, Laptop]
    ) -> None:
        one, other = laptops
        track = await one.track()
        version = await one.version(track)
        await other.pull()
        seen = {f"{kind}:{i}": c["urev"] for (kind, i), c in other.known.items()}
        await one.does(patch("version", version, label=("Mix", "Mix 2")))
        refused = await other.does(op("track", "delete", track, seen=seen))
        assert refused["result"] == "conflict"
        (kept,) = await one.conflicts()
        assert (kept["why"], kept["field"]) == ("deleted_but_edited", "")
        assert kept["theirs"] == [{"kind": "version", "id": version, "field": "label"}]
        assert await value(track, "deleted_at") is None
        await other.pull()
        seen = {f"{kind}:{i}": c["urev"] for (kind, i), c in other.known.items()}
        assert (await other.does(op("track", "delete", track, seen=seen)))["result"] == "applied"

    async def test_a_decision_to_delete_does_not_take_a_later_edit_along(
        self, laptops: tuple[Laptop, Laptop]
    ) -> None:
        one, other = laptops
        track = await one.track()
        await one.does(patch("track", track, title=("Night Ferry", "B")))
        assert (await other.does(op("track", "delete", track)))["result"] == "conflict"
        (kept,) = await other.conflicts()
        seen = {f"track:{track}": other.known["track", track]["urev"]}
        await one.does(patch("track", track, title=("B", "C")))
        decided = await resolve(other, kept, "mine", seen=seen)
        assert decided["result"] == "conflict"
        assert await value(track, "deleted_at") is None
        (again,) = await other.conflicts()
        assert again["conflict_id"] != kept["conflict_id"]
        assert again["theirs"][-1] == {"kind": "track", "id": track, "field": "title"}
        # Who does not say what they saw has seen what there was when they were asked.
        assert (await resolve(other, again, "mine"))["result"] == "applied"
        assert await value(track, "deleted_at") is not None
        assert await other.conflicts() == []

    async def test_an_edit_of_what_came_back_with_another_title(
        self, laptops: tuple[Laptop, Laptop]
    ) -> None:
        one, other = laptops
        track = await one.track("A")
        await one.does(op("track", "delete", track))
        await other.does(patch("track", track, title=("A", "B")))
        (kept,) = await other.conflicts()
        await one.does(op("track", "restore", track))
        await one.does(patch("track", track, title=("A", "C")))
        assert (await resolve(other, kept, "mine"))["result"] == "conflict"
        assert await value(track, "title") == "C"
        (again,) = await other.conflicts()
        assert (again["mine"], again["theirs"]) == ("B", "C")

    async def test_ones_own_edits_are_no_obstacle(self, laptops: tuple[Laptop, Laptop]) -> None:
        one, other = laptops
        track = await one.track()
        await one.version(track)
        assert (await one.does(op("track", "delete", track)))["result"] == "applied"
        theirs = await one.track("Second")
        assert (await other.does(op("track", "delete", theirs)))["result"] == "conflict"

    async def test_an_edit_of_what_is_gone(self, laptops: tuple[Laptop, Laptop]) -> None:
        one, other = laptops
        track = await one.track("A")
        await one.does(op("track", "delete", track))
        late = patch("track", track, title=("A", "B"), genre=("", "Folk"))
        assert (await other.does(late))["result"] == "conflict"
        tags = op("track", "patch", track, add={"tags": ["x"]})
        assert (await other.does(tags))["result"] == "conflict"
        kept = {c["field"]: c for c in await other.conflicts()}
        assert {c["why"] for c in kept.values()} == {"edited_but_deleted"}
        assert {name: c["mine"] for name, c in kept.items()} == {
            "title": "B",
            "genre": "Folk",
            "tags": ["x"],
        }
        assert (await resolve(other, kept["title"], "mine"))["result"] == "applied"
        found = await Track.get(id=track)
        assert (found.title, found.deleted_at) == ("B", None)

    async def test_a_child_of_what_is_gone(self, laptops: tuple[Laptop, Laptop]) -> None:
        one, other = laptops
        track = await one.track()
        await one.does(op("track", "delete", track))
        sha = await stored(one.library)
        version = create("version", parent=track, label="Mix", sha256=sha)
        lonely = create("version", parent=new_id(), label="Mix", sha256=sha)
        edit = patch("stem", new_id(), title=("a", "b"))
        results = await other.push(version, lonely, edit)
        assert [r["result"] for r in results] == ["conflict"] * 3
        kept = {c["id"]: c for c in await other.conflicts()}
        assert [kept[o["id"]]["why"] for o in (version, lonely, edit)] == [
            "parent_deleted",
            "target_never_created",
            "target_never_created",
        ]
        assert kept[version["id"]]["mine"]["data"] == {"label": "Mix", "sha256": sha}
        assert (await resolve(other, kept[version["id"]], "mine"))["result"] == "applied"
        await other.pull()
        assert other.data("version", version["id"])["track_id"] == track
        assert (await resolve(other, kept[lonely["id"]], "mine"))["refusal"]["code"] == "gone"
        assert (await resolve(other, kept[lonely["id"]], "theirs"))["result"] == "applied"
        assert len(await other.conflicts()) == 1


async def resolve(laptop: Laptop, conflict: Answer, choice: str, **more: Any) -> Answer:
    return await laptop.does(
        op("conflict", "resolve", conflict["conflict_id"], choice=choice, **more)
    )


class TestDeciding:
    @pytest.fixture
    async def conflict(self, laptops: tuple[Laptop, Laptop]) -> Answer:
        one, other = laptops
        track = await one.track("A")
        await one.does(patch("track", track, title=("A", "B")))
        await other.does(patch("track", track, title=("A", "C")))
        (kept,) = await one.conflicts()
        return kept

    @pytest.mark.parametrize(
        ("choice", "more", "title"),
        [("mine", {}, "C"), ("theirs", {}, "B"), ("value", {"value": " D "}, "D")],
    )
    async def test_closes_it_everywhere(
        self,
        laptops: tuple[Laptop, Laptop],
        conflict: Answer,
        choice: str,
        more: dict[str, Any],
        title: str,
    ) -> None:
        one, other = laptops
        assert (await resolve(one, conflict, choice, **more))["result"] == "applied"
        assert await value(conflict["id"], "title") == title
        assert await other.conflicts() == []
        assert len(await other.conflicts("resolved")) == 1

    async def test_once(self, laptops: tuple[Laptop, Laptop], conflict: Answer) -> None:
        one, other = laptops
        assert (await resolve(one, conflict, "mine"))["result"] == "applied"
        assert (await resolve(other, conflict, "mine"))["result"] == "applied"
        late = await resolve(other, conflict, "value", value="D")
        assert (late["result"], late["refusal"]["code"]) == ("rejected", "conflict")
        assert await value(conflict["id"], "title") == "C"

    async def test_what_cannot_be(self, laptops: tuple[Laptop, Laptop], conflict: Answer) -> None:
        one, _ = laptops
        bad = await resolve(one, conflict, "value", value=7)
        assert (bad["result"], bad["refusal"]["field"]) == ("rejected", "title")
        nowhere = await one.does(op("conflict", "resolve", new_id(), choice="mine"))
        assert nowhere["refusal"]["code"] == "not_found"
        assert (await one.does(op("conflict", "resolve", conflict["conflict_id"])))["refusal"]
        assert len(await one.conflicts()) == 1


class TestHistory:
    async def test_who_did_what_and_back(self, laptops: tuple[Laptop, Laptop]) -> None:
        one, other = laptops
        track = await one.track("A")
        await other.does(patch("track", track, title=("A", "B"), tags=([], ["x"])))
        asked = {"kind": "track", "id": track}
        told = (await one.http.get("/api/v1/sync/history", params=asked)).json()
        assert [(h["field"], h["old"], h["new"], h["urev"]) for h in told] == [
            ("tags", [], ["x"], 2),
            ("title", "A", "B", 2),
            ("", None, None, 1),
        ]
        assert {(h["by"], h["device"]) for h in told} == {("anna", "a laptop")}
        undo = patch("track", track, title=(told[1]["new"], told[1]["old"]))
        assert (await one.does(undo))["result"] == "applied"
        assert await value(track, "title") == "A"
        await one.does(op("track", "delete", track, seen={f"track:{track}": 9}))
        told = (await one.http.get("/api/v1/sync/history", params=asked)).json()
        assert [h["field"] for h in told[:2]] == ["deleted_at", "title"]
        nothing = await one.http.get("/api/v1/sync/history", params={"kind": "song", "id": track})
        assert nothing.status_code == 422
