"""An account at a carrier (企业账号): how its gateway is reached and what may be asked of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from heyan.rules.phone import Carrier
from heyan.wire.cmpp import VERSION_20, VERSION_30, Cmpp
from heyan.wire.dialect import Dialect
from heyan.wire.session import Limits

PAD_ACCOUNT_IN_DIGEST = "pad_account_in_digest"
NUMBERS_WITH_86 = "numbers_with_86"


@dataclass(frozen=True, kw_only=True)
class Timeouts:
    """How long a link waits, in seconds."""

    connect: float = 10.0  # for the TCP connection
    login: float = 15.0  # for the answer to the login
    response: float = 60.0  # T: for the answer to a message; then its fate is unknown
    idle: float = 30.0  # C: silence before we ask for a sign of life
    alive: float = 20.0  # for that sign, before we ask again
    tries: int = 3  # N: asked so often in vain, the connection is given up
    write: float = 10.0  # for a peer that does not read
    drain: float = 10.0  # for the answers still due when we stop
    end: float = 5.0  # for the answer to our goodbye
    rest: float = 1.0  # between two looks for messages, if no bell rings
    retry_first: float = 1.0  # before the second attempt to connect; doubles from there
    retry_most: float = 60.0
    retry_refused: float = 300.0  # when only a changed setting helps, a wrong password say
    steady: float = 30.0  # a connection that lasted so long was a good one


@dataclass(frozen=True, kw_only=True)
class Account:
    """How to reach one gateway; built from a `[carriers.NAME]` table by the assembly."""

    name: str
    carrier: Carrier
    protocol: str  # "cmpp2" or "cmpp3"
    host: str
    port: int
    account: str  # 企业代码: Source_Addr and Msg_src
    password: str = field(repr=False)
    source_number: str  # 接入号: Src_Id
    service_id: str = ""
    window: int = 16
    rate: float = 100.0  # messages a second, parts counted; agreed with the carrier
    connections: int = 1
    timeouts: Timeouts = Timeouts()
    quirks: frozenset[str] = frozenset()

    def dialect(self) -> Dialect:
        """Speak the account's protocol."""
        return _DIALECTS[self.protocol](self)

    def limits(self) -> Limits:
        times = self.timeouts
        return Limits(
            window=self.window,
            login=times.login,
            response=times.response,
            idle=times.idle,
            alive=times.alive,
            tries=times.tries,
            drain=times.drain,
            end=times.end,
        )


def _cmpp(version: int, account: Account) -> Cmpp:
    return Cmpp(
        version,
        account.account,
        account.password,
        account.source_number,
        account.service_id,
        pad_account_in_digest=PAD_ACCOUNT_IN_DIGEST in account.quirks,
        numbers_with_86=NUMBERS_WITH_86 in account.quirks,
    )


_DIALECTS: dict[str, Callable[[Account], Dialect]] = {
    "cmpp2": lambda account: _cmpp(VERSION_20, account),
    "cmpp3": lambda account: _cmpp(VERSION_30, account),
}
PROTOCOLS = tuple(_DIALECTS)
