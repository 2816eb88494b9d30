"""Faults on demand (故障注入): what a pretend carrier does wrong, to whom, and how often."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """What may go wrong. The first group befalls logins and lines, the second single messages."""

    REFUSE_LOGIN = "refuse-login"  # as if the password were wrong
    BUSY = "busy"  # login refused for now
    NO_LOGIN = "no-login"  # the login is never answered
    WRONG_AUTHENTICATOR = "wrong-authenticator"
    BYTE_BY_BYTE = "byte-by-byte"  # each octet in a write of its own
    SHORT_REPORTS = "short-reports"  # 60 octets, in CMPP 3.0 too

    THROTTLE = "throttle"
    REFUSE = "refuse"  # the number is not served
    REFUSE_SENDER = "refuse-sender"  # the account may not send from its number
    DUPLICATE = "duplicate"  # the answer says that the sequence number was seen before
    SILENT = "silent"  # taken and delivered, never answered
    LOSE = "lose"  # never answered, and not taken either
    SLOW = "slow"  # answered late
    FREEZE = "freeze"  # from here on the connection is half open: nothing read, nothing said
    STALL = "stall"  # half of the answer, and then nothing; the line stays open
    CLOSE_MID_FRAME = "close-mid-frame"  # half of the answer, then the line is cut
    GARBAGE = "garbage"  # in place of the answer
    HANG_UP = "hang-up"  # the gateway says goodbye in place of the answer
    RESTART = "restart"  # it goes down in place of the answer, and still holds the sessions of then
    REPORT_FIRST = "report-first"  # before the answer
    REPORT_TWICE = "report-twice"
    REPORT_NEVER = "report-never"
    REPORT_LATE = "report-late"
    REPORT_ELSEWHERE = "report-elsewhere"  # on another connection of the account, if there is one
    UNDELIVERED = "undelivered"  # the report says UNDELIV
    ODD_STAT = "odd-stat"  # the report says what no table knows


@dataclass
class Rule:
    """One fault for the numbers that begin with `prefix`, at most `times` times."""

    fault: Fault
    prefix: str = ""
    times: int | None = None

    def strikes(self, mobile: str) -> bool:
        """Tell whether the fault befalls this number now, and count it."""
        if self.times == 0 or not mobile.startswith(self.prefix):
            return False
        if self.times is not None:
            self.times -= 1
        return True


def read_rule(text: str) -> Rule:
    """Read `fault[:prefix[:times]]`, such as `silent:1390000:3`."""
    name, _, rest = text.partition(":")
    prefix, _, times = rest.partition(":")
    if (prefix and not prefix.isdecimal()) or (times and not times.isdecimal()):
        raise ValueError(f"{text!r} should read fault:prefix:times, such as silent:139:3")
    return Rule(Fault(name), prefix, int(times) if times else None)


def struck(rules: Iterable[Rule], faults: Iterable[Fault], mobile: str = "") -> set[Fault]:
    """Say which of these faults befall a number, or a line."""
    wanted = set(faults)
    return {rule.fault for rule in rules if rule.fault in wanted and rule.strikes(mobile)}


OF_LOGINS = frozenset({Fault.REFUSE_LOGIN, Fault.BUSY, Fault.NO_LOGIN, Fault.WRONG_AUTHENTICATOR})
OF_LINES = frozenset({Fault.BYTE_BY_BYTE, Fault.SHORT_REPORTS})
OF_MESSAGES = frozenset(Fault) - OF_LOGINS - OF_LINES
