"""Settings: where they come from, what stops the start, and that the README tells of each."""

from __future__ import annotations

from dataclasses import MISSING, fields
from pathlib import Path

import pytest

from server.kit.config import ConfigError, Mode, Settings, load_settings

ROOT = Path(__file__).resolve().parents[3]
STRONG = "k3J8s-Qm2Zp0xV7tLw9bYc4RfHn6DaGe51Ui"
LEAST = {
    "DATABASE_URL": "postgres://a:b@localhost/acetate",
    "REDIS_URL": "redis://localhost",
    "SECURE_LINK_SECRET": STRONG,
    "SESSION_SECRET": STRONG,
    "UPLOAD_SECRET": STRONG,
}


def load(**changes: str) -> Settings:
    return load_settings({**LEAST, **changes}, dotenv=None)


class TestLoadSettings:
    def test_the_least_is_enough(self) -> None:
        found = load()
        assert (found.mode, found.port, found.render_flac) == (Mode.EMBEDDED, 8080, False)

    def test_every_problem_is_named_at_once(self) -> None:
        with pytest.raises(ConfigError) as caught:
            load_settings({"PORT": "many", "RENDER_AAC": "perhaps"}, dotenv=None)
        told = "\n".join(caught.value.problems)
        for name in ("DATABASE_URL", "REDIS_URL", "SESSION_SECRET", "PORT", "RENDER_AAC"):
            assert name in told

    @pytest.mark.parametrize("name", ["SECURE_LINK_SECRET", "SESSION_SECRET", "UPLOAD_SECRET"])
    @pytest.mark.parametrize("weak", ["secret", "changeme-changeme-changeme-changeme", "a" * 64])
    def test_weak_secrets_stop_production(self, name: str, weak: str) -> None:
        with pytest.raises(ConfigError, match=name) as caught:
            load(ACETATE_MODE="production", **{name: weak})
        assert weak not in str(caught.value), "a secret is not for logs"

    def test_half_an_s3_is_refused(self) -> None:
        with pytest.raises(ConfigError, match="S3_SECRET_KEY"):
            load(S3_ENDPOINT="http://s3:8333", S3_ACCESS_KEY="key")

    @pytest.mark.parametrize(
        ("name", "wrong"),
        [
            ("PORT", "70000"),
            ("PORT", "0"),
            ("TRANSCODE_JOBS", "0"),
            ("HLS_TOKEN_TTL_SECONDS", "-5"),
            ("QUOTA_BYTES", "10GB"),
            ("LOG_FORMAT", "xml"),
            ("PUBLIC_URL", "music.example"),
        ],
    )
    def test_what_cannot_work_is_refused_by_name(self, name: str, wrong: str) -> None:
        with pytest.raises(ConfigError, match=name) as caught:
            load(**{name: wrong})
        assert "literal" not in str(caught.value)

    def test_a_dotenv_that_is_no_text_is_one_clear_line(self, tmp_path: Path) -> None:
        file = tmp_path / ".env"
        file.write_bytes(b"SITE_NAME=\xff\xfe\n")
        with pytest.raises(ConfigError, match="not text in UTF-8"):
            load_settings(LEAST, dotenv=file)

    @pytest.mark.parametrize(
        ("line", "told"),
        [
            ("BROKEN LINE", "line 2: this is not NAME=value"),
            ("PUBLIC_URL", "line 2: this is not NAME=value"),
            ("SESSION_SECRT=x", "SESSION_SECRT is not a setting; is SESSION_SECRET meant"),
        ],
    )
    def test_a_line_of_dotenv_that_says_nothing_is_named(
        self, tmp_path: Path, line: str, told: str
    ) -> None:
        file = tmp_path / ".env"
        file.write_text(f"PORT=9000\n{line}\nUNRELATED=fine\n")
        with pytest.raises(ConfigError, match=told):
            load_settings(LEAST, dotenv=file)

    def test_environment_stands_over_dotenv(self, tmp_path: Path) -> None:
        file = tmp_path / ".env"
        file.write_text("PORT=9000\nSITE_NAME='Ten Forty'\n")
        found = load_settings({**LEAST, "PORT": "9001"}, dotenv=file)
        assert (found.port, found.site_name) == (9001, "Ten Forty")


def test_the_readme_has_every_setting_with_its_default() -> None:
    readme = (ROOT / "README.md").read_text()
    missing = []
    for item in fields(Settings):
        default = "required" if item.default is MISSING else shown(item.default)
        row = f"| `{item.metadata['env']}` | {default} | {item.metadata['help']} |"
        if row not in readme:
            missing.append(row)
    assert missing == [], "put these rows into the table"


def shown(value: object) -> str:
    """A default as the table writes it."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"`{value}`"
