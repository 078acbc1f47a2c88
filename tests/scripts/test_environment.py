"""scripts/lib/environment.sh: it finds a Python and mends an environment, or says why in a line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

LIBRARY = Path(__file__).parents[2] / "scripts" / "lib" / "environment.sh"
PYTHONS = Path(sys.base_prefix) / "bin"
Shell = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Runs a line of bash after the library, in a project of one lock, with bare surroundings.

    `pythons=False` leaves no Python on PATH; no package index is ever asked.
    """
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("bash", "ls", "grep", "df", "awk", "mktemp", "tail", "cat", "rm"):
        (tools / tool).symlink_to(shutil.which(tool) or tool)
    project = tmp_path / "my project"
    project.mkdir()
    (project / "pyproject.toml").write_text("")
    (project / "some.lock").write_text("nowhere==1.0 --hash=sha256:" + "0" * 64 + "\n")

    def run(line: str, *, pythons: bool = True, **more: str) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join([*([str(PYTHONS)] if pythons else []), str(tools)])
        return subprocess.run(
            [str(tools / "bash"), "-c", f'set -euo pipefail; . "{LIBRARY}"; {line}', "dev_up.sh"],
            cwd=project,
            env={"PATH": path, "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, **more},
            capture_output=True,
            text=True,
            check=False,
            timeout=100,
        )

    return run


class TestFindPython:
    def test_a_python_on_path(self, shell: Shell) -> None:
        done = shell("find_python")
        assert (done.returncode, done.stderr) == (0, "")
        assert Path(done.stdout.strip()).parent == PYTHONS

    def test_a_python_of_pyenv(self, shell: Shell, tmp_path: Path) -> None:
        found = tmp_path / "pyenv" / "versions" / f"3.{sys.version_info[1]}.99" / "bin" / "python"
        found.parent.mkdir(parents=True)
        found.symlink_to(Path(sys.executable).resolve())
        done = shell("find_python", pythons=False, PYENV_ROOT=str(tmp_path / "pyenv"))
        assert (done.returncode, done.stdout.strip()) == (0, str(found))

    def test_none_is_one_line_even_for_a_user_without_a_home(self, shell: Shell) -> None:
        done = shell("find_python", pythons=False)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("dev_up.sh: no Python 3.11 to 3.13 found: install one")
        assert done.stderr.count("\n") == 1

    def test_one_without_its_venv_module(self, shell: Shell, tmp_path: Path) -> None:
        # As Debian ships it: the package python3.x-venv brings ensurepip.
        (tmp_path / "ensurepip.py").write_text("raise ImportError")
        done = shell("find_python", PYTHONPATH=str(tmp_path))
        assert done.returncode == 1
        [line] = done.stderr.splitlines()
        version = line.partition("lacks")[0].split()[-1]
        assert line == (
            f"dev_up.sh: Python {version} lacks its venv module: "
            f"apt-get install python{version}-venv"
        )


class TestMakeEnvironment:
    def test_an_interrupted_one_is_made_anew_and_what_pip_cannot_do_is_one_line(
        self, shell: Shell, tmp_path: Path
    ) -> None:
        venv = tmp_path / "my project" / ".venv"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
        done = shell("make_environment .venv some.lock", HOME=str(tmp_path))
        assert done.returncode == 1
        assert "Making a virtual environment with Python 3." in done.stdout
        [line] = done.stderr.splitlines()
        assert line.startswith("dev_up.sh: the packages could not be installed: ERROR: ")
        assert "nowhere" in line
        assert not (venv / ".acetate").exists()

    def test_an_environment_at_the_lock_is_left_alone(self, shell: Shell, tmp_path: Path) -> None:
        venv = tmp_path / "my project" / ".venv"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
        mark = shell("environment_mark .venv some.lock").stdout
        (venv / ".acetate").write_text(mark)
        done = shell("make_environment .venv some.lock")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

    def test_no_space(self, shell: Shell) -> None:
        done = shell("NEEDED_MB=999999999; make_environment .venv some.lock", pythons=False)
        assert done.returncode == 1
        [line] = done.stderr.splitlines()
        assert "MB are free in" in line
        assert line.endswith("the environment needs 999999999: make room")
