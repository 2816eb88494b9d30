"""How long to wait before knocking again: longer each time, and never all at the same moment."""

from heyan.carriers.account import Timeouts


def rest_before(failures: int, shake: float, timeouts: Timeouts) -> float:
    """Return the seconds to rest after so many failures in a row; `shake` is a die, 0 to 1."""
    doubled = timeouts.retry_first * 2.0 ** min(failures - 1, 32)
    return min(timeouts.retry_most, doubled) * (0.5 + shake / 2)
