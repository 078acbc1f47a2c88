"""What every process of the server opens: database, store, Redis, queue; and the jobs it knows."""

from __future__ import annotations

from importlib import import_module

from redis.asyncio import Redis

from server.kit import db, migrations, queue
from server.kit.config import Settings
from server.kit.logs import logger
from server.kit.objects import StoreSettings, open_store
from server.kit.resources import Resources

log = logger(__name__)

JOBS = (
    "server.identity.tasks",
    "server.media.tasks",
    "server.catalog.tasks",
    "server.releases.tasks",
    "server.stats.tasks",
    "server.syncing.tasks",
    "server.kit.upkeep",
)
"""Imported so that their jobs are declared wherever jobs are filed or run."""


def declare_jobs() -> None:
    """Makes every job known to this process."""
    for name in JOBS:
        import_module(name)


async def open_resources(settings: Settings) -> Resources:
    """Database, store, Redis and queue of a process; refuses an unmigrated database."""
    await migrations.check_migrated(settings.database_url)
    await db.open_database(settings)
    store = open_store(store_settings(settings))
    await store.open()
    await store.ensure_buckets()
    if settings.s3_endpoint is not None:
        # Stores differ in which checksums they hold senders to: find out before anybody sends.
        log.info("store_tested", abilities=str(await store.self_test()))
    queue.open_queue(settings)
    return Resources(settings, store, Redis.from_url(settings.redis_url))


async def close_resources(resources: Resources) -> None:
    """The reverse of open_resources()."""
    await queue.close_queue()
    await resources.redis.aclose()
    await resources.store.close()
    await db.close_database()


def store_settings(settings: Settings) -> StoreSettings:
    """What the object store wants to know."""
    return StoreSettings(
        s3_endpoint=settings.s3_endpoint,
        s3_public_endpoint=settings.s3_public_endpoint,
        s3_access_key=settings.s3_access_key,
        s3_secret_key=settings.s3_secret_key,
        s3_region=settings.s3_region,
        bucket_prefix=settings.s3_bucket_prefix,
        data_dir=settings.data_dir,
        public_url=settings.public_url,
        upload_secret=settings.upload_secret,
    )
