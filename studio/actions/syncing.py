"""The engine of the library that is open, for windows and for the command line."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from studio.actions.desk import Desk
from sync.client import events, sounds
from sync.client.answers import get_ready
from sync.client.download import Downloader
from sync.client.engine import Engine
from sync.client.errors import LibraryError
from sync.client.feed import HttpFeed
from sync.client.journal import Journal
from sync.client.pace import TokenBucket
from sync.client.remote import HttpRemote
from sync.client.sounds import OnArriving
from sync.client.status import OnStatus, Phase, Status, count
from sync.client.uploader import Uploader

APP_VERSION = "0.1.0"


class NotSignedIn(LibraryError):
    """There is no server to sync with."""

    def __init__(self) -> None:
        super().__init__("sign in to a server first")


def _silent(_status: Status) -> None:
    """For who does not listen."""


@asynccontextmanager
async def engine(
    desk: Desk,
    *,
    on_status: OnStatus = _silent,
    on_upload: events.OnEvent = events.ignore,
    on_arriving: OnArriving = sounds.ignore,
) -> AsyncIterator[Engine]:
    """An engine for the account that is signed in; its connections close with it. NotSignedIn."""
    account, token = desk.settings.account, await asyncio.to_thread(desk.token)
    if account is None or token is None:
        raise NotSignedIn
    library = UUID(account.library_id) if account.library_id else None
    await asyncio.to_thread(get_ready)
    feed = HttpFeed(account.server, token, library=library)
    remote = HttpRemote(account.server, token)
    journal = await asyncio.to_thread(Journal, desk.places.uploads)
    try:
        uploader = Uploader(journal, remote, rate=desk.settings.upload_rate)
        yield Engine(
            desk.local,
            feed,
            uploader,
            app_version=APP_VERSION,
            library=account.library,
            downloads=downloader(desk, remote, uploader.bucket),
            on_status=on_status,
            on_upload=on_upload,
            on_arriving=on_arriving,
        )
    finally:
        await feed.close()
        await remote.close()
        await asyncio.to_thread(journal.close)


def downloader(desk: Desk, remote: HttpRemote, bucket: TokenBucket) -> Downloader:
    """What fetches files of the library that is open, under the cap of what is sent."""
    account = desk.settings.account
    library = account.library if account is not None else ""
    return Downloader(desk.local, remote, desk.places.fetched, library=library, bucket=bucket)


def status(desk: Desk) -> Status:
    """How the library stands, without asking anybody."""
    return count(desk.local, Phase.IDLE if desk.settings.account else Phase.SIGN_IN)
