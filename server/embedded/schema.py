"""Whether the database is at the schema of this code, asked without importing the ORM (1 s)."""

from __future__ import annotations

from pathlib import Path

from server.embedded.postgres import DATABASE, ROLE, Postgres
from server.embedded.problems import StartProblem

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations" / "models"


def is_current(server: Postgres) -> bool:
    """True when nothing is pending; raises StartProblem for a database of a newer Acetate."""
    known = {path.name for path in MIGRATIONS.glob("[0-9]*.py")}
    have = _applied(server)
    if have - known:
        raise StartProblem(
            f"The database was migrated by a newer Acetate ({', '.join(sorted(have - known))}): "
            "start that one, or choose another folder with --data."
        )
    return have == known


def _applied(server: Postgres) -> set[str]:
    def ask(statement: str) -> str:
        return server.sql(statement, database=DATABASE, role=ROLE)

    if ask("SELECT to_regclass('aerich') IS NULL") == "t":
        return set()
    return set(ask("SELECT version FROM aerich").split())
