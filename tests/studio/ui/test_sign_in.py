"""Signing in against a real socket that answers as a server would, or as none would."""

from __future__ import annotations

import asyncio
import json
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtWidgets import QApplication

from studio.actions.desk import key_name, open_desk
from studio.settings import Account, Settings, load, places, save
from studio.ui.main_window import MainWindow
from studio.ui.sign_in import SignIn
from tests.studio.ui.desks import studio, until


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ACETATE_STUDIO_HOME", str(tmp_path / "home"))
    return tmp_path


@asynccontextmanager
async def server(status: str, body: object) -> AsyncIterator[str]:
    """Answers every request alike."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        text = json.dumps(body).encode()
        head = f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\n"
        writer.write(f"{head}content-length: {len(text)}\r\nconnection: close\r\n\r\n".encode())
        writer.write(text)
        await writer.drain()
        writer.close()

    opened = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{opened.sockets[0].getsockname()[1]}"
    finally:
        opened.close()


async def asked(window: MainWindow, address: str) -> SignIn:
    """The dialog, filled in and agreed to."""
    window.sign_in()
    await until(lambda: window.findChildren(SignIn))
    (dialog,) = window.findChildren(SignIn)
    dialog.server.setText(address)
    dialog.login.setText("mara")
    dialog.password.setText("a long password")
    dialog.yes.click()
    return dialog


class TestSignIn:
    async def test_says_which_field_is_empty(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            dialog = await asked(window, "")
            assert [field.error() for field in dialog.fields] == ["Which server?", "", ""]
            assert dialog.isVisible()
            dialog.reject()

    async def test_nobody_answers(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            dialog = await asked(window, "http://127.0.0.1:9")
            await until(dialog.trouble.isVisible)
            assert "cannot be reached" in dialog.trouble.words.text()
            assert dialog.yes.isEnabled()
            dialog.reject()

    async def test_a_wrong_password_is_told_and_nothing_is_kept(
        self, app: QApplication, home: Path
    ) -> None:
        problem = {"error": {"code": "bad_credentials", "message": "Wrong handle or password."}}
        async with server("401 Unauthorized", problem) as address, studio(app) as window:
            dialog = await asked(window, address)
            await until(dialog.trouble.isVisible)
            assert window.session.who is None
            assert load(places()).account is None
            dialog.reject()

    async def test_a_wrong_password_ends_nothing_that_went_on(
        self, app: QApplication, home: Path
    ) -> None:
        problem = {"error": {"code": "bad_credentials", "message": "Wrong handle or password."}}
        async with server("401 Unauthorized", problem) as address:
            account = Account(server=address, handle="mara")
            save(places(), Settings(account=account))
            with open_desk() as desk:
                desk.keys.put(key_name(account), "t" * 43)
            async with studio(app) as window:
                await until(lambda: window.session.engine)
                dialog = await asked(window, address)
                await until(dialog.trouble.isVisible)
                assert window.session.syncing is not None
                await until(lambda: window.session.engine)
                dialog.reject()

    async def test_signed_in_it_is_remembered_and_the_token_is_private(
        self, app: QApplication, home: Path
    ) -> None:
        account = {
            "id": str(uuid4()),
            "handle": "mara",
            "email": "mara@example.org",
            "display_name": "Mara Ilves",
            "bio_md": "",
            "role": "artist",
            "is_admin": False,
            "created_at": "2026-11-22T20:00:00Z",
        }
        own = {key: account[key] for key in ("id", "handle", "display_name")} | {"role": "owner"}
        said = {
            "id": str(uuid4()),
            "name": "laptop",
            "token": "t" * 43,
            "account": account,
            "libraries": [own],  # whichever is asked for finds its part
        }
        async with server("201 Created", said) as address, studio(app) as window:
            await asked(window, address)
            await until(lambda: window.session.who)
            assert window.places.name.text() == "Mara Ilves"
            assert window.places.enter.isHidden()
            kept = load(places()).account
            assert kept is not None
            assert (kept.server, kept.handle) == (address, "mara")
            tokens = places().config / "tokens.json"
            assert stat.S_IMODE(tokens.stat().st_mode) == 0o600
