"""PostgreSQL of the embedded default: fresh, again, after kill -9, as anyone."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from server.embedded import postgres
from server.embedded.accounts import CHILD
from server.embedded.postgres import Postgres, prepare
from server.embedded.problems import StartProblem
from tests.support.services import start_services

NOBODY = "drop:65534:65534"
ROOT = Path(__file__).parents[3]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may pass through, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="acetate-test-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


def run(server: Postgres) -> subprocess.Popen[bytes]:
    """The server, started, answering."""
    process = subprocess.Popen(
        server.command(), env=postgres.environment(), cwd="/", stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 30
    while not server.answers():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return process


def made(folder: Path) -> Postgres:
    """A cluster in `folder`, sockets in `folder/run`."""
    sockets = folder / "run"
    sockets.mkdir(exist_ok=True)
    sockets.chmod(0o711)
    return prepare(folder, sockets, durable=False)


class TestPrepare:
    def test_data_survive_a_restart(self, open_folder: Path) -> None:
        first = made(open_folder)
        process = run(first)
        first.ensure_database()
        first.sql("CREATE TABLE kept AS SELECT 42 AS n", database="acetate", role="acetate")
        process.send_signal(Postgres.STOP)
        assert process.wait(20) == 0
        second = made(open_folder)
        process = run(second)
        second.ensure_database()
        assert second.sql("SELECT n FROM kept", database="acetate", role="acetate") == "42"
        process.send_signal(Postgres.STOP)
        assert process.wait(20) == 0

    def test_the_cluster_is_private(self, open_folder: Path) -> None:
        server = made(open_folder)
        for folder in (server.cluster, server.sockets):
            assert folder.stat().st_mode & 0o777 == 0o700
            assert folder.stat().st_uid == server.account.owner

    def test_another_major_version_is_refused_and_kept(self, tmp_path: Path) -> None:
        cluster = tmp_path / "postgres"
        cluster.mkdir()
        (cluster / "PG_VERSION").write_text("97\n")
        with pytest.raises(StartProblem, match="of PostgreSQL 97, this Acetate brings") as caught:
            made(tmp_path)
        assert "\n" not in str(caught.value)
        assert [path.name for path in cluster.iterdir()] == ["PG_VERSION"]

    def test_a_folder_with_other_things_is_refused_and_kept(self, tmp_path: Path) -> None:
        (tmp_path / "postgres").mkdir()
        (tmp_path / "postgres" / "letter.txt").write_text("dear")
        with pytest.raises(StartProblem, match="holds no PostgreSQL cluster"):
            made(tmp_path)
        assert (tmp_path / "postgres" / "letter.txt").read_text() == "dear"

    def test_an_initdb_killed_half_way_is_done_again(self, tmp_path: Path) -> None:
        (tmp_path / "postgres.new").mkdir()
        (tmp_path / "postgres.new" / "PG_VERSION").write_text("18")
        server = made(tmp_path)
        process = run(server)
        process.send_signal(Postgres.ABANDON)
        process.wait(20)
        assert not (tmp_path / "postgres.new").exists()


class TestClear:
    def test_kill_9_recovers(self, tmp_path: Path) -> None:
        server = made(tmp_path)
        process = run(server)
        server.ensure_database()
        server.sql("CREATE TABLE kept AS SELECT 7 AS n", database="acetate", role="acetate")
        process.kill()
        process.wait()
        assert (server.cluster / "postmaster.pid").exists()
        again = made(tmp_path)
        process = run(again)
        assert again.sql("SELECT n FROM kept", database="acetate", role="acetate") == "7"
        process.send_signal(Postgres.STOP)
        process.wait(20)

    def test_an_orphan_is_ended(self, tmp_path: Path) -> None:
        orphan = run(made(tmp_path))
        again = made(tmp_path)  # as a new supervisor would
        assert orphan.wait(10) is not None
        process = run(again)
        process.send_signal(Postgres.STOP)
        process.wait(20)

    def test_a_reused_process_id_is_left_alone(self, tmp_path: Path) -> None:
        server = made(tmp_path)
        stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        (server.cluster / "postmaster.pid").write_text(f"{stranger.pid}\n{server.cluster}\n")
        process = run(made(tmp_path))
        assert stranger.poll() is None
        stranger.kill()
        stranger.wait()
        process.send_signal(Postgres.STOP)
        process.wait(20)


class TestAccount:
    def test_root_drops_or_maps(self, open_folder: Path, tmp_path: Path) -> None:
        home = tmp_path / "closed"
        home.mkdir(mode=0o700)
        chosen = [made(folder).account.identity.partition(":")[0] for folder in (open_folder, home)]
        assert chosen == (["drop", "map"] if os.geteuid() == 0 else ["keep", "keep"])

    @pytest.mark.parametrize("identity", ["keep", "map:0:0", "map:1:1"])
    def test_root_and_ordinary_users_can_run_it(self, tmp_path: Path, identity: str) -> None:
        script = (
            "import os, sys, pathlib; sys.path.insert(0, sys.argv[2]);"
            "from tests.support.services import start_services;"
            "s = start_services(pathlib.Path(sys.argv[1])); s.create_database('one');"
            "print(os.geteuid(), s.postgres.sql('SELECT current_user', database='one'));"
            "s.stop()"
        )
        wrapper = [sys.executable, "-I", "-S", str(CHILD), str(os.getpid()), "9", identity]
        done = subprocess.run(
            [*wrapper, sys.executable, "-c", script, str(tmp_path), str(ROOT)],
            capture_output=True,
            text=True,
            check=False,
        )
        uid = os.geteuid() if identity == "keep" else int(identity.split(":")[1])
        assert (done.stdout.split(), done.stderr) == ([str(uid), "postgres"], "")

    async def test_only_our_own_user_may_connect(self, open_folder: Path) -> None:
        services = start_services(open_folder)
        url = services.asyncpg_url("acetate")
        connection = await asyncpg.connect(url)
        assert await connection.fetchval("SELECT current_user") == "acetate"
        assert await connection.fetchval(
            "SELECT rolsuper FROM pg_roles WHERE rolname='acetate'"
        ) is (False)
        await connection.close()
        with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
            await asyncpg.connect(url.replace("acetate:", "stranger:"))
        assert self.connects_as("keep", services.postgres)
        if os.geteuid() == 0:
            assert not self.connects_as(NOBODY, services.postgres)
        services.stop()

    def connects_as(self, identity: str, server: Postgres) -> bool:
        """Whether that operating-system user gets a session."""
        wrapper = [sys.executable, "-I", "-S", str(CHILD), str(os.getpid()), "9", identity]
        psql = [str(server.folder / "psql"), "-h", str(server.sockets), "-U", "acetate", "-c", ""]
        done = subprocess.run([*wrapper, *psql, "acetate"], capture_output=True, cwd="/")
        return done.returncode == 0


class TestEnvironment:
    def test_variables_of_other_servers_do_not_leak_in(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PGDATA", "/elsewhere")
        assert "PGDATA" not in postgres.environment()


class TestCommand:
    def test_it_dies_with_a_killed_parent(self, tmp_path: Path) -> None:
        script = (
            "import os, sys, pathlib; sys.path.insert(0, sys.argv[2]);"
            "from tests.support.services import start_services;"
            "s = start_services(pathlib.Path(sys.argv[1]));"
            "print(*(p.pid for p in s.processes), flush=True); sys.stdin.read()"
        )
        parent = subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path), str(ROOT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert parent.stdout is not None
        pids = [int(word) for word in parent.stdout.readline().split()]
        parent.send_signal(signal.SIGKILL)
        parent.communicate()
        deadline = time.monotonic() + 10
        while any(Path(f"/proc/{pid}/stat").exists() and not zombie(pid) for pid in pids):
            assert time.monotonic() < deadline
            time.sleep(0.02)


def zombie(pid: int) -> bool:
    """Dead, and only not yet reaped by init."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
