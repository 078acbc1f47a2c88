"""Settings from the environment and `.env`; the table in the README is made of these fields."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Any, get_type_hints

from dotenv import dotenv_values
from dotenv.parser import Binding, parse_stream

WEAKEST_SECRET = 32
"""Characters; 32 of base64 carry 192 bits."""

MOST_PORT = 65_535
_NEVER_ZERO = frozenset(
    {
        "port",
        "web_workers",
        "hls_token_ttl",
        "part_url_ttl",
        "access_ttl",
        "refresh_ttl",
        "upload_ttl",
        "max_upload_bytes",
        "max_duration_s",
        "render_memory_mb",
        "render_timeout_s",
        "transcode_jobs",
        "light_jobs",
        "job_lease_s",
        "database_pool",
    }
)
"""With nothing of these the server would start and then do nothing."""


class Mode(StrEnum):
    """`embedded` makes what it lacks; `production` refuses to start without it."""

    EMBEDDED = "embedded"
    PRODUCTION = "production"


class ConfigError(Exception):
    """Settings that cannot be started with; each problem is one line with its remedy."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _setting(env: str, help: str, default: Any = MISSING, *, secret: bool = False) -> Any:
    metadata = {"env": env, "help": help, "secret": secret}
    if default is MISSING:
        return field(metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that an operator may decide. Durations in seconds, sizes in bytes."""

    database_url: str = _setting("DATABASE_URL", "PostgreSQL, as `postgres://user:pw@host/db`")
    redis_url: str = _setting("REDIS_URL", "Redis or Valkey, as `redis://…` or `unix://…`")
    secure_link_secret: str = _setting(
        "SECURE_LINK_SECRET", "signs stream URLs; the same value goes to nginx", secret=True
    )
    session_secret: str = _setting(
        "SESSION_SECRET", "signs CSRF tokens and play tickets", secret=True
    )
    upload_secret: str = _setting(
        "UPLOAD_SECRET", "signs part URLs of the folder store", secret=True
    )
    mode: Mode = _setting("ACETATE_MODE", "`embedded` or `production`", Mode.EMBEDDED)
    data_dir: Path = _setting(
        "ACETATE_DATA", "where the folder store and temporary files live", Path("data")
    )
    public_url: str = _setting(
        "PUBLIC_URL", "address that people type; used in links and cookies", "http://127.0.0.1:8080"
    )
    host: str = _setting("HOST", "address to listen on", "127.0.0.1")
    port: int = _setting("PORT", "port to listen on", 8080)
    web_workers: int = _setting("WEB_WORKERS", "processes of the web server", 1)
    site_name: str = _setting("SITE_NAME", "name of the site", "Acetate")
    site_language: str = _setting("SITE_LANGUAGE", "language tag of the pages", "en")
    signup_open: bool = _setting("SIGNUP_OPEN", "may new listeners sign up", True)
    trusted_proxies: int = _setting(
        "TRUSTED_PROXIES", "how many proxies in front may be believed about the client address", 0
    )
    s3_endpoint: str | None = _setting("S3_ENDPOINT", "S3 address; unset: a folder", None)
    s3_public_endpoint: str | None = _setting(
        "S3_PUBLIC_ENDPOINT", "S3 address that clients reach, for part URLs", None
    )
    s3_access_key: str | None = _setting("S3_ACCESS_KEY", "S3 key", None)
    s3_secret_key: str | None = _setting("S3_SECRET_KEY", "S3 secret", None, secret=True)
    s3_region: str = _setting("S3_REGION", "S3 region", "us-east-1")
    s3_bucket_prefix: str = _setting(
        "S3_BUCKET_PREFIX", "put before each bucket's name", "acetate-"
    )
    hls_token_ttl: int = _setting("HLS_TOKEN_TTL_SECONDS", "life of a stream URL", 6 * 3600)
    part_url_ttl: int = _setting("PART_URL_TTL_SECONDS", "life of an upload part URL", 3600)
    access_ttl: int = _setting("ACCESS_TTL_SECONDS", "life of a browser's access token", 15 * 60)
    refresh_ttl: int = _setting(
        "REFRESH_TTL_SECONDS", "life of a session that is not used", 30 * 86400
    )
    upload_ttl: int = _setting(
        "UPLOAD_TTL_SECONDS", "life of an upload that stands idle", 7 * 86400
    )
    max_upload_bytes: int = _setting("MAX_UPLOAD_BYTES", "largest file", 20 * 2**30)
    quota_bytes: int = _setting("QUOTA_BYTES", "storage of one library; 0: no limit", 0)
    max_duration_s: int = _setting("MAX_DURATION_SECONDS", "longest recording", 4 * 3600)
    render_aac: bool = _setting("RENDER_AAC", "make the AAC stream", True)
    render_mp3: bool = _setting("RENDER_MP3", "make the MP3", True)
    render_flac: bool = _setting("RENDER_FLAC", "make the lossless stream", False)
    render_spectrum: bool = _setting("RENDER_SPECTRUM", "make the spectral picture", False)
    render_memory_mb: int = _setting(
        "RENDER_MEMORY_MB", "address space of one decoder process", 1200
    )
    render_timeout_s: int = _setting(
        "RENDER_TIMEOUT_SECONDS", "longest processing of one version", 3 * 3600
    )
    transcode_jobs: int = _setting("TRANSCODE_JOBS", "versions processed at once by one worker", 1)
    light_jobs: int = _setting("LIGHT_JOBS", "other jobs at once by one worker", 8)
    job_lease_s: int = _setting("JOB_LEASE_SECONDS", "a job of a dead worker is taken up after", 30)
    job_retry_s: int = _setting(
        "JOB_RETRY_SECONDS", "first wait before a failed job is tried again", 30
    )
    database_pool: int = _setting("DATABASE_POOL", "connections of one process", 10)
    no_tracking: bool = _setting("NO_TRACKING", "keep only daily totals of plays", False)
    geo_database: Path | None = _setting("GEO_DATABASE", "country database (.mmdb), optional", None)
    log_format: str = _setting("LOG_FORMAT", "`json` or `text`", "json")

    @property
    def secure(self) -> bool:
        """Whether people reach the site by TLS, and cookies may say so."""
        return self.public_url.startswith("https://")

    @property
    def static_dir(self) -> Path:
        """Where the built web assets are."""
        return Path(__file__).resolve().parents[2] / "public_web" / "static"


def load_settings(
    env: Mapping[str, str] | None = None, dotenv: Path | None = Path(".env")
) -> Settings:
    """Settings of the environment over those of `.env`. Raises ConfigError naming every problem."""
    values: dict[str, str] = {}
    if dotenv is not None and dotenv.is_file():
        values.update(_read_dotenv(dotenv))
    values.update(os.environ if env is None else env)
    problems: list[str] = []
    hints = get_type_hints(Settings)
    found: dict[str, Any] = {}
    for item in fields(Settings):
        name = item.metadata["env"]
        raw = values.get(name, "").strip()
        if raw:
            try:
                found[item.name] = _parse(raw, hints[item.name])
            except ValueError as error:
                problems.append(
                    f"{name}={raw!r}: {error}"
                    if not item.metadata["secret"]
                    else f"{name}: {error}"
                )
        elif item.default is MISSING:
            problems.append(f"{name} is not set ({item.metadata['help']})")
    if problems:
        raise ConfigError(problems)
    settings = Settings(**found)
    problems = _impossible(settings) + _unsafe(settings)
    if problems:
        raise ConfigError(problems)
    return settings


def _read_dotenv(path: Path) -> dict[str, str]:
    try:
        with path.open(encoding="utf-8") as file:
            lines = list(parse_stream(file))
        found = dotenv_values(path)
    except UnicodeDecodeError as error:
        raise ConfigError([f"{path.absolute()} is not text in UTF-8: save it as that"]) from error
    except OSError as error:
        raise ConfigError([f"{path.absolute()} cannot be read: {error.strerror}"]) from error
    if problems := list(_misread(path, lines)):
        raise ConfigError(problems)
    return {name: value for name, value in found.items() if value is not None}


def _misread(path: Path, lines: Iterable[Binding]) -> Iterator[str]:
    """Lines that say nothing, and names that look like a slip of the pen for one of ours."""
    known = [item.metadata["env"] for item in fields(Settings)]
    for line in lines:
        where = f"{path.absolute()}, line {line.original.line}"
        if line.error or (line.key is not None and line.value is None):
            yield f"{where}: this is not NAME=value"
        elif line.key is not None and line.key not in known:
            near = get_close_matches(line.key, known, n=1, cutoff=0.85)
            if near:
                yield f"{where}: {line.key} is not a setting; is {near[0]} meant?"


def _parse(raw: str, kind: Any) -> Any:
    text = str(kind)
    if kind is bool:
        if raw.lower() in {"1", "true", "yes", "on"}:
            return True
        if raw.lower() in {"0", "false", "no", "off"}:
            return False
        raise ValueError("say yes or no")
    if kind is int:
        if not raw.isdecimal():
            raise ValueError("must be a whole number, not negative")
        return int(raw)
    if "Path" in text:
        return Path(raw).expanduser().absolute()
    if kind is Mode:
        return Mode(raw)
    return raw


def _impossible(settings: Settings) -> list[str]:
    problems = [
        f"{item.metadata['env']} must not be 0"
        for item in fields(Settings)
        if item.name in _NEVER_ZERO and getattr(settings, item.name) == 0
    ]
    if settings.port > MOST_PORT:
        problems.append(f"PORT={settings.port}: ports end at {MOST_PORT}")
    if settings.log_format not in {"json", "text"}:
        problems.append(f"LOG_FORMAT={settings.log_format!r}: say json or text")
    if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", settings.public_url):
        problems.append(f"PUBLIC_URL={settings.public_url!r}: write it as https://music.example")
    return problems


def _unsafe(settings: Settings) -> list[str]:
    problems = []
    for item in fields(Settings):
        value = getattr(settings, item.name)
        if not item.metadata["secret"] or not value or item.name == "s3_secret_key":
            continue
        weak = len(value) < WEAKEST_SECRET or len(set(value)) < 10
        if weak and settings.mode is Mode.PRODUCTION:
            problems.append(
                f"{item.metadata['env']} is too weak: use at least {WEAKEST_SECRET} random "
                "characters, as from `openssl rand -base64 48`"
            )
    if settings.s3_endpoint and not (settings.s3_access_key and settings.s3_secret_key):
        problems.append("S3_ENDPOINT is set: S3_ACCESS_KEY and S3_SECRET_KEY are needed too")
    return problems
