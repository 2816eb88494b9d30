"""Filings from a file, line by line: good ones in, bad ones out to be corrected and fed again."""

import asyncio
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import IO, TypeAlias

from heyan.casework.desk import Desk
from heyan.casework.filings.intake import take_in
from heyan.casework.people import Provider
from heyan.rules import reading
from heyan.rules.faults import Fault
from heyan.rules.refusals import Faulty, Refusal
from heyan.web.problems import refused

AT_ONCE = 64  # lines that wait together, so that they are decided together
REMARK = b"#"  # begins the lines of a reject file that say what is wrong with the next one


class Fate(Enum):
    """What became of a line that is not bad."""

    TAKEN = "taken"
    KNOWN = "known"  # the very same line had been taken in before
    EMPTY = "empty"


@dataclass(frozen=True)
class Rejected:
    """A line that was not taken in, and why."""

    number: int
    text: bytes = field(repr=False)
    why: tuple[str, ...]  # one sentence for each fault, in both languages


Outcome: TypeAlias = Fate | Rejected


@dataclass
class Tally:
    """How many lines came to what."""

    taken: int = 0
    known: int = 0
    rejected: int = 0

    @property
    def lines(self) -> int:
        return self.taken + self.known + self.rejected

    def count(self, outcome: Outcome) -> None:
        """Count one line by what became of it."""
        self.taken += outcome is Fate.TAKEN
        self.known += outcome is Fate.KNOWN
        self.rejected += isinstance(outcome, Rejected)


async def submit_lines(
    desk: Desk,
    provider: Provider,
    lines: Iterable[bytes],
    *,
    passed: Callable[[int], None],
    rejected: Callable[[Rejected], None],
) -> Tally:
    """Take lines in. `passed` hears of the octets that are done, `rejected` of each bad line."""
    tally = Tally()
    waiting: deque[tuple[bytes, asyncio.Task[Outcome]]] = deque()

    async def settle() -> None:
        line, deciding = waiting.popleft()
        outcome = await deciding
        tally.count(outcome)
        if isinstance(outcome, Rejected):
            rejected(outcome)
        passed(len(line))

    async with asyncio.TaskGroup() as group:
        for number, line in enumerate(lines, 1):
            waiting.append((line, group.create_task(_decide(desk, provider, number, line))))
            if len(waiting) >= AT_ONCE:
                await settle()
        while waiting:
            await settle()
    return tally


async def _decide(desk: Desk, provider: Provider, number: int, line: bytes) -> Outcome:
    text = line.strip()
    if not text or text.startswith(REMARK):
        return Fate.EMPTY
    document = reading.parse(text)
    try:
        if isinstance(document, Fault):
            raise Faulty([document])
        taken = await take_in(desk, provider, document)
    except Refusal as refusal:
        return Rejected(number, text, tuple(_sentences(refusal)))
    return Fate.KNOWN if taken.repeated else Fate.TAKEN


def _sentences(refusal: Refusal) -> Iterator[str]:
    document = refused(refusal)
    if not document.errors:
        yield f"{document.title} / {document.title_en}"
        return
    for error in document.errors:
        yield f"{error.pointer or '/'}: {error.title} / {error.title_en}"


@contextmanager
def reject_file(path: Path | None) -> Iterator[Callable[[Rejected], None]]:
    """Keep rejected lines, each under what is wrong with it; only their owner may read them."""
    if path is None:
        yield lambda _: None
        return
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opened, "wb") as file:
        yield lambda line: _write(file, line)


def _write(file: IO[bytes], rejected: Rejected) -> None:
    for sentence in rejected.why:
        file.write(f"# line {rejected.number}: {sentence}\n".encode())
    file.write(rejected.text + b"\n")
