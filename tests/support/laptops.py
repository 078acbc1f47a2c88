"""A laptop that speaks the sync protocol as plain JSON: what is sent is what the test says."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx

from server.media.models import Asset
from sync.wire.ids import new_id
from sync.wire.uploads import UploadKind
from tests.support.live import LiveServer
from tests.support.people import Person, sign_up

SYNC = "/api/v1/sync"
Answer = dict[str, Any]


@dataclass(slots=True)
class Laptop:
    """A device and what it knows of the server."""

    http: httpx.AsyncClient
    library: UUID
    known: dict[tuple[str, str], Answer] = field(default_factory=dict)
    cursor: int = 0
    requests: int = 0
    last: Answer = field(default_factory=dict)

    async def push(self, *ops: Answer, **headers: str) -> list[Answer]:
        """Sends operations; their results."""
        answer = await self.http.post(f"{SYNC}/push", json={"ops": ops}, headers=headers)
        assert answer.status_code == 200, answer.text
        results: list[Answer] = answer.json()["results"]
        assert [r["op_id"] for r in results] == [op["op_id"] for op in ops]
        return results

    async def does(self, op: Answer) -> Answer:
        """Sends one operation; its result."""
        return (await self.push(op))[0]

    async def pull(self, limit: int = 1000, **headers: str) -> list[Answer]:
        """Reads all there is to read, in pages; the changes in order."""
        found: list[Answer] = []
        while True:
            self.requests += 1
            asked = {"since": self.cursor, "limit": limit}
            answer = await self.http.get(f"{SYNC}/changes", params=asked, headers=headers)
            assert answer.status_code == 200, answer.text
            self.last = answer.json()
            for change in self.last["changes"]:
                key = (change["kind"], change["id"])
                assert change["seq"] > self.known.get(key, {}).get("seq", 0), change
                self.known[key] = change
            found += self.last["changes"]
            self.cursor = self.last["next"]
            if not self.last["more"]:
                return found

    def living(self) -> dict[tuple[str, str], Answer]:
        """Data of what is there, but the numbers of the feed."""
        return {key: c["data"] for key, c in self.known.items() if not c["deleted"]}

    def data(self, kind: str, record_id: str) -> Answer:
        """The data of a record that was pulled."""
        found: Answer = self.known[kind, record_id]["data"]
        return found

    async def conflicts(self, state: str = "open") -> list[Answer]:
        """What waits for a decision, each with its `conflict_id`, after a pull."""
        await self.pull()
        return [
            {**c["data"], "conflict_id": key[1]}
            for key, c in self.known.items()
            if key[0] == "conflict" and not c["deleted"] and c["data"]["state"] == state
        ]

    async def track(self, title: str = "Night Ferry", **data: Any) -> str:
        """A new track."""
        op = create("track", title=title, **data)
        result = await self.does(op)
        assert result["result"] == "applied", result
        return str(op["id"])

    async def version(self, track: str, label: str = "Mix", **data: Any) -> str:
        """A new version of a file that is uploaded."""
        sha = data.pop("sha256", None) or await stored(self.library)
        op = create("version", parent=track, label=label, sha256=sha, **data)
        result = await self.does(op)
        assert result["result"] == "applied", result
        return str(op["id"])


def op(kind: str, type_: str, record_id: object, **more: Any) -> Answer:
    """An operation with an id of its own."""
    return {"op_id": str(new_id()), "type": type_, "kind": kind, "id": str(record_id), **more}


def create(kind: str, parent: object = None, **data: Any) -> Answer:
    """A new record with a new id."""
    above = {} if parent is None else {"parent": str(parent)}
    return op(kind, "create", new_id(), data=data, **above)


def patch(kind: str, record_id: object, **changed: tuple[Any, Any]) -> Answer:
    """Fields as (what was seen, what is wanted)."""
    return op(kind, "patch", record_id, set={k: list(v) for k, v in changed.items()})


async def open_laptop(server: LiveServer, person: Person, library: UUID | None = None) -> Laptop:
    """A further device of somebody, at their own library or another's."""
    http = await person.device(server)
    if library is not None:
        http.headers["x-library"] = str(library)
    return Laptop(http, library or person.id)


async def two_laptops(server: LiveServer) -> tuple[Person, Laptop, Laptop]:
    """An artist with two devices."""
    anna = await sign_up(server, "anna")
    return anna, await open_laptop(server, anna), await open_laptop(server, anna)


async def stored(library: UUID, kind: UploadKind = UploadKind.ORIGINAL) -> str:
    """The digest of a file that the library has, as a finished upload leaves its row."""
    digest = hashlib.sha256(uuid4().bytes).hexdigest()
    await Asset.create(
        library_id=library,
        kind=kind,
        sha256=digest,
        size=1234,
        filename="take.wav",
        lease_until=datetime.now(UTC) + timedelta(days=7),
    )
    return digest
