"""The way down: a file of the library that this machine lacks, fetched whole or not at all.

What has arrived lies in `<digest>.part` and is gone on with after a break, a kill, a restart. Only
when all of it has the digest that was asked for does it get a name and its row in the library.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hashlib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import httpx

from sync.client import blobs
from sync.client.answers import MIB
from sync.client.errors import LibraryError
from sync.client.hashing import FileDigests, fingerprint
from sync.client.local import Local
from sync.client.pace import TokenBucket
from sync.client.remote import HttpRemote, checked
from sync.client.retry import RemoteFailure
from sync.wire.uploads import UploadKind

if TYPE_CHECKING:
    from hashlib import _Hash

BLOCK = MIB // 4
"""Bytes taken in at a time."""
MOST = 2**40
"""Bytes; the server keeps no larger file, see sync.wire.fields.FileSize."""
UNSATISFIABLE = 416
BUSY_S = 5.0
"""How long a server is left alone that does not say when it has time again."""
_NAMED = re.compile(r"filename\*=UTF-8''([^;\s]+)", re.ASCII | re.IGNORECASE)
_UNFIT = re.compile(r"[^\w .()&+,'-]+")

Progress = Callable[[int, int], None]
"""Told how many bytes of how many are here; called in the event loop."""


class DownloadFailed(LibraryError):
    """A file came, but cannot be kept; says what to do."""


def _silent(_done: int, _size: int) -> None:
    """For who does not look."""


@dataclass(slots=True)
class _Arriving:
    """A file on its way: its part on the disk, and the digest of what lies there."""

    path: Path
    digest: _Hash
    done: int


class Downloader:
    """Fetches files of one library into `folder`. `library`: the artist's handle; empty: one's own.
    `bucket` caps its bandwidth, in bytes per second; None: as fast as it goes.

    Two that fetch the same file at once spoil each other's part: ask from one place only.
    """

    def __init__(
        self,
        local: Local,
        remote: HttpRemote,
        folder: Path,
        *,
        library: str = "",
        bucket: TokenBucket | None = None,
    ) -> None:
        self._local = local
        self._remote = remote
        self._folder = folder
        self._library = library
        self._bucket = bucket or TokenBucket(None)

    async def fetch(self, kind: UploadKind, sha256: str, on_progress: Progress = _silent) -> Path:
        """Where the file lies from now on; the library knows of it.

        Raises RemoteFailure (404: the server has not got it, or not for this account),
        DownloadFailed (a full disk, other bytes than asked for), LibraryBroken. Cancel it and
        ask again: what has arrived is not asked for twice.
        """
        for _ in range(2):  # what lay here from before may be spoilt; then once from the beginning
            try:
                part, name = await self._in_turn(kind, sha256, on_progress)
                if part.digest.hexdigest() == sha256:
                    return await asyncio.to_thread(self._keep, kind, sha256, part.path, name)
                part.path.unlink()
            except OSError as error:
                raise DownloadFailed(_untaken(error, self._folder)) from error
        raise DownloadFailed(
            "what the server sent is not the file that was added; add it again where it was made"
        )

    async def _in_turn(
        self, kind: UploadKind, sha256: str, on_progress: Progress
    ) -> tuple[_Arriving, str]:
        """When the server has time: a first sync asks for a picture of every track."""
        while True:
            try:
                return await self._receive(kind, sha256, on_progress)
            except RemoteFailure as failure:
                if failure.status != httpx.codes.TOO_MANY_REQUESTS:
                    raise
                await asyncio.sleep(failure.retry_after_s or BUSY_S)

    async def _receive(
        self, kind: UploadKind, sha256: str, on_progress: Progress
    ) -> tuple[_Arriving, str]:
        part = await asyncio.to_thread(self._begun, sha256)
        path = f"/api/v1/files/{kind}/{sha256}"
        whose = {"library": self._library} if self._library else {}
        async with self._remote.reading(path, start=part.done, **whose) as answer:
            if answer.status_code == UNSATISFIABLE and part.done:
                return part, ""  # nothing is missing but the look at its digest
            name = _name_of(checked(answer))
            if answer.status_code != httpx.codes.PARTIAL_CONTENT:
                part = await asyncio.to_thread(_anew, part)
            rest = int(answer.headers.get("content-length") or 0)
            size = part.done + rest if rest else 0  # 0: nobody said
            async for chunk in answer.aiter_raw(BLOCK):
                await asyncio.to_thread(_append, part, chunk)
                if part.done > min(size or MOST, MOST):
                    raise RemoteFailure("the file is longer than the server said", status=502)
                on_progress(part.done, size)
                await self._bucket.take(len(chunk))  # what is not read yet holds the server back
        return part, name

    def _begun(self, sha256: str) -> _Arriving:
        self._folder.mkdir(parents=True, exist_ok=True)
        path, digest = self._folder / f"{sha256}.part", hashlib.sha256()
        done = 0
        if path.exists():
            with path.open("rb", buffering=0) as file:
                while block := file.read(BLOCK):
                    digest.update(block)
                    done += len(block)
        return _Arriving(path, digest, done)

    def _keep(self, kind: UploadKind, sha256: str, part: Path, name: str) -> Path:
        place = self._folder / _fit(name, sha256)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(place)
        digests = FileDigests(fingerprint=fingerprint(place), sha256=sha256, parts=())
        blobs.came(self._local, kind, place, digests)
        return place


def _untaken(error: OSError, folder: Path) -> str:
    full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    remedy = (
        f"free some space on the disk of {folder}"
        if full
        else f"see to it that {folder} is a folder that is yours to write"
    )
    why = error.strerror or str(error)
    return f"the file cannot be kept here: {why}; {remedy}, and fetch it again"


def _append(part: _Arriving, chunk: bytes) -> None:
    with part.path.open("ab") as file:
        file.write(chunk)
    part.digest.update(chunk)
    part.done += len(chunk)


def _anew(part: _Arriving) -> _Arriving:
    with contextlib.suppress(FileNotFoundError):
        part.path.unlink()
    return _Arriving(part.path, hashlib.sha256(), 0)


def _name_of(answer: Any) -> str:
    found = _NAMED.search(answer.headers.get("content-disposition", ""))
    return unquote(found[1]) if found else ""


def _fit(name: str, sha256: str) -> str:
    """A name that every file system takes, and no other file has."""
    plain = Path(_UNFIT.sub("_", name)[-150:])
    stem = plain.stem.strip(" .")[:80]
    ending = plain.suffix.lower() if len(plain.suffix) <= 6 else ""
    return f"{stem} {sha256[:8]}{ending}".strip()
