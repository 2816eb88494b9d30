"""Spans of time as ISO 8601 writes them: `PT25H`, `P1DT30M`, `P2W`."""

import re
from datetime import timedelta

# No years and months: they are not of one length.
_WRITTEN = re.compile(
    r"P(?:(?P<weeks>\d{1,4})W|"
    r"(?:(?P<days>\d{1,5})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,8})M)?"
    r"(?:(?P<seconds>\d{1,9}(?:\.\d{1,6})?)S)?)?)",
    re.ASCII,
)


def read_duration(text: str) -> timedelta | None:
    """Read a span; None where the text is none, or names no unit at all."""
    written = _WRITTEN.fullmatch(text)
    if written is None or text == "P":
        return None
    return timedelta(**{unit: float(n) for unit, n in written.groupdict().items() if n})
