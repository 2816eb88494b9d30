"""Rounds: ours and its limit by turns on the same ground, so that both meet the same noise."""

import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

_THOUSAND = 1000
_MILLION = 1_000_000
_SETTLES = 10  # in one part of so many of a round


@dataclass(frozen=True)
class Timed:
    """One round: how much was done, how long it took, and how long each thing did."""

    count: int
    seconds: float
    each: Sequence[float]  # seconds
    used: float | None = None  # seconds of a processor, where somebody counts them

    @property
    def rate(self) -> float:
        return self.count / self.seconds


@dataclass(frozen=True)
class Speed:
    """Medians over rounds."""

    a_second: float
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Ours beside its limit at one size; ratios are medians of the rounds' own."""

    open_cases: int
    count: int  # things done in a round
    rounds: int
    ours: Speed
    limit: Speed
    ratio: float
    of_smallest: float  # our rate beside ours at the first size
    limit_of_smallest: float  # the limit's beside the limit's
    used_us: float | None = None  # of a processor by our processes, for each thing done
    steady: Speed | None = None  # at a part of the peak, whether answers come or not
    limit_steady: Speed | None = None  # at the same part of its own peak


Round = Callable[[], Awaitable[Timed]]
Paced = Callable[[float], Awaitable[Timed]]  # at so many a second


@dataclass(frozen=True)
class Contest:
    """Ours and its limit at one size; `prepare` makes the ground the same before each."""

    open_cases: int
    prepare: Callable[[], Awaitable[None]]
    ours: Round
    limit: Round


@dataclass(frozen=True)
class Paces:
    """Ours and its limit at one size, at steady rates."""

    prepare: Callable[[], Awaitable[None]]
    ours: Paced
    limit: Paced


async def compare(contests: Sequence[Contest], rounds: int) -> list[Compared]:
    """Time all by turns, in the other order every second round."""
    turns = [(contest, side) for contest in contests for side in ("ours", "limit")]
    timed: dict[tuple[int, str], list[Timed]] = {
        (contest.open_cases, side): [] for contest, side in turns
    }
    for number in range(rounds):
        for contest, side in turns if number % 2 == 0 else reversed(turns):
            await contest.prepare()
            run = contest.ours if side == "ours" else contest.limit
            timed[contest.open_cases, side].append(await run())
    first = contests[0].open_cases
    compared = []
    for contest in contests:
        ours, limit = (timed[contest.open_cases, side] for side in ("ours", "limit"))
        compared.append(
            Compared(
                open_cases=contest.open_cases,
                count=ours[0].count,
                rounds=rounds,
                ours=speed_of(ours),
                limit=speed_of(limit),
                ratio=_ratio(ours, limit),
                of_smallest=_ratio(ours, timed[first, "ours"]),
                limit_of_smallest=_ratio(limit, timed[first, "limit"]),
                used_us=_used(ours),
            )
        )
    return compared


def _ratio(some: Sequence[Timed], others: Sequence[Timed]) -> float:
    return statistics.median(a.rate / b.rate for a, b in zip(some, others, strict=True))


def _used(timed: Sequence[Timed]) -> float | None:
    counted = [each.used / each.count * _MILLION for each in timed if each.used]
    return statistics.median(counted) if counted else None


async def keep_pace(
    compared: Sequence[Compared], paces: Sequence[Paces], share: float
) -> list[Compared]:
    """Time all by turns, each at a share of its own peak, and add how long things take then.

    On a machine whose pace changes, what the limit takes tells how much of ours is the machine's.
    """
    ours: list[list[Timed]] = [[] for _ in compared]
    limits: list[list[Timed]] = [[] for _ in compared]
    turns = [
        turn
        for number, (each, pace) in enumerate(zip(compared, paces, strict=True))
        for turn in (
            (pace.prepare, pace.ours, each.ours.a_second, ours[number]),
            (pace.prepare, pace.limit, each.limit.a_second, limits[number]),
        )
    ]
    for number in range(compared[0].rounds):
        for prepare, run, peak, timed in turns if number % 2 == 0 else reversed(turns):
            await prepare()
            timed.append(await run(peak * share))
    return [
        replace(each, steady=speed_of(our), limit_steady=speed_of(limit))
        for each, our, limit in zip(compared, ours, limits, strict=True)
    ]


def settled(timed: Timed) -> Timed:
    """Leave out how long the first tenth took, in which our sessions plan anew.

    Setting the ground vacuums it, after which every session plans each of its statements again. In
    service that comes now and then, and not before every round; of the limits it is left out, too.
    """
    return replace(timed, each=timed.each[len(timed.each) // _SETTLES :])


def speed_of(timed: Sequence[Timed]) -> Speed:
    """Return the medians of rounds."""
    return Speed(
        a_second=statistics.median(each.rate for each in timed),
        p50_ms=statistics.median(percentile(each.each, 0.50) for each in timed) * _THOUSAND,
        p99_ms=statistics.median(percentile(each.each, 0.99) for each in timed) * _THOUSAND,
    )


def percentile(values: Sequence[float], part: float) -> float:
    """Return the value that a part of all is not above."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)]


class Watch:
    """A stopwatch for many things at once."""

    def __init__(self) -> None:
        self.begun = time.perf_counter()
        self.each: list[float] = []

    async def time(self, deed: Awaitable[object]) -> None:
        """Wait for a deed and note how long it took."""
        begun = time.perf_counter()
        await deed
        self.each.append(time.perf_counter() - begun)

    def read(self, count: int | None = None) -> Timed:
        """Stop; `count` where a thing that was timed is more than one."""
        seconds = time.perf_counter() - self.begun
        return Timed(len(self.each) if count is None else count, seconds, self.each)
