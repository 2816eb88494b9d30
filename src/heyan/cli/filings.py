"""`heyan filings`: taking filings in from a file, showing them, listing them."""

from pathlib import Path

import click

from heyan.casework.desk import Desk
from heyan.casework.filings.erasing import erase_case
from heyan.casework.filings.lookups import find_filing
from heyan.casework.filings.overview import every_filing
from heyan.casework.filings.views import FilingSummary, FilingView
from heyan.casework.people import provider_named
from heyan.cli.house import at_desk
from heyan.cli.progress import advancing
from heyan.cli.saying import example, json_option, remark, say, say_json, say_table
from heyan.cli.showing import show_filing
from heyan.cli.submitting import Rejected, Tally, reject_file, submit_lines
from heyan.rules.case import State
from heyan.rules.ids import CaseId
from heyan.rules.refusals import NoSuchFiling

_MOST_SHOWN = 20
_STATES = [state.value for state in State]
_SOME_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_ANY_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def filings() -> None:
    """Take filings in, show them, list them, erase them."""


@filings.command(
    epilog=example("heyan filings submit orders.jsonl --provider haihe-cloud --rejects bad.jsonl")
)
@click.argument("file", type=_SOME_FILE)
@click.option("--provider", required=True, help="Whose filings they are.")
@click.option(
    "--rejects", type=_ANY_FILE,
    help="Where bad lines go, each below # lines that say what is wrong with it. Correct it and "
    "submit it as it is: lines that begin with # are passed over.",
)  # fmt: skip
@json_option
def submit(file: Path, provider: str, rejects: Path | None, *, as_json: bool) -> None:
    """Take filings in from a file.

    FILE has one filing a line. Good lines are taken and bad ones told, with their numbers. The
    same line again opens nothing, so a file can be submitted again whenever in doubt. The exit
    status is 1 if lines were rejected.
    """
    if rejects is not None and rejects.exists() and rejects.samefile(file):
        raise click.UsageError("The rejects would overwrite the file they come from.")

    async def deed(desk: Desk) -> Tally:
        owner = await provider_named(desk, provider)
        shown = 0

        def tell(line: Rejected) -> None:
            nonlocal shown
            shown += 1
            keep(line)
            if shown <= _MOST_SHOWN:
                for sentence in line.why:
                    remark(f"line {line.number}: {sentence}")

        with (
            file.open("rb") as lines,
            reject_file(rejects) as keep,
            advancing(file, "Submitting") as passed,
        ):
            return await submit_lines(desk, owner, lines, passed=passed, rejected=tell)

    tally = at_desk(deed)
    if as_json:
        say_json({"taken": tally.taken, "known": tally.known, "rejected": tally.rejected})
    else:
        say(
            f"{tally.lines} filings: {tally.taken} taken in, {tally.known} known before, "
            f"{tally.rejected} rejected."
        )
    if tally.rejected:
        raise click.exceptions.Exit(1)


@filings.command(epilog=example("heyan filings show 12-48213"))
@click.argument("filing_id", metavar="ID")
@json_option
def show(filing_id: str, *, as_json: bool) -> None:
    """Show a filing.

    With its history and explanation; personal data are masked.
    """
    case = CaseId.read(filing_id)
    if case is None:
        raise NoSuchFiling

    async def deed(desk: Desk) -> FilingView:
        return await find_filing(desk, None, case)

    filing = at_desk(deed)
    if as_json:
        say_json(filing)
    else:
        show_filing(filing)


@filings.command(epilog=example("heyan filings erase 12-48213"))
@click.argument("filing_id", metavar="ID")
@click.option("--yes", is_flag=True, help="Do not ask first.")
def erase(filing_id: str, *, yes: bool) -> None:
    """Erase what is personal of a filing that has ended; how it went stays.

    Its data key and every keyed hash are destroyed, so nobody can bring it back. Backups made
    before have the key still. The register keeps what was approved.
    """
    case = CaseId.read(filing_id)
    if case is None:
        raise NoSuchFiling
    if not yes:
        click.confirm(f"Erase what is personal of {case}, for good?", abort=True, err=True)

    async def deed(desk: Desk) -> bool:
        return await erase_case(desk, case)

    was_there = at_desk(deed)
    say(f"{case} is erased." if was_there else f"{case} had been erased before.")


@filings.command(
    "list", epilog=example("heyan filings list --provider haihe-cloud --state reviewing")
)
@click.option("--provider", help="Only this provider's.")
@click.option(
    "--state", type=click.Choice([state.value for state in State]), help="Only those in this state."
)
@click.option("--reference", help="Only those of this order number.")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True,
              help="How many at most.")  # fmt: skip
@json_option
def list_all(
    provider: str | None, state: str | None, reference: str | None, limit: int, *, as_json: bool
) -> None:
    """List filings.

    Provider by provider, oldest first; with --json one a line.
    """

    async def deed(desk: Desk) -> list[tuple[str, FilingSummary]]:
        found: list[tuple[str, FilingSummary]] = []
        async for each in every_filing(desk, provider=provider, state=state, reference=reference):
            found.append(each)
            if len(found) > limit:
                break
        return found

    found = at_desk(deed)
    shown = found[:limit]
    if as_json:
        for owner, summary in shown:
            say_json({"provider": owner, **_plain(summary)})
    else:
        heads = ("ID", "PROVIDER", "REFERENCE", "KIND", "STATE", "SUBMITTED", "DEADLINE")
        say_table(heads, [_row(owner, summary) for owner, summary in shown])
    if len(found) > limit:
        remark(f"There are more than {limit}; ask for more with --limit.")


def _plain(summary: FilingSummary) -> dict[str, object]:
    return {name: getattr(summary, name) for name in FilingSummary.__dataclass_fields__}


def _row(owner: str, filing: FilingSummary) -> tuple[str, ...]:
    state = f"{filing.state} ({filing.reason})" if filing.reason else filing.state
    deadline = "" if filing.deadline is None else f"{filing.deadline:%Y-%m-%d %H:%M}"
    submitted = f"{filing.submitted_at:%Y-%m-%d %H:%M}"
    return filing.id, owner, filing.reference, filing.kind, state, submitted, deadline
