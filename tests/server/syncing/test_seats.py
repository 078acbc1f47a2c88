"""Who may do what: owner, editor, contributor, listener, and somebody who has no place here."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from uuid import uuid4

import pytest

from server.catalog.models import Track, Visibility
from server.identity.models import Collaborator
from sync.wire.uploads import UploadKind
from tests.support.laptops import (
    SYNC,
    Answer,
    Laptop,
    create,
    op,
    open_laptop,
    patch,
    stored,
    two_laptops,
)
from tests.support.live import LiveServer
from tests.support.people import sign_up
from tests.support.published import publish

ROLES = ("editor", "contributor", "listener")
FORBIDDEN = ("rejected", "forbidden")
APPLIED = ("applied", None)


def outcome(result: Answer) -> tuple[str, str | None]:
    return result["result"], (result["refusal"] or {}).get("code")


@dataclass(slots=True)
class Band:
    """A library with a track, and its people."""

    owner: Laptop
    track: str
    version: str
    people: dict[str, Laptop]


@pytest.fixture
async def band(server: LiveServer) -> Band:
    anna, owner, _ = await two_laptops(server)
    people = {}
    for role in ROLES:
        person = await sign_up(server, role)
        let_in = await anna.web.put(f"/api/v1/collaborators/{role}", json={"role": role})
        assert let_in.status_code == 200
        people[role] = await open_laptop(server, person, anna.id)
    stranger = await sign_up(server, "stranger")
    people["stranger"] = await open_laptop(server, stranger, anna.id)
    track = await owner.track("Ours", visibility="unlisted")
    return Band(owner, track, await owner.version(track), people)


class TestWriting:
    async def test_an_editor_does_everything(self, band: Band) -> None:
        editor = band.people["editor"]
        edit = patch("track", band.track, title=("Ours", "Theirs"))
        assert outcome(await editor.does(edit)) == APPLIED
        made = create("track", title="New")
        assert outcome(await editor.does(made)) == APPLIED
        assert (await Track.get(id=made["id"]).prefetch_related("owner")).owner.handle == "anna"

    async def test_a_contributor_brings_and_does_not_publish(self, band: Band) -> None:
        con = band.people["contributor"]
        mine = await con.version(band.track, "Mine")
        stem = create(
            "stem",
            parent=mine,
            title="Bass",
            role="bass",
            sha256=await stored(band.owner.library, UploadKind.STEM),
        )
        note = create("note", parent=band.track, at_ms=5, body="Louder")
        allowed = [stem, note, patch("version", mine, label=("Mine", "My mix"))]
        allowed += [op("note", "delete", note["id"]), op("note", "restore", note["id"])]
        assert {outcome(r) for r in await con.push(*allowed)} == {APPLIED}
        refused = [
            create("track", title="x"),
            create("credit", parent=band.track, person="x", role="y"),
            patch("track", band.track, visibility=("unlisted", "public")),
            patch("track", band.track, release_state=("draft", "live")),
            patch("version", band.version, label=("Mix", "x")),
            op("version", "delete", band.version),
            op("track", "delete", band.track),
            op("track", "restore", band.track),
        ]
        assert {outcome(r) for r in await con.push(*refused)} == {FORBIDDEN}
        await band.owner.does(patch("track", band.track, release_state=("draft", "live")))
        await Track.filter(id=band.track).update(visibility=Visibility.PUBLIC)
        late = create(
            "version", parent=band.track, label="x", sha256=await stored(band.owner.library)
        )
        assert outcome(await con.does(late)) == FORBIDDEN

    async def test_a_listener_writes_nothing(self, band: Band) -> None:
        ear = band.people["listener"]
        refused = [
            create("note", parent=band.track, at_ms=5, body="x"),
            patch("track", band.track, title=("Ours", "x")),
            patch("track", uuid4(), title=("a", "b")),
            create("credit", parent=uuid4(), person="x", role="y"),
            op("version", "delete", band.version),
        ]
        assert {outcome(r) for r in await ear.push(*refused)} == {FORBIDDEN}
        assert await band.owner.conflicts() == []

    async def test_conflicts_of_others_are_not_decided(self, band: Band) -> None:
        await band.people["editor"].does(patch("track", band.track, title=("Ours", "B")))
        await band.owner.does(patch("track", band.track, title=("Ours", "C")))
        (kept,) = await band.owner.conflicts()
        decide = op("conflict", "resolve", kept["conflict_id"], choice="mine")
        assert outcome(await band.people["contributor"].does(decide)) == FORBIDDEN
        mine = {**decide, "op_id": str(uuid4())}
        assert outcome(await band.people["editor"].does(mine)) == APPLIED


class TestReading:
    async def test_each_sees_what_they_may(self, server: LiveServer, band: Band) -> None:
        owner = band.owner
        await owner.push(
            create("note", parent=band.track, at_ms=5, body="Private"),
            create("credit", parent=band.track, person="x", role="y"),
            create(
                "stem",
                parent=band.version,
                title="Bass",
                role="bass",
                sha256=await stored(owner.library, UploadKind.STEM),
            ),
            patch("track", band.track, title=("never", "so")),
        )
        kinds = {}
        for who, laptop in {"owner": owner, **band.people}.items():
            if who == "stranger":
                continue
            await laptop.pull(limit=2)
            kinds[who] = {kind for kind, _ in laptop.living()}
            secret = laptop.data("track", band.track)["secret"]
            assert bool(secret) == (who in {"owner", "editor"}), who
        every = {"track", "version", "stem", "credit", "note", "conflict"}
        assert kinds["owner"] == kinds["editor"] == kinds["contributor"] == every
        assert kinds["listener"] == {"track", "version", "credit"}
        ear = band.people["listener"]
        await owner.does(create("note", parent=band.track, at_ms=9, body="More"))
        assert await ear.pull() == []
        assert ear.cursor == ear.last["head"]
        digest = (await ear.http.get(f"{SYNC}/digest")).json()
        assert digest["kinds"].keys() == kinds["listener"]
        asked = {"kind": "track", "id": band.track}
        assert (await ear.http.get(f"{SYNC}/history", params=asked)).status_code == 403

    async def test_who_has_no_place(self, server: LiveServer, band: Band) -> None:
        other = await publish(server.resources, ready=False)
        stranger, nowhere = band.people["stranger"], str(uuid4())
        for library in (nowhere, str(other.owner.id), str(band.owner.library)):
            stranger.http.headers["x-library"] = library
            for path in ("changes", "digest"):
                answer = await stranger.http.get(f"{SYNC}/{path}")
                assert answer.status_code == 404
            sent = await stranger.http.post(f"{SYNC}/push", json={"ops": []})
            assert sent.status_code == 404
        stranger.http.headers["x-library"] = "anna"
        assert (await stranger.http.get(f"{SYNC}/changes")).status_code == 422
        del stranger.http.headers["x-library"]
        assert (await stranger.http.get(f"{SYNC}/changes")).status_code == 403
        assert (await server.client().get(f"{SYNC}/changes")).status_code == 401
        hello = {"app_version": "1", "schema": 1}
        told = await band.people["listener"].http.post(f"{SYNC}/hello", json=hello)
        assert (told.json()["role"], told.json()["library_handle"]) == ("listener", "anna")


class TestWaiting:
    @pytest.mark.parametrize("now", ["listener", None])
    async def test_who_may_see_less_meanwhile_is_shown_less(
        self, server: LiveServer, band: Band, now: str | None
    ) -> None:
        editor = band.people["editor"]
        await editor.pull()
        asked = {"since": editor.cursor, "wait": 30}
        waiting = asyncio.create_task(editor.http.get(f"{SYNC}/changes", params=asked))
        async with asyncio.timeout(20):
            while server.app.ctx.wakeups.waiting != 1:
                await asyncio.sleep(0.02)
        where = Collaborator.filter(user__handle="editor")
        await (where.update(role=now) if now else where.delete())
        note = create("note", parent=band.track, at_ms=0, body="Secret")
        assert outcome(await band.owner.does(note)) == APPLIED
        assert (
            outcome(await band.owner.does(patch("track", band.track, genre=("", "dub")))) == APPLIED
        )
        answer = await waiting
        assert "Secret" not in answer.text
        assert answer.status_code == (200 if now else 404)


class TestDevices:
    async def test_listed_and_revoked(self, server: LiveServer) -> None:
        _, one, other = await two_laptops(server)
        listed = (await one.http.get(f"{SYNC}/devices")).json()["devices"]
        assert [d["kind"] for d in listed] == ["device", "device"]
        (lost,) = [d["id"] for d in listed if not d["current"]]
        assert (await one.http.delete(f"{SYNC}/devices/{lost}")).status_code == 204
        assert (await other.http.get(f"{SYNC}/changes")).status_code == 401
        assert (await one.http.delete(f"{SYNC}/devices/{uuid4()}")).status_code == 404
