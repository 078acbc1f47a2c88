"""Signed addresses of sound, and the ways in which one can be wrong."""

from __future__ import annotations

import time

from server.kit import signing
from tests.support.live import LiveServer
from tests.support.published import publish


async def signed(server: LiveServer, *, ttl: int = 60) -> str:
    """The address of an fMP4 of 2,048 bytes, good for `ttl` seconds."""
    made = await publish(server.resources)
    exp = int(time.time()) + ttl
    directory = f"{made.version.render_id}/std"
    prefix = signing.media_prefix(server.settings.secure_link_secret, directory, exp)
    return f"{prefix}/opus/audio.mp4"


def spoilt(url: str) -> dict[str, str]:
    """Addresses that we did not sign, by what is wrong with them."""
    _, _, _, sig, exp, render, tier, *file = url.split("/")
    rest = "/".join(file)
    other = "0" + render[1:] if render[0] != "0" else "1" + render[1:]
    return {
        "signature": f"/media/hls/{sig[::-1]}/{exp}/{render}/{tier}/{rest}",
        "short signature": f"/media/hls/{sig[:-1]}/{exp}/{render}/{tier}/{rest}",
        "no signature": f"/media/hls/{exp}/{render}/{tier}/{rest}",
        "expiry": f"/media/hls/{sig}/{int(exp) + 1}/{render}/{tier}/{rest}",
        "render": f"/media/hls/{sig}/{exp}/{other}/{tier}/{rest}",
        "tier": f"/media/hls/{sig}/{exp}/{render}/lossless/{rest}",
        "no such tier": f"/media/hls/{sig}/{exp}/{render}/raw/{rest}",
        "traversal": f"/media/hls/{sig}/{exp}/{render}/{tier}/%2e%2e/lossless/flac/audio.mp4",
        "ending": f"/media/hls/{sig}/{exp}/{render}/{tier}/opus/audio.wav",
        "letters": f"/media/hls/{sig}/{exp}/{render}/{tier}/opus/%C3%A4udio.mp4",
        "nothing": "/media/hls/",
    }


KINDS = sorted(spoilt("/media/hls/s/1/r/std/f"))
