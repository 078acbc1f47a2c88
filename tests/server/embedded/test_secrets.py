"""Secrets of an embedded installation: made once, private, never changed."""

from __future__ import annotations

from pathlib import Path

from server.embedded.secrets import NAMES, load_or_make


class TestLoadOrMake:
    def test_they_are_strong_different_and_private(self, tmp_path: Path) -> None:
        made = load_or_make(tmp_path)
        assert set(made) == set(NAMES)
        assert len(set(made.values())) == len(NAMES)
        assert min(len(value) for value in made.values()) >= 43
        assert (tmp_path / "secrets.env").stat().st_mode & 0o777 == 0o600

    def test_they_stay(self, tmp_path: Path) -> None:
        assert load_or_make(tmp_path) == load_or_make(tmp_path)

    def test_a_missing_one_is_added_and_an_own_one_kept(self, tmp_path: Path) -> None:
        (tmp_path / "secrets.env").write_text(f"# mine\n{NAMES[0]}=my own\nOTHER=kept\n")
        made = load_or_make(tmp_path)
        assert (made[NAMES[0]], made["OTHER"]) == ("my own", "kept")
        assert made == load_or_make(tmp_path)

    def test_a_file_open_to_others_is_closed(self, tmp_path: Path) -> None:
        load_or_make(tmp_path)
        (tmp_path / "secrets.env").chmod(0o644)
        load_or_make(tmp_path)
        assert (tmp_path / "secrets.env").stat().st_mode & 0o777 == 0o600
