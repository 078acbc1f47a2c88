"""What the tests of rendering share: one render of a short song, and a way to run any plan."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from server.media.encode.plan import OPTIONAL, Event, Outcome, Plan
from server.media.encode.render import render
from tests.support.audio import music, write_wav


@dataclass
class Heard:
    """A finished render with everything that was said on the way."""

    out: Path
    outcome: Outcome
    events: list[Event] = field(default_factory=list)

    def path(self, key: str) -> Path:
        return self.out / key


Run = Callable[..., Awaitable[Heard]]


async def run_plan(source: Path, out: Path, **settings: Any) -> Heard:
    """Render `source` into `out`, keeping every event."""
    events: list[Event] = []

    async def note(event: Event) -> None:
        events.append(event)

    outcome = await render(Plan(source=str(source), out_dir=str(out), **settings), note)
    return Heard(out, outcome, events)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Render into this test's own folder."""

    async def start(source: Path, **settings: Any) -> Heard:
        return await run_plan(source, tmp_path / "out", **settings)

    return start


@pytest.fixture(scope="session")
async def song(tmp_path_factory: pytest.TempPathFactory) -> Heard:
    """45 s of 48 kHz, 24 bit, stereo, with every step made: three pieces of Opus."""
    folder = tmp_path_factory.mktemp("song")
    source = write_wav(folder / "song.wav", music(45))
    return await run_plan(source, folder / "out", optional=OPTIONAL, tags={"title": "Song"})
