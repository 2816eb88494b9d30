"""The pretend carrier's exchange (短信中心): takes submits, rings the phones, answers, reports."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from heyan.carriers.pace import Pace
from heyan.sandbox.callers import Caller
from heyan.sandbox.faults import OF_MESSAGES, Fault, Rule, struck
from heyan.sandbox.phones import Phones
from heyan.sandbox.postbag import Item
from heyan.sandbox.protocols import SIDES
from heyan.wire.cmpp import make_msg_id
from heyan.wire.gateway_side import GatewaySide, Reply, Submitted, Told
from heyan.wire.session import Limits

NOISE = bytes(range(255, 191, -1))
CHINA = timedelta(hours=8)


@dataclass(frozen=True)
class Habits:
    """How this carrier is set up."""

    accounts: Mapping[str, str] = field(repr=False)  # Source_Addr: secret
    rate: float = 10_000.0  # messages a second for an account; beyond it throttles
    late: float = 0.3  # seconds that what is slow or late takes
    most_connections: int = 64  # of an account
    gateway: int = 1069
    protocol: str = "cmpp"
    limits: Limits = field(default_factory=Limits)

    @property
    def side(self) -> GatewaySide:
        return SIDES[self.protocol]


@dataclass(frozen=True)
class Taken:
    """One submit as the carrier saw it, for those who ask afterwards."""

    mobile: str = field(repr=False)
    msg_id: int
    result: int


class Exchange:
    def __init__(
        self,
        phones: Phones,
        habits: Habits,
        clock: Callable[[], datetime],
        rules: Sequence[Rule],
        bring: Callable[[str, Item], None],
        go_down: Callable[[], None],
    ) -> None:
        self.taken: list[Taken] = []
        self._phones = phones
        self._habits = habits
        self._side = habits.side
        self._clock = clock
        self._rules = rules
        self._bring = bring
        self._go_down = go_down
        self._paces = {name: Pace(habits.rate) for name in habits.accounts}
        self._number = 0

    def next_id(self) -> int:
        self._number += 1
        # A turned clock may stand still for more messages than sixteen bits can number.
        gateway = self._habits.gateway + (self._number >> 16)
        return make_msg_id(self._clock() + CHINA, gateway, self._number)

    def ask(self, caller: Caller, sequence: int, message: Any) -> None:
        """Take a request; a query or a cancel finds no books here, and no answer."""
        if not self._side.is_submit(message):
            caller.session.forgo(sequence)
            return
        asked = self._side.read_submit(message)
        faults = struck(self._rules, OF_MESSAGES, "".join(asked.mobiles[:1]))
        if Fault.LOSE in faults:
            caller.session.forgo(sequence)
            return
        result = self._result_of(caller, faults)
        msg_id = 0 if result else self._side.known_as(sequence, self.next_id())
        self.taken += [Taken(mobile, msg_id, result) for mobile in asked.mobiles]
        answer = self._side.answer_submit(message, msg_id, result)
        if not result:
            for mobile in asked.mobiles:
                self._phones.deliver(mobile, asked.sender, asked.piece, self._clock())
        reports = [] if result else self._reports(caller, asked, msg_id, faults)
        if Fault.REPORT_FIRST in faults:
            self._bring_all(caller, reports)
            reports = []
        self._answer(caller, sequence, answer, faults)
        delay = self._habits.late * ((Fault.SLOW in faults) + (Fault.REPORT_LATE in faults))
        self._later(delay, self._bring_all, caller, reports)

    def _result_of(self, caller: Caller, faults: set[Fault]) -> int:
        return self._side.REPLIES[self._reply_of(caller, faults)]

    def _reply_of(self, caller: Caller, faults: set[Fault]) -> Reply:
        pace, now = self._paces[caller.account], caller.now
        if Fault.THROTTLE in faults or not pace.room(now):
            return Reply.TOO_FAST
        pace.spend(now)
        if Fault.REFUSE in faults:
            return Reply.NOT_SERVED
        if Fault.REFUSE_SENDER in faults:
            return Reply.WRONG_SENDER
        return Reply.DUPLICATE if Fault.DUPLICATE in faults else Reply.TAKEN

    def _answer(self, caller: Caller, sequence: int, answer: Any, faults: set[Fault]) -> None:
        framed = caller.dialect.frame(answer, sequence)
        if Fault.SILENT in faults:
            caller.session.forgo(sequence)
        elif Fault.FREEZE in faults:
            caller.freeze()
        elif Fault.STALL in faults:
            caller.stall(framed[: len(framed) // 2])
        elif Fault.CLOSE_MID_FRAME in faults:
            caller.break_off(framed[: len(framed) // 2])
        elif Fault.GARBAGE in faults:
            caller.write(NOISE)
        elif Fault.HANG_UP in faults:
            caller.write(caller.dialect.frame(caller.dialect.end(), sequence))
        elif Fault.RESTART in faults:
            self._go_down()
        else:
            delay = self._habits.late if Fault.SLOW in faults else 0
            self._later(delay, caller.respond, sequence, answer)

    def _reports(
        self, caller: Caller, asked: Submitted, msg_id: int, faults: set[Fault]
    ) -> list[Item]:
        if not asked.wants_report or Fault.REPORT_NEVER in faults:
            return []
        stat = "UNDELIV" if Fault.UNDELIVERED in faults else "DELIVRD"
        stat = "XY:0001" if Fault.ODD_STAT in faults else stat
        minute = f"{self._clock() + CHINA:%y%m%d%H%M}"
        elsewhere = caller if Fault.REPORT_ELSEWHERE in faults else None
        times = 2 if Fault.REPORT_TWICE in faults else 1
        return [
            Item(self.next_id(), Told(msg_id, mobile, asked.sender, stat, minute), not_on=elsewhere)
            for mobile in asked.mobiles
            for _ in range(times)
        ]

    def _bring_all(self, caller: Caller, reports: list[Item]) -> None:
        for report in reports:
            self._bring(caller.account, report)

    def _later(self, delay: float, act: Callable[..., None], *arguments: object) -> None:
        if delay:
            asyncio.get_running_loop().call_later(delay, act, *arguments)
        else:
            act(*arguments)
