"""Bad files by the real road: uploaded, made a track, processed; each ends well or says why not."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from server.kit import db
from server.kit.config import Settings
from server.media.models import Asset, AssetState
from server.media.names import object_key
from sync.client.journal import Journal
from sync.client.remote import HttpRemote
from sync.client.uploader import Uploader
from sync.wire.uploads import UploadKind
from tests.support import corpus, songs
from tests.support.corpus import Case
from tests.support.live import LiveServer
from tests.support.people import sign_up
from tests.support.uploading import COMPLETE, INIT, put_part, started

LIMIT_S = 60
"""The longest recording of this server: short, so that a hidden bomb is found out soon."""


@dataclass(slots=True)
class Road:
    """An artist with a device and an uploader, at a server with a worker."""

    server: LiveServer
    device: httpx.AsyncClient
    uploader: Uploader
    folder: Path

    async def asset(self, path: Path, kind: UploadKind = UploadKind.ORIGINAL) -> UUID:
        return await self.uploader.upload(path, kind=kind)

    async def track(self, asset_id: UUID, title: str, **fields: Any) -> dict[str, Any]:
        made = await self.device.post(
            "/api/v1/tracks",
            json={
                "title": title,
                "original_asset_id": str(asset_id),
                "visibility": "public",
                **fields,
            },
        )
        assert made.status_code == 201, made.text
        found: dict[str, Any] = made.json()
        return found

    async def settled(self, version_id: str) -> dict[str, Any]:
        """The version once it is ready or failed."""
        while True:
            answer = await self.device.get(f"/api/v1/versions/{version_id}")
            found: dict[str, Any] = answer.json()
            if found["status"] in {"ready", "failed"}:
                return found
            await asyncio.sleep(0.2)

    async def idle(self) -> None:
        """Returns when no job waits or runs."""
        while await db.execute("SELECT 1 FROM jobs WHERE status IN ('queued', 'running') LIMIT 1"):
            await asyncio.sleep(0.2)

    async def process(self, path: Path, title: str) -> dict[str, Any]:
        track = await self.track(await self.asset(path), title)
        return await self.settled(track["versions"][0]["id"])

    def left_behind(self) -> list[Path]:
        """Files in the folder for temporary files."""
        room = self.server.settings.data_dir / "tmp"
        return [path for path in room.rglob("*") if path.is_file()] if room.exists() else []


@pytest.fixture
async def road(settings: Settings, clean: None, tmp_path: Path) -> AsyncIterator[Road]:
    server = LiveServer(replace(settings, max_duration_s=LIMIT_S, transcode_jobs=2))
    await server.start()
    await server.start_worker()
    anna = await sign_up(server, "anna")
    device = await anna.device(server)
    remote = HttpRemote(server.url, device.headers["authorization"].removeprefix("Bearer "))
    with Journal(tmp_path / "journal.db") as journal:
        yield Road(server, device, Uploader(journal, remote, backoff_s=0.05), tmp_path)
    await remote.close()
    await server.stop()


def said(version: dict[str, Any]) -> set[str]:
    """The codes of a version's warnings."""
    return {warning["code"] for warning in version["warnings"]}


def judge(name: str, case: Case, version: dict[str, Any]) -> str | None:
    """What is wrong about how a file of the corpus ended; None if nothing is."""
    if case.code is not None:
        failure = version["failure"]
        if version["status"] != "failed":
            return f"{name}: was taken"
        if failure["code"] != case.code or not failure["message"] or not failure["remedy"]:
            return f"{name}: failed with {failure}"
        return None
    if version["status"] != "ready":
        return f"{name}: failed with {version['failure']}"
    if not case.warnings <= said(version):
        return f"{name}: {said(version)} lacks {case.warnings - said(version)}"
    if case.seconds is not None and abs(version["duration_ms"] - case.seconds * 1000) > 200:
        return f"{name}: {version['duration_ms']} ms"
    return None


@pytest.mark.timeout(600)
class TestTheCorpus:
    async def test_ends_well_or_says_why_not(
        self, road: Road, caplog: pytest.LogCaptureFixture, tmp_path: Path
    ) -> None:
        files = tmp_path / "files"
        files.mkdir()
        cases, versions, refused = {}, {}, set()
        with caplog.at_level(logging.ERROR):
            for name in corpus.names():
                case = replace(corpus.build(name, files), limit_seconds=LIMIT_S)
                if case.path.stat().st_size == 0 or case.path.suffix == ".m3u8":
                    refused.add(name)
                    continue
                track = await road.track(await road.asset(case.path), f"Track {name}")
                cases[name], versions[name] = case, track["versions"][0]["id"]
                await road.server.resources.redis.delete(
                    *[k async for k in road.server.resources.redis.scan_iter("limit:*")] or ["-"]
                )
            wrong = [
                judge(name, case, await road.settled(versions[name]))
                for name, case in cases.items()
            ]
            await road.idle()
            good = await road.process(songs.chord(tmp_path / "good.wav", seconds=2), "Good")
            await road.idle()
        assert [line for line in wrong if line] == []
        assert refused == {"empty.wav", "playlist_file.m3u8"}
        assert good["status"] == "ready"
        assert [r.getMessage() for r in caplog.records if "request_failed" in r.getMessage()] == []
        assert road.left_behind() == []
        assert await orphans(road) == set()
        await every_ready_version_can_be_asked_for(road)


async def orphans(road: Road) -> set[str]:
    """Renders in the store that nothing publishes."""
    found = await db.execute(
        """SELECT render_id FROM track_versions WHERE render_id IS NOT NULL
           UNION SELECT render_id FROM transcodes UNION SELECT render_id FROM waveforms
           UNION SELECT art_render FROM tracks WHERE art_render IS NOT NULL"""
    )
    known = {str(row["render_id"]) for row in found}
    stored = set()
    for bucket in ("hls", "renders"):
        async for one in road.server.resources.store.walk(bucket):
            stored.add(one.key.split("/")[0])
    return stored - known


async def every_ready_version_can_be_asked_for(road: Road) -> None:
    """Also those of one sample: streams, waveforms and plays."""
    client = road.server.client(headers={"user-agent": "Mozilla/5.0 Firefox/140.0"})
    found = await db.execute(
        "SELECT id, track_id, duration_ms FROM track_versions WHERE status = 'ready'"
    )
    assert len(found) > 20
    for row in found:
        await road.server.resources.redis.flushdb()
        address = f"/api/v1/versions/{row['id']}"
        grant = await client.get(f"{address}/grant")
        assert grant.status_code == 200, grant.text
        for source in grant.json()["sources"]:
            assert (await client.get(source["url"])).status_code == 200
        assert (await client.get(f"{address}/waveform?points=10")).status_code == 200
        play = {
            "play_id": str(uuid4()),
            "ticket": grant.json()["ticket"],
            "track_id": str(row["track_id"]),
            "version_id": str(row["id"]),
            "ms_listened": 5,
            "ranges": [[0, 5]],
        }
        assert (await client.post("/api/v1/plays", json=play)).status_code == 202, row
        assert (await client.get(f"/embed/track/{row['track_id']}")).status_code == 200


class TestEmptyFiles:
    async def test_are_refused_before_anything_is_sent(self, road: Road) -> None:
        digest = hashlib.sha256(b"").hexdigest()
        answer = await road.device.post(
            INIT, json={"filename": "a.wav", "size": 0, "sha256": digest}
        )
        assert (answer.status_code, answer.json()["error"]["field"]) == (422, "size")

    async def test_a_playlist_is_refused_by_its_name(self, road: Road) -> None:
        answer = await road.device.post(
            INIT, json={"filename": "a.m3u8", "size": 9, "sha256": "0" * 64}
        )
        assert (answer.status_code, answer.json()["error"]["field"]) == (415, "filename")


class TestAWrongDigest:
    async def test_is_found_by_the_first_read(self, road: Road, tmp_path: Path) -> None:
        # The parts are as declared, so that only reading the whole can tell.
        path = songs.chord(tmp_path / "song.wav", seconds=1)
        claim = hashlib.sha256(b"something else").hexdigest()
        begun = await road.device.post(INIT, json=started(path, sha256=claim))
        assert begun.status_code == 201, begun.text
        view = begun.json()
        for signed in view["presigned_parts"]:
            assert (await put_part(road.device, signed, path.read_bytes())).status_code == 200
        done = await road.device.post(COMPLETE, json={"upload_id": view["upload_id"], "etags": []})
        assert done.status_code == 200, done.text
        asset_id = UUID(done.json()["asset_id"])
        key = object_key(UploadKind.ORIGINAL, claim)
        assert await road.server.resources.store.stat("originals", key) is not None
        assert (await Asset.get(id=asset_id)).state is AssetState.UPLOADED
        version = await road.settled((await road.track(asset_id, "Other"))["versions"][0]["id"])
        assert version["status"] == "failed"
        assert version["failure"]["code"] == "checksum_mismatch"
        assert version["failure"]["remedy"]
        await road.idle()
        assert (await Asset.get(id=asset_id)).state is AssetState.MISMATCH
        assert await road.server.resources.store.stat("originals", key) is None
        assert await orphans(road) == set()
        again = await road.device.post(
            "/api/v1/tracks", json={"title": "x", "original_asset_id": str(asset_id)}
        )
        error = again.json()["error"]
        assert (again.status_code, error["field"]) == (422, "original_asset_id")
        right = await road.process(path, "The right digest")
        assert right["status"] == "ready", "the same bytes under their own digest are welcome"

    async def test_of_a_part_is_found_when_it_is_sent(self, road: Road, tmp_path: Path) -> None:
        path = songs.chord(tmp_path / "song.wav", seconds=1)
        view = (await road.device.post(INIT, json=started(path))).json()
        body = bytearray(path.read_bytes())
        body[-1] ^= 1
        sent = await put_part(road.device, view["presigned_parts"][0], bytes(body))
        error = sent.json()["error"]
        assert (sent.status_code, error["code"], error["details"]) == (
            422,
            "part_mismatch",
            {"n": 1},
        )
        done = await road.device.post(COMPLETE, json={"upload_id": view["upload_id"], "etags": []})
        assert done.json()["error"]["code"] == "parts_missing"
        assert await Asset.all().count() == 0


class TestPictures:
    @pytest.mark.parametrize("name", ["huge.png", "text.jpg", "cut.png", "svg.png"])
    async def test_bad_ones_leave_the_track_without_a_cover(
        self, road: Road, tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        content = {
            "huge.png": corpus.png(30_000, 30_000),
            "text.jpg": b"not a picture\n" * 50,
            "cut.png": corpus.png(300, 300)[:60],
            "svg.png": b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        }[name]
        picture = tmp_path / name
        picture.write_bytes(content)
        song = await road.asset(songs.chord(tmp_path / "song.wav", seconds=1))
        cover = await road.asset(picture, UploadKind.IMAGE)
        track = await road.track(song, "With a cover", artwork_asset_id=str(cover))
        version = await road.settled(track["versions"][0]["id"])
        await road.idle()
        assert version["status"] == "ready"
        found = await road.device.get(f"/api/v1/tracks/{track['id']}")
        assert found.json()["artwork"] is None
        assert (await road.device.get(f"/artwork/{track['id']}/500.jpg")).status_code == 404
        assert road.left_behind() == []
        assert await orphans(road) == set()
