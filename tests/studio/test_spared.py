"""PySide as it is, sooner: the same answers, and nothing compiled twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

LOADS = "from studio.spared import load_pyside\nkeep = load_pyside()\n"
PLAIN = "import PySide6.QtCore\nkeep = lambda: None\n"
COUNTS = """
import builtins
genuine, texts = builtins.compile, []
def counted(source, name, *rest, **more):
    texts.append(str(name))
    return genuine(source, name, *rest, **more)
builtins.compile = counted
"""
ASKS = """
import inspect, json
from PySide6.QtCore import QObject, QTimer
told = {"texts": [name for name in globals().get("texts", []) if name.startswith("shiboken")]}
try:
    QTimer().setInterval("soon")
except TypeError as error:
    told["wrong"] = str(error)
from PySide6.support.signature import get_signature
told["signature"] = str(get_signature(QTimer.setInterval))
told["doc"] = inspect.getdoc(QObject.objectName)
import PySide6.support.signature.lib.pyi_generator as stubs
told["path"] = hasattr(stubs, "__path__")
told["stubs"] = sorted(name for name in dir(stubs.Formatter) if not name.startswith("__"))
try:
    stubs.nothing_of_this_name
except AttributeError as error:
    told["missing"] = str(error)
keep()
print(json.dumps(told))
"""


@pytest.fixture
def ask(tmp_path: Path) -> Any:
    """Starts PySide in a process with a bytecode folder of its own."""

    def start(code: str, prefix: Path = tmp_path) -> dict[str, Any]:
        command = [sys.executable, "-X", f"pycache_prefix={prefix}", "-c", code]
        wanted = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=wanted)
        told: dict[str, Any] = json.loads(done.stdout)
        return told

    return start


def kept(folder: Path) -> Path:
    (found,) = folder.rglob("*.pyside")
    return found


class TestLoadPyside:
    def test_it_answers_as_it_always_did(self, ask: Any) -> None:
        told = ask(LOADS + ASKS)
        assert told == ask(PLAIN + ASKS)
        assert "setInterval" in told["wrong"]
        assert told["stubs"]

    def test_the_second_start_compiles_one_line(self, ask: Any) -> None:
        first, second = ask(COUNTS + LOADS + ASKS), ask(COUNTS + LOADS + ASKS)
        assert len(first["texts"]) > 10
        stand_in = "shibokensupport/signature/lib/pyi_generator.py"
        assert second["texts"] == [stand_in]
        assert {**first, "texts": []} == {**second, "texts": []}

    @pytest.mark.parametrize("harm", [b"", b"torn", b"\0" * 500])
    def test_what_is_damaged_is_made_again(self, ask: Any, tmp_path: Path, harm: bytes) -> None:
        ask(LOADS + ASKS)
        whole = kept(tmp_path).read_bytes()
        kept(tmp_path).write_bytes(harm + whole[len(harm) : -7])
        assert len(ask(COUNTS + LOADS + ASKS)["texts"]) > 10
        assert len(ask(COUNTS + LOADS + ASKS)["texts"]) == 1

    def test_it_works_where_nothing_can_be_kept(self, ask: Any, tmp_path: Path) -> None:
        nowhere = tmp_path / "file"
        nowhere.write_text("not a folder")
        assert ask(LOADS + ASKS, nowhere)["wrong"] == ask(PLAIN + ASKS)["wrong"]

    def test_others_compile_as_before(self, ask: Any) -> None:
        told = ask(
            "import builtins, json\nbefore = builtins.compile\n" + LOADS + "\n"
            "print(json.dumps({'same': builtins.compile is before}))"
        )
        assert told == {"same": True}
