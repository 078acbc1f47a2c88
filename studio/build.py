"""Build fonts and icons: `python -m studio.build [--force]` fills studio/assets/ from npm packages.

A digest of every input is kept beside the result, so that doing nothing is fast.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from studio.ui.glyphs import GLYPHS

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "studio" / "assets"
MODULES = ROOT / "node_modules"
FONTS = {"inter": (400, 500, 600, 700), "jetbrains-mono": (400, 500)}
SUBSETS = ("latin", "latin-ext", "greek", "greek-ext", "cyrillic", "cyrillic-ext", "vietnamese")
PACKAGES = ("lucide-static", "@fontsource/inter", "@fontsource/jetbrains-mono")
# The subsets have no musical accidentals; without these a key like F♯ would change its typeface.
STAND_INS = {0x266F: "#", 0x266D: "b"}


class BuildError(Exception):
    """What went wrong, in one line that says what to do."""


def inputs_digest() -> str:
    """SHA-256 over the locked packages, the list of icons and this file."""
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    locked = [lock[f"node_modules/{name}"]["integrity"] for name in PACKAGES]
    digest = hashlib.sha256(Path(__file__).read_bytes())
    digest.update(json.dumps([locked, GLYPHS]).encode())
    return digest.hexdigest()


def is_current(digest: str) -> bool:
    """Whether assets/ already holds the result of these inputs."""
    stamp = ASSETS / ".inputs"
    return stamp.is_file() and stamp.read_text() == digest


def install_packages() -> None:
    """Bring node_modules to the lock, the way the browser side does."""
    command = [sys.executable, "-m", "public_web.build", "--modules"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["npm packages could not be installed"]
        sys.stderr.writelines(f"{line}\n" for line in lines[:-1])
        raise BuildError(lines[-1].removeprefix("public_web.build: "))


def pack_icons(target: Path) -> None:
    """Copy the icons that are used, without the licence comment that LICENSE repeats."""
    target.mkdir()
    for name in GLYPHS:
        source = MODULES / "lucide-static" / "icons" / f"{name}.svg"
        if not source.is_file():
            raise BuildError(f"lucide-static has no icon '{name}': correct studio/ui/glyphs.py.")
        text = source.read_text()
        (target / source.name).write_text(text[text.index("<svg") :])


def pack_fonts(target: Path) -> None:
    """One TrueType file for each weight, holding the glyphs of all subsets."""
    if find_spec("fontTools") is None or find_spec("brotli") is None:
        raise BuildError("fontTools and brotli are missing: pip install 'acetate[fonts]'.")
    target.mkdir()
    for family, weights in FONTS.items():
        for weight in weights:
            merge_subsets(family, weight, target / f"{family}-{weight}.ttf")


def merge_subsets(family: str, weight: int, target: Path) -> None:
    """Unpack the web fonts of one weight and join them."""
    from fontTools.merge import Merger
    from fontTools.ttLib import TTFont

    folder = MODULES / "@fontsource" / family / "files"
    with tempfile.TemporaryDirectory() as unpacked:
        parts = []
        for subset in SUBSETS:
            source = folder / f"{family}-{subset}-{weight}-normal.woff2"
            if not source.is_file():  # not every family has every subset
                continue
            font = TTFont(source)
            font.flavor = None
            parts.append(f"{unpacked}/{subset}.ttf")
            font.save(parts[-1])
        if not parts:
            raise BuildError(f"@fontsource/{family} has no files of weight {weight}.")
        joined = Merger().merge(parts)
    add_stand_ins(joined)
    joined.save(target)


def add_stand_ins(font: object) -> None:
    """Give the accidentals the shapes of the letters that musicians type for them."""
    for table in font["cmap"].tables:  # type: ignore[index]
        for code, stand_in in STAND_INS.items():
            if ord(stand_in) in table.cmap:
                table.cmap.setdefault(code, table.cmap[ord(stand_in)])


def pack_licences(target: Path) -> None:
    """What is shipped must carry its licence."""
    target.mkdir()
    for name in PACKAGES:
        shutil.copyfile(MODULES / name / "LICENSE", target / f"{name.split('/')[-1]}.txt")


def pack(digest: str) -> None:
    """Build into a fresh folder and swap it in, so that assets/ is never half written."""
    fresh = ASSETS.with_name(f"assets.{os.getpid()}.new")
    try:
        fresh.mkdir()
        pack_icons(fresh / "icons")
        pack_fonts(fresh / "fonts")
        pack_licences(fresh / "licences")
        (fresh / ".inputs").write_text(digest)
        shutil.rmtree(ASSETS, ignore_errors=True)
        fresh.rename(ASSETS)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def build(*, force: bool = False) -> bool:
    """Build if anything changed; True when there was something to do."""
    digest = inputs_digest()
    if is_current(digest) and not force:
        return False
    install_packages()
    pack(digest)
    return True


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; 0 when assets/ is good, 1 with one line on stderr when not."""
    parser = argparse.ArgumentParser(prog="python -m studio.build")
    parser.add_argument("--force", action="store_true", help="build even if nothing changed")
    options = parser.parse_args(arguments)
    try:
        build(force=options.force)
    except (BuildError, OSError) as error:
        sys.stderr.write(f"studio.build: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
