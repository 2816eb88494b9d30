"""`heyan carriers`, with a pretend carrier on a real socket."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from heyan.casework.desk import Desk
from heyan.casework.messages.links import tell_links
from heyan.sandbox.carrier import PretendCarrier
from heyan.sandbox.exchange import Habits
from heyan.sandbox.faults import read_rule
from heyan.sandbox.phones import Phones
from tests.cli.conftest import Ran, Run
from tests.fakes.clock import Clock
from tests.fakes.links import told

NUMBER = "13800000001"
ACCOUNT = """
[carriers.mobile]
carrier = "mobile"
protocol = "cmpp3"
host = "127.0.0.1"
port = {port}
account = "900001"
password_env = "MOBILE_PASSWORD"
source_number = "106575000130"
service_id = "ICP"
"""


@dataclass
class Town:
    """A pretend carrier, and the command that knows an account at it."""

    heyan: Run
    carrier: PretendCarrier
    phones: Phones

    async def run(self, *arguments: str, password: str = "secret01") -> Ran:  # noqa: S107 - a test's
        return await asyncio.to_thread(self.heyan, *arguments, MOBILE_PASSWORD=password)


@pytest.fixture
async def town(heyan: Run, tmp_path: Path) -> AsyncIterator[Town]:
    phones = Phones()
    habits = Habits({"900001": "secret01"})
    carrier = PretendCarrier(phones, habits, lambda: datetime.now(UTC))  # noqa: TID251 - the command runs by the real clock
    port = await carrier.start()
    (tmp_path / "heyan.toml").write_text(ACCOUNT.format(port=port))
    yield Town(heyan, carrier, phones)
    await carrier.stop()


async def test_a_test_message_goes_out_and_what_became_of_it_is_shown(town: Town) -> None:
    ran = await town.run("carriers", "test", "+86 138 0000 0001")
    assert ran.status == 0, ran.err
    head, answer, report = ran.out.splitlines()
    assert head.endswith("→ 138****0001")
    assert "运营商已接受" in answer
    assert "The carrier accepted it" in answer
    assert "DELIVRD" in report
    assert "已送达" in report
    (received,) = town.phones.received(NUMBER)
    assert received.text.startswith("【工信部备案】")
    assert "测试" in received.text
    assert NUMBER not in ran.out + ran.err
    assert "secret01" not in ran.out + ran.err
    tested = await town.run("carriers", "tested", "--json")
    assert [each["outcome"] for each in tested.json] == ["accepted; DELIVRD"]


async def test_a_carrier_that_refuses_the_accounts_settings_is_told_as_that(town: Town) -> None:
    town.carrier.rules.append(read_rule("refuse-sender"))
    ran = await town.run("carriers", "test", NUMBER)
    assert ran.status == 1
    assert "运营商拒绝该账号的设置，代码 10。" in ran.out
    assert "refused the account's settings with its code 10" in ran.out


async def test_a_second_one_within_the_minute_is_refused(town: Town) -> None:
    assert (await town.run("carriers", "test", NUMBER)).status == 0
    ran = await town.run("carriers", "test", NUMBER)
    assert (ran.status, ran.err) == (1, "heyan: Too many test messages were sent; try later.\n")
    assert len(town.phones.received(NUMBER)) == 1


async def test_what_stands_in_the_way_is_said(town: Town) -> None:
    assert "mainland mobile number" in (await town.run("carriers", "test", "12345")).err
    assert "No account reaches telecom" in (await town.run("carriers", "test", "18912345678")).err
    named = await town.run("carriers", "test", NUMBER, "--account", "unicom")
    assert "No account is called unicom" in named.err
    wrong = await town.run("carriers", "test", NUMBER, password="another")
    assert wrong.status == 1
    assert "未能登录网关" in wrong.out
    assert "another" not in wrong.out + wrong.err
    assert "not logged in" in (await town.run("carriers", "tested")).out


async def test_links_of_other_processes_are_shown_and_stale_ones_as_stale(
    town: Town, desk: Desk, clock: Clock
) -> None:
    nobody = await town.run("carriers", "status")
    assert nobody.out == "mobile: no process tells of a link of this account.\n"
    clock.set(datetime.now(UTC))  # noqa: TID251 - the command runs by the real clock
    await tell_links(desk, "here/7", [told("mobile/1"), told("mobile/2", needs_somebody=True)])
    clock.turn(timedelta(minutes=-5))
    await tell_links(desk, "there/8", [told("unicom/1", last_error="not reached: OSError")])
    ran = await town.run("carriers", "status")
    heads, one, two, gone = ran.out.splitlines()
    assert heads.split()[:6] == ["link", "process", "state", "window", "rate", "latency"]
    assert one.split()[:6] == ["mobile/1", "here/7", "open", "3/16", "100/s", "20"]
    assert "needs somebody" in two
    assert "stale" not in one + two
    assert "stale" in gone
    assert "not reached: OSError" in gone
    stale = [each["stale"] for each in (await town.run("carriers", "status", "--json")).json]
    assert stale == [False, False, True]
