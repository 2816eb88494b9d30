"""Octets by the million, spoilt at random: a session answers with a clean end and nothing else.

`make fuzz` runs it with ten million octets a protocol, `make test` with fewer.
"""

import os
from contextlib import suppress
from itertools import count

import pytest

from heyan.wire.cmpp import VERSION_20, VERSION_30, Cmpp
from heyan.wire.dialect import Dialect, StatusReport
from heyan.wire.events import Reported
from heyan.wire.fields import LocalProtocolError
from heyan.wire.session import Limits, Session
from heyan.wire.sgip import Sgip
from heyan.wire.smgp import VERSION_13, Smgp
from heyan.wire.smgp import VERSION_30 as SMGP_30
from heyan.wire.smpp import Smpp
from heyan.wire.states import State
from tests.wire.drawn import spoilt_stream
from tests.wire.vectors import CMPP, SGIP, SMGP, SMPP

OCTETS = int(os.environ.get("HEYAN_FUZZ_OCTETS", "400000"))
DIALECTS: dict[str, tuple[Dialect, dict[str, bytes]]] = {
    "cmpp2": (Cmpp(VERSION_20, "900001", "secret01"), CMPP),
    "cmpp3": (Cmpp(VERSION_30, "900001", "secret01"), CMPP),
    "sgip": (Sgip(count(1), "fakename", "1234"), SGIP),
    "smgp13": (Smgp(VERSION_13, "10690001", "secret01"), SMGP),
    "smgp": (Smgp(SMGP_30, "10690001", "secret01"), SMGP),
    "smpp": (Smpp("testid", "secret01"), SMPP),
}
LOGINS = {
    "cmpp2": "own.cmpp20.connect_resp",
    "cmpp3": "own.cmpp30.connect_resp",
    "sgip": "own.sgip.bind_resp",
    "smgp13": "own.smgp.login_resp",
    "smgp": "own.smgp.login_resp",
    "smpp": "own.smpp.bind_transceiver_resp",
}


def logged_in(dialect: Dialect, welcome: bytes) -> Session:
    session = Session(dialect, Limits())
    session.start(0, "0801123456")
    session.receive(welcome, 0)
    assert session.state is State.OPEN
    return session


def assert_storable(report: StatusReport) -> None:
    """PostgreSQL keeps no NUL, and indexes no text of thousands of letters."""
    for text in (report.carrier_id, report.mobile, report.stat, report.submitted):
        assert "\0" not in text
        assert len(text) <= 64


@pytest.mark.parametrize("name", DIALECTS)
def test_spoilt_streams_end_cleanly_or_go_on(name: str) -> None:
    dialect, facts = DIALECTS[name]
    frames = [data for data in facts.values() if len(data) == int.from_bytes(data[:4])]
    session = logged_in(dialect, facts[LOGINS[name]])
    broken = 0
    for frame in spoilt_stream(frames, OCTETS, name.encode()):
        session.receive(frame, 0)
        for event in session.events():
            if isinstance(event, Reported):
                assert_storable(event.report)
            with suppress(LocalProtocolError):  # what is asked of us may be a gateway's to answer
                session.acknowledge(getattr(event, "sequence", 0), ok=True)
        if session.state is not State.OPEN:
            broken += 1
            session = logged_in(dialect, facts[LOGINS[name]])
    assert broken
