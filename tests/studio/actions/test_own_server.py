"""A server of one's own: started by the real program, lived in, found again."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from studio import settings
from studio.actions import own_server
from studio.actions.desk import open_desk
from studio.actions.own_server import Newcomer, ServerDidNotStart
from studio.settings import Account, Settings

ACETATE = (sys.executable, "-m", "server")
MARA = Newcomer(name="Mara", handle="mara", email="mara@example.org", password="by the sea, alone")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(settings.HOME, str(tmp_path))
    return tmp_path


class TestProgram:
    def test_is_the_script_of_a_checkout(self) -> None:
        found = own_server.program()
        assert found is not None
        assert found[-1].endswith("scripts/dev_up.sh")


class TestIsOwn:
    def test_only_where_the_account_lives_there(self) -> None:
        found = Settings(own_port=8080)
        assert not own_server.is_own(found)
        here = Account(server="http://127.0.0.1:8080", handle="mara")
        assert own_server.is_own(replace(found, account=here))
        away = Account(server="https://music.example.org", handle="mara")
        assert not own_server.is_own(replace(found, account=away))
        assert not own_server.is_own(Settings(account=here))


class TestStart:
    async def test_says_why_it_did_not(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(own_server, "program", lambda: (*ACETATE, "up"))
        (home / "file").write_text("in the way")
        told: list[str] = []
        with pytest.raises(ServerDidNotStart, match="file"):
            await own_server.start(
                Settings(own_port=own_server.free_port(), own_folder=str(home / "file")),
                told.append,
            )
        assert told


@pytest.mark.stack
class TestBegin:
    async def test_from_nothing_to_signed_in_and_again(
        self, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(own_server, "program", lambda: (*ACETATE, "up"))
        told: list[str] = []
        with open_desk() as desk:
            try:
                account = await own_server.begin(desk, MARA, told.append)
                assert account.handle == "mara"
                assert own_server.is_own(settings.load(desk.places))
                assert desk.token()
                assert "Making your account…" in told
                await own_server.start(desk.settings, told.append)  # runs already
                page = httpx.get(f"{account.server}/@mara", timeout=30)
                assert page.status_code == 200
            finally:
                down = (*ACETATE, "down", "--data", str(settings.server_folder()))
                subprocess.run(down, check=True, timeout=120)
