"""A create that is sent again after a lost answer creates nothing more."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from server.catalog.models import Stem, Track, TrackVersion
from sync.wire.uploads import UploadKind
from tests.support.artists import TRACKS, Studio, open_studio
from tests.support.live import LiveServer
from tests.support.people import sign_up


@pytest.fixture
async def studio(server: LiveServer, tmp_path: Path) -> Studio:
    return await open_studio(server, tmp_path)


class TestOnce:
    async def test_a_track(self, studio: Studio) -> None:
        draft = {"title": "Once", "original_asset_id": str(await studio.asset())}
        key = {"idempotency-key": "a key of mine"}
        answers = await asyncio.gather(
            *(studio.device.post(TRACKS, json=draft, headers=key) for _ in range(3))
        )
        assert {a.status_code for a in answers} == {201}
        assert len({a.json()["id"] for a in answers}) == 1
        assert await Track.all().count() == await TrackVersion.all().count() == 1
        other = await studio.device.post(TRACKS, json={**draft, "title": "x"}, headers=key)
        assert (other.status_code, other.json()["error"]["code"]) == (422, "op_id_reused")
        fresh = await studio.device.post(TRACKS, json=draft, headers={"idempotency-key": "b"})
        assert fresh.json()["id"] != answers[0].json()["id"]

    async def test_what_failed_may_be_tried_again(self, studio: Studio) -> None:
        key = {"idempotency-key": "k"}
        draft = {"title": "Once", "original_asset_id": "01a20000-0000-7000-8000-000000000000"}
        assert (await studio.device.post(TRACKS, json=draft, headers=key)).status_code == 422
        draft["original_asset_id"] = str(await studio.asset())
        assert (await studio.device.post(TRACKS, json=draft, headers=key)).status_code == 201
        for bad in ("", "x" * 201):
            headers = {"idempotency-key": bad}
            refused = await studio.device.post(TRACKS, json=draft, headers=headers)
            assert refused.status_code == 422

    async def test_versions_and_stems(self, studio: Studio) -> None:
        track = await studio.make()
        key = {"idempotency-key": "k"}
        version = {"label": "Mix", "original_asset_id": str(await studio.asset())}
        address = f"{TRACKS}/{track['id']}/versions"
        first, again = [
            await studio.device.post(address, json=version, headers=key) for _ in range(2)
        ]
        assert (first.status_code, first.json()) == (201, again.json())
        stem = {"asset_id": str(await studio.asset(UploadKind.STEM)), "role": "bass", "title": "B"}
        stems = f"/api/v1/versions/{first.json()['id']}/stems"
        reused = await studio.device.post(stems, json=stem, headers=key)
        assert (reused.status_code, await Stem.all().count()) == (422, 0)
        answers = [
            await studio.device.post(stems, json=stem, headers={"idempotency-key": "s"})
            for _ in range(2)
        ]
        assert answers[0].json() == answers[1].json()
        assert await Stem.all().count() == 1

    async def test_keys_are_ones_own(self, studio: Studio) -> None:
        fan = await sign_up(studio.server, "fan")
        draft = {"title": "Mine", "original_asset_id": str(await studio.asset())}
        key = {"idempotency-key": "k"}
        assert (await studio.device.post(TRACKS, json=draft, headers=key)).status_code == 201
        assert (await fan.web.post(TRACKS, json=draft, headers=key)).status_code == 403
