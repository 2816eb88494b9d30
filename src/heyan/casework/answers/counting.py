"""Tries are counted before they are looked at (次数限制), over all processes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from heyan.casework.desk import PROVINCES, Desk
from heyan.casework.pressure import MINUTE
from heyan.rules.limits import Origin, Standing, Way, count_try, origin_of, reaches
from heyan.rules.phone import Mobile, read_mobile
from heyan.rules.provinces import NATION
from heyan.rules.refusals import TooManyTries
from heyan.store import cases, tries
from heyan.store.database import Transaction
from heyan.store.standings import Tried
from heyan.store.tries import Subject

GUESSES_KEPT = timedelta(days=7)  # after the last guess, if nobody is asked any more

_MOST = 1000
_NO_MOBILE = Mobile("")


@dataclass(frozen=True)
class Caller:
    """Where a try comes from."""

    address: str = field(repr=False)

    @cached_property
    def origin(self) -> Origin:
        return origin_of(self.address)


@dataclass(frozen=True)
class Try:
    """Somebody's try at a number, as typed."""

    caller: Caller
    mobile: str = field(repr=False)


def number_tried(typed: str) -> Mobile:
    """Read a number; whatever is none is one that nobody has."""
    return read_mobile(typed) or _NO_MOBILE


async def admit(desk: Desk, tried: Try, way: Way = Way.PICTURE) -> None:
    """Count a try, before anybody looks where its number is asked. Raises TooManyTries.

    One count for the whole house: it is no more at many portals, and it does not depend on where
    the number is asked, so being refused says nothing of the number (R19). Who brings a captcha is
    counted as it is spent.
    """
    await desk.together(_decide_admissions, NATION.code, (tried, way))


async def _decide_admissions(
    desk: Desk, everywhere: int, tried: Sequence[tuple[Try, Way]]
) -> Sequence[TooManyTries | None]:
    now, window = desk.hand_time(), desk.limits.window
    made = [(subjects_of(desk, each), way) for each, way in tried]
    counts: dict[Subject, int] = {}
    for own, way in made:
        for subject in own:
            counts[subject] = counts.get(subject, 0) + desk.limits.weight(way)
    async with desk.database.statement() as tx:
        standings = await tries.count(tx, everywhere, counts, now, now - window)
    return [count_made(desk, own, standings, way, now) for own, way in made]


def subjects_of(desk: Desk, tried: Try) -> Sequence[Subject]:
    """Name whose tries a try belongs to, by keyed hashes."""
    names = reaches(tried.caller.origin, number_tried(tried.mobile))
    return [(reach, desk.keys.lookup(reach, name)) for reach, name in names.items()]


def count_made(
    desk: Desk,
    subjects: Sequence[Subject],
    standings: Mapping[Subject, Standing],
    way: Way,
    now: datetime,
) -> TooManyTries | None:
    """Count a try that was made, and return why it goes no further, if there were too many."""
    until = count_try(desk.limits, [(each[0], standings[each]) for each in subjects], way)
    return None if until is None else TooManyTries(until - now)


def tried_by(desk: Desk, wrong: Counter[bytes], count: int) -> Tried:
    """Tell what is noted of tries: wrong codes by number (R25), and how many the province sees."""
    now = desk.hand_time()
    return Tried(wrong=wrong, count=count, now=now, before=now - MINUTE)


async def forget_tries(desk: Desk, now: datetime, most: int = _MOST) -> None:
    """Forget what no limit and no budget looks at any more."""
    visited = desk.hand_time() - desk.limits.window
    async with desk.database.transaction() as tx:
        await tries.drop_visits(tx, NATION.code, visited)  # those of every address
    before = (now - GUESSES_KEPT).date()
    for province in PROVINCES:
        async with desk.database.transaction() as tx:
            await tries.drop_visits(tx, province, visited)  # the province's own count
        # By itself: whoever answers holds numbers before the province's count.
        async with desk.database.transaction() as tx:
            old = await tries.old_guesses(tx, province, before, most)
            if old:
                await _forget_guesses(tx, [province], old, before)


async def forget_numbers(tx: Transaction, mobiles: Iterable[bytes]) -> None:
    """Forget at which numbers somebody guessed, wherever they are not asked any more.

    Every province's portal takes guesses at any number.
    """
    await _forget_guesses(tx, PROVINCES, sorted(mobiles), date.max)


async def _forget_guesses(
    tx: Transaction, provinces: Sequence[int], mobiles: Sequence[bytes], before: date
) -> None:
    # A filing that asks one of them just now holds it until it can be seen.
    await cases.lock_words(tx, mobiles)
    await tries.drop_guesses(tx, provinces, mobiles, before)
