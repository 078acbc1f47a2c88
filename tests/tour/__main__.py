"""`python -m tests.tour FOLDER [--quick]`: the whole tour; pictures go into FOLDER."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx

from server.demo.render import render_demo
from tests.support.songs import as_wav, chord, song
from tests.support.stack import ROOT, Stack
from tests.tour import around, releases, second, tracks
from tests.tour.walk import ARTIST, NAME, PASSWORD, Luggage, Walk, say

STEPS = (
    around.welcome,
    tracks.bring,
    tracks.library,
    tracks.sound,
    tracks.versions,
    tracks.stems,
    tracks.liner,
    tracks.credits,
    releases.release,
    releases.sent,
    releases.schedule,
    second.decide,
    around.frame,
    releases.publish,
)


def main(folder: Path, *, quick: bool) -> int:
    """1 at the first step that fails."""
    with tempfile.TemporaryDirectory(prefix="acetate-tour-") as room:
        os.environ["ACETATE_STUDIO_HOME"] = str(Path(room) / "studio")
        with Stack(Path(room) / "data") as stack:
            say(f"boot: {stack.url} is ready after {stack.ready_s:.1f} s")
            sign_up(stack.url)
            address = tour(stack, pack(Path(room)), folder, quick=quick)
            if not address:
                say(stack.log_tail())
                return 1
            return listen(address, folder)


def sign_up(url: str) -> None:
    """The artist has an account; the first one of a server is artist and admin."""
    account = {
        "handle": ARTIST,
        "email": f"{ARTIST}@example.com",
        "password": PASSWORD,
        "display_name": NAME,
    }
    httpx.post(f"{url}/api/v1/auth/signup", json=account, timeout=60).raise_for_status()


def pack(room: Path) -> Luggage:
    """The demo's piece with its stems and cover, and two more tracks."""
    demo = render_demo(room / "demo")
    first = room / "Night Ferry.wav"
    shutil.copyfile(demo.album_mix, first)
    louder = room / "Night Ferry (Louder).wav"
    shutil.copyfile(demo.loud_master, louder)
    second = as_wav(song(), room / "Low Tide.wav", seconds=45)
    third = chord(room / "Harbour Lights.wav", seconds=30)
    stems = []
    for stem in demo.stems:
        stems.append(room / f"{stem.title}.wav")
        shutil.copyfile(stem.path, stems[-1])
    return Luggage(
        mixes=(first, second, third),
        louder=louder,
        titles=("Night Ferry", "Funky Robot", "Harbour Lights"),
        stems=tuple(stems),
        cover=demo.cover,
    )


def tour(stack: Stack, luggage: Luggage, folder: Path, *, quick: bool) -> str:
    """The studio's part; the release's public address, or nothing if a step failed."""
    from PySide6.QtWidgets import QApplication

    from studio import app as studio
    from studio import build, settings
    from tests.tour.camera import Camera

    build.build()
    app = QApplication(["acetate-studio"])
    app.setQuitOnLastWindowClosed(False)
    window = studio.build(app, settings.places())
    window.resize(1280, 800)
    window.show()
    walk = Walk(
        window=window,
        camera=Camera(window, folder, quick=quick),
        luggage=luggage,
        server=stack.url,
    )

    async def go() -> None:
        leading = asyncio.create_task(lead(walk))
        leading.add_done_callback(lambda _done: window.close())
        await studio.stay(window, [])

    import qasync

    with qasync.QEventLoop(app) as loop:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(go())
    return walk.page


async def lead(walk: Walk) -> None:
    """Every step in order; ends at the first that fails."""
    await walk.window.session.ready.wait()
    for step in STEPS:
        title = (step.__doc__ or step.__name__).splitlines()[0].rstrip(".")
        try:
            say(f"{title}: {await step(walk)}")
        except Exception as error:
            await walk.camera.take("failed")
            say(f"FAILED: {title}: {type(error).__name__}: {error}")
            walk.page = ""
            return


def listen(address: str, folder: Path) -> int:
    """The public's part, in a process of its own."""
    heard = subprocess.run(
        [sys.executable, "-m", "tests.tour.public", address, str(folder)], cwd=ROOT, check=False
    )
    if heard.returncode == 0:
        say("TOUR OK")
    return heard.returncode


if __name__ == "__main__":
    chosen = [one for one in sys.argv[1:] if not one.startswith("-")]
    sys.exit(main(Path(chosen[0]).absolute(), quick="--quick" in sys.argv))
