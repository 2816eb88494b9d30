"""One part of a file, for players that ask for it in parts (RFC 9110, 14)."""

import re
from dataclasses import dataclass, field

from litestar import Response

_ASKED = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """What of a file goes over the wire, and how the answer says so."""

    status: int
    content: bytes = field(repr=False)
    headers: dict[str, str]

    def answer(self, media_type: str) -> Response[bytes]:
        return Response(
            self.content,
            media_type=media_type,
            status_code=self.status,
            headers={"Accept-Ranges": "bytes", **self.headers},
        )


def cut(content: bytes, wish: str | None, condition: str | None = None) -> Part:
    """Cut out what a Range header wishes; 416 where nothing of the file fits it.

    What is no single range of bytes gets the whole file, as the standard allows. So does a wish
    on a condition (If-Range): we give a file no name that a condition could be about.
    """
    asked = None if condition else _ASKED.fullmatch((wish or "").replace(" ", ""))
    if asked is None or not any(asked.groups()):
        return Part(200, content, {})
    first, last = (int(each) if each else None for each in asked.groups())
    if first is not None and last is not None and last < first:  # not valid, so not a range
        return Part(200, content, {})
    size = len(content)
    start, end = _bounds(size, first, last)
    if start >= end:
        return Part(416, b"", {"Content-Range": f"bytes */{size}"})
    shown = f"bytes {start}-{end - 1}/{size}"
    return Part(206, content[start:end], {"Content-Range": shown})


def _bounds(size: int, first: int | None, last: int | None) -> tuple[int, int]:
    """Return where the part begins and where it is over; without a first octet, it is the end."""
    if first is None:
        return max(0, size - (last or 0)), size
    return first, size if last is None else min(last + 1, size)
