"""The pretend carrier knows its callers, speaks both versions, and misbehaves as told."""

import asyncio
from contextlib import suppress

import pytest

from heyan.wire import cmpp
from heyan.wire.cmpp_messages import ConnectResp30
from heyan.wire.dialect import Kind, Verdict, Welcome
from tests.sandbox.client import BOUND, STAMP, calling, running


@pytest.mark.parametrize("version", [cmpp.VERSION_20, cmpp.VERSION_30])
async def test_a_caller_that_proves_itself_is_let_in(version: int) -> None:
    async with running() as carrier, calling(carrier, version) as client:
        answer = await client.log_in()
        assert client.dialect.welcome(client.dialect.login(STAMP), answer) == Welcome(0)
        assert [caller.account for caller in carrier.callers] == ["900001"]


@pytest.mark.parametrize(
    ("faults", "secret", "status"),
    [
        ([], "secret02", cmpp.CONNECT_AUTHENTICATION),
        (["refuse-login"], "secret01", cmpp.CONNECT_AUTHENTICATION),
        (["busy"], "secret01", cmpp.CONNECT_OTHER),
    ],
)
async def test_others_are_refused_and_the_line_is_closed(
    faults: list[str], secret: str, status: int
) -> None:
    async with running(*faults) as carrier, calling(carrier, secret=secret) as client:
        assert (await client.log_in()).status == status
        assert await client.rest() == b""
        assert carrier.logins == [status]


async def test_strangers_and_strange_versions_are_refused() -> None:
    async with running() as carrier:
        async with calling(carrier) as client:
            stranger = client.dialect.login(STAMP)
            stranger.source_addr = "900009"
            client.say(stranger, 1)
            assert (await client.read()).message.status == cmpp.CONNECT_SOURCE
        async with calling(carrier) as client:
            odd = client.dialect.login(STAMP)
            odd.version = 0x02
            client.say(odd, 1)
            assert (await client.read()).message.status == cmpp.CONNECT_VERSION


async def test_an_account_may_only_hold_so_many_connections() -> None:
    async with running(most_connections=1) as carrier, calling(carrier) as first:
        await first.log_in()
        async with calling(carrier) as second:
            assert (await second.log_in()).status == cmpp.CONNECT_OTHER


async def test_a_wrong_authenticator_is_given_on_demand() -> None:
    async with running("wrong-authenticator") as carrier, calling(carrier) as client:
        answer = await client.log_in()
        assert isinstance(answer, ConnectResp30)
        assert client.dialect.welcome(client.dialect.login(STAMP), answer).warning


async def test_a_report_waits_in_the_postbag_until_it_is_acknowledged() -> None:
    async with running() as carrier:
        async with calling(carrier) as client:
            await client.log_in()
            client.submit(2)
            answer, report = await client.read(), await client.read()
            assert (answer.kind, report.kind) == (Kind.ANSWER, Kind.DELIVER)
            assert carrier.unbrought("900001") == 1
        async with calling(carrier) as client:  # brought again on the next connection
            await client.log_in()
            report = await client.read()
            client.say(client.dialect.answer_to(report.message, ok=True), report.sequence)
            client.say(client.dialect.end(), 9)
            assert (await client.read()).kind is Kind.END_ANSWER
            assert carrier.unbrought("900001") == 0


async def test_a_report_that_is_refused_or_ignored_is_brought_three_times() -> None:
    async with running() as carrier, calling(carrier) as client:
        await client.log_in()
        client.submit(2)
        await client.read()
        first = await client.read()
        client.say(client.dialect.answer_to(first.message, ok=False), first.sequence)
        second, third = await client.read(), await client.read()
        assert first.message == second.message == third.message
        client.say(client.dialect.answer_to(third.message, ok=False), third.sequence)
        client.say(client.dialect.alive(), 9)
        assert (await client.read()).kind is Kind.ALIVE_ANSWER
        assert (carrier.unbrought("900001"), carrier.given_up("900001")) == (0, 1)


async def test_a_restart_cuts_every_line_and_listens_at_the_same_port() -> None:
    async with running() as carrier:
        port = carrier.port
        async with calling(carrier) as client:
            await client.log_in()
            await carrier.restart()
            assert await client.rest() == b""
        assert carrier.port == port
        async with calling(carrier) as client:
            assert (await client.log_in()).status == 0


async def test_a_restart_on_demand_holds_the_sessions_of_before_for_a_while() -> None:
    async with running("restart::1") as carrier:
        async with calling(carrier) as client:
            await client.log_in()
            client.submit(2)
            await client.rest()  # a report, perhaps, and then the line is cut
        async with asyncio.timeout(BOUND):
            while len(carrier.logins) < 2 or carrier.logins[-1]:
                with suppress(ConnectionError):  # it is not back yet
                    async with calling(carrier) as client:
                        await client.log_in()
        busy = 5
        assert set(carrier.logins[1:-1]) == {busy}
        assert [taken.result for taken in carrier.taken] == [0]


async def test_a_phone_may_write_to_the_account() -> None:
    async with running() as carrier, calling(carrier) as client:
        await client.log_in()
        carrier.write_from_phone("900001", "13800000001", "106575000130", "退订")
        brought = await client.read()
        assert client.dialect.report(brought.message) is None
        assert brought.message.msg_content.decode("utf-16-be") == "退订"


async def test_it_counts_what_it_took_and_what_it_said() -> None:
    async with running("refuse:139") as carrier, calling(carrier) as client:
        await client.log_in()
        client.submit(2, "13900000001")
        refused = await client.read()
        assert client.dialect.reading(2, refused.message).verdict is Verdict.PERMANENT
        client.submit(3, "13800000001")
        await client.read()
        assert [(t.mobile, t.result) for t in carrier.taken] == [
            ("13900000001", 13),
            ("13800000001", 0),
        ]
