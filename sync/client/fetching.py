"""The download lane: pictures that the library shows and this machine lacks come by themselves.

Sound is fetched when somebody asks for it; see sync.client.download.
"""

from __future__ import annotations

import asyncio
import logging
import time

from sync.client.download import Downloader, DownloadFailed
from sync.client.local import Local
from sync.client.retry import RemoteFailure
from sync.wire.uploads import UploadKind

log = logging.getLogger(__name__)
AGAIN_S = 3600.0
"""A picture that did not come is asked for again after this, or after a restart: the machine that
has it may not have sent it yet.
"""
GONE = frozenset({403, 404, 410})
_LACKING = """
    SELECT sha256 FROM picture
    UNION SELECT data ->> '$.artwork_sha256' FROM shadow
     WHERE kind IN ('track', 'release') AND NOT deleted
       AND data ->> '$.artwork_sha256' IS NOT NULL
    EXCEPT SELECT sha256 FROM blob
"""


class PictureLane:
    """Covers and pictures of notes, one after the other."""

    def __init__(self, local: Local, downloader: Downloader) -> None:
        self._local = local
        self._downloader = downloader
        self._later: dict[str, float] = {}

    async def fetch_all(self) -> int:
        """Fetches what can be had; returns how many came. Raises RemoteFailure where the server
        cannot be reached, LibraryError where nothing can be kept.
        """
        came = 0
        for sha256 in await asyncio.to_thread(lacking, self._local):
            if self._later.get(sha256, 0.0) <= time.monotonic():
                came += await self._fetch(sha256)
        return came

    async def _fetch(self, sha256: str) -> bool:
        try:
            await self._downloader.fetch(UploadKind.IMAGE, sha256)
        except RemoteFailure as failure:
            if failure.status not in GONE:
                raise
            self._later[sha256] = time.monotonic() + AGAIN_S
            return False
        except DownloadFailed as error:
            log.warning("a picture did not come: %s", error)
            self._later[sha256] = time.monotonic() + AGAIN_S
            return False
        return True


def lacking(local: Local) -> list[str]:
    """Pictures that something in the library shows and no file is known for. Blocks."""
    with local.read() as db:
        return [row["sha256"] for row in db.execute(_LACKING)]
