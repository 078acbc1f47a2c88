"""The commands by which an artist decides: what goes live, what comes back, what is let go."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import click

from studio.actions import decisions, publishing
from studio.actions.desk import Desk, open_desk
from sync.client import outbox
from sync.wire.changes import Op


def publish(track: UUID, *, unlisted: bool, at: datetime | None) -> None:
    """Has the track go live with the next sync, or at a moment of this computer's zone."""
    moment = _local(at) if at is not None else None
    with open_desk() as desk:
        asyncio.run(publishing.publish(desk, track, unlisted=unlisted, at=moment))
    if moment is None:
        click.echo("It is published with the next sync: acetate-studio sync")
        return
    click.echo(f"It comes out on {moment:%Y-%m-%d at %H:%M %Z (UTC%z)}.")
    click.echo("The server knows of it after the next sync: acetate-studio sync")
    if moment < datetime.now(moment.tzinfo):
        click.echo("  ! By this computer’s clock that has passed: the server will refuse it then.")


def _local(at: datetime) -> datetime:
    try:
        moment = at.astimezone().astimezone(UTC).astimezone()
    except (ValueError, OverflowError):
        raise click.BadParameter("this moment is out of range", param_hint="--at") from None
    if moment.replace(tzinfo=None) != at:
        told = "there is no such hour on that day, as clocks go forward"
        raise click.BadParameter(told, param_hint="--at")
    return moment


def retry(op_id: UUID) -> None:
    """A refused edit goes out once more, as it is: what stood against it may be over."""
    with open_desk() as desk:
        _refused(desk, op_id)
        asyncio.run(decisions.send_again(desk, op_id, {}))
    click.echo("It goes out with the next: acetate-studio sync")


def _refused(desk: Desk, op_id: UUID) -> Op:
    for one in outbox.rejected(desk.local):
        if one.op.op_id == op_id:
            return one.op
    raise click.ClickException(f"no refused edit is called {op_id}: see status")


def drop(op_id: UUID, *, sure: bool) -> None:
    """Lets a refused edit go; asks first where more goes with it."""
    with open_desk() as desk:
        if _refused(desk, op_id).type == "create" and not sure:
            click.confirm(
                "It was never on the server. Let it go, with everything that hangs on it?",
                abort=True,
            )
        asyncio.run(decisions.let_go(desk, op_id))
    click.echo("It is let go.")


def recover(*, forget: bool) -> None:
    """Brings back what a lost library had not sent, or lets it go."""
    with open_desk() as desk:
        if forget:
            asyncio.run(decisions.let_lost_go(desk))
            click.echo("What the lost library had not sent is let go.")
            return
        found = asyncio.run(decisions.bring_back(desk))
    if found:
        click.echo(f"{found} edits are back. They go out with the next: acetate-studio sync")
    else:
        click.echo("There is nothing to bring back.")
