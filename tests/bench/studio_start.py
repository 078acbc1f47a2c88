"""Start of the studio over 10,000 tracks, and what a key in its search costs; JSON lines.

Run as `python -m tests.bench.studio_start [start|filter ...]`. Ratios, taken in turns: the machine
may be busy with other things.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from studio.store.reading import match
from studio.store.views import StudioViews
from sync.client.local import Local
from sync.client.views import Record

TRACKS, ROUNDS, REPEATS = 10_000, 11, 5
START_TARGET, FILTER_TARGET = 2.0, 3.0
WORDS = (
    "night drive salt static harbour tapes kopli session echo river glass moon neon train winter "
    "sea ghost wire paper lamp north field violet iron silver dust bloom"
)
KEYS = ("n", "ni", "nig", "nigh", "night", "night d", "night dr", "night drive", "s", "sa", "salt")
QUESTION = "SELECT rowid FROM track_search WHERE track_search MATCH ?"
SHOWN = """
import os
def shown():
    from PySide6.QtGui import QGuiApplication
    (window,) = (one for one in QGuiApplication.topLevelWindows() if one.isVisible())
    while not window.isExposed():
        QGuiApplication.processEvents()
    QGuiApplication.processEvents()
    os._exit(0)
"""
"""Qt paints as soon as a window is exposed; both sides wait for it alike."""
EMPTY = f"""{SHOWN}
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.show()
app.processEvents()
shown()
"""
STUDIO = f"""{SHOWN}
from studio.__main__ import open_window
open_window(shown=shown)
"""


def main() -> None:
    """Run what the arguments name, or everything."""
    wanted = set(sys.argv[1:]) or {"start", "filter"}
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed studio has its bytecode
    with _display(), tempfile.TemporaryDirectory(prefix="acetate-bench-") as folder:
        os.environ["ACETATE_STUDIO_HOME"] = folder
        library = Path(folder) / "library" / "library.db"
        _fill(library)
        if "start" in wanted:
            _start()
        if "filter" in wanted:
            _filter(library)


@contextmanager
def _display() -> Iterator[None]:
    """An X server of its own, where there is one to start, as people have a display; else none."""
    if shutil.which("Xvfb") is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        yield
        return
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1680x1050x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        assert server.stdout is not None
        number = server.stdout.readline().decode().strip()
        os.environ |= {"QT_QPA_PLATFORM": "xcb", "DISPLAY": f":{number}"}
        try:
            yield
        finally:
            server.terminate()


def _fill(path: Path) -> None:
    chance, words = random.Random(1), WORDS.split()
    with Local(path, StudioViews()) as local, local.edit() as db:
        for _ in range(TRACKS):
            title = " ".join(chance.sample(words, 3)).title()
            data = {"title": title, "genre": "House", "tags": chance.sample(words, 2)}
            made = uuid.UUID(int=chance.getrandbits(128))
            record = Record(
                kind="track", id=made, parent=None, data=data, rev=1, urev=1, unsent=0, local=False
            )
            local.views.put(db, record)
        local.views.finish(db)


def _start() -> None:
    """Whole processes up to the first paint, in pairs; the first is warm-up: it writes the bytecode
    that an installed studio has. What people wait for is the time by the clock; the CPU's is told
    beside it, and tells whether others were in the way. Each is the middle of the pairs' ratios.
    """
    waited: dict[str, list[float]] = {EMPTY: [], STUDIO: []}
    spent: dict[str, list[float]] = {EMPTY: [], STUDIO: []}
    for _ in range(ROUNDS):
        for code in waited:
            before, began = os.times(), time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True, stderr=subprocess.DEVNULL)
            waited[code].append(time.perf_counter() - began)
            after = os.times()
            user = after.children_user - before.children_user
            spent[code].append(user + after.children_system - before.children_system)
    empty, studio = (statistics.median(times[1:]) for times in waited.values())
    more = {"empty_s": empty, "studio_s": studio, "cpu": _over(spent[STUDIO], spent[EMPTY])}
    _say("studio.start", _over(waited[STUDIO], waited[EMPTY]), START_TARGET, **more)


def _over(ours: list[float], peer: list[float]) -> float:
    return statistics.median(mine / its for mine, its in zip(ours[1:], peer[1:], strict=True))


def _filter(library: Path) -> None:
    """What a key does to the list, painted or not, over the bare question to the index."""
    from PySide6.QtWidgets import QApplication

    from studio import settings
    from studio.app import build

    app = QApplication(["bench"])
    window = build(app, settings.places())
    window.resize(1280, 800)
    window.show()
    app.processEvents()
    bare = sqlite3.connect(library)
    ratios, keys, paints = [], [], []
    for text in KEYS * 2:
        raw = _cpu(lambda text=text: bare.execute(QUESTION, (match(text),)).fetchall())
        key = _cpu(lambda text=text: _type(window.pane.search, text))
        paints.append(_once(app.processEvents))
        ratios.append(key / raw)
        keys.append(key * 1000)
    more = {"key_ms": statistics.median(keys), "paint_ms": statistics.median(paints) * 1000}
    _say("studio.filter_ms", statistics.median(ratios), FILTER_TARGET, worst=max(ratios), **more)
    window.close()


def _type(search: object, text: str) -> None:
    """As if the text had not been there before."""
    search.blockSignals(True)  # type: ignore[attr-defined]
    search.clear()  # type: ignore[attr-defined]
    search.blockSignals(False)  # type: ignore[attr-defined]
    search.setText(text)  # type: ignore[attr-defined]


def _cpu(work: Callable[[], object]) -> float:
    return statistics.median(_once(work) for _ in range(REPEATS))


def _once(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _say(name: str, value: float, target: float, **more: float) -> None:
    line = {"name": name, "value": round(value, 4), "target": target, "ok": value <= target}
    line |= {key: round(number, 4) for key, number in more.items()}
    line["platform"] = os.environ["QT_QPA_PLATFORM"]
    sys.stdout.write(json.dumps(line | {"load": round(os.getloadavg()[0], 1)}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
