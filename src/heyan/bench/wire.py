"""The codecs measured: how many submits and reports of each protocol a core writes and reads."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from heyan.carriers.account import Account
from heyan.rules.phone import Carrier
from heyan.sandbox.protocols import SIDES
from heyan.wire.alphabet import split
from heyan.wire.dialect import Dialect
from heyan.wire.gateway_side import Told

PROTOCOLS = {  # as an account names it: which gateway's side speaks it, and what people call it
    "cmpp3": ("cmpp", "CMPP 3.0"),
    "cmpp2": ("cmpp", "CMPP 2.0"),
    "sgip": ("sgip", "SGIP 1.2"),
    "smgp": ("smgp", "SMGP 3.0"),
    "smpp": ("smpp", "SMPP 3.4"),
}
TEXT = (
    "【工信部备案】验证码123456，48小时内到tjcainfo.miitbeian.gov.cn核验示例网站的备案，"
    "勿告知他人。"
)
MOBILE, SENDER = "13800138000", "106575000130"
STAMP, MINUTE = "0903090000", "1809030900"
NODE = 3_010_012_345
MSG_ID = 0x80B22E00042D0007
ROUNDS = 5  # the best counts: what else the machine does is not the codec's doing


@dataclass(frozen=True, kw_only=True)
class Measured:
    """How fast one message is written and read, on one core."""

    protocol: str
    message: str
    octets: int
    encodes_per_second: int
    decodes_per_second: int


@dataclass(frozen=True)
class Case:
    """One message, who writes it, and who reads it."""

    protocol: str
    writer: Dialect
    reader: Dialect
    message: Any


def measure(seconds: float) -> list[Measured]:
    """Write and read each message for so many seconds each way."""
    return [_measured(case, seconds / ROUNDS) for case in _cases()]


def _cases() -> Iterator[Case]:
    """Give the submit that a link sends, and the report that its gateway brings."""
    for protocol, (family, name) in PROTOCOLS.items():
        ours = _account(protocol).dialect()
        side = SIDES[family]
        gateway = side.dialect_for(ours.login(STAMP), STAMP)
        (part,) = split(TEXT)
        told = Told(MSG_ID, MOBILE, SENDER, "DELIVRD", MINUTE)
        yield Case(name, ours, gateway, ours.compose(MOBILE, part))
        yield Case(name, gateway, ours, side.report(gateway, told, MSG_ID + 1))


def _account(protocol: str) -> Account:
    return Account(
        name="bench",
        carrier=Carrier.MOBILE,
        protocol=protocol,
        host="",
        port=0,
        account="900001",
        password="",
        source_number=SENDER,
        service_id="HEYAN",
        node=NODE,
    )


def _measured(case: Case, seconds: float) -> Measured:
    message = case.message
    octets = case.writer.frame(message, 1)
    return Measured(
        protocol=case.protocol,
        message=type(message).__name__,
        octets=len(octets),
        encodes_per_second=_rate(lambda: case.writer.frame(message, 1), seconds),
        decodes_per_second=_rate(lambda: case.reader.unframe(octets), seconds),
    )


def _rate(act: Callable[[], object], seconds: float) -> int:
    """Return how often a core does it in a second."""
    act()
    times, best = 100, 0.0
    for _ in range(ROUNDS):
        took = 0.0
        while took < seconds:
            begun = time.thread_time()
            for _ in range(times):
                act()
            took = time.thread_time() - begun
            best = max(best, times / took) if took else best
            times = times if took >= seconds else times * 2
    return round(best)
