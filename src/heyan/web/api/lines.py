"""A body of lines (NDJSON), given line by line, so that its length does not matter."""

from collections.abc import AsyncIterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line that says something; `text` is missing where it was longer than allowed."""

    number: int  # from 1, empty lines counted
    text: bytes | None


async def lines(chunks: AsyncIterator[bytes], longest: int) -> AsyncIterator[Line]:
    """Cut chunks into lines; of a line that is too long nothing more is kept."""
    number = 1
    rest = bytearray()
    too_long = False
    async for chunk in chunks:
        first, *others = chunk.split(b"\n")
        rest += first
        for other in others:
            if said := _line(number, rest, longest, too_long=too_long):
                yield said
            number += 1
            rest, too_long = bytearray(other), False
        if len(rest) > longest:
            rest, too_long = bytearray(), True
    if said := _line(number, rest, longest, too_long=too_long):
        yield said


def _line(number: int, text: bytearray, longest: int, *, too_long: bool) -> Line | None:
    if too_long or len(text) > longest:
        return Line(number, None)
    said = bytes(text).strip()
    return Line(number, said) if said else None
