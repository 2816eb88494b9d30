"""`heyan challenges` and `heyan outage`: what the help desk and operations do."""

from datetime import datetime

import click

from heyan.casework.bureau.helpdesk import declare_outage, list_outages, unlock_challenge
from heyan.casework.desk import Desk
from heyan.cli.house import at_desk
from heyan.cli.saying import example, json_option, say, say_json, say_table
from heyan.rules.calendar import BEIJING, in_beijing
from heyan.rules.ids import CaseId
from heyan.rules.outages import Outage
from heyan.rules.refusals import NoSuchFiling


class MomentType(click.ParamType[datetime]):
    """A moment, in Beijing time where no offset is given."""

    name = "moment"

    def convert(
        self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read a moment as ISO 8601 writes it."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail("A moment reads 2018-09-03T09:30 or 2018-09-03T09:30+08:00.", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)


MOMENT = MomentType()


@click.group()
def challenges() -> None:
    """Help with numbers that have to prove themselves (一码一号)."""


@challenges.command(epilog=example("heyan challenges unlock 12-48213 1"))
@click.argument("filing_id", metavar="ID")
@click.argument("n", type=click.IntRange(min=1))
def unlock(filing_id: str, n: int) -> None:
    """Unlock challenge N of a filing; a new code is sent, and its clock goes on."""
    case = CaseId.read(filing_id)
    if case is None:
        raise NoSuchFiling

    async def deed(desk: Desk) -> None:
        await unlock_challenge(desk, case, n)

    at_desk(deed)
    say(f"Challenge {n} of {case} is open again; a new code is on its way.")


@click.group()
def outage() -> None:
    """Declare outages on our side, and list them."""


@outage.command(
    epilog=example("heyan outage declare 2018-09-03T09:30 2018-09-03T11:00 --reason 'power cut'")
)
@click.argument("start", metavar="FROM", type=MOMENT)
@click.argument("end", metavar="TO", type=MOMENT)
@click.option("--reason", required=True, help="Why; it is kept in the trails.")
def declare(start: datetime, end: datetime, reason: str) -> None:
    """Stop the clocks of whatever is open for a span in which people could not answer."""

    async def deed(desk: Desk) -> None:
        await declare_outage(desk, Outage(start, end), reason)

    at_desk(deed)
    say(f"Declared: the clocks stand still for {end - start}.")


@outage.command("list", epilog=example("heyan outage list"))
@json_option
def list_declared(*, as_json: bool) -> None:
    """Print every declared outage in Beijing time, oldest first."""

    async def deed(desk: Desk) -> list[dict[str, str]]:
        return [
            {
                "from": in_beijing(outage.starts_at).isoformat(),
                "to": in_beijing(outage.ends_at).isoformat(),
                "declared": in_beijing(declared_at).isoformat(timespec="seconds"),
                "reason": reason,
            }
            for outage, reason, declared_at in await list_outages(desk)
        ]

    declared = at_desk(deed)
    if as_json:
        say_json(declared)
    elif declared:
        say_table(tuple(declared[0]), [tuple(each.values()) for each in declared])
    else:
        say("No outage has been declared.")
