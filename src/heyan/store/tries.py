"""What is counted of tries (次数): visits by address and network, wrong codes by number.

Wrong codes are noted with how the cases stand that they were tried on (standings.py).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from heyan.rules.limits import Reach, Standing
from heyan.store.database import Transaction
from heyan.store.queries import read_queries

_Q = read_queries("tries")

Subject = tuple[Reach, bytes]  # the bytes are a keyed hash: nobody's address is kept


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


async def old_guesses(tx: Transaction, province: int, before: date, most: int) -> Sequence[bytes]:
    rows = await _Q["old_guesses"].fetch(tx, province=province, before=before, most=most)
    return [row["mobile"] for row in rows]


async def drop_guesses(
    tx: Transaction, provinces: Sequence[int], mobiles: Sequence[bytes], before: date
) -> int:
    return await _Q["drop_guesses"].execute(tx, provinces=provinces, mobiles=mobiles, before=before)
