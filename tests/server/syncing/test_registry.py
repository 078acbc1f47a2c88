"""Every function that writes is heard of by studios: act, replay the feed, compare with a fresh
reading. A function that is new and not in the registry of scenes fails here.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from server.identity.models import Session, User
from tests.support import catalog_writers, other_writers, release_writers
from tests.support.laptops import Laptop, two_laptops
from tests.support.live import LiveServer
from tests.support.scenes import DRIVERS, set_scene

ASKED = (catalog_writers, other_writers, release_writers)
"""Importing them fills the registry."""
ROOT = Path(__file__).resolve().parents[3]
NOUNS = {
    *("service", "versions", "stems", "credits", "notes", "renditions", "teasers"),
    *("tracks", "previews", "planning", "clock", "states", "rollback"),
}
NOT_SLICES = {"kit", "ops", "embedded", "demo"}
WRITES = {"create", "bulk_create", "update", "update_or_create", "get_or_create", "save", "delete"}
STATEMENTS = ("insert ", "update ", "delete ")


def writes_itself(node: ast.AST) -> bool:
    """Whether it opens a unit of work, writes through a model, or executes a statement."""
    for call in (n for n in ast.walk(node) if isinstance(n, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        about = ast.unparse(call.func)
        if name == "unit_of_work" or (name in WRITES and about[:1].isupper()):
            return True
        if name == "save" or about == "db.execute":
            told = ast.unparse(call.args[0]).lower() if call.args else "update "
            if not told.startswith(("'select", '"select', "'''select")):
                return True
    return False


def writing_functions(path: Path) -> set[str]:
    """Public functions of a module that write, by themselves or by another one of it."""
    found = {
        n.name: n for n in ast.parse(path.read_text()).body if isinstance(n, ast.AsyncFunctionDef)
    }
    writing = {name for name, node in found.items() if writes_itself(node)}
    while True:
        more = {
            name
            for name, node in found.items()
            if name not in writing
            and any(
                isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in writing
                for n in ast.walk(node)
            )
        }
        if not more:
            return {name for name in writing if not name.startswith("_")}
        writing |= more


def all_writing() -> set[str]:
    return {
        f"{path.parent.name}.{path.stem}.{name}"
        for path in (ROOT / "server").glob("*/*.py")
        if path.stem in NOUNS and path.parent.name not in NOT_SLICES
        for name in writing_functions(path)
    }


class TestRegistry:
    def test_holds_every_function_that_writes(self) -> None:
        found = all_writing()
        assert len(found) > 40
        assert found - DRIVERS.keys() == set(), "say in tests/support/*_writers.py how"
        assert DRIVERS.keys() - found == set(), "it does not write, or is not there any more"

    def test_finds_a_new_one(self, tmp_path: Path) -> None:
        new = tmp_path / "service.py"
        new.write_text(
            "async def quiet():\n    return await db.execute('SELECT 1')\n"
            "async def loud():\n    async with db.unit_of_work():\n        pass\n"
            "async def by_sql():\n    await db.execute('UPDATE tracks SET title = 1')\n"
            "async def by_model():\n    await Track.filter(id=1).update(title='x')\n"
            "async def by_another():\n    await loud()\n"
        )
        assert writing_functions(new) == {"loud", "by_sql", "by_model", "by_another"}


def shown(laptop: Laptop) -> dict[tuple[str, str], object]:
    return {
        key: (c["rev"], c["urev"], c["data"]) for key, c in laptop.known.items() if not c["deleted"]
    }


@pytest.mark.timeout(300)
async def test_what_is_replayed_is_what_is_there(server: LiveServer) -> None:
    anna, laptop, other = await two_laptops(server)
    owner = await User.get(id=anna.id)
    session = await Session.filter(user_id=owner.id, kind="device").first()
    assert session is not None
    wrong = []
    for name, (heard, act) in DRIVERS.items():
        scene = await set_scene(server.resources, owner, session.id)
        await laptop.pull()
        before = laptop.last["head"]
        await act(scene)
        await laptop.pull()
        fresh = Laptop(other.http, other.library)
        await fresh.pull()
        if shown(fresh) != shown(laptop):
            wrong.append(f"{name}: a studio that followed shows something else")
        if heard != (laptop.last["head"] > before):
            wrong.append(f"{name}: studios heard {'nothing' if heard else 'of it'}")
    assert wrong == []
