"""A pretend carrier (模拟短信网关): a gateway on a real socket, with faults on demand."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from heyan.sandbox.callers import Caller
from heyan.sandbox.door import Door
from heyan.sandbox.exchange import CHINA, Exchange, Habits, Taken
from heyan.sandbox.faults import OF_LINES, OF_LOGINS, Fault, Rule, struck
from heyan.sandbox.phones import Phones
from heyan.sandbox.postbag import Item, Postbag
from heyan.wire.dialect import Verdict
from heyan.wire.events import (
    Answered,
    Closed,
    Event,
    LoggedIn,
    LoginAsked,
    LoginRefused,
    Received,
    Unanswered,
)
from heyan.wire.gateway_side import Entry
from heyan.wire.session import Session
from heyan.wire.sgip_gateway import calling

_STOPS = "the pretend carrier stops"


class PretendCarrier:
    def __init__(
        self,
        phones: Phones,
        habits: Habits,
        clock: Callable[[], datetime],
        rules: Sequence[Rule] = (),
    ) -> None:
        self.rules = list(rules)
        self.logins: list[int] = []  # the status of each
        self.refusals: list[int] = []  # the status of each call of ours that was refused
        self.callers: list[Caller] = []  # those logged in
        self.port = 0
        self._habits = habits
        self._clock = clock
        self._side = habits.side
        self._exchange = Exchange(phones, habits, clock, self.rules, self._bring, self._go_down)
        self._lines: set[Caller] = set()
        self._postbags = {name: Postbag(self._side) for name in habits.accounts}
        self._host = ""
        self._door: Door | None = None
        self._held_until: dict[str, float] = {}  # accounts whose old sessions count as open yet
        self._coming_back: asyncio.Task[None] | None = None
        self._stopped = False

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> int:
        """Listen, and return the port."""
        self._stopped = False
        self._listen(host, port)
        return self.port

    async def stop(self) -> None:
        """Cut every line, listen no more, and come back no more either."""
        self._stopped = True
        if self._coming_back is not None:
            await asyncio.wait((self._coming_back,))
        await self._close()

    async def restart(self) -> None:
        """Go down hard and come back at the same port, unless told to stop meanwhile."""
        self._stopped = False
        await self._come_back()

    async def _come_back(self) -> None:
        await self._close()
        if not self._stopped and self._door is None:  # else another restart was quicker
            self._listen(self._host, self.port)

    def _listen(self, host: str, port: int) -> None:
        self._host = host
        self._door = Door(self._pick_up, host, port)
        self.port = self._door.port

    async def _close(self) -> None:
        door, self._door = self._door, None
        if door is not None:
            await door.close()
        lines = tuple(self._lines)
        for caller in lines:
            caller.abort(_STOPS)
        for caller in lines:
            await caller.over.wait()

    @property
    def listens(self) -> bool:
        return self._door is not None

    def _go_down(self) -> None:
        """Restart; until it notices, the sessions of before are held against their accounts."""
        until = asyncio.get_running_loop().time() + self._habits.late
        self._held_until |= {caller.account: until for caller in self.callers}
        if self._coming_back is None or self._coming_back.done():
            self._coming_back = asyncio.create_task(self._come_back())

    @property
    def taken(self) -> list[Taken]:
        """Every submit as the carrier saw it, refused ones too."""
        return self._exchange.taken

    def unbrought(self, account: str) -> int:
        """How many reports and messages the account has not acknowledged."""
        return len(self._postbags[account])

    def given_up(self, account: str) -> int:
        """How many it has brought three times in vain, and brings no more."""
        return self._postbags[account].given_up

    def write_from_phone(self, account: str, mobile: str, number: str, text: str) -> None:
        """Let a phone write to the account's number."""
        item = Item(self._exchange.next_id(), mobile=mobile, number=number, text=text)
        self._bring(account, item)

    async def call(self, account: str, secret: str, host: str, port: int) -> None:
        """Call the account at its own door, as SGIP's gateways do, and bring everything there."""
        session = Session(calling(account, secret, self._stamp()), self._habits.limits)
        caller = Caller(session, _begin, self._hear, lambda: None)
        caller.account, caller.outward = account, True
        caller.seated = self._seat
        await asyncio.get_running_loop().create_connection(lambda: caller, host, port)

    def _pick_up(self) -> Caller:
        session = Session(self._side.opening(), self._habits.limits)
        caller = Caller(session, Session.await_login, self._hear, lambda: None)
        caller.faults = frozenset(struck(self.rules, OF_LINES))
        caller.seated = self._seat
        return caller

    def _seat(self, caller: Caller) -> None:
        """Count a line, now that its connection is made and will be lost some time."""
        self._lines.add(caller)
        if self._stopped:
            caller.abort(_STOPS)

    def _hear(self, connection: object, event: Event) -> None:
        if not isinstance(connection, Caller):
            raise TypeError("not one of our lines")
        match event:
            case Received(sequence, message):
                self._exchange.ask(connection, sequence, message)
            case Answered(sequence, answer):
                ok = answer.verdict is Verdict.ACCEPTED
                self._brought(connection, sequence, ok=ok)
            case Unanswered(sequence):
                self._brought(connection, sequence, ok=False)
            case Closed():
                self._put_down(connection)
            case _:
                self._hear_of_login(connection, event)

    def _hear_of_login(self, caller: Caller, event: Event) -> None:
        match event:
            case LoginAsked():
                self._log_in(caller, event)
            case LoggedIn():
                self._let_in(caller)
            case LoginRefused(status):
                self.refusals.append(status)

    def _put_down(self, caller: Caller) -> None:
        self._lines.discard(caller)
        if caller in self.callers:
            self.callers.remove(caller)
            self._empty_postbag(caller.account)

    def _log_in(self, caller: Caller, asked: LoginAsked) -> None:
        login = asked.message
        faults = struck(self.rules, OF_LOGINS)
        if Fault.NO_LOGIN in faults:
            return
        status = self._status_of(login, faults)
        self.logins.append(status)
        account = self._side.account_of(login)
        secret = self._habits.accounts.get(account, "")
        if Fault.WRONG_AUTHENTICATOR in faults:
            secret += " or another"
        caller.dialect = self._side.dialect_for(login, self._stamp())
        answer = self._side.welcome(caller.dialect, login, status, secret)
        if status:
            caller.session.refuse(asked, answer, caller.dialect)
            return
        caller.account = account
        caller.session.admit(asked, answer, caller.dialect, caller.now)
        self._let_in(caller)

    def _let_in(self, caller: Caller) -> None:
        self.callers.append(caller)
        asyncio.get_running_loop().call_soon(self._empty_postbag, caller.account)

    def _stamp(self) -> str:
        return f"{self._clock() + CHINA:%m%d%H%M%S}"

    def _status_of(self, login: Any, faults: set[Fault]) -> int:
        return self._side.ENTRIES[self._entry_of(login, faults)]

    def _entry_of(self, login: Any, faults: set[Fault]) -> Entry:
        account = self._side.account_of(login)
        held = sum(caller.account == account for caller in self.callers)
        secret = self._habits.accounts.get(account)
        if not self._side.is_known_version(login):
            return Entry.WRONG_VERSION
        if secret is None:
            return Entry.STRANGER
        if Fault.REFUSE_LOGIN in faults or not self._side.knows_secret(login, secret):
            return Entry.WRONG_PROOF
        holding = asyncio.get_running_loop().time() < self._held_until.get(account, 0.0)
        if Fault.BUSY in faults or holding or held >= self._habits.most_connections:
            return Entry.BUSY
        return Entry.WELCOME

    def _bring(self, account: str, item: Item) -> None:
        self._postbags[account].put(item)
        self._empty_postbag(account)

    def _brought(self, caller: Caller, sequence: int, *, ok: bool) -> None:
        self._postbags[caller.account].answered(caller, sequence, ok=ok)
        asyncio.get_running_loop().call_soon(self._empty_postbag, caller.account)

    def _empty_postbag(self, account: str) -> None:
        callers = [caller for caller in self.callers if caller.account == account]
        called = [caller for caller in callers if caller.outward]
        self._postbags[account].hand_over(called or callers)


def _begin(session: Session, now: float) -> None:
    session.start(now, "")  # SGIP's login proves nothing by a stamp
