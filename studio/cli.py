"""The command line of the studio: acetate-studio login, add, sync, watch, status, export."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID

import click

from sync.wire.choices import StemRole

FAILED, UNSENT = 1, 3
"""Exit codes: something went wrong; all went well, but not everything could be sent."""

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
FILES = click.argument(
    "files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path)
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, invoke_without_command=True)
@click.version_option("0.1.0", prog_name="acetate-studio")
@click.pass_context
def main(context: click.Context) -> None:
    """Acetate Studio: your library on your own machine, in step with your server.

    Without a command it opens the window.
    """
    if context.invoked_subcommand is None:
        context.invoke(window)


@main.command()
@click.argument("files", nargs=-1, type=click.Path(dir_okay=False, path_type=Path))
def window(files: tuple[Path, ...]) -> None:
    """Open the window, and bring files into it."""
    try:
        from studio import app
    except ImportError as error:
        _fail(f"the window needs PySide6 and Qt’s libraries: {error}")
    with _explained():
        try:
            sys.exit(app.run(files))
        except app.CannotStart as error:
            _fail(str(error))


@main.command()
@click.argument("server")
@click.option("--login", prompt="Handle or e-mail", help="Handle or e-mail of the account.")
@click.option("--password", prompt=True, hide_input=True, help="Asked for if left out.")
@click.option("--device", default="", help="Name of this computer in the list of devices.")
@click.option("--library", default="", help="Handle of the artist whose library to work in.")
def login(server: str, login: str, password: str, device: str, library: str) -> None:
    """Sign this computer in to a server."""
    from studio.actions import account, desk

    with _explained(), desk.open_desk() as opened:
        entering = account.sign_in(opened, server, login, password, device=device, library=library)
        found = asyncio.run(entering)
        click.echo(f"Signed in to {found.server} as @{found.handle}.")
        if found.library:
            click.echo(f"This is the library of @{found.library}.")
        click.echo(f"The token is kept in {opened.keys.where}.")


@main.command()
def logout() -> None:
    """Sign out. The library stays here."""
    from studio.actions import account, desk

    with _explained(), desk.open_desk() as opened:
        asyncio.run(account.sign_out(opened))
        click.echo("Signed out. The library stays here.")


@main.command()
@FILES
@click.option("--title", default="", help="Title of a new track; else the file’s own.")
@click.option("--track", "track", type=click.UUID, help="Add as versions of this track.")
@click.option("--version", "version", type=click.UUID, help="Add as stems of this version.")
@click.option("--label", default="Master", show_default=True, help="Name of the version.")
@click.option(
    "--role",
    type=click.Choice([str(role) for role in StemRole]),
    default="other",
    show_default=True,
    help="What the stems carry.",
)
@click.option("--again", is_flag=True, help="Add what is in the library already once more.")
@JSON
def add(files: tuple[Path, ...], as_json: bool, **options: Any) -> None:
    """Bring sound files into the library: as new tracks, as versions or as stems."""
    from studio import commands

    with _explained():
        wrong = commands.add(files, commands.Adding(**options), as_json=as_json)
        sys.exit(FAILED if wrong else 0)


@main.command()
@click.argument("track", type=click.UUID)
@click.option("--unlisted", is_flag=True, help="Only for those who have the link.")
@click.option(
    "--at", type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]), help="Local time."
)
def publish(track: UUID, unlisted: bool, at: datetime | None) -> None:
    """Let a track be heard, now or at a moment."""
    from studio import deciding

    with _explained():
        deciding.publish(track, unlisted=unlisted, at=at)


@main.command()
@click.option("--files", is_flag=True, help="Fetch all sound, too, that is not on this computer.")
@JSON
def sync(files: bool, as_json: bool) -> None:
    """Send what was done here, fetch what was done elsewhere, and return."""
    from studio import commands

    with _explained():
        sys.exit(0 if commands.sync(files=files, as_json=as_json) else UNSENT)


@main.command()
@JSON
def watch(as_json: bool) -> None:
    """Stay in step until Ctrl-C."""
    from studio import commands

    with _explained():
        commands.watch(as_json=as_json)


@main.command()
@JSON
def status(as_json: bool) -> None:
    """Show how the library stands, without asking the server."""
    from studio import commands

    with _explained():
        commands.status(as_json=as_json)


@main.command()
@click.argument("edit", type=click.UUID)
def retry(edit: UUID) -> None:
    """Send an edit again that the server refused; status says what it is called."""
    from studio import deciding

    with _explained():
        deciding.retry(edit)


@main.command()
@click.argument("edit", type=click.UUID)
@click.option("--yes", "sure", is_flag=True, help="Do not ask.")
def drop(edit: UUID, sure: bool) -> None:
    """Let an edit go that the server refused; status says what it is called."""
    from studio import deciding

    with _explained():
        deciding.drop(edit, sure=sure)


@main.command()
@click.option("--forget", is_flag=True, help="Let it go instead.")
def recover(forget: bool) -> None:
    """Bring back what was not sent when the library's database was lost."""
    from studio import deciding

    with _explained():
        deciding.recover(forget=forget)


@main.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
def export(out: Path | None) -> None:
    """Write the whole library as one JSON document."""
    from studio.actions import desk
    from studio.actions.export import export as document

    with _explained():
        with desk.open_desk() as opened:
            text = json.dumps(document(opened), indent=1, ensure_ascii=False)
        if out is None:
            click.echo(text)
        else:
            out.write_text(text, encoding="utf-8")


class _explained:
    """Failures that people can do something about become one line and an exit code."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is None or not isinstance(error, Exception):
            return
        from studio.problems import explain

        told = explain(error)
        if told is not None:
            _fail(told)


def _fail(message: str) -> NoReturn:
    click.echo(f"acetate-studio: {message}", err=True)
    sys.exit(FAILED)
