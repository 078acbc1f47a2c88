"""Of the tour: the first steps, and the rest of the house."""

from __future__ import annotations

from tests.tour.hands import breathe, click, keys, until, write
from tests.tour.walk import ARTIST, PASSWORD, Walk


async def welcome(walk: Walk) -> str:
    """Begin where there is nothing yet, and sign in."""
    await walk.camera.take("welcome")
    await click("Keep it there")
    await click("Sign in…")
    await write("Server", walk.server)
    await write("Handle or e-mail", ARTIST)
    await write("Password", PASSWORD)
    await walk.camera.take("sign-in")
    await click("Sign in")
    await until(lambda: walk.window.session.who is not None, "signed in")
    return f"@{ARTIST} at {walk.server}"


async def frame(walk: Walk) -> str:
    """Look at the rest of the house."""
    await click("To decide*")
    await walk.camera.take("decisions")
    await click("Settings")
    await walk.camera.take("settings")
    await keys("Ctrl+K")
    await breathe(0.3)
    await walk.camera.take("commands")
    await keys("Escape")
    await keys("F1")
    await breathe(0.3)
    await walk.camera.take("shortcuts")
    await keys("Escape")
    return "decisions, settings, commands, shortcuts"
