"""Numbered steps of the studio's own tables. They can all be made again from the library."""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database, Migrations

steps = Migrations("studio")

TRACK = """
CREATE TABLE track (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    sort_title TEXT NOT NULL,
    genre TEXT NOT NULL DEFAULT '',
    tags TEXT NOT NULL DEFAULT '[]',
    visibility TEXT NOT NULL DEFAULT 'private',
    release_state TEXT NOT NULL DEFAULT 'draft',
    release_at TEXT,
    artwork_sha256 TEXT,
    primary_version_id TEXT,
    data TEXT NOT NULL,
    unsent INTEGER NOT NULL,
    local INTEGER NOT NULL,
    versions INTEGER NOT NULL DEFAULT 0,
    version_id TEXT, status TEXT, duration_ms INTEGER, lufs REAL, true_peak REAL,
    added_at TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX track_title ON track (sort_title);
CREATE INDEX track_release ON track (release_state, release_at);
CREATE VIRTUAL TABLE track_search USING fts5 (
    title, words, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
);
CREATE TABLE item (
    kind TEXT NOT NULL, id TEXT NOT NULL, parent TEXT,
    position REAL NOT NULL DEFAULT 0,
    data TEXT NOT NULL,
    unsent INTEGER NOT NULL, local INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_of ON item (parent, kind, position);
CREATE TABLE facts (sha256 TEXT PRIMARY KEY, data TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""

RELEASE = """
CREATE TABLE release (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'draft',
    release_at TEXT,
    data TEXT NOT NULL,
    unsent INTEGER NOT NULL,
    local INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX item_on_release ON item (data ->> '$.track_id') WHERE kind = 'release_track';
"""

SIZES = """
ANALYZE sqlite_schema;
DELETE FROM sqlite_stat1 WHERE tbl = 'item';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('item', 'item', '60000 10000 1'),
    ('item', 'item_of', '60000 8 3 1 1'),
    ('item', 'item_on_release', '1000 1 1 1');
ANALYZE sqlite_schema;
"""
"""What SQLite takes a library to be: ten thousand records of a kind, three of a kind below one
record (https://www.sqlite.org/fileformat2.html#stat1tab). An empty one tells it nothing, and then
it looks for the versions of a track among those of all tracks.
"""

NUMBERS = "CREATE INDEX track_number ON track (n)"
"""A list reads the numbers of all its tracks, and not all that is written on them."""


def _run(db: Database, script: str) -> None:
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute(statement)


@steps()
def first(db: Database) -> None:
    """Tracks with their search index, and everything that hangs on them."""
    _run(db, TRACK)


@steps()
def releases(db: Database) -> None:
    """What comes out together; its tracks and links are items that hang on it."""
    _run(db, RELEASE)


@steps()
def sizes(db: Database) -> None:
    """How many records of which sort there will be, for the plans of queries."""
    _run(db, SIZES)


@steps()
def numbers(db: Database) -> None:
    """What the list of all tracks is read from."""
    _run(db, NUMBERS)


def bring_up(connection: sqlite3.Connection) -> bool:
    """Applies what is missing; returns whether anything was: then the tables are to be filled."""
    db = Database(connection)
    if not steps.pending(db):
        return False
    steps.apply(db)
    return True
