"""Random uploads of the folder store against a model: bad parts, aborts, restarts."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule

from server.kit.objects import (
    KeyTaken,
    ObjectStore,
    PartReceiver,
    PartRejected,
    PartsMissing,
    UploadMissing,
    open_store,
)
from tests.support.stores import claim_for, collect, folder_settings, stream

PART = 7
KEYS = ["a", "b/c"]


@dataclass
class Expected:
    """What the model knows of an upload."""

    key: str
    size: int
    parts: dict[int, bytes] = field(default_factory=dict)
    state: str = "open"

    def length(self, n: int) -> int:
        return min(PART, self.size - (n - 1) * PART)

    @property
    def count(self) -> int:
        return -(-self.size // PART)

    @property
    def body(self) -> bytes:
        return b"".join(self.parts[n] for n in sorted(self.parts))


class Uploads(RuleBasedStateMachine):
    """Every acknowledged part is held, nothing else is, and objects are whole or absent."""

    refs = Bundle("refs")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.loop = asyncio.new_event_loop()
        self.known: dict[str, Expected] = {}
        self.objects: dict[str, bytes] = {}
        self.store = self.opened()

    def opened(self) -> ObjectStore:
        store = open_store(folder_settings(self.folder))
        self.run(store.open())
        return store

    def run(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    def teardown(self) -> None:
        self.run(self.loop.shutdown_default_executor())
        self.loop.close()
        shutil.rmtree(self.folder)

    @rule(target=refs, key=st.sampled_from(KEYS), size=st.integers(1, 3 * PART))
    def begin(self, key: str, size: int) -> Any:
        if sum(u.state == "open" for u in self.known.values()) > 3:
            return multiple()
        ref = self.run(
            self.store.uploads.begin(
                "originals", key, size=size, part_size=PART, content_type="audio/wav"
            )
        )
        self.known[ref] = Expected(key, size)
        return ref

    @rule(
        ref=refs,
        n=st.integers(0, 4),
        fill=st.sampled_from([b"x", b"y"]),
        fault=st.sampled_from(["", "", "", "flip", "short", "long", "wrong length"]),
    )
    def send(self, ref: str, n: int, fill: bytes, fault: str) -> None:
        known = self.known[ref]
        length = max(1, known.length(n)) + (fault == "wrong length")
        said = fill * length
        sent = {"flip": b"z" + said[1:], "short": said[:-1], "long": said + fill}.get(fault, said)
        assert isinstance(self.store.uploads, PartReceiver)
        receiving = self.store.uploads.receive_part(ref, n, stream(sent, 3), claim_for(said))
        if known.state != "open":
            with pytest.raises(UploadMissing):
                self.run(receiving)
            return
        in_plan = 1 <= n <= known.count and fault != "wrong length"
        if fault or not in_plan:
            with pytest.raises(PartRejected):
                self.run(receiving)
            if in_plan and known.parts.get(n) != said:
                known.parts.pop(n, None)
            return
        self.run(receiving)
        known.parts[n] = said

    @rule(ref=refs, fill=st.sampled_from([b"x", b"y"]))
    def send_the_rest(self, ref: str, fill: bytes) -> None:
        known = self.known[ref]
        for n in range(1, known.count + 1):
            if known.state == "open" and n not in known.parts:
                self.send(ref, n, fill, "")
        self.finish(ref, lie=False)

    @rule(ref=refs, lie=st.booleans())
    def finish(self, ref: str, lie: bool) -> None:
        known = self.known[ref]
        named = [(n, hashlib.md5(b).hexdigest()) for n, b in known.parts.items()]
        if lie and named:
            named[0] = (named[0][0], "0" * 32)
        finishing = self.store.uploads.finish(ref, named, size=known.size)
        if known.state == "finished":
            assert self.run(finishing).size == known.size
        elif known.state == "aborted":
            with pytest.raises(UploadMissing):
                self.run(finishing)
        elif len(named) < known.count:
            with pytest.raises(PartsMissing) as caught:
                self.run(finishing)
            assert caught.value.missing == sorted(set(range(1, known.count + 1)) - set(known.parts))
        elif lie:
            with pytest.raises(PartRejected):
                self.run(finishing)
        elif self.objects.get(known.key, known.body) != known.body:
            with pytest.raises(KeyTaken):
                self.run(finishing)
        else:
            assert self.run(finishing).size == known.size
            self.objects[known.key] = known.body
            known.state = "finished"

    @rule(ref=refs)
    def abort(self, ref: str) -> None:
        self.run(self.store.uploads.abort(ref))
        if self.known[ref].state == "open":
            self.known[ref].state = "aborted"

    @rule()
    def start_anew(self) -> None:
        self.store = self.opened()

    @invariant()
    def parts_are_those_acknowledged(self) -> None:
        for ref, known in self.known.items():
            if known.state != "open":
                continue
            held = self.run(self.store.uploads.parts(ref))
            assert {p.n: p.etag for p in held} == {
                n: hashlib.md5(b).hexdigest() for n, b in known.parts.items()
            }

    @invariant()
    def objects_are_whole(self) -> None:
        for key in KEYS:
            stored = self.run(self.store.stat("originals", key))
            assert (stored is not None) == (key in self.objects)
            if stored is not None:
                assert self.run(collect(self.store.read("originals", key))) == self.objects[key]


TestUploads = Uploads.TestCase
TestUploads.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
