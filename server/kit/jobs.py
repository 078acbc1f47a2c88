"""Jobs as rows: what is to be done, who does it, how often it was tried. The row is the truth."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields

from server.kit import db
from server.kit.tables import Table
from sync.wire.ids import new_id


class JobStatus(StrEnum):
    """queued -> running -> done | failed; running -> queued when it is to be tried again."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Table):
    """One piece of work. `unique_key` keeps a periodic job from being filed twice."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    name = fields.CharField(max_length=100)
    queue = fields.CharField(max_length=20)
    args: Any = fields.JSONField()
    status = fields.CharEnumField(
        JobStatus, max_length=10, default=JobStatus.QUEUED, db_default="queued"
    )
    attempts = fields.IntField(default=0, db_default=0)
    max_attempts = fields.IntField(default=5, db_default=5)
    unique_key = fields.CharField(max_length=200, null=True, unique=True)
    run_at = fields.DatetimeField(auto_now_add=True)
    sent_at = fields.DatetimeField(null=True)
    lease_until = fields.DatetimeField(null=True)
    lease_token = fields.UUIDField(null=True)
    error = fields.TextField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "jobs"


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that this process holds. `token` tells its lease from that of a later attempt."""

    id: UUID
    token: UUID
    name: str
    args: dict[str, Any]
    attempt: int
    max_attempts: int


async def claim(job_id: UUID, lease_s: int) -> Claim | None:
    """Takes the job if it is due or its holder is dead; None if somebody else has it."""
    token = new_id()
    found = await db.execute(
        """UPDATE jobs SET status = 'running', attempts = attempts + 1, lease_token = $2,
                  lease_until = now() + make_interval(secs => $3)
            WHERE id = $1 AND (status = 'queued' AND run_at <= now()
                               OR status = 'running' AND lease_until < now())
        RETURNING name, args, attempts, max_attempts""",
        job_id,
        token,
        lease_s,
    )
    if not found:
        return None
    job = found[0]
    args = json.loads(job["args"]) if isinstance(job["args"], str) else job["args"]
    return Claim(job_id, token, job["name"], args, job["attempts"], job["max_attempts"])


async def renew(held: Claim, lease_s: int) -> bool:
    """Lengthens the lease; False when it was lost to another process."""
    found = await db.execute(
        """UPDATE jobs SET lease_until = now() + make_interval(secs => $3)
            WHERE id = $1 AND lease_token = $2 AND status = 'running' RETURNING id""",
        held.id,
        held.token,
        lease_s,
    )
    return bool(found)


async def finish(held: Claim) -> None:
    """The job is done."""
    await db.execute(
        """UPDATE jobs SET status = 'done', finished_at = now(), lease_until = NULL, error = NULL
            WHERE id = $1 AND lease_token = $2""",
        held.id,
        held.token,
    )


async def fail(held: Claim, error: str, *, retry_in_s: float | None) -> None:
    """The attempt failed; with `retry_in_s` it is tried again, else the job is given up."""
    await db.execute(
        """UPDATE jobs SET error = $3, lease_until = NULL,
                  status = CASE WHEN $4::float8 IS NULL THEN 'failed' ELSE 'queued' END,
                  finished_at = CASE WHEN $4::float8 IS NULL THEN now() END, sent_at = NULL,
                  run_at = now() + make_interval(secs => coalesce($4::float8, 0))
            WHERE id = $1 AND lease_token = $2""",
        held.id,
        held.token,
        error[:4000],
        retry_in_s,
    )


async def take_due(resend_s: int, limit: int = 200) -> list[tuple[UUID, str]]:
    """(id, queue) of jobs to send: due retries, those of dead holders, those whose message is lost.

    Marks them as sent, so that a job that waits for a free worker is not sent over and over.
    """
    found = await db.execute(
        """UPDATE jobs SET sent_at = now() WHERE id IN (
             SELECT id FROM jobs
              WHERE status = 'queued' AND run_at <= now()
                    AND (sent_at IS NULL OR sent_at < now() - make_interval(secs => $1))
                 OR status = 'running' AND lease_until < now() AND sent_at < lease_until
              ORDER BY run_at LIMIT $2 FOR UPDATE SKIP LOCKED)
           RETURNING id, queue""",
        resend_s,
        limit,
    )
    return [(r["id"], r["queue"]) for r in found]


async def prune() -> None:
    """Forgets jobs done a week ago and failed ones after a quarter of a year."""
    await db.execute(
        """DELETE FROM jobs WHERE status = 'done' AND finished_at < now() - interval '7 days'
            OR status = 'failed' AND finished_at < now() - interval '90 days'"""
    )
