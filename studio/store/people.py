"""Who is named in the credits of a library, and as what: for offering them again."""

from __future__ import annotations

from studio.store.reading import Reader

_CREDITS = """SELECT data ->> '$.{0}' AS word FROM item WHERE kind = 'credit'
    UNION ALL SELECT each.value ->> '$.{0}' AS word FROM item, json_each(item.data, '$.credits')
        AS each WHERE item.kind = 'stem'"""


def words(reader: Reader, field: str, limit: int) -> list[str]:
    """The most frequent values of `person` or `role`, in credits of tracks and of stems."""
    source = _CREDITS.format(field)
    sql = f"""SELECT word FROM ({source}) WHERE word <> ''
        GROUP BY word ORDER BY count(*) DESC, word LIMIT ?"""  # noqa: S608 - names of ours
    return [str(row["word"]) for row in reader.ask(sql, limit)]


def session_words(reader: Reader, field: str, limit: int) -> list[str]:
    """The most frequent `instruments` or `outboard` of all sessions."""
    sql = f"""SELECT each.value AS word FROM track, json_each(track.data, '$.session.{field}')
        AS each GROUP BY word ORDER BY count(*) DESC, word LIMIT ?"""  # noqa: S608 - names of ours
    return [str(row["word"]) for row in reader.ask(sql, limit)]
