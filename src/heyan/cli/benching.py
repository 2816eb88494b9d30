"""`heyan bench`: measures parts of the house."""

import click
import msgspec

from heyan.assembly import draw_bytes
from heyan.bench.captcha import SOLVER, Measured, find_solvers, measure
from heyan.cli.carrier_speed import carriers, wire
from heyan.cli.saying import example, json_option, remark, say, say_json
from heyan.cli.speed import due, intake, verify


@click.group()
def bench() -> None:
    """Measure parts of the house on this machine."""


for each in (wire, carriers, verify, due, intake):
    bench.add_command(each)


@bench.command(epilog=example("heyan bench captcha", "heyan bench captcha --count 2000 --level 2"))
@click.option(
    "--count", type=click.IntRange(min=2), default=500, show_default=True, help="Of pictures."
)
@click.option(
    "--level", type=click.IntRange(1, 2), default=1, show_default=True, help="2 is for attacks."
)
@json_option
def captcha(count: int, level: int, *, as_json: bool) -> None:
    """Draw fresh captchas: what they cost, and how many a solver of the trade reads."""
    solvers = find_solvers()
    if not solvers:
        remark(f"No solver is installed; `pip install {SOLVER}` brings one.")
    measured = measure(draw_bytes, count, level, solvers)
    if as_json:
        say_json(msgspec.to_builtins(measured))
    else:
        _tell(measured)


def _tell(measured: Measured) -> None:
    say(f"{measured.count} pictures of level {measured.level}")
    say(f"drawn in  {measured.mean_ms:.1f} ms of a core, p95 {measured.p95_ms:.1f} ms")
    say(f"size      {measured.mean_octets} octets, at most {measured.largest_octets}")
    together = {"any of them": measured.read_by_any} if measured.read else {}
    for name, right in (measured.read | together).items():
        say(f"read by   {SOLVER}, {name}: {right} ({right / measured.count:.1%})")
