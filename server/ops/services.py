"""The doctor's look at what the server leans on: database, Redis, object store, and the way in."""

from __future__ import annotations

import asyncio
import secrets
import ssl
from datetime import UTC, datetime
from urllib.parse import SplitResult, urlsplit
from uuid import uuid4

import asyncpg
from redis.asyncio import Redis

from server.kit import migrations
from server.kit.config import Settings
from server.kit.objects import open_store
from server.ops.findings import Check
from server.runtime import store_settings
from sync.wire.uploads import part_plan

EXTENSIONS = ("pg_trgm", "unaccent")
PATIENCE_S = 5.0
SKEW_S = 5.0
BUCKET = "renders"


async def database(settings: Settings) -> Check:
    """Does PostgreSQL answer, and can it make the extensions."""
    connection = await asyncpg.connect(
        migrations.plain_dsn(settings.database_url), timeout=PATIENCE_S
    )
    try:
        version = await connection.fetchval("SHOW server_version")
        rows = await connection.fetch("SELECT name FROM pg_available_extensions")
    finally:
        await connection.close()
    missing = sorted(set(EXTENSIONS) - {row["name"] for row in rows})
    if missing:
        remedy = "Install PostgreSQL's contrib modules (Debian: in the package postgresql)."
        return Check("PostgreSQL", False, f"lacks {', '.join(missing)}", remedy)
    return Check("PostgreSQL", True, f"version {version}")


async def schema(settings: Settings) -> Check:
    """Is the database at this version's schema."""
    try:
        await migrations.check_migrated(settings.database_url)
    except migrations.UnmigratedError as error:
        return Check(
            "Schema", False, f"pending: {', '.join(error.pending)}", "Run: acetate migrate"
        )
    except migrations.NewerSchemaError as error:
        remedy = "Update Acetate, or restore the backup made before the update."
        return Check("Schema", False, f"unknown: {', '.join(error.unknown)}", remedy)
    return Check("Schema", True, f"{len(migrations.known())} migrations, none pending")


async def clock(settings: Settings) -> Check:
    """Do this machine and the database agree on the time."""
    connection = await asyncpg.connect(
        migrations.plain_dsn(settings.database_url), timeout=PATIENCE_S
    )
    try:
        theirs = await connection.fetchval("SELECT clock_timestamp()")
    finally:
        await connection.close()
    skew = abs((datetime.now(UTC) - theirs).total_seconds())
    remedy = "Keep both machines' clocks by NTP (timedatectl set-ntp true)."
    return Check("Clock", skew <= SKEW_S, f"{skew:.1f} s from the database's", remedy)


async def queue(settings: Settings) -> Check:
    """Does Redis answer, and does it keep what it accepts."""
    client = Redis.from_url(
        settings.redis_url, socket_timeout=PATIENCE_S, socket_connect_timeout=PATIENCE_S
    )
    try:
        await client.info("server")
        policy = (await client.config_get("maxmemory-policy")).get("maxmemory-policy")
        durable = (await client.config_get("appendonly")).get("appendonly")
    finally:
        await client.aclose()
    if policy != "noeviction":
        remedy = "Run: redis-cli config set maxmemory-policy noeviction (and in redis.conf)."
        return Check("Redis", False, f"may evict sessions and jobs ({policy})", remedy)
    if durable != "yes":
        remedy = "Run: redis-cli config set appendonly yes (and in redis.conf)."
        return Check("Redis", False, "forgets queued work in a restart (appendonly no)", remedy)
    return Check("Redis", True, "answers, never evicts, appends to disk")


async def store(settings: Settings) -> Check:
    """Do bytes put into the store come back."""
    held = open_store(store_settings(settings))
    await held.open()
    key, sent = f"doctor/{secrets.token_hex(8)}", secrets.token_bytes(1024)
    try:
        await held.put(BUCKET, key, sent, content_type="application/octet-stream")
        came = b"".join([chunk async for chunk in held.read(BUCKET, key)])
        await held.delete(BUCKET, key)
    finally:
        await held.close()
    where = settings.s3_endpoint or f"the folder {settings.data_dir}"
    remedy = "Check the store's disk and logs."
    return Check("Object store", came == sent, f"wrote to and read from {where}", remedy)


async def site(settings: Settings) -> Check:
    """Does the site answer at PUBLIC_URL, and does what stands before it let a part through."""
    url = urlsplit(settings.public_url)
    status = await _ask(url, "GET /api/v1/ready", 0)
    if status != 200:
        remedy = "Start Acetate, or correct PUBLIC_URL or the proxy in front."
        return Check("Site", False, f"{settings.public_url} answers {status}", remedy)
    largest = part_plan(settings.max_upload_bytes).part_size
    status = await _ask(url, f"PUT /api/v1/upload/{uuid4()}/parts/1", largest)
    if status == 413:
        remedy = f"Let bodies of {largest >> 20} MiB through (nginx: client_max_body_size)."
        return Check("Site", False, "the proxy in front refuses parts of uploads", remedy)
    return Check("Site", True, f"{settings.public_url} answers and takes parts of uploads")


async def _ask(url: SplitResult, request: str, length: int) -> int | None:
    """Status of a request of which only the head is sent: a proxy judges the length at once."""
    tls = ssl.create_default_context() if url.scheme == "https" else None
    port = url.port or (443 if tls else 80)
    async with asyncio.timeout(PATIENCE_S):
        reader, writer = await asyncio.open_connection(url.hostname, port, ssl=tls)
    try:
        head = f"{request} HTTP/1.1\r\nHost: {url.netloc}\r\nConnection: close\r\n"
        writer.write(f"{head}Content-Length: {length}\r\n\r\n".encode())
        await writer.drain()
        async with asyncio.timeout(PATIENCE_S):
            words = (await reader.readline()).split()
        return int(words[1]) if len(words) > 1 else None
    except TimeoutError:
        return None
    finally:
        writer.close()
