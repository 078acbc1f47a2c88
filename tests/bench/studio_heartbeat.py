"""studio.stall_ms: the longest stall of the window's loop, with 1 GB going out and a song decoded.

`value` leaves out what a process that does nothing else had to wait at the same moments for the
machine; `with_machine` does not.
The server is processes of its own; the loop is the studio's qasync. Run as
`python -m tests.bench.studio_heartbeat [bytes]`.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

from tests.support.api import Artist
from tests.support.heartbeat import Stalls, heartbeat, upload_and_decode
from tests.support.stack import Stack

SIZE = 10**9
TARGET_MS = 50.0
IDLE_S = 3.0


def main() -> None:
    """One JSON line."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_API"] = "pyside6"
    import qasync
    from PySide6.QtWidgets import QApplication

    size = int(sys.argv[1]) if len(sys.argv) > 1 else SIZE
    app = QApplication(["bench"])
    app.setQuitOnLastWindowClosed(False)
    with tempfile.TemporaryDirectory(prefix="acetate-bench-") as folder:
        room = Path(folder)
        with Stack(room / "data") as stack, qasync.QEventLoop(app) as loop:
            artist = Artist(stack.url, room)
            quiet = loop.run_until_complete(_idle())
            found = loop.run_until_complete(upload_and_decode(room, stack.url, artist.token, size))
    line = {
        "name": "studio.stall_ms",
        "value": round(found.own_ms, 1),
        "target": TARGET_MS,
        "ok": found.own_ms <= TARGET_MS,
        "with_machine": round(found.worst_ms, 1),
        "control_worst": round(1000 * max((b - a for a, b in found.control), default=0.0), 1),
        "over_target": sum(late > TARGET_MS / 1000 for late in found.late),
        "p999": round(found.often_ms, 1),
        "idle_worst": round(quiet.worst_ms, 1),
        "beats": len(found.late),
        "seconds": round(found.seconds, 1),
        "bytes": size,
        "load": round(os.getloadavg()[0], 1),
    }
    sys.stdout.write(json.dumps(line) + "\n")


async def _idle() -> Stalls:
    """What the machine does to a loop that has nothing to do."""
    import asyncio

    async with heartbeat() as found:
        await asyncio.sleep(IDLE_S)
    return found


if __name__ == "__main__":
    main()
