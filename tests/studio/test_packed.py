"""The studio packed as one program: what it starts beside itself is the same program again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = """
import os, sys
sys.frozen, sys.executable = True, {program!r}
import multiprocessing
from multiprocessing import spawn
spawn.set_executable(sys.executable)
multiprocessing.freeze_support = spawn.freeze_support  # on POSIX the packer puts it there
if len(sys.argv) > 1:
    from studio.__main__ import main
    main()
else:
    from studio.audio import apart
    from tests.studio.test_packed import halve
    said = []
    apart.call(halve, 3, tell=said.append, check=lambda: None)
    print(said)
"""


def halve(number: int, tell: object) -> None:
    """Work for a child: says a number back."""
    assert callable(tell)
    tell(number / 2)


class TestPacked:
    def test_a_child_does_its_work_and_reads_no_command_line(self, tmp_path: Path) -> None:
        program, code = tmp_path / "acetate-studio", tmp_path / "packed.py"
        code.write_text(PROGRAM.format(program=str(program)))
        python = f'exec "{sys.executable}"'
        program.write_text(
            f'#!/bin/sh\n[ "$1" = -c ] && {python} "$@"\n{python} "{code}" "$@"\n'
        )  # with -c the packer's own start comes in: the keeper of what processes share
        program.chmod(0o700)
        done = subprocess.run(
            [program],
            cwd=ROOT,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.stdout, done.returncode) == ("[1.5]\n", 0), done.stderr
