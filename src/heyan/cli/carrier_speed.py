"""`heyan bench wire` and `heyan bench carriers`: how fast the carriers' side is."""

from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from heyan.bench import carriers as the_carriers
from heyan.bench import wire as the_wire
from heyan.bench.alone import Cut
from heyan.bench.carriers import Idle, Measured, Scale
from heyan.bench.peers import PEERS, NoPeer
from heyan.cli.failures import Failed
from heyan.cli.running import run_long
from heyan.cli.saying import example, json_option, remark, say, say_json, say_table

T = TypeVar("T")


@click.command(epilog=example("heyan bench wire", "heyan bench wire --seconds 5 --json"))
@click.option(
    "--seconds", type=click.FloatRange(min=0.01), default=1.0, show_default=True,
    help="For each message, each way.",
)  # fmt: skip
@json_option
def wire(seconds: float, *, as_json: bool) -> None:
    """Write and read the submits and reports of every protocol: how many a core does."""
    measured = the_wire.measure(seconds)
    if as_json:
        say_json(msgspec.to_builtins(measured))
        return
    rows = [
        (
            each.protocol,
            each.message,
            str(each.octets),
            f"{each.encodes_per_second:,}",
            f"{each.decodes_per_second:,}",
        )
        for each in measured
    ]
    say_table(("protocol", "message", "octets", "written/s", "read/s"), rows)


@click.command(
    epilog=example(
        "heyan bench carriers",
        "heyan bench carriers --messages 20000 --rounds 5 --json",
        "heyan bench carriers --idle",
    )
)
@click.option(
    "--messages", type=click.IntRange(min=1), show_default="10000, or 200 with --idle",
    help="In each round, by each client.",
)  # fmt: skip
@click.option(
    "--rounds", type=click.IntRange(min=1), default=3, show_default=True,
    help="How often each client is timed.",
)  # fmt: skip
@click.option(
    "--window", type=click.IntRange(1, 1000), default=16, show_default=True,
    help="Of ours; the others' is sixteen.",
)  # fmt: skip
@click.option("--idle", is_flag=True, help="One message at a time through the whole house.")
@click.option(
    "--peers", "folder", type=click.Path(path_type=Path), default=PEERS, show_default=True,
    help="Where `tools/peers.sh` has put others' clients.",
)  # fmt: skip
@json_option
def carriers(  # each is an option of the command
    *, messages: int | None, rounds: int, window: int, idle: bool, folder: Path, as_json: bool
) -> None:
    """Send to a pretend carrier over one connection: ours, and others' clients beside it.

    The house is one on a database of its own, which is taken away again.
    """
    if idle:
        waited = _run(the_carriers.measure_idle(messages or 200))
        _tell_idle(waited, as_json=as_json)
        return
    scale = Scale(messages or 10_000, rounds, window)
    measured = _run(the_carriers.measure(scale, folder, remark))
    _tell(measured, as_json=as_json)


def _run(work: Coroutine[Any, Any, T]) -> T:
    """Work on the loop that the house runs on."""
    try:
        return run_long(work)
    except (Cut, NoPeer) as fault:
        raise Failed(str(fault)) from None


def _tell(measured: list[Measured], *, as_json: bool) -> None:
    if as_json:
        say_json(msgspec.to_builtins(measured))
        return
    rows = [
        (each.client, f"{each.messages_per_second:,}", f"{each.cpu_us_per_message:,} µs")
        for each in measured
    ]
    say_table(("client", "messages/s", "its processor, a message"), rows)


def _tell_idle(waited: Idle, *, as_json: bool) -> None:
    if as_json:
        say_json(msgspec.to_builtins(waited))
        return
    say(f"{waited.messages} messages, one at a time, from submission to acceptance")
    say(f"p50 {waited.p50_ms} ms, p99 {waited.p99_ms} ms, longest {waited.longest_ms} ms")
