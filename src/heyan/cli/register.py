"""`heyan register`: the register (备案库) from a file, and into one."""

import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO, Any

import click
import msgspec

from heyan.casework.bureau.registering import export_subjects, import_subject
from heyan.casework.desk import Desk
from heyan.cli.house import at_desk
from heyan.cli.progress import advancing
from heyan.cli.saying import example, remark, say
from heyan.rules import reading
from heyan.rules.faults import Fault

_MOST_SHOWN = 20


@click.group()
def register() -> None:
    """Load or save the register (备案库)."""


@register.command("import", epilog=example("heyan register import register.jsonl"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_file(file: Path) -> None:
    """Load FILE, one subject with its sites a line.

    A subject that is there already is replaced, so that a file can be loaded again. The
    providers that the lines name must be known. The exit status is 1 if lines were rejected.
    """

    async def deed(desk: Desk) -> tuple[int, int]:
        taken = rejected = 0
        with file.open("rb") as lines, advancing(file, "Loading") as passed:
            for number, line in enumerate(lines, 1):
                faults = await _load(desk, line.strip())
                passed(len(line))
                if not faults:
                    taken += bool(line.strip())
                    continue
                rejected += 1
                if rejected <= _MOST_SHOWN:
                    _tell(number, faults)
        return taken, rejected

    taken, rejected = at_desk(deed)
    say(f"{taken} subjects loaded, {rejected} lines rejected.")
    if rejected:
        raise click.exceptions.Exit(1)


@register.command("export", epilog=example("heyan register export > register.jsonl"))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
def export_file(file: Path | None) -> None:
    """Save the register as FILE or to standard output: whole and in clear, so keep it safe."""

    async def deed(desk: Desk) -> int:
        subjects = export_subjects(desk)
        if file is None:
            return await _write(subjects, sys.stdout.buffer)
        draft = file.with_name(f"{file.name}.part")
        opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(opened, "wb") as out:
            count = await _write(subjects, out)
        draft.replace(file)
        return count

    count = at_desk(deed)
    remark(f"{count} subjects saved.")


async def _load(desk: Desk, line: bytes) -> tuple[Fault, ...]:
    if not line:
        return ()
    document = reading.parse(line)
    return (document,) if isinstance(document, Fault) else await import_subject(desk, document)


def _tell(number: int, faults: tuple[Fault, ...]) -> None:
    for fault in faults:
        remark(f"line {number}: {fault.pointer or '/'}: {fault.en}")


async def _write(subjects: AsyncIterator[dict[str, Any]], out: IO[bytes]) -> int:
    count = 0
    async for subject in subjects:
        out.write(msgspec.json.encode(subject) + b"\n")
        count += 1
    return count
