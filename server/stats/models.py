"""Plays as they were reported, and what a day adds up to."""

from __future__ import annotations

from typing import Any

from tortoise import fields

from server.kit.tables import Table


class Play(Table):
    """One listening, keyed by the player's own id; reports only ever widen it.

    `visitor` is a hash under a salt that is destroyed after two days. `why` says which rule
    counted the play or did not. What was heard stands in the column `ranges`, an int8multirange
    of milliseconds, which the migration declares and only SQL touches.
    """

    id = fields.UUIDField(primary_key=True)
    track: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "models.Track", related_name="plays", on_delete=fields.CASCADE
    )
    version_id = fields.UUIDField()
    day = fields.DateField()
    visitor = fields.BinaryField(null=True)
    first_at = fields.DatetimeField()
    last_at = fields.DatetimeField()
    ms_listened = fields.BigIntField(default=0, db_default=0)
    duration_ms = fields.BigIntField()
    completed = fields.BooleanField(default=False, db_default=False)
    staff = fields.BooleanField(default=False, db_default=False)
    bot = fields.BooleanField(default=False, db_default=False)
    place = fields.CharField(max_length=10, default="page", db_default="page")
    referrer = fields.CharField(max_length=253, null=True)
    country = fields.CharField(max_length=2, null=True)
    agent = fields.CharField(max_length=40, null=True)
    why = fields.CharField(max_length=40, default="", db_default="")

    class Meta:
        table = "analytics_play"
        indexes = (("track_id", "day"), ("day",))


class DailyStats(Table):
    """What one track got on one day, always computed anew from the plays, never added to.

    `quiet_` counts those who asked not to be tracked: of them there are no plays to compute from.
    """

    id = fields.BigIntField(primary_key=True)
    track: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "models.Track", related_name="daily_stats", on_delete=fields.CASCADE
    )
    day = fields.DateField()
    plays = fields.IntField(default=0, db_default=0)
    uniques = fields.IntField(default=0, db_default=0)
    completions = fields.IntField(default=0, db_default=0)
    repeats = fields.IntField(default=0, db_default=0)
    staff_plays = fields.IntField(default=0, db_default=0)
    bot_plays = fields.IntField(default=0, db_default=0)
    ms_listened = fields.BigIntField(default=0, db_default=0)
    retention: Any = fields.JSONField(default=list, db_default="[]")
    quiet_plays = fields.IntField(default=0, db_default=0)
    quiet_completions = fields.IntField(default=0, db_default=0)
    quiet_ms = fields.BigIntField(default=0, db_default=0)
    countries: Any = fields.JSONField(default=dict, db_default="{}")
    referrers: Any = fields.JSONField(default=dict, db_default="{}")

    class Meta:
        table = "analytics_daily"
        unique_together = (("track_id", "day"),)


class VisitorSalt(Table):
    """The secret that a day's visitors are hashed under; gone after two days."""

    day = fields.DateField(primary_key=True)
    salt = fields.BinaryField()

    class Meta:
        table = "visitor_salts"
