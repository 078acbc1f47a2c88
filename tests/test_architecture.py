"""Rules that import-linter cannot say: whose tables, how long a file, jobs that exist, surfaces."""

from __future__ import annotations

import ast
import re
import subprocess
from functools import cache
from importlib import import_module
from pathlib import Path

import grimp
import pytest
from tortoise.models import Model

from server.catalog.visibility import Surface
from server.kit import queue
from server.main import apis
from server.runtime import declare_jobs

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("studio", "server", "sync", "public_web")
GUARDS = {"open", "signature", "account", "artist", "admin"}


def sources(*tops: str) -> list[Path]:
    return [path for top in tops for path in (ROOT / top).rglob("*.py")]


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*PACKAGES, cache_dir=None)


def test_only_queries_read_another_slices_tables() -> None:
    """A slice's words (its enumerations) may be spoken elsewhere, its tables may not."""
    wrong = [
        (importer, table, name)
        for table in graph().find_matching_modules("server.*.models")
        for importer in graph().find_modules_that_directly_import(table)
        if importer.split(".")[1] != table.split(".")[1] and not importer.endswith(".queries")
        for name in names_imported(importer, table)
        if is_table(table, name)
    ]
    assert wrong == []


def names_imported(importer: str, module: str) -> list[str]:
    tree = ast.parse((ROOT / f"{importer.replace('.', '/')}.py").read_text())
    return [
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == module
        for alias in node.names
    ]


def is_table(module: str, name: str) -> bool:
    found = getattr(import_module(module), name)
    return isinstance(found, type) and issubclass(found, Model)


@pytest.mark.parametrize("most", [350])
def test_files_stay_readable(most: int) -> None:
    paths = [*sources(*PACKAGES, "tests"), *(ROOT / "public_web" / "static_src").rglob("*.ts")]
    long = {
        str(path.relative_to(ROOT)): count
        for path in paths
        if (count := len(path.read_text().splitlines())) > most
    }
    assert long == {}


def test_functions_stay_readable() -> None:
    long = []
    for path in sources(*PACKAGES):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                first = node.body[0].lineno
                if ast.get_docstring(node) and len(node.body) > 1:
                    first = node.body[1].lineno
                if node.end_lineno - first + 1 > 45:
                    long.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert long == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in sources(*PACKAGES, "tests")
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_every_enqueued_job_is_declared() -> None:
    declare_jobs()
    named = set()
    for path in sources("server"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("enqueue"):
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    named.add(first.value)
    assert named
    assert named <= set(queue.declared())


def test_every_route_says_who_decides_about_it() -> None:
    endpoints = [endpoint for api in apis() for endpoint in api.endpoints]
    assert len(endpoints) > 20
    known = GUARDS | {surface.value for surface in Surface}
    assert [e.path for e in endpoints if e.surface not in known] == []
    writes = {"POST", "PUT", "PATCH", "DELETE"}
    open_writes = [e.path for e in endpoints if e.method in writes and e.surface == "open"]
    assert sorted(open_writes) == OPEN_WRITES


OPEN_WRITES = sorted(
    f"/api/v1/auth/{name}" for name in ("signup", "login", "logout", "refresh", "devices")
)
"""What anybody may post to: rate-limited, and the way in."""


def test_the_repository_holds_one_document_and_nothing_of_this_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    documents = [name for name in listed if name.endswith((".md", ".txt", ".rst"))]
    assert documents == ["README.md"]
    addresses = re.compile(r'"resolved": *"https?:|^--(extra-)?index-url', re.MULTILINE)
    locks = [name for name in listed if "lock" in name]
    assert [name for name in locks if addresses.search((ROOT / name).read_text())] == []
