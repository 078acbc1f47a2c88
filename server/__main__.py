"""The command line: acetate up, serve, worker, scheduler, migrate, seed, doctor, probe."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from server.kit.garbage import uncollected

if TYPE_CHECKING:
    from server.kit.config import Settings

BAD_SETTINGS = 2
NOT_MIGRATED = 3
UNHEALTHY = 4
UNREADABLE = 5
BEHIND_THE_SITE = 5
"""Niceness of everything that is not the site: whoever listens comes first, at the start too."""


DATA = click.option(
    "--data",
    "data_dir",
    default="data",
    type=click.Path(readable=False, path_type=Path),
    show_default=True,
    help="Data folder of `acetate up`.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option("0.1.0", prog_name="acetate")
def main() -> None:
    """Acetate: a music platform that the artist owns."""


@main.command()
@click.option(
    "--port",
    default=8080,
    type=click.IntRange(1, 65_535),
    show_default=True,
    help="Port of the site.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@DATA
@click.option("--public-url", help="Address that people type, if a proxy stands in front.")
@click.option("--detach", is_flag=True, help="Return once it is ready.")
@click.option("--demo/--no-demo", default=False, help="Load the demo release.")
def up(**options: Any) -> None:
    """Run everything on this machine: database, queue, server, worker, clock."""
    from server.embedded.supervisor import UpOptions, run_up

    sys.exit(run_up(UpOptions(**options)))


@main.command()
@DATA
def down(data_dir: Path) -> None:
    """Stop what `up --detach` started."""
    from server.embedded.supervisor import run_down

    sys.exit(run_down(data_dir))


@main.command()
def serve() -> None:
    """Run the web server."""
    with uncollected():
        settings = _settings()
        from server.serve import run_server

    _run_or_explain(settings, lambda: run_server(settings))


@main.command()
def worker() -> None:
    """Run jobs: processing, roll-ups, clean-up."""
    os.nice(BEHIND_THE_SITE)
    with uncollected():
        settings = _settings()
        from server.worker import run_worker

    _run_or_explain(settings, lambda: asyncio.run(run_worker(settings)))


@main.command()
def scheduler() -> None:
    """Keep the clock; run exactly one."""
    os.nice(BEHIND_THE_SITE)
    with uncollected():
        settings = _settings()
        from server.worker import run_scheduler

    _run_or_explain(settings, lambda: asyncio.run(run_scheduler(settings)))


@main.command()
@DATA
@click.option("--check", is_flag=True, help="Only say what is pending.")
def migrate(check: bool, data_dir: Path) -> None:
    """Bring the database to this version's schema."""
    settings = _settings(data_dir)
    from server.kit import migrations

    if check:
        _run_or_explain(
            settings, lambda: asyncio.run(migrations.check_migrated(settings.database_url))
        )
        click.echo("The database is up to date.")
        return
    applied: list[str] = []
    _run_or_explain(
        settings, lambda: applied.extend(asyncio.run(migrations.migrate(settings.database_url)))
    )
    click.echo(f"Applied: {', '.join(applied)}" if applied else "The database is up to date.")


@main.command()
@DATA
@click.option("--url", help="Address of the server; else PUBLIC_URL.")
def seed(url: str | None, data_dir: Path) -> None:
    """Load the demo release through the server's own API."""
    settings = _settings(data_dir)
    from server.demo.seed import SeedError, seed_demo

    try:
        asyncio.run(seed_demo(url or settings.public_url, settings.data_dir, say=click.echo))
    except SeedError as error:
        _stop(str(error), UNHEALTHY)


@main.command()
@DATA
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor(as_json: bool, data_dir: Path) -> None:
    """Check everything the server leans on, and say what to do."""
    settings = _settings(data_dir)
    from server.ops.doctor import diagnose

    checks = asyncio.run(diagnose(settings))
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(check) for check in checks]))
    for check in [] if as_json else checks:
        mark = click.style("ok  ", fg="green") if check.ok else click.style("FAIL", fg="red")
        click.echo(f"{mark} {check.name}: {check.detail}")
        if not check.ok and check.remedy:
            click.echo(f"       {check.remedy}")
    sys.exit(0 if all(check.ok for check in checks) else UNHEALTHY)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def probe(file: Path, as_json: bool) -> None:
    """Say what the server would find in a sound file."""
    from server.ops.probe import examine_file

    found = examine_file(file, progress=sys.stderr.isatty())
    click.echo(json.dumps(found.record) if as_json else found.text)
    sys.exit(0 if found.ok else UNREADABLE)


def _settings(data_dir: Path | None = None) -> Settings:
    # Here, as `acetate up` takes no settings: it would only start later.
    from server.kit.config import ConfigError, load_settings

    try:
        settings = load_settings(_environment(data_dir))
    except ConfigError as error:
        _stop("\n".join(error.problems), BAD_SETTINGS)
    from server.kit.logs import set_up_logs

    set_up_logs(settings.log_format)
    return settings


def _environment(data_dir: Path | None) -> dict[str, str]:
    """The environment, or that of the instance which `acetate up` runs on the data folder."""
    if data_dir is None or os.environ.get("DATABASE_URL"):
        return dict(os.environ)
    from server.embedded.home import running
    from server.embedded.stack import environment_of

    found = running(data_dir)
    return dict(os.environ) if found is None else environment_of(data_dir, found)


def _run_or_explain(settings: Settings, run: Any) -> None:
    from server.kit.migrations import NewerSchemaError, UnmigratedError

    try:
        run()
    except (UnmigratedError, NewerSchemaError) as error:
        _stop(str(error), NOT_MIGRATED)
    except (ConnectionError, FileNotFoundError) as error:
        where = settings.database_url.rpartition("@")[2]
        _stop(f"Cannot reach the database at {where}: {error}", UNHEALTHY)
    except KeyboardInterrupt:
        sys.exit(130)


def _stop(message: str, status: int) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(status)


if __name__ == "__main__":
    main()
