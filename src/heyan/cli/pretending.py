"""`heyan demo` and `heyan gateway-sim`: the pretend neighbours."""

import asyncio
from pathlib import Path

import click

from heyan.assembly import read_clock
from heyan.cli.failures import Failed
from heyan.cli.house import until_stopped
from heyan.cli.saying import example, say
from heyan.sandbox import demo as the_demo
from heyan.sandbox import gateway_sim as the_gateway
from heyan.sandbox.demo import DemoOptions
from heyan.sandbox.examples import NoExamples
from heyan.sandbox.faults import Fault, Rule, read_rule
from heyan.sandbox.gateway_sim import Options

_EXISTING_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(epilog=example("heyan demo", "heyan demo --speed 600", "heyan demo --once"))
@click.option("--listen", default="127.0.0.1:8000", show_default=True, help="Where to serve.")
@click.option(
    "--speed", type=click.FloatRange(min=0.1, max=100_000), default=1.0, show_default=True,
    help="How fast the clock runs; 600 lets ten minutes pass a second.",
)  # fmt: skip
@click.option("--once", is_flag=True, help="Play every story without a person, then end.")
@click.option("--examples", type=_EXISTING_FOLDER, help="Where the example filings are.")
def demo(listen: str, speed: float, *, once: bool, examples: Path | None) -> None:
    """Play the whole journey in a throw-away house with pretend carriers and phones.

    Nothing of it is left behind. With --once the exit status is 0 if all went as the rules say.
    """
    options = DemoOptions(listen=listen, speed=speed, once=once, examples=examples)
    try:
        well = asyncio.run(_demo(options))
    except NoExamples as missing:
        raise Failed(str(missing)) from None
    if not well:
        raise click.exceptions.Exit(1)


async def _demo(options: DemoOptions) -> bool:
    with until_stopped() as stop:
        return await the_demo.run(options, stop, say)


class RuleType(click.ParamType[Rule]):
    """A fault on demand."""

    name = "fault[:prefix[:times]]"

    def convert(
        self, value: str | Rule, param: click.Parameter | None, ctx: click.Context | None
    ) -> Rule:
        """Read the rule; say which faults there are if this is none."""
        if isinstance(value, Rule):
            return value
        try:
            return read_rule(value)
        except ValueError:
            self.fail(f"Say fault:prefix:times with one of {', '.join(Fault)}.", param, ctx)


class AccountType(click.ParamType[tuple[str, str]]):
    """An account of the pretend carrier, with its secret."""

    name = "account:secret"

    def convert(
        self, value: str | tuple[str, str], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Take both halves."""
        if isinstance(value, tuple):
            return value
        name, colon, secret = value.partition(":")
        if not (name and colon and secret):
            self.fail("Say account:secret, such as 901234:sandbox.", param, ctx)
        return name, secret


@click.command(
    "gateway-sim",
    epilog=example(
        "heyan gateway-sim --port 7890 --account 901234:sandbox",
        "heyan gateway-sim --account 901234:sandbox --fault silent:139:3 --fault report-twice",
    ),
)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65_535), default=7890, show_default=True)
@click.option(
    "--protocol", type=click.Choice(the_gateway.PROTOCOLS), default=the_gateway.PROTOCOLS[0],
    show_default=True, help="cmpp serves 2.0 and 3.0; the login tells which.",
)  # fmt: skip
@click.option(
    "--account", "accounts", type=AccountType(), multiple=True, required=True,
    help="Who may log in, with which secret.",
)  # fmt: skip
@click.option(
    "--fault", "rules", type=RuleType(), multiple=True,
    help=f"What goes wrong, for numbers of a prefix, so many times: {', '.join(Fault)}.",
)  # fmt: skip
@click.option("--rate", type=click.FloatRange(min=1), default=10_000.0, show_default=True,
              help="Messages a second, above which it throttles.")  # fmt: skip
@click.option("--late", type=click.FloatRange(min=0), default=0.3, show_default=True,
              help="Seconds that late answers and reports take.")  # fmt: skip
@click.option("--show-texts", is_flag=True, help="Print numbers and codes: for tests only.")
@click.option("--quiet", is_flag=True, help="Say nothing of single messages.")
def gateway_sim(  # noqa: PLR0913  # each is an option of the command
    *,
    host: str,
    port: int,
    protocol: str,
    accounts: tuple[tuple[str, str], ...],
    rules: tuple[Rule, ...],
    rate: float,
    late: float,
    show_texts: bool,
    quiet: bool,
) -> None:
    """Run a pretend carrier alone, with faults on demand, until Ctrl-C."""
    options = Options(
        accounts=dict(accounts), host=host, port=port, protocol=protocol, rules=rules,
        rate=rate, late=late, show_texts=show_texts, quiet=quiet,
    )  # fmt: skip
    asyncio.run(_gateway_sim(options))


async def _gateway_sim(options: Options) -> None:
    with until_stopped() as stop:
        await the_gateway.run(options, stop, read_clock, say)
