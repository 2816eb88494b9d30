"""Every protocol's gateway side says the same things in its own words."""

from typing import Any

import pytest

from heyan.sandbox.protocols import SIDES
from heyan.wire.alphabet import split
from heyan.wire.dialect import Delivery, Verdict
from heyan.wire.gateway_side import Entry, GatewaySide, Reply, Told
from tests.carriers.protocols import ACCOUNTS
from tests.wire.line import STAMP

FAMILIES = [(name, name.rstrip("0123456789")) for name in ACCOUNTS]
ALL = pytest.mark.parametrize(("protocol", "family"), FAMILIES)
VERDICTS = {
    Reply.TAKEN: {Verdict.ACCEPTED},
    Reply.TOO_FAST: {Verdict.THROTTLED},
    Reply.NOT_SERVED: {Verdict.PERMANENT},
    Reply.DUPLICATE: {Verdict.UNKNOWN, Verdict.REFUSED},
    Reply.WRONG_SENDER: {Verdict.ACCOUNT},
}


def logged_in(protocol: str, family: str) -> tuple[GatewaySide, Any, Any, Any]:
    side, ours = SIDES[family], ACCOUNTS[protocol].dialect()
    login = side.opening().unframe(ours.frame(ours.login("0903090000"), 1)).message
    return side, ours, login, side.dialect_for(login, STAMP)


@ALL
def test_a_login_is_known_by_name_version_and_proof(protocol: str, family: str) -> None:
    side, _, login, _ = logged_in(protocol, family)
    assert side.account_of(login) == "900001"
    assert side.is_known_version(login)
    assert side.knows_secret(login, "secret01")
    assert not side.knows_secret(login, "secret02")


@ALL
def test_every_entry_is_understood(protocol: str, family: str) -> None:
    side, ours, login, theirs = logged_in(protocol, family)
    for entry in Entry:
        answer = side.welcome(theirs, login, side.ENTRIES[entry], "secret01")
        said = ours.welcome(ours.login("0903090000"), ours.unframe(theirs.frame(answer, 1)).message)
        assert said.welcome == (entry is Entry.WELCOME)
        assert not said.warning
        if entry is Entry.WRONG_PROOF:
            assert said.permanent


@ALL
def test_every_reply_is_understood(protocol: str, family: str) -> None:
    side, ours, _, theirs = logged_in(protocol, family)
    (part,) = split("123456")
    submit = theirs.unframe(ours.frame(ours.compose("13800000001", part), 5)).message
    assert side.is_submit(submit)
    assert not side.is_submit(ours.end())
    read = side.read_submit(submit)
    assert (read.mobiles, read.piece.text) == (("13800000001",), "123456")
    assert (read.sender, read.wants_report) == ("106575000130", True)
    for reply in Reply:
        answer = side.answer_submit(submit, 7, side.REPLIES[reply])
        message = ours.unframe(theirs.frame(answer, 5)).message
        assert ours.reading(5, message).verdict in VERDICTS[reply]


@ALL
@pytest.mark.parametrize("short", [False, True])
def test_a_report_names_what_the_answer_named(protocol: str, family: str, *, short: bool) -> None:
    side, ours, _, theirs = logged_in(protocol, family)
    (part,) = split("123456")
    submit = ours.compose("13800000001", part)
    known_as = side.known_as(5, 0xABC)
    answer = ours.reading(5, side.answer_submit(submit, known_as, side.REPLIES[Reply.TAKEN]))
    for stat, delivery in (("DELIVRD", Delivery.DELIVERED), ("UNDELIV", Delivery.UNDELIVERED)):
        told = Told(known_as, "13800000001", "106575000130", stat, "1809030900")
        report = side.report(theirs, told, 9, short=short)
        read = ours.report(ours.unframe(theirs.frame(report, 3)).message)
        assert read is not None
        assert (read.carrier_id, read.mobile) == (answer.carrier_id, "13800000001")
        assert read.delivery is delivery


@ALL
def test_a_message_from_a_phone_is_no_report(protocol: str, family: str) -> None:
    side, ours, _, theirs = logged_in(protocol, family)
    brought = side.from_phone(theirs, 9, "13800000001", "106575000130", "退订")
    assert ours.report(ours.unframe(theirs.frame(brought, 3)).message) is None
