"""A pretend carrier (模拟短信网关): the server side of CMPP on a real socket, faults on demand."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from heyan.sandbox.callers import Caller
from heyan.sandbox.exchange import Exchange, Habits, Taken
from heyan.sandbox.faults import OF_LINES, OF_LOGINS, Fault, Rule, struck
from heyan.sandbox.phones import Phones
from heyan.sandbox.postbag import Item, Postbag
from heyan.wire import cmpp, cmpp_gateway
from heyan.wire.cmpp_messages import Connect
from heyan.wire.dialect import Verdict
from heyan.wire.events import Answered, Closed, Event, LoginAsked, Received, Unanswered
from heyan.wire.session import Session


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
        self.callers: list[Caller] = []  # those logged in
        self.port = 0
        self._habits = habits
        self._exchange = Exchange(phones, habits, clock, self.rules, self._bring)
        self._lines: set[Caller] = set()
        self._postbags = {name: Postbag() for name in habits.accounts}
        self._host = ""
        self._server: asyncio.Server | None = None

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> int:
        """Listen, and return the port."""
        loop = asyncio.get_running_loop()
        self._host = host
        self._server = await loop.create_server(self._pick_up, host, port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self.port

    async def stop(self) -> None:
        """Cut every line and listen no more."""
        if self._server is not None:
            self._server.close()
            for caller in list(self._lines):
                caller.abort("the pretend carrier stops")
                await caller.over.wait()
            await self._server.wait_closed()
            self._server = None

    async def restart(self) -> None:
        """Go down hard and come back at the same port."""
        await self.stop()
        await self.start(self._host, self.port)

    @property
    def taken(self) -> list[Taken]:
        """Every submit as the carrier saw it, refused ones too."""
        return self._exchange.taken

    def unbrought(self, account: str) -> int:
        """How many reports and messages the account has not acknowledged."""
        return len(self._postbags[account])

    def write_from_phone(self, account: str, mobile: str, number: str, text: str) -> None:
        """Let a phone write to the account's number."""
        item = Item(self._exchange.next_id(), mobile=mobile, number=number, text=text)
        self._bring(account, item)

    def _pick_up(self) -> Caller:
        session = Session(cmpp.Cmpp(cmpp.VERSION_30, "", ""), self._habits.limits)
        caller = Caller(session, Session.await_login, self._hear, lambda: None)
        caller.faults = frozenset(struck(self.rules, OF_LINES))
        self._lines.add(caller)
        return caller

    def _hear(self, connection: object, event: Event) -> None:
        if not isinstance(connection, Caller):
            raise TypeError("not one of our lines")
        match event:
            case LoginAsked():
                self._log_in(connection, event)
            case Received(sequence, message):
                self._exchange.ask(connection, sequence, message)
            case Answered(sequence, answer):
                ok = answer.verdict is Verdict.ACCEPTED
                self._brought(connection, sequence, ok=ok)
            case Unanswered(sequence):
                self._brought(connection, sequence, ok=False)
            case Closed():
                self._put_down(connection)

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
        secret = self._habits.accounts.get(login.source_addr, "")
        if Fault.WRONG_AUTHENTICATOR in faults:
            secret += " or another"
        caller.dialect = cmpp_gateway.dialect_for(login)
        answer = cmpp_gateway.welcome(caller.dialect, login, status, secret)
        if status:
            caller.session.refuse(asked, answer, caller.dialect)
            return
        caller.account = login.source_addr
        caller.session.admit(asked, answer, caller.dialect, caller.now)
        self.callers.append(caller)
        asyncio.get_running_loop().call_soon(self._empty_postbag, caller.account)

    def _status_of(self, login: Connect, faults: set[Fault]) -> int:
        held = sum(caller.account == login.source_addr for caller in self.callers)
        secret = self._habits.accounts.get(login.source_addr)
        if not cmpp_gateway.is_known_version(login):
            return cmpp.CONNECT_VERSION
        if secret is None:
            return cmpp.CONNECT_SOURCE
        if Fault.REFUSE_LOGIN in faults or not cmpp_gateway.knows_secret(login, secret):
            return cmpp.CONNECT_AUTHENTICATION
        if Fault.BUSY in faults or held >= self._habits.most_connections:
            return cmpp.CONNECT_OTHER
        return cmpp.CONNECT_OK

    def _bring(self, account: str, item: Item) -> None:
        self._postbags[account].put(item)
        self._empty_postbag(account)

    def _brought(self, caller: Caller, sequence: int, *, ok: bool) -> None:
        self._postbags[caller.account].answered(caller, sequence, ok=ok)
        asyncio.get_running_loop().call_soon(self._empty_postbag, caller.account)

    def _empty_postbag(self, account: str) -> None:
        callers = [caller for caller in self.callers if caller.account == account]
        self._postbags[account].hand_over(callers)
