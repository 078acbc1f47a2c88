"""A backup of one library as the server keeps it, rows and files, and putting it back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from uuid import UUID

import asyncpg

_KEPT_OUT = {"aerich", "sync_meta", "sync_touched", "users", "sessions", "jobs"}
"""Not the library's, or needed to sign in with."""
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
_COLUMNS = """SELECT quote_ident(attname) AS name FROM pg_attribute
    WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"""
_OFF = "SET LOCAL session_replication_role = replica"
"""No trigger and no foreign key: a restore writes rows, it does not act."""


class Backup:
    """All rows of every table about libraries, and the folder with their files."""

    def __init__(self, address: str, files: Path, copies: Path) -> None:
        self._address = address
        self._files = files
        self._copies = copies

    async def take(self) -> None:
        """Instead of any earlier one."""
        db = await asyncpg.connect(self._address)
        try:
            async with db.transaction():
                await db.execute("DROP SCHEMA IF EXISTS backup CASCADE; CREATE SCHEMA backup")
                for table in await self._tables(db):
                    await db.execute(f'CREATE TABLE backup."{table}" AS TABLE public."{table}"')
        finally:
            await db.close()
        shutil.rmtree(self._copies, ignore_errors=True)
        shutil.copytree(self._files, self._copies)

    async def put_back(self, *, new_epoch: bool) -> None:
        """Everything as it was; `new_epoch`: as scripts of this server do it."""
        db = await asyncpg.connect(self._address)
        try:
            async with db.transaction():
                await db.execute(_OFF)
                for table in await self._tables(db):
                    await self._refill(db, table)
                if new_epoch:
                    await db.execute("UPDATE sync_meta SET epoch = gen_random_uuid()")
        finally:
            await db.close()
        shutil.rmtree(self._files)
        shutil.copytree(self._copies, self._files)

    async def _tables(self, db: asyncpg.Connection) -> list[str]:
        found = {row["tablename"] for row in await db.fetch(_TABLES)}
        return sorted(found - _KEPT_OUT)

    async def _refill(self, db: asyncpg.Connection, table: str) -> None:
        names = ", ".join(row["name"] for row in await db.fetch(_COLUMNS, f'public."{table}"'))
        await db.execute(f'DELETE FROM public."{table}"')
        await db.execute(
            f'INSERT INTO public."{table}" ({names}) OVERRIDING SYSTEM VALUE'
            f' SELECT {names} FROM backup."{table}"'
        )


async def visible(db: asyncpg.Connection, library: UUID) -> dict[tuple[str, UUID], dict[str, str]]:
    """What is there and not deleted, itself or above, straight from the tables."""
    tracks = await db.fetch(
        """SELECT id, title, liner_notes_md, tag_names FROM tracks
            WHERE owner_id = $1 AND deleted_at IS NULL""",
        library,
    )
    versions = await db.fetch(
        """SELECT v.id, v.label, v.status, a.sha256 FROM track_versions v
             JOIN tracks t ON t.id = v.track_id AND t.deleted_at IS NULL
             LEFT JOIN assets a ON a.id = v.original_id
            WHERE t.owner_id = $1 AND v.deleted_at IS NULL""",
        library,
    )
    notes = await db.fetch(
        """SELECT n.id, n.body FROM notes n
             JOIN tracks t ON t.id = n.track_id AND t.deleted_at IS NULL
            WHERE t.owner_id = $1 AND n.deleted_at IS NULL""",
        library,
    )
    found: dict[tuple[str, UUID], dict[str, str]] = {}
    for row in tracks:
        texts = {"title": row["title"], "liner_notes_md": row["liner_notes_md"]}
        found["track", row["id"]] = {
            **texts,
            "tags": " ".join(sorted(json.loads(row["tag_names"]))),
        }
    for row in versions:
        found["version", row["id"]] = {k: row[k] for k in ("label", "status", "sha256")}
    for row in notes:
        found["note", row["id"]] = {"body": row["body"]}
    return found
