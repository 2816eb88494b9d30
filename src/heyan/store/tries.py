"""What is counted of tries (次数): visits by address and network, wrong codes by number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from heyan.rules.limits import Reach, Standing
from heyan.store.database import Transaction
from heyan.store.queries import read_queries
from heyan.store.trail import End, hold_end

_Q = read_queries("tries")

Subject = tuple[Reach, bytes]  # the bytes are a keyed hash: nobody's address is kept


@dataclass(frozen=True, kw_only=True)
class Minute:
    """In which the tries of a province are counted: a minute that began by `before` is over."""

    now: datetime
    before: datetime
    day: date  # on which a number was last guessed at
    tries: int


async def count(
    tx: Transaction,
    province: int,
    counts: Mapping[Subject, int],
    now: datetime,
    before: datetime,
) -> dict[Subject, Standing]:
    """Count tries, and return how each subject stood before them.

    `before`: windows that began then or earlier are over.
    """
    subjects = sorted(counts)  # in one order for everybody
    rows = await _Q["count_tries"].fetch(
        tx,
        province=province,
        now=now,
        before=before,
        reaches=[reach for reach, _ in subjects],
        subjects=[subject for _, subject in subjects],
        counts=[counts[each] for each in subjects],
    )
    standings = {}
    for reach, subject, since, count in rows:
        each = Reach(reach), subject
        standings[each] = Standing(since, count - counts[each])
    return standings


async def drop_visits(tx: Transaction, province: int, before: datetime) -> int:
    return await _Q["drop_visits"].execute(tx, province=province, before=before)


async def note_guesses(
    tx: Transaction, province: int, wrong: Mapping[bytes, int], minute: Minute
) -> tuple[Standing, End]:
    """Count wrong codes by the numbers' keyed hashes; a right one counts for none.

    Return how many tries there have been in the province in its present minute, and the end of its
    trail, which is held.
    """
    mobiles = sorted(wrong)  # in one order for everybody
    row = await _Q["note_guesses"].fetchrow(
        tx,
        province=province,
        mobiles=mobiles,
        wrongs=[wrong[mobile] for mobile in mobiles],
        now=minute.now,
        before=minute.before,
        day=minute.day,
        tries=minute.tries,
    )
    if row is None:
        raise LookupError(f"the tries of {province} have no count")
    no_end = row["seq"] is None
    end = await hold_end(tx, province) if no_end else End(row["seq"], row["hash"])
    return Standing(row["since"], row["count"]), end


async def old_guesses(tx: Transaction, province: int, before: date, most: int) -> Sequence[bytes]:
    rows = await _Q["old_guesses"].fetch(tx, province=province, before=before, most=most)
    return [row["mobile"] for row in rows]


async def drop_guesses(
    tx: Transaction, provinces: Sequence[int], mobiles: Sequence[bytes], before: date
) -> int:
    return await _Q["drop_guesses"].execute(tx, provinces=provinces, mobiles=mobiles, before=before)
