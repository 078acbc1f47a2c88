"""What PySide does anew at each start and need not, a third of the time until the window is there:
it compiles its own texts, prepares to write type stubs, and reads the sources of our modules.

Nothing public switches these off for one program. A PySide that goes about them in another way does
so unhindered; it takes longer, and that is all.
"""

from __future__ import annotations

import builtins
import marshal
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import MAGIC_NUMBER, cache_from_source, source_hash
from pathlib import Path
from types import CodeType
from typing import Any

HEAD = len(MAGIC_NUMBER) + 8  # and a hash of importlib.util.source_hash
WRITES_STUBS = "shibokensupport/signature/lib/pyi_generator.py"
STAND_IN = """
def __getattr__(name):
    from studio.spared import run_after_all
    return run_after_all(globals(), name)
"""
postponed: dict[str, CodeType] = {}


def load_pyside() -> Callable[[], None]:
    """Loads PySide's core. Returns what keeps its bytecode for the next start: call it when there
    is time.
    """
    bytecode = Bytecode(Path(cache_from_source(__file__)).with_suffix(".pyside"))
    with bytecode.at_hand():
        import PySide6.QtCore  # noqa: F401
    with suppress(ImportError, AttributeError):
        feature: Any = import_module("shibokensupport.feature")
        # It looks through each module that is imported from now on for its own name, in case one
        # wants names in snake_case without saying so. Each of ours is spelled as Qt is, and one
        # that says so (`from __feature__`) is heard all the same.
        feature._mod_uses_pyside = lambda *_what: False
    return bytecode.keep


class Bytecode:
    """Of the modules that PySide has within its library as text and compiles at each start. Kept
    where Python keeps that of our own modules, by the hash of the text.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept = self._read()
        self._news = False

    @contextmanager
    def at_hand(self) -> Iterator[None]:
        """compile(text, name, "exec") need not compile what was kept."""
        compile_anew = builtins.compile

        def compile_once(*args: Any, **more: Any) -> Any:
            if len(args) != 3 or more or args[2] != "exec" or not isinstance(args[0], bytes):
                return compile_anew(*args, **more)  # not PySide's way: somebody else's
            key = (args[1], source_hash(args[0]))
            if key not in self._kept:
                # As where PySide does it, annotations are not worked out: this file says so, too.
                self._kept[key] = compile_anew(*args)
                self._news = True
            if args[1] != WRITES_STUBS:
                return self._kept[key]
            postponed[args[1]] = self._kept[key]
            return compile_anew(STAND_IN, args[1], "exec")

        builtins.compile = compile_once
        try:
            yield
        finally:
            builtins.compile = compile_anew

    def keep(self) -> None:
        """For the next start. Where Python writes no bytecode either, it compiles again."""
        if not self._news or sys.dont_write_bytecode:
            return
        body = marshal.dumps(self._kept)
        made = self._path.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            made.write_bytes(MAGIC_NUMBER + source_hash(body) + body)
            made.replace(self._path)

    def _read(self) -> dict[tuple[str, bytes], CodeType]:
        try:
            found = self._path.read_bytes()
        except OSError:
            return {}
        if found[:HEAD] != MAGIC_NUMBER + source_hash(found[HEAD:]):
            return {}  # another Python's, or damaged
        # Lies beside the bytecode that Python itself loads, and is trusted as that is.
        kept: dict[tuple[str, bytes], CodeType] = marshal.loads(found[HEAD:])  # noqa: S302
        return kept


def run_after_all(module: dict[str, Any], name: str) -> Any:
    """An attribute of a module whose code was postponed. Raises AttributeError."""
    if not name.startswith("__") and (code := postponed.pop(str(module["__file__"]), None)):
        del module["__getattr__"]
        exec(code, module)  # noqa: S102 - what PySide would have done before
        if name in module:
            return module[name]
    raise AttributeError(f"module {module['__name__']!r} has no attribute {name!r}")
