"""`heyan bench verify | lone | due | intake`: how fast the house is, beside what it may be."""

import os
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from heyan.bench import due as the_due
from heyan.bench import intake as the_intake
from heyan.bench import lone as the_lone
from heyan.bench import portal as the_portal
from heyan.bench import verify as the_verify
from heyan.bench.browsers import BadAnswer
from heyan.bench.crowd import PROVINCES
from heyan.bench.ground import Place
from heyan.bench.limits import NoPgbench
from heyan.bench.rounds import Compared
from heyan.bench.seeding import OtherSeed
from heyan.bench.stage import Miscounted, Scale
from heyan.cli.failures import Failed
from heyan.cli.running import run_long
from heyan.cli.saying import example, json_option, say, say_json, say_table
from heyan.cli.settings import read

_WAITING, _BROWSERS = 64, 256

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--open", "sizes", type=click.IntRange(min=10), multiple=True, default=(60_000,),
        show_default=True, help="Cases that are open; several are measured by turns.",
    ),
    click.option(
        "--count", type=click.IntRange(min=10), default=8_000, show_default=True,
        help="Of them, how many a round works; no more than the smallest size has there.",
    ),
    click.option(
        "--provinces", type=click.IntRange(1, len(PROVINCES)), default=1, show_default=True,
        help="In how many of them a round works.",
    ),
    click.option(
        "--rounds", type=click.IntRange(1, 100), default=5, show_default=True,
        help="How often each side is timed.",
    ),
    click.option(
        "--database", help="A server to make databases on; none: HEYAN_DATABASE_URL, or our own."
    ),
    click.option(
        "--place", "folder", type=click.Path(file_okay=False, path_type=Path),
        help="Keep our own server in this folder, with what was seeded, for the next time.",
    ),
    json_option,
)  # fmt: skip


def _measured(command: F) -> F:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command(
    epilog=example("heyan bench verify --open 10000 --open 1000000", "heyan bench verify --http")
)
@click.option("--waiting", type=click.IntRange(1, 5000),
              help="Answers that wait at any time.  [default: 64, browsers 256]")  # fmt: skip
@click.option("--http", is_flag=True, help="Through a web process, captcha and all.")
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True,
              help="Processes that answer; with --http, web processes.")  # fmt: skip
@_measured
def verify(waiting: int | None, processes: int, *, http: bool, **told: Any) -> None:
    """Answer codes to the commit: answers a second beside pgbench's."""

    async def measure(place: Place, scale: Scale) -> Sequence[Compared]:
        if http:
            return await the_portal.measure(place, scale, waiting or _BROWSERS, processes)
        return await the_verify.measure(place, scale, waiting or _WAITING, processes, run_long)

    _measure(measure, told)


@click.command(epilog=example("heyan bench lone --open 1000000"))
@_measured
def lone(**told: Any) -> None:
    """Answer codes one after the other: what gathering costs where there is nobody to gather."""
    _measure(the_lone.measure, told, beside="no line")


@click.command(epilog=example("heyan bench due --open 1000000"))
@click.option("--workers", type=click.IntRange(1, 16), default=2, show_default=True,
              help="Clockworks that work together.")  # fmt: skip
@_measured
def due(workers: int, **told: Any) -> None:
    """Let time act on cases, half of them expired: decisions a second beside pgbench's."""
    _measure(lambda place, scale: the_due.measure(place, scale, workers), told)


@click.command(epilog=example("heyan bench intake --open 1000000"))
@click.option("--waiting", type=click.IntRange(1, 5000), default=64, show_default=True,
              help="Filings that wait at any time.")  # fmt: skip
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True,
              help="Processes that take in.")  # fmt: skip
@_measured
def intake(waiting: int, processes: int, **told: Any) -> None:
    """Take filings in, from the parsed line to the commit: filings a second beside pgbench's."""
    _measure(
        lambda place, scale: the_intake.measure(place, scale, waiting, processes, run_long), told
    )


Measure = Callable[[Place, Scale], Awaitable[Sequence[Compared]]]


def _measure(measure: Measure, told: dict[str, Any], beside: str = "pgbench") -> None:
    settings = read()
    place = Place(settings, told["database"] or settings.database_url, told["folder"])
    sizes = tuple(sorted(set(told["sizes"])))
    scale = Scale(sizes, told["count"], told["rounds"], told["provinces"])

    async def run() -> Sequence[Compared]:
        return await measure(place, scale)

    compared = _run(run())
    if told["as_json"]:
        say_json({"cores": os.cpu_count(), "compared": msgspec.to_builtins(compared)})
    else:
        _tell(compared, beside)


def _run(deed: Coroutine[Any, Any, Sequence[Compared]]) -> Sequence[Compared]:
    try:
        return run_long(deed)
    except (NoPgbench, OtherSeed, Miscounted, BadAnswer) as failure:
        raise Failed(str(failure)) from None


def _tell(compared: Sequence[Compared], beside: str) -> None:
    side = ("p50", "p99", "of smallest")
    heads = ("open", "a second", *side, beside, *side, "ratio")
    say_table(heads, [_row(each) for each in compared])
    first = compared[0]
    for each in compared:
        if each.used_us is not None:
            say(f"{each.open_cases:,} open: {each.used_us:.0f} µs of a processor for each")
        for who, speed in (("ours", each.steady), (beside, each.limit_steady)):
            if speed is not None:
                at = f"{each.open_cases:,} open, {who} at a steady {speed.a_second:,.0f} a second"
                say(f"{at}: p50 {speed.p50_ms:.1f}, p99 {speed.p99_ms:.1f}")
    say(f"{first.count:,} a round, medians of {first.rounds} rounds by turns; times in ms")


def _row(each: Compared) -> Sequence[str]:
    sides = ((each.ours, each.of_smallest), (each.limit, each.limit_of_smallest))
    ours, limit = (
        (f"{side.a_second:,.0f}", f"{side.p50_ms:.1f}", f"{side.p99_ms:.1f}", f"{part:.2f}")
        for side, part in sides
    )
    return (f"{each.open_cases:,}", *ours, *limit, f"{each.ratio:.2f}")
