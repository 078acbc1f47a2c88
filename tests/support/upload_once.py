"""A process that uploads one file and says so: something to kill. Arguments: JSON of `Errand`."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
from pathlib import Path

from sync.client import events
from sync.client.journal import Journal
from sync.client.remote import HttpRemote
from sync.client.uploader import Uploader
from sync.wire.uploads import UploadKind


async def run(errand: dict[str, str]) -> dict[str, object]:
    """Uploads; what came of it."""
    resumed = 0

    def note(event: events.Event) -> None:
        nonlocal resumed
        if isinstance(event, events.Uploading):
            resumed = event.resumed

    remote = HttpRemote(errand["server"], errand["token"])
    with Journal(Path(errand["journal"])) as journal:
        uploader = Uploader(journal, remote, lanes=int(errand["lanes"]), backoff_s=0.1)
        asset_id = await uploader.upload(
            Path(errand["path"]), kind=UploadKind.ORIGINAL, on_event=note
        )
    await remote.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"asset_id": str(asset_id), "resumed": resumed, "rss_kib": peak}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(run(json.loads(sys.argv[1])))))
