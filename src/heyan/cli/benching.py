"""`heyan bench`: measures parts of the house."""

import click
import msgspec

from heyan.assembly import draw_bytes
from heyan.bench.captcha import SOLVER, Measured, find_solvers, measure
from heyan.bench.sound import MATHEMATICS, can_listen, find_listener, listen
from heyan.cli.carrier_speed import carriers, wire
from heyan.cli.saying import example, json_option, remark, say, say_json
from heyan.cli.speed import due, intake, lone, verify
from heyan.rules.captcha import SPOKEN
from heyan.web.portal.sound import Language


@click.group()
def bench() -> None:
    """Measure parts of the house on this machine."""


for each in (wire, carriers, verify, lone, due, intake):
    bench.add_command(each)


@bench.command(epilog=example("heyan bench captcha", "heyan bench captcha --count 100 --sound zh"))
@click.option(
    "--count", type=click.IntRange(min=2), default=500, show_default=True, help="Of captchas."
)
@click.option(
    "--level", type=click.IntRange(1, 2), default=1, show_default=True, help="2 is for attacks."
)
@click.option(
    "--sound", type=click.Choice(("zh", "en")), help="Measure what is spoken, in this language."
)
@json_option
def captcha(count: int, level: int, sound: Language | None, *, as_json: bool) -> None:
    """Make fresh captchas: what they cost, and how many a solver reads or a matcher hears."""
    if sound is not None:
        _listen(count, sound, as_json=as_json)
        return
    solvers = find_solvers()
    if not solvers:
        remark(f"No solver is installed; `make solvers` or `pip install {SOLVER}` brings one.")
    measured = measure(draw_bytes, count, level, solvers)
    if as_json:
        say_json(msgspec.to_builtins(measured))
    else:
        _tell(measured)


def _listen(count: int, language: Language, *, as_json: bool) -> None:
    if not can_listen():
        remark(f"The matcher is deaf without {MATHEMATICS}; `pip install {MATHEMATICS}` brings it.")
    heard = listen(draw_bytes, count, language, find_listener(language))
    if as_json:
        say_json(msgspec.to_builtins(heard))
        return
    say(f"{heard.count} sounds in {heard.language}, of {heard.seconds:.1f} seconds")
    say(f"made in   {heard.mean_ms:.1f} ms of a core")
    say(f"size      {heard.mean_octets} octets")
    say(f"heard by  a template matcher: {heard.whole} ({heard.whole / heard.count:.1%})")
    say(f"          and {heard.digits / heard.count / SPOKEN:.0%} of the digits at their place")


def _tell(measured: Measured) -> None:
    say(f"{measured.count} pictures of level {measured.level}")
    say(f"drawn in  {measured.mean_ms:.1f} ms of a core, p95 {measured.p95_ms:.1f} ms")
    say(f"size      {measured.mean_octets} octets, at most {measured.largest_octets}")
    together = {"any of them": measured.read_by_any} if measured.read else {}
    for name, right in (measured.read | together).items():
        say(f"read by   {SOLVER}, {name}: {right} ({right / measured.count:.1%})")
