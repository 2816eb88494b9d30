"""Which cases time must act on, in the order in which they are due, from behind a place on."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import asyncpg

from heyan.store.database import Transaction
from heyan.store.queries import read_queries

_Q = read_queries("due_cases")


class Place(NamedTuple):
    """Where a case stands among those that are due."""

    due_at: datetime
    number: int


FIRST_PLACE = Place(datetime.min.replace(tzinfo=UTC), 0)


async def provinces_due(
    tx: Transaction, provinces: Sequence[int], now: datetime, after: Mapping[int, Place]
) -> list[int]:
    """Return the provinces that have a case due, after a place in those that name one."""
    places = [after.get(province, FIRST_PLACE) for province in provinces]
    rows = await _Q["provinces_due"].fetch(
        tx,
        provinces=provinces,
        dues=[place.due_at for place in places],
        numbers=[place.number for place in places],
        now=now,
    )
    return [row["province"] for row in rows]


async def take(
    tx: Transaction, province: int, now: datetime, most: int, after: Place
) -> tuple[list[asyncpg.Record], Place]:
    """Hold due cases, skipping those in other hands. Return their rows, and the last one's place.

    For who reads no more than their numbers it does not matter whether they can be read.
    """
    rows = await _Q["take_due"].fetch(
        tx, province=province, now=now, most=most, due=after.due_at, number=after.number
    )
    return rows, Place(rows[-1]["due_at"], rows[-1]["number"]) if rows else after
