"""What the model of every table builds on."""

from __future__ import annotations

from typing import Any

from tortoise.models import Model, ModelMeta


class _Undocumented(ModelMeta):
    """Spares Tortoise the search of the model's source for comments that describe its columns.

    Ours have none, and parsing the source takes a tenth of every process's start.
    """

    def __new__(cls, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> type:
        return super().__new__(cls, name, bases, {"_no_comments": True, **attrs})


class Table(Model, metaclass=_Undocumented):
    """A row of a table; as Tortoise's Model, made sooner."""

    class Meta:
        abstract = True
