"""SGIP's gateway knows its callers by name and type, and calls us as type two."""

from itertools import islice

from heyan.wire import sgip_gateway
from heyan.wire.gateway_side import Told
from heyan.wire.sgip import TO_GATEWAY, TO_PROVIDER
from heyan.wire.sgip_messages import Bind
from tests.wire.line import STAMP


def test_who_calls_the_gateway_is_type_one_and_whom_it_calls_type_two() -> None:
    assert sgip_gateway.is_known_version(
        Bind(login_type=TO_GATEWAY, login_name="a", login_password="b")
    )
    login = sgip_gateway.calling("900001", "secret01", STAMP).login("")
    assert not sgip_gateway.is_known_version(login)
    assert (login.login_type, login.login_name) == (TO_PROVIDER, "900001")


def test_an_odd_stat_is_an_odd_state() -> None:
    told = Told(5, "13800000001", "1065", "XY:0001", "1809030900")
    report = sgip_gateway.report(sgip_gateway.opening(), told, 9)
    assert (report.state, report.error_code) == (9, 99)
    assert report.submit_sequence == (5).to_bytes(12)


def test_the_gateway_counts_from_its_own_node() -> None:
    assert next(sgip_gateway.opening().numbers()) >> 64 == sgip_gateway.NODE


def test_a_gateways_own_requests_are_numbered_by_node_and_moment() -> None:
    """Makers read the moment as a date, and answer with what they have read."""
    login = sgip_gateway.calling("900001", "secret01", STAMP).login("")
    first, second = islice(sgip_gateway.dialect_for(login, STAMP).numbers(), 2)
    assert first.to_bytes(12).hex() == f"{sgip_gateway.NODE:08x}{int(STAMP):08x}00000001"
    assert second == first + 1
