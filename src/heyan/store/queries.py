"""SQL lives in .sql files beside the module that runs it; each query has a name and a sentence."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from typing import Any

import asyncpg

from heyan.store.database import Transaction
from heyan.store.faults import DRIVER_ERRORS, translate

_HEADING = re.compile(r"^-- (\w+): (.+)\n", re.MULTILINE)

# Strings, quoted names, comments, dollar quotes and casts are passed over, array slices too;
# what is left of `:name` is a parameter.
_TOKEN = re.compile(
    r"""
      '(?:[^']|'')*' | "[^"]*" | --[^\n]* | /\*.*?\*/ | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$ | ::
    | (?<![\w\]]):(?P<name>[a-z_]\w*)
    """,
    re.DOTALL | re.VERBOSE,
)


@dataclass(frozen=True)
class Query:
    """One statement with named parameters."""

    name: str
    meaning: str
    text: str
    sql: str = field(init=False)
    parameters: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        sql, parameters = _number(self.text)
        object.__setattr__(self, "sql", sql)
        object.__setattr__(self, "parameters", parameters)

    async def fetch(self, tx: Transaction, /, **named: object) -> list[asyncpg.Record]:
        """Run it and return every row."""
        arguments = self._arguments(named)
        try:
            return await tx.fetch(self.sql, *arguments)
        except DRIVER_ERRORS as error:
            raise translate(error) from None

    async def fetchrow(self, tx: Transaction, /, **named: object) -> asyncpg.Record | None:
        """Run it and return the first row, if there is one."""
        arguments = self._arguments(named)
        try:
            return await tx.fetchrow(self.sql, *arguments)
        except DRIVER_ERRORS as error:
            raise translate(error) from None

    async def fetchval(self, tx: Transaction, /, **named: object) -> Any:
        """Run it and return the first column of the first row, or None."""
        row = await self.fetchrow(tx, **named)
        return None if row is None else row[0]

    async def execute(self, tx: Transaction, /, **named: object) -> int:
        """Run it and return how many rows it touched."""
        arguments = self._arguments(named)
        try:
            status = await tx.execute(self.sql, *arguments)
        except DRIVER_ERRORS as error:
            raise translate(error) from None
        _, _, rows = status.rpartition(" ")
        return int(rows) if rows.isdigit() else 0

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.parameters)

    def _arguments(self, named: Mapping[str, object]) -> list[object]:
        if named.keys() != self._known:
            missing = sorted(self._known - named.keys())
            unknown = sorted(named.keys() - self._known)
            raise TypeError(f"{self.name}: missing {missing}, unknown {unknown}")
        return [named[name] for name in self.parameters]


def read_queries(name: str) -> Mapping[str, Query]:
    """Read `name`.sql as a mapping from query name to query."""
    return split_queries((files("heyan.store") / f"{name}.sql").read_text("utf-8"))


def split_queries(text: str) -> Mapping[str, Query]:
    """Split a file at its headings, which read `-- name: Sentence`."""
    before, *parts = _HEADING.split(text)
    if before.strip():
        raise ValueError(f"SQL before the first heading: {before.strip().splitlines()[0]}")
    queries: dict[str, Query] = {}
    for name, meaning, sql in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        if name in queries:
            raise ValueError(f"two queries are called {name}")
        queries[name] = Query(name, meaning, sql.strip().removesuffix(";"))
    return queries


def _number(text: str) -> tuple[str, tuple[str, ...]]:
    names: dict[str, int] = {}

    def replace(match: re.Match[str]) -> str:
        name = match["name"]
        if name is None:
            return match[0]
        return f"${names.setdefault(name, len(names) + 1)}"

    return _TOKEN.sub(replace, text), tuple(names)
