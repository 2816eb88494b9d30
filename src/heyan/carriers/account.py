"""An account at a carrier (企业账号): how its gateway is reached and what may be asked of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from heyan.rules.phone import Carrier
from heyan.wire import smgp
from heyan.wire.cmpp import VERSION_20, VERSION_30, Cmpp
from heyan.wire.dialect import Dialect
from heyan.wire.session import Limits
from heyan.wire.sgip import Sgip
from heyan.wire.smgp import Smgp
from heyan.wire.smpp import Smpp, Spelling

PAD_ACCOUNT_IN_DIGEST = "pad_account_in_digest"
NUMBERS_WITH_86 = "numbers_with_86"
SERVICE_AS_PRODUCT = "service_as_product"  # SMGP: the service code goes as MServiceID too
SENDER_IS_SHORT_CODE = "sender_is_short_code"  # SMPP: else it is announced as alphanumeric
RECEIPT_IDS_DECIMAL = "receipt_ids_decimal"  # SMPP: though answers give them in hexadecimal
RECEIPT_IDS_HEXADECIMAL = "receipt_ids_hexadecimal"  # SMPP: the other way round
QUIRKS = frozenset(
    {
        PAD_ACCOUNT_IN_DIGEST,
        NUMBERS_WITH_86,
        SERVICE_AS_PRODUCT,
        SENDER_IS_SHORT_CODE,
        RECEIPT_IDS_DECIMAL,
        RECEIPT_IDS_HEXADECIMAL,
    }
)


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
    reports_first: float = 5.0  # after a login: to bring reports before anything goes out again
    steady: float = 30.0  # a connection that lasted so long was a good one


@dataclass(frozen=True, kw_only=True)
class Account:
    """How to reach one gateway; built from a `[carriers.NAME]` table by `fittings.py`."""

    name: str
    carrier: Carrier
    protocol: str  # one of PROTOCOLS
    host: str
    port: int
    account: str  # 企业代码: Source_Addr and Msg_src
    password: str = field(repr=False)
    source_number: str  # 接入号: Src_Id
    service_id: str = ""
    node: int = 0  # SGIP: our node's number, 3AAAAQQQQQ
    listen: tuple[str, int] | None = None  # SGIP: where the gateway brings reports
    listen_account: str = ""  # what it logs in there as; unless said, as we do at its door
    listen_password: str = field(default="", repr=False)
    weight: int = 1  # of the account's share among those of its carrier
    window: int = 16
    rate: float = 100.0  # messages a second, parts counted; agreed with the carrier
    connections: int = 1
    timeouts: Timeouts = Timeouts()
    quirks: frozenset[str] = frozenset()

    def dialect(self, numbers: Iterator[int] | None = None) -> Dialect:
        """Speak the account's protocol; `numbers` are those of our node in SGIP."""
        return _DIALECTS[self.protocol](self, numbers or count(1))

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


def _sgip(account: Account, numbers: Iterator[int]) -> Sgip:
    return Sgip(
        numbers,
        account.account,
        account.password,
        account.node,
        account.source_number,
        account.service_id,
    )


def _smgp(version: int, account: Account) -> Smgp:
    return Smgp(
        version,
        account.account,
        account.password,
        account.source_number,
        account.service_id,
        pad_account_in_digest=PAD_ACCOUNT_IN_DIGEST in account.quirks,
        numbers_with_86=NUMBERS_WITH_86 in account.quirks,
        service_as_product=SERVICE_AS_PRODUCT in account.quirks,
    )


def _smpp(account: Account) -> Smpp:
    spelling = Spelling.SAME
    if RECEIPT_IDS_DECIMAL in account.quirks:
        spelling = Spelling.DECIMAL
    elif RECEIPT_IDS_HEXADECIMAL in account.quirks:
        spelling = Spelling.HEXADECIMAL
    return Smpp(
        account.account,
        account.password,
        account.source_number,
        account.service_id,
        sender_is_short_code=SENDER_IS_SHORT_CODE in account.quirks,
        receipt_ids=spelling,
    )


_DIALECTS: dict[str, Callable[[Account, Iterator[int]], Dialect]] = {
    "cmpp2": lambda account, _: _cmpp(VERSION_20, account),
    "cmpp3": lambda account, _: _cmpp(VERSION_30, account),
    "sgip": _sgip,
    "smgp": lambda account, _: _smgp(smgp.VERSION_30, account),
    "smgp13": lambda account, _: _smgp(smgp.VERSION_13, account),
    "smpp": lambda account, _: _smpp(account),
}
PROTOCOLS = tuple(_DIALECTS)
