"""The reference client as a process, so that a test can kill it: prints the asset's id."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from sync.client.journal import Journal
from sync.client.remote import HttpRemote
from sync.client.uploader import Uploader


async def main(url: str, token: str, journal_path: str, file: str, rate: str) -> None:
    """Uploads `file`, at most `rate` bytes a second (0: as fast as it goes)."""
    journal = Journal(Path(journal_path))
    remote = HttpRemote(url, token)
    try:
        asset = await Uploader(journal, remote, rate=int(rate) or None).upload(Path(file))
        sys.stdout.write(f"{asset}\n")
    finally:
        await remote.close()
        journal.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
