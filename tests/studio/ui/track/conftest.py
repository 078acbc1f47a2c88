"""A library with stems in a tab of its own, and no sound card."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication

from studio.audio.output import Null
from studio.ui.session import Session
from studio.ui.track.mixer_sound import MixerSound
from studio.ui.track.stems import StemsTab
from tests.studio.ui.track import scenes


@pytest.fixture
def no_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MixerSound, "opened", staticmethod(Null))


@pytest.fixture(scope="module")
async def template(
    app: QApplication, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, UUID]:
    """A library with stems that are decoded already, to copy from."""
    home = tmp_path_factory.mktemp("stems")
    return home, await scenes.library_with_stems(home)


@pytest.fixture
async def session(template: tuple[Path, UUID], tmp_path: Path) -> AsyncIterator[Session]:
    async with scenes.opened(scenes.copy_of(template[0], tmp_path)) as made:
        yield made


@pytest.fixture
def track(template: tuple[Path, UUID]) -> UUID:
    return template[1]


@pytest.fixture
async def tab(app: QApplication, session: Session, track: UUID) -> AsyncIterator[StemsTab]:
    async with scenes.shown(app, session, StemsTab, track) as made:
        await scenes.heard(made)
        yield made
