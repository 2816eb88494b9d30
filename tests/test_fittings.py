"""What one room tells, in the words of another."""

from typing import Any

import pytest

from heyan.carriers.status import LinkStatus
from heyan.casework.desk import Desk
from heyan.fittings import build_account, link_meter, stock_meter
from heyan.rules.phone import Carrier
from heyan.settings.accounts import read_accounts
from heyan.web.portal.captcha import BandCaptcha
from tests.fakes.captcha import OpenCaptcha

TOLD = {
    "carrier": "unicom",
    "protocol": "sgip",
    "host": "127.0.0.1",
    "port": 7890,
    "account": "900001",
    "password": "secret",
    "source_number": "10655113",
    "service_id": "ICP",
    "node": 3075512345,
    "heartbeat": 20,
}


def test_an_account_is_taken_over_as_it_is_set() -> None:
    (told,) = read_accounts({"unicom": TOLD}, {})
    account = build_account(told)
    assert (account.name, account.carrier, account.node) == ("unicom", Carrier.UNICOM, 3075512345)
    assert (account.timeouts.idle, account.listen) == (20.0, None)


def test_where_a_gateway_brings_its_reports_is_taken_over() -> None:
    told = {**TOLD, "listen": "127.0.0.1:8801", "listen_password": "other"}
    (read,) = read_accounts({"unicom": told}, {})
    assert build_account(read).listen == ("127.0.0.1", 8801)


@pytest.mark.parametrize(
    ("state", "up"), [("open", True), ("listening", True), ("connecting", False), ("", False)]
)
def test_a_link_is_up_while_it_does_its_work(state: str, up: bool) -> None:  # noqa: FBT001 - a table of truths
    meter = link_meter(LinkStatus("mobile/1", "mobile", state=state, sent=7))
    assert (meter.up, meter.sent, meter.link) == (up, 7, "mobile/1")


async def test_a_stock_is_shown_where_pictures_are_drawn_ahead(desk: Desk) -> None:
    captcha = BandCaptcha(desk)
    meter = stock_meter(captcha)
    assert meter is not None
    assert (meter.size, meter.age) == (0, 0.0)
    assert stock_meter(OpenCaptcha(desk)) is not None


class NoCaptcha:
    """One that draws nothing."""


def test_nothing_is_shown_where_there_is_none() -> None:
    captcha: Any = NoCaptcha()
    assert stock_meter(captcha) is None
