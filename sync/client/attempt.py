"""One attempt at an upload: digests, init or resume, parts, completion.

It ends with the asset's id, or in an exception that says what to do: FileChanged (hash anew),
Forgotten (init again), Disputed (ask the server again), UploadError (give up).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from sync.client import events
from sync.client.calls import Disputed, Forgotten, persistently
from sync.client.errors import FileChanged, UploadRefused
from sync.client.hashing import FileDigests, fingerprint, hash_file, hash_ranges
from sync.client.journal import Entry, EntryState, Journal, Target
from sync.client.pace import Lanes, TokenBucket
from sync.client.remote import Remote
from sync.client.retry import RemoteFailure
from sync.client.sending import Sending, send_parts
from sync.wire.problems import Code
from sync.wire.uploads import MOST_SIGNED, UploadStart, UploadState, UploadView

T = TypeVar("T")
TELL_S = 0.2
"""How often it is told that bytes go out, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What all uploads of an uploader share. `base_s`: the first wait between tries, in seconds."""

    journal: Journal
    remote: Remote
    lanes: Lanes
    bucket: TokenBucket
    most: int
    base_s: float


@dataclass(slots=True, eq=False)
class Attempt:
    """The upload of `target`; `sent` counts the bytes that went out over all attempts."""

    tools: Tools
    target: Target
    on_event: events.OnEvent
    sent: int = 0
    held: int = 0
    resumed: int = 0
    told: float = 0.0

    async def run(self) -> UUID:
        """From wherever it stands to the asset's id."""
        entry = await self._entry()
        digests = await self._digests(entry)
        if entry.digests != digests:
            await asyncio.to_thread(self.tools.journal.hashed, entry.id, digests)
            entry = await self._entry()
        view = await self._view(entry, digests)
        match view:
            case UploadView(state=UploadState.EXISTS | UploadState.UPLOADED, asset_id=UUID() as id):
                return await self._done(entry, id)
            case UploadView(state=UploadState.PROVE, upload_id=UUID() as upload_id):
                return await self._prove(entry, upload_id, view)
            case UploadView(state=UploadState.UPLOADING, upload_id=UUID() as upload_id):
                await self._send(entry, digests, upload_id, view)
                return await self._complete(entry, digests, upload_id)
        raise Forgotten(f"the upload is {view.state}")

    async def abandon(self) -> None:
        """The file changed: forgets its digests, and has the server free the parts, if it can be
        reached; it does so by itself in a week.
        """
        entry = await self._entry()
        if entry.upload_id is not None and entry.state is not EntryState.DONE:
            with suppress(RemoteFailure):
                await self.tools.remote.abort(entry.upload_id)
        await asyncio.to_thread(self.tools.journal.changed, entry.id)

    async def restart(self) -> None:
        """What the server knew of it is gone."""
        entry = await self._entry()
        await asyncio.to_thread(self.tools.journal.restart, entry.id)

    async def fail(self, why: str) -> None:
        """Writes down why it ended."""
        entry = await self._entry()
        await asyncio.to_thread(self.tools.journal.failed, entry.id, why)

    async def forget(self) -> None:
        """Has the journal know nothing of it."""
        entry = await self._entry()
        await asyncio.to_thread(self.tools.journal.forget, entry.id)

    async def _entry(self) -> Entry:
        return await asyncio.to_thread(self.tools.journal.entry, self.target)

    async def _digests(self, entry: Entry) -> FileDigests:
        """Those of the journal if the file still looks the same, else by reading it."""
        path = self.target.path
        now = await asyncio.to_thread(fingerprint, path)
        if entry.digests is not None and entry.digests.fingerprint == now:
            return entry.digests
        if entry.upload_id is not None:
            self.on_event(events.Changed(path))
            await self.abandon()
        return await hash_file(
            path, lambda done, size: self.on_event(events.Hashing(path, done, size))
        )

    async def _view(self, entry: Entry, digests: FileDigests) -> UploadView:
        remote = self.tools.remote
        if entry.upload_id is not None and entry.state is not EntryState.DONE:
            upload_id = entry.upload_id
            return await self._call(lambda: remote.state(upload_id))
        start = UploadStart(
            filename=self.target.path.name,
            size=digests.fingerprint.size,
            sha256=digests.sha256,
            kind=self.target.kind,
            library=self.target.library,
            parts=list(digests.parts[: min(2 * self.tools.most, MOST_SIGNED)]),
        )
        return await self._call(lambda: remote.start(start), known=False)

    async def _send(
        self, entry: Entry, digests: FileDigests, upload_id: UUID, view: UploadView
    ) -> None:
        if view.part_size != digests.plan.part_size:
            raise UploadRefused("the server cuts files in another way; update", status=426)
        held = _held(view, digests, entry.etags)
        await asyncio.to_thread(self.tools.journal.uploading, entry.id, upload_id, held)
        self.resumed = self.held = sum(digests.plan.span(n)[1] for n in held)
        size = digests.fingerprint.size

        def arrived(n: int, length: int) -> None:
            self.held += length
            self.on_event(events.Uploading(self.target.path, self.held, size, self.resumed))

        def went(count: int) -> None:
            self.sent += count
            if time.monotonic() - self.told >= TELL_S:
                self.told = time.monotonic()
                self.on_event(events.Moving(self.target.path, self.sent))

        arrived(0, 0)
        work = Sending(
            remote=self.tools.remote,
            journal=self.tools.journal,
            lanes=self.tools.lanes,
            bucket=self.tools.bucket,
            path=self.target.path,
            digests=digests,
            entry=entry.id,
            upload_id=upload_id,
            base_s=self.tools.base_s,
            on_wait=self.waits,
            on_part=arrived,
            on_bytes=went,
        )
        pending = [part.n for part in digests.parts if part.n not in held]
        signed = [part for part in view.presigned_parts if part.n not in held]
        await send_parts(work, pending, signed, most=self.tools.most)
        if await asyncio.to_thread(fingerprint, self.target.path) != digests.fingerprint:
            raise FileChanged

    async def _complete(self, entry: Entry, digests: FileDigests, upload_id: UUID) -> UUID:
        self.on_event(events.Completing(self.target.path))
        await asyncio.to_thread(self.tools.journal.completing, entry.id)
        held = (await self._entry()).etags
        etags = [held.get(part.n, "") for part in digests.parts]
        try:
            done = await self._call(lambda: self.tools.remote.complete(upload_id, etags))
        except UploadRefused as error:
            if error.problem is not None and error.problem.code is Code.PARTS_MISSING:
                raise Disputed(str(error)) from error
            raise
        return await self._done(entry, done.asset_id)

    async def _prove(self, entry: Entry, upload_id: UUID, view: UploadView) -> UUID:
        if view.challenge is None:
            raise UploadRefused("the server asks for a proof and does not say which", status=502)
        path, asked = self.target.path, view.challenge
        answer = await asyncio.to_thread(hash_ranges, path, asked.nonce, asked.ranges)
        done = await self._call(lambda: self.tools.remote.prove(upload_id, answer))
        return await self._done(entry, done.asset_id)

    async def _done(self, entry: Entry, asset_id: UUID) -> UUID:
        await asyncio.to_thread(self.tools.journal.done, entry.id, asset_id)
        self.on_event(events.Done(self.target.path, asset_id, self.sent))
        return asset_id

    async def _call(self, call: Callable[[], Awaitable[T]], *, known: bool = True) -> T:
        base_s = self.tools.base_s
        return await persistently(call, base_s=base_s, on_wait=self.waits, known=known)

    def waits(self, seconds: float, why: str, part: int | None = None) -> None:
        """Tells of a wait."""
        self.on_event(events.Waiting(self.target.path, seconds, why, part))


def _held(view: UploadView, digests: FileDigests, etags: dict[int, str]) -> dict[int, str]:
    """Parts of this very content that the store has: by MD5, or by the etag that it gave us where
    it keeps no MD5.
    """
    found = {}
    for receipt in view.parts_done:
        if not 1 <= receipt.n <= digests.plan.count:
            continue
        same = (
            receipt.md5 == digests.parts[receipt.n - 1].md5
            if receipt.md5 is not None
            else etags.get(receipt.n) == receipt.etag
        )
        if same and receipt.size == digests.plan.span(receipt.n)[1]:
            found[receipt.n] = receipt.etag
    return found
