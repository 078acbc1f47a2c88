"""The commands that work with the library, with progress bars for people and JSON for programs."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from studio.actions import fetching, syncing, transfers
from studio.actions import files as sounds
from studio.actions.desk import Desk, open_desk
from studio.problems import explain
from studio.store import arrivals
from studio.ui.parts import figures
from sync.client import events, outbox
from sync.client import sounds as sounds_lane
from sync.client.blobs import BlobState
from sync.client.errors import UploadError
from sync.client.status import Phase, Status
from sync.sound.errors import SoundError
from sync.wire import codec
from sync.wire.choices import StemRole

EACH_S = 1.0
"""Between two lines of progress for programs."""
PHASES = {
    Phase.IDLE: "signed in, the server was not asked",
    Phase.CONNECTING: "connecting",
    Phase.SYNCING: "syncing",
    Phase.UP_TO_DATE: "up to date",
    Phase.OFFLINE: "offline",
    Phase.SIGN_IN: "not signed in",
    Phase.UPDATE: "needs an update of this program",
    Phase.STOPPED: "stopped",
}

REMEDIES = {
    BlobState.MISSING: "put it back, or say where it is now: acetate-studio add FILE",
    BlobState.CHANGED: "put it back as it was; or add what it is now as a version: --track ID",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Adding:
    """What becomes of files: new tracks, or versions of `track`, or stems of `version`."""

    title: str
    track: UUID | None
    version: UUID | None
    label: str
    role: str
    again: bool


def add(files: tuple[Path, ...], wanted: Adding, *, as_json: bool) -> int:
    """Adds each file, past those that cannot be used; returns how many these are."""
    wrong = 0
    with open_desk() as desk, _bar(as_json) as bar:
        for path in files:
            try:
                found = asyncio.run(sounds.look(path, _looking(bar, path)))
            except (SoundError, UploadError, OSError) as error:
                wrong += 1
                _say_wrong(path, error, as_json)
                continue
            asyncio.run(_add(desk, found, wanted, as_json))
    return wrong


async def _add(desk: Desk, found: sounds.Looked, wanted: Adding, as_json: bool) -> None:
    title, label = wanted.title, wanted.label
    if wanted.version is not None:
        role = StemRole(wanted.role)
        stem = await sounds.add_stem(desk, wanted.version, found, role=role, title=title)
        _say_added(found, {"stem": str(stem)}, as_json)
        return
    if wanted.track is not None:
        mix = await sounds.add_version(desk, wanted.track, found, label=label)
        _say_added(found, {"version": str(mix)}, as_json)
        return
    before = None if wanted.again else await sounds.known(desk, found)
    if before is not None:
        _say_known(found, *before, as_json)
        return
    track = await sounds.add_track(desk, found, title=title, label=label)
    _say_added(found, {"track": str(track)}, as_json)


def sync(*, files: bool, as_json: bool) -> bool:
    """One round, and if asked for all sound that is not here; tells what is left and why. Returns
    whether nothing is.
    """
    with open_desk() as desk:
        found, missing = asyncio.run(_once(desk, files=files, as_json=as_json))
        _say_status(desk, found, as_json)
    return found.settled and not missing


def watch(*, as_json: bool) -> None:
    """Rounds without end, a line for each change of state."""

    async def forever(desk: Desk) -> None:
        last: list[Status] = []

        def tell(found: Status) -> None:
            # The clock's drift alone is no news.
            news = replace(found, skew_s=0.0)
            if last[-1:] != [news]:
                last[:] = [news]
                _line(found, as_json)

        with _bar(as_json) as bar:
            coming = Coming(bar, as_json)
            async with syncing.engine(
                desk, on_status=tell, on_upload=_sending(bar), on_arriving=coming.tell
            ) as engine:
                await engine.run()

    with open_desk() as desk, suppress(KeyboardInterrupt):
        asyncio.run(forever(desk))


def status(*, as_json: bool) -> None:
    """How the library stands."""
    with open_desk() as desk:
        _say_status(desk, syncing.status(desk), as_json)


async def _once(desk: Desk, *, files: bool, as_json: bool) -> tuple[Status, int]:
    with _bar(as_json) as bar:
        coming = Coming(bar, as_json)
        async with syncing.engine(desk, on_upload=_sending(bar), on_arriving=coming.tell) as engine:
            await transfers.all_again(desk)
            found = await engine.once()
            if not files:
                return found, 0
            away = await asyncio.to_thread(fetching.of_library, desk)
            coming.names = {one.sha256: one.label for one in away}
            await fetching.fetch_now(desk, engine, away)
            found = replace(found, wanted=syncing.status(desk).wanted)
    return found, _say_fetched(desk, away, as_json)


class Coming:
    """Sounds on their way here: a bar for people, a line each second for programs."""

    def __init__(self, bar: Progress, as_json: bool) -> None:
        self.bar, self.as_json = bar, as_json
        self.names: dict[str, str] = {}
        self.tasks: dict[str, TaskID] = {}
        self.told_at = 0.0

    def tell(self, one: sounds_lane.Arriving) -> None:
        """How far one is."""
        name = self.names.get(one.sha256, "sound")
        if one.sha256 not in self.tasks:
            self.tasks[one.sha256] = self.bar.add_task(f"{name}: fetching", total=one.size)
        self.bar.update(self.tasks[one.sha256], completed=one.done)
        now = time.monotonic()
        if self.as_json and now - self.told_at >= EACH_S:
            self.told_at = now
            told = {"fetching": name, "sha256": one.sha256, "done": one.done, "size": one.size}
            click.echo(json.dumps(told))


def _say_fetched(desk: Desk, away: Sequence[fetching.Away], as_json: bool) -> int:
    """What came, and what did not; returns how many did not."""
    missing = 0
    with desk.reading() as reader:
        known = {one.sha256: one for one in arrivals.coming(reader)}
        for one in away:
            file, left = reader.file(one.sha256), known.get(one.sha256)
            if left is None and file is not None:
                told = {"fetched": str(file.path), "sha256": one.sha256}
                click.echo(json.dumps(told) if as_json else f"fetched {file.path}")
                continue
            missing += 1
            why = left.why if left is not None and left.why else "It is paused."
            told = {"missing": one.label, "sha256": one.sha256, "why": why}
            click.echo(json.dumps(told) if as_json else f"not fetched: {one.label}: {why}")
    return missing


def _bar(quiet: bool) -> Progress:
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    return Progress(
        *columns, console=console, transient=True, disable=quiet or not console.is_terminal
    )


def _looking(bar: Progress, path: Path) -> sounds.Progress:
    size = path.stat().st_size if path.exists() else 0
    task = bar.add_task(path.name, total=size)

    def tell(what: str, done: float) -> None:
        bar.update(task, description=f"{path.name}: {what}", completed=done * size)

    return tell


def _sending(bar: Progress) -> events.OnEvent:
    tasks: dict[Path, TaskID] = {}

    def tell(event: events.Event) -> None:
        task = tasks.setdefault(event.path, bar.add_task(event.path.name, total=None))
        match event:
            case events.Hashing(done=done, size=size):
                bar.update(task, description=f"{event.path.name}: reading", total=size)
                bar.update(task, completed=done)
            case events.Uploading(done=done, size=size):
                bar.update(task, description=f"{event.path.name}: sending", total=size)
                bar.update(task, completed=done)
            case events.Waiting(seconds=seconds, why=why):
                bar.update(task, description=f"{event.path.name}: {why}; again in {seconds:.0f} s")
            case events.Done():
                bar.remove_task(tasks.pop(event.path))

    return tell


def _say_wrong(path: Path, error: Exception, as_json: bool) -> None:
    name = path.name.encode(errors="replace").decode()
    told = explain(error) or str(error)
    click.echo(f"acetate-studio: {told if name in told else f'{name}: {told}'}", err=True)
    if as_json:
        click.echo(json.dumps({"file": os.fsencode(path).decode(errors="replace"), "error": told}))


def _say_known(found: sounds.Looked, track: UUID, title: str, as_json: bool) -> None:
    if as_json:
        told = {"file": str(found.path), "sha256": found.digests.sha256, "track": str(track)}
        click.echo(json.dumps({**told, "known": True}))
        return
    click.echo(
        f"track {track}  {found.path.name}  is there already, as “{title}” (--again adds it)"
    )


def _say_added(found: sounds.Looked, made: dict[str, str], as_json: bool) -> None:
    warnings = [warning.message for warning in found.sound.warnings]
    if as_json:
        told = {"file": str(found.path), "sha256": found.digests.sha256, **made}
        click.echo(json.dumps({**told, "warnings": warnings}))
        return
    (kind, record_id), *_ = made.items()
    loud = figures.level(found.sound.integrated_lufs, "LUFS")
    peak = figures.level(found.sound.true_peak_dbtp, "dBTP")
    click.echo(f"{kind} {record_id}  {found.path.name}  {loud}, {peak}")
    for warning in warnings:
        click.echo(f"  ! {warning}")


def _say_status(desk: Desk, found: Status, as_json: bool) -> None:
    refused = outbox.rejected(desk.local)
    if as_json:
        told: dict[str, Any] = {**codec.plain(found), "settled": found.settled}
        told["refusals"] = [
            {"op_id": str(one.op.op_id), **codec.plain(one.refusal)} for one in refused
        ]
        click.echo(json.dumps(told))
        return
    _line(found, as_json=False)
    for one in refused:
        what = f"{one.op.type} of {one.op.kind} {one.op.id}"
        click.echo(f"  refused: {what}: {one.refusal.message} {one.refusal.remedy or ''}".rstrip())
        click.echo(f"    to send it again: acetate-studio retry {one.op.op_id}")
        click.echo(f"    to let it go: acetate-studio drop {one.op.op_id}")
    _say_files(desk)


def _say_files(desk: Desk) -> None:
    from sync.client import blobs

    for blob in blobs.every(desk.local):
        if blob.why:
            click.echo(f"  {blob.path.name}: {blob.why}")
        if blob.state in REMEDIES:
            click.echo(f"    {REMEDIES[blob.state]}")


def _line(found: Status, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({**codec.plain(found), "settled": found.settled}))
        return
    parts: list[str] = [PHASES[found.phase]]
    counted: list[tuple[int, Callable[[int], str]]] = [
        (found.unsent, lambda n: f"{n} to send"),
        (found.files, lambda n: f"{n} files waiting"),
        (found.refused, lambda n: f"{n} refused by the server"),
        (found.conflicts, lambda n: f"{n} need a decision"),
        (found.lost, lambda n: f"{n} of a lost library to bring back: acetate-studio recover"),
    ]
    parts += [say(n) for n, say in counted if n]
    click.echo(", ".join(parts) + (f": {found.problem}" if found.problem else ""))
