"""Uploads in any order, against a model: init, parts, complete, abort, expire, verify, collect.

The model is a few lines of sets; the real thing is the whole server over HTTP with its folder
store. After each step what the server tells is what the model holds.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Coroutine
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from server.media import garbage, ledger, uploads
from server.media.models import Asset, LibraryUsage, Upload
from server.media.service import recheck
from sync.wire.uploads import PartPlan
from tests.support.live import LiveServer
from tests.support.uploading import COMPLETE, INIT, Artist, make_person, put_part

PART = 1000
"""Bytes of a part here: the rule's 8 MiB would only make the same steps slow."""
FILES = [bytes([n]) * size for n, size in enumerate((2500, 1000, 1))]
LONG_AGO = datetime.now(UTC) - timedelta(days=30)


def small_plan(size: int) -> PartPlan:
    return PartPlan(size, PART, max(1, -(-size // PART)))


@dataclass(slots=True)
class Session:
    """An open upload: which parts were signed and which of those the store holds."""

    upload_id: str
    urls: dict[int, dict[str, Any]] = field(default_factory=dict)
    held: set[int] = field(default_factory=set)


@dataclass(slots=True)
class File:
    """One file in the one library: `stored` are the bytes under its key."""

    body: bytes
    session: Session | None = None
    asset_id: str | None = None
    closed: list[str] = field(default_factory=list)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()

    @property
    def key(self) -> str:
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"

    def part(self, n: int) -> bytes:
        return self.body[(n - 1) * PART : n * PART]

    @property
    def count(self) -> int:
        return small_plan(len(self.body)).count

    def digests(self) -> list[dict[str, Any]]:
        parts = [(n, self.part(n)) for n in range(1, self.count + 1)]
        return [
            {"n": n, "sha256": hashlib.sha256(p).hexdigest(), "md5": hashlib.md5(p).hexdigest()}
            for n, p in parts
        ]


which = st.integers(0, len(FILES) - 1)
part_numbers = st.integers(1, 3)


class UploadMachine(RuleBasedStateMachine):
    """Runs on a thread of its own; the server's loop does the work."""

    server: LiveServer
    loop: asyncio.AbstractEventLoop

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        future: Future[Any] = asyncio.run_coroutine_threadsafe(work, self.loop)
        return future.result(30)

    @initialize()
    def begin(self) -> None:
        self.files = [File(body) for body in FILES]
        self.artist, self.http = self.run(self._person())

    async def _person(self) -> tuple[Artist, httpx.AsyncClient]:
        """Nothing is left of the run before."""
        await Upload.all().delete()
        await Asset.all().delete()
        for file in self.files:
            await self.server.resources.store.delete("originals", file.key)
        person = await make_person(f"a{datetime.now(UTC).timestamp():.6f}".replace(".", "-"))
        return person, self.server.client(headers={"authorization": f"Bearer {person.token}"})

    @rule(at=which)
    def init(self, at: int) -> None:
        file = self.files[at]
        start = {"filename": "a.wav", "size": len(file.body), "sha256": file.sha256}
        answer = self.run(self.http.post(INIT, json={**start, "parts": file.digests()}))
        view = answer.json()
        if file.asset_id is not None:
            assert (answer.status_code, view["state"]) == (200, "exists")
            assert view["asset_id"] == file.asset_id
            return
        assert (answer.status_code, view["state"]) == (201, "uploading"), answer.text
        if file.session is None:
            assert view["upload_id"] not in file.closed
            file.session = Session(view["upload_id"])
        assert view["upload_id"] == file.session.upload_id
        assert {p["n"] for p in view["parts_done"]} == file.session.held
        file.session.urls = {p["n"]: p for p in view["presigned_parts"]}

    @rule(at=which, n=part_numbers, damaged=st.booleans())
    def put(self, at: int, n: int, damaged: bool) -> None:
        file = self.files[at]
        if file.session is None or n not in file.session.urls:
            return
        body = b"x" * len(file.part(n)) if damaged else file.part(n)
        sent = self.run(put_part(self.http, file.session.urls[n], body))
        assert sent.status_code == (422 if damaged else 200), sent.text
        if not damaged:
            file.session.held.add(n)

    @rule(at=which)
    def complete(self, at: int) -> None:
        file = self.files[at]
        if file.session is None:
            return
        told = {"upload_id": file.session.upload_id, "etags": []}
        answer = self.run(self.http.post(COMPLETE, json=told))
        missing = sorted(set(range(1, file.count + 1)) - file.session.held)
        if missing:
            assert answer.status_code == 409
            assert answer.json()["error"]["details"]["missing"] == missing
            return
        assert answer.status_code == 200, answer.text
        again = self.run(self.http.post(COMPLETE, json=told))
        assert again.json() == answer.json()
        file.asset_id = answer.json()["asset_id"]
        file.session = None
        self.init(at)

    @rule(at=which)
    def whole_way(self, at: int) -> None:
        self.init(at)
        for n in range(1, self.files[at].count + 1):
            self.put(at, n, damaged=False)
        self.complete(at)

    @rule(at=which)
    def abort(self, at: int) -> None:
        file = self.files[at]
        if file.session is not None:
            path = f"/api/v1/upload/{file.session.upload_id}"
            assert self.run(self.http.delete(path)).status_code == 204
            self._close(file)

    @rule(at=which, n=part_numbers)
    def put_after_the_end(self, at: int, n: int) -> None:
        file = self.files[at]
        if not file.closed:
            return
        told = {"upload_id": file.closed[-1], "etags": []}
        assert self.run(self.http.post(COMPLETE, json=told)).status_code == 410
        path = f"/api/v1/upload/{file.closed[-1]}/parts"
        wanted = {"parts": file.digests()[:1]}
        assert self.run(self.http.post(path, json=wanted)).status_code == 410

    @rule(at=which)
    def expire(self, at: int) -> None:
        file = self.files[at]
        if file.session is not None:
            self.run(self._age(file.session.upload_id))
            self._close(file)
        self.run(uploads.expire(self.server.resources))

    async def _age(self, upload_id: str) -> None:
        await Upload.filter(id=upload_id).update(expires_at=LONG_AGO)

    @rule(at=which)
    def rot(self, at: int) -> None:
        """The object is damaged on disk, and somebody reads it."""
        file = self.files[at]
        if file.asset_id is None:
            return
        store = self.server.resources.store
        self.run(store.put("originals", file.key, b"rot", content_type="audio/wav"))
        assert self.run(recheck(self.server.resources, file.asset_id)) is False
        file.asset_id = None

    @rule(at=which)
    def verify(self, at: int) -> None:
        file = self.files[at]
        if file.asset_id is not None:
            assert self.run(recheck(self.server.resources, file.asset_id)) is True

    @rule(at=which, leased=st.booleans())
    def collect(self, at: int, leased: bool) -> None:
        file = self.files[at]
        if not leased:
            self.run(self._end_lease(file))
            file.asset_id = None
        self.run(garbage.collect(self.server.resources))

    async def _end_lease(self, file: File) -> None:
        await Asset.filter(sha256=file.sha256).update(lease_until=LONG_AGO)

    @invariant()
    def server_and_model_agree(self) -> None:
        if hasattr(self, "files"):
            self.run(self._agree())

    async def _agree(self) -> None:
        for file in self.files:
            if file.session is not None:
                found = await self.http.get(f"/api/v1/upload/{file.session.upload_id}")
                assert {p["n"] for p in found.json()["parts_done"]} == file.session.held
            path = self.server.resources.store.local_path("originals", file.key)
            assert path is not None
            assert path.exists() is (file.asset_id is not None)
            assert file.asset_id is None or path.read_bytes() == file.body
        usage = await LibraryUsage.get_or_none(library_id=self.artist.id)
        used = sum(len(f.body) for f in self.files if f.asset_id)
        reserved = sum(len(f.body) for f in self.files if f.session)
        told = (usage.used_bytes, usage.reserved_bytes) if usage else (0, 0)
        assert told == (used, reserved)
        report = await ledger.check(self.server.resources)
        assert report.lost == []

    def teardown(self) -> None:
        if hasattr(self, "http"):
            self.run(self.http.aclose())

    def _close(self, file: File) -> None:
        assert file.session is not None
        file.closed.append(file.session.upload_id)
        file.session = None


async def test_any_order(server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("opening", "uploads", "completing"):
        monkeypatch.setattr(f"server.media.{module}.part_plan", small_plan)
    UploadMachine.server = server
    UploadMachine.loop = asyncio.get_running_loop()
    config = settings(
        max_examples=25,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    await asyncio.to_thread(run_state_machine_as_test, UploadMachine, settings=config)
