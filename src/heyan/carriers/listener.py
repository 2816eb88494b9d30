"""The door at which a gateway knocks with its reports: in SGIP it calls us, and logs in here."""

import asyncio
import logging
from hmac import compare_digest

from heyan.carriers.connection import Connection
from heyan.carriers.conversation import Conversation
from heyan.carriers.post import Post
from heyan.carriers.status import LinkStatus
from heyan.wire.events import Event, LoginAsked
from heyan.wire.session import Session
from heyan.wire.sgip import RESULT_LOGIN, RESULT_LOGIN_TYPE, RESULT_OK, TO_PROVIDER
from heyan.wire.sgip_messages import Bind, BindResp

logger = logging.getLogger(__name__)

MOST_CALLERS = 15  # connections between two nodes, by the specification


class Listener:
    def __init__(self, post: Post) -> None:
        account = post.account
        self.status = LinkStatus(f"{account.name}/in", account.carrier.value)
        self.port = 0
        self._post = post
        self._name = account.listen_account or account.account
        self._password = account.listen_password or account.password
        self._talk = Conversation(post, self.status, lambda: None)
        self._callers: set[Connection] = set()

    async def run(self, where: tuple[str, int], stop: asyncio.Event) -> None:
        """Listen until told to stop; then end what is open in good order."""
        while not stop.is_set():
            try:
                server = await asyncio.get_running_loop().create_server(self._pick_up, *where)
            except OSError as error:
                self.status.last_error = f"cannot listen: {type(error).__name__}"
                logger.error("Listener %s cannot listen", self.status.name)  # noqa: TRY400 - the operator's port is taken, not our code at fault
                await self._rest(stop)
                continue
            self.port = server.sockets[0].getsockname()[1]
            self.status.state = "listening"
            logger.info("Listener %s listens", self.status.name)
            try:
                await stop.wait()
            finally:
                server.close()
                await self._put_down()
                await server.wait_closed()
        self.status.state = "stopped"

    async def _rest(self, stop: asyncio.Event) -> None:
        try:
            await asyncio.wait_for(stop.wait(), self._post.account.timeouts.retry_most)
        except TimeoutError:
            return

    async def _put_down(self) -> None:
        callers = list(self._callers)
        for caller in callers:
            caller.end()
        over = [asyncio.create_task(caller.over.wait()) for caller in callers]
        if over:
            times = self._post.account.timeouts
            await asyncio.wait(over, timeout=times.drain + times.end)
        for caller, waiting in zip(callers, over, strict=True):
            caller.abort("the listener is gone")
            waiting.cancel()

    def _pick_up(self) -> Connection:
        account = self._post.account
        session = Session(self._post.dialect, account.limits())
        if len(self._callers) >= MOST_CALLERS:
            logger.warning("Listener %s has too many callers", self.status.name)
            session.lost("too many callers")
        caller = Connection(
            session, Session.await_login, self._hear, self._sweep, account.timeouts.write
        )
        self._callers.add(caller)
        return caller

    def _sweep(self) -> None:
        self._callers = {caller for caller in self._callers if not caller.over.is_set()}

    def _hear(self, caller: Connection, event: Event) -> None:
        if isinstance(event, LoginAsked):
            self._log_in(caller, event)
        else:
            self._talk.hear(caller, event)
        self.status.state = "listening"

    def _log_in(self, caller: Connection, asked: LoginAsked) -> None:
        result = self._result_of(asked.message)
        answer, dialect = BindResp(result=result), self._post.dialect
        if result == RESULT_OK:
            caller.session.admit(asked, answer, dialect, caller.now)
            self.status.logins += 1
            logger.info("Listener %s: the gateway has called", self.status.name)
        else:
            caller.session.refuse(asked, answer, dialect)
            self.status.last_error = f"a caller was refused with result {result}"
            logger.warning("Listener %s refuses a caller (%d)", self.status.name, result)

    def _result_of(self, login: Bind) -> int:
        if login.login_type != TO_PROVIDER:
            return RESULT_LOGIN_TYPE
        said = (login.login_name, login.login_password)
        wanted = (self._name, self._password)
        same = [compare_digest(a.encode(), b.encode()) for a, b in zip(said, wanted, strict=True)]
        return RESULT_OK if all(same) else RESULT_LOGIN
