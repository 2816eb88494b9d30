"""`heyan ported`: numbers that changed their carrier (携号转网)."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from heyan.casework.desk import Desk
from heyan.casework.messages.porting import note_ported
from heyan.cli.failures import Failed
from heyan.cli.house import at_desk
from heyan.cli.saying import example, say
from heyan.rules.phone import Carrier, Mobile, read_mobile

_HEAD = ["mobile", "carrier"]
_STRETCH = 5000

Ported = dict[Mobile, Carrier]


@click.group()
def ported() -> None:
    """Load the numbers that changed their carrier (携号转网)."""


@ported.command("import", epilog=example("heyan ported import ported.csv"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_file(file: Path) -> None:
    """Load FILE, a CSV with the columns mobile and carrier (mobile, unicom, telecom, virtual).

    A number that is known already gets its new carrier. A wrong line stops the import before
    anything is written.
    """
    with file.open(encoding="utf-8-sig", newline="") as opened:
        numbers = dict(_read(opened))

    async def deed(desk: Desk) -> None:
        entries = list(numbers.items())
        for begin in range(0, len(entries), _STRETCH):
            await note_ported(desk, dict(entries[begin : begin + _STRETCH]))

    at_desk(deed)
    say(f"{len(numbers)} numbers loaded.")


def _read(lines: Iterable[str]) -> Iterator[tuple[Mobile, Carrier]]:
    rows = csv.reader(lines)
    if next(rows, None) != _HEAD:
        raise Failed("The first line should read: mobile,carrier")
    for number, row in enumerate(rows, 2):
        if not row:
            continue
        mobile = read_mobile(row[0])
        if mobile is None or len(row) != len(_HEAD) or row[1] not in set(Carrier):
            raise Failed(f"Line {number} should be a mobile number and one of {', '.join(Carrier)}")
        yield mobile, Carrier(row[1])
