"""The number that a case goes by (核验单号)."""

import re
from dataclasses import dataclass
from typing import Self

_WRITTEN = re.compile(r"([1-9][0-9])-([1-9][0-9]{0,17})")
_PROVINCE = 10_000  # GB/T 2260 gives a province its first two digits


@dataclass(frozen=True, order=True)
class CaseId:
    """Province first, so that whoever has the id knows where the case is kept."""

    province: int
    number: int

    def __str__(self) -> str:
        return f"{self.province // _PROVINCE}-{self.number}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read an id as `str` writes it."""
        written = _WRITTEN.fullmatch(text)
        if written is None:
            return None
        return cls(int(written[1]) * _PROVINCE, int(written[2]))
