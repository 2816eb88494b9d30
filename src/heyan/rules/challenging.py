"""One number, one code (一码一号): which challenges a filing's demands make (R4)."""

from collections.abc import Iterable

from heyan.rules.case import Challenge
from heyan.rules.phone import Mobile
from heyan.rules.policy import Demand


def challenges_for(demands: Iterable[Demand], code_key: str) -> tuple[Challenge, ...]:
    """Return one challenge per distinct number, in the order of the filing (R4)."""
    asked: dict[Mobile, list[Demand]] = {}
    for demand in demands:
        asked.setdefault(demand.mobile, []).append(demand)
    return tuple(
        Challenge(
            n=n,
            mobile=mobile,
            tails=frozenset(demand.tail for demand in those),  # R4: any of them is right
            because=tuple(demand.because for demand in those),
            code_key=code_key,
        )
        for n, (mobile, those) in enumerate(asked.items(), 1)
    )
