"""14: SGIP's gateway calls us to bring its reports, and only it is let in."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from heyan.carriers.account import Account
from heyan.carriers.listener import MOST_CALLERS, Listener
from heyan.rules.ledger import Accepted
from heyan.wire.sgip import Sgip
from heyan.wire.sgip_gateway import calling
from heyan.wire.sgip_messages import BindResp, Unbind, UnbindResp, UserRpt, UserRptResp
from tests.carriers.desk import QUICK, Scene, outgoing, playing
from tests.carriers.protocols import ACCOUNTS, habits_for
from tests.wire.line import STAMP

ACCOUNT = replace(ACCOUNTS["sgip"], listen=("127.0.0.1", 0))


@asynccontextmanager
async def listening(*faults: str, account: Account = ACCOUNT) -> AsyncIterator[tuple[Scene, int]]:
    async with playing(*faults, account=account, habits=habits_for("sgip")) as scene:
        listener = scene.gateway.listener("mobile")
        assert isinstance(listener, Listener)
        await scene.until(lambda: listener.port)
        yield scene, listener.port


async def test_14_reports_come_on_the_gateways_own_connection() -> None:
    async with listening() as (scene, port):
        await scene.open()
        await scene.carrier.call("900001", "secret01", "127.0.0.1", port)
        await scene.open(2)
        scene.send(*map(outgoing, range(5)))
        await scene.desk.until(lambda: len(scene.desk.reports) == 5)
        outcomes = [result.outcome for result in scene.desk.results]
        ids = {outcome.carrier_id for outcome in outcomes if isinstance(outcome, Accepted)}
        assert ids == {report.carrier_id for report in scene.desk.reports}
        assert ids == set(scene.desk.ids().values())
        inward, outward = (status.reports for status in reversed(scene.gateway.status()))
        assert (inward, outward) == (5, 0)


async def test_14_reports_come_on_our_own_connection_too() -> None:
    async with listening() as (scene, _):
        scene.send(outgoing(1))
        await scene.desk.until(lambda: scene.desk.reports)
        assert [status.reports for status in scene.gateway.status()] == [1, 0]


@pytest.mark.parametrize(("name", "password"), [("900001", "guess"), ("900009", "secret01")])
async def test_14_a_caller_with_a_bad_name_or_password_is_refused(
    name: str, password: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with listening() as (scene, port):
        await scene.carrier.call(name, password, "127.0.0.1", port)
        await scene.until(lambda: scene.carrier.refusals)
        assert scene.carrier.refusals == [1]
    assert "refuses a caller" in caplog.text
    assert "secret01" not in caplog.text
    assert "guess" not in caplog.text


async def test_14_the_gateway_may_have_a_name_of_its_own() -> None:
    account = replace(ACCOUNT, listen_account="smg", listen_password="knock")
    async with listening(account=account) as (_, port), plain_caller(port) as caller:
        assert await caller.bind("smg", "knock") == 0
    async with listening(account=account) as (_, port), plain_caller(port) as caller:
        assert await caller.bind("900001", "secret01") == 1


async def test_14_another_login_type_is_refused() -> None:
    async with listening() as (_, port), plain_caller(port) as caller:
        assert await caller.bind("900001", "secret01", login_type=1) == 4


async def test_14_a_goodbye_in_the_middle_is_answered_and_the_next_call_brings_the_rest() -> None:
    async with listening() as (scene, port):
        async with plain_caller(port) as caller:
            assert await caller.bind("900001", "secret01") == 0
            changed = UserRpt(sp_number="1", user_number="2", user_condition=0)
            assert isinstance(await caller.ask(changed, 8), UserRptResp)
            assert isinstance(await caller.ask(Unbind(), 9), UnbindResp)
        await scene.carrier.call("900001", "secret01", "127.0.0.1", port)
        scene.send(outgoing(1))
        await scene.desk.until(lambda: scene.desk.reports)


async def test_14_too_many_callers_are_sent_away() -> None:
    async with listening() as (_, port):
        lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(MOST_CALLERS + 1)]
        async with asyncio.timeout(5):
            assert await lines[-1][0].read() == b""
        for _, writer in lines:
            writer.close()


async def test_14_a_port_that_is_taken_is_told_and_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        where = taken.getsockname()
        account = replace(ACCOUNT, listen=where, timeouts=replace(QUICK, retry_most=0.02))
        async with playing(account=account, habits=habits_for("sgip")) as scene:
            listener = scene.gateway.listener("mobile")
            assert listener is not None
            await scene.until(lambda: "cannot listen" in caplog.text)
            taken.close()
            await scene.until(lambda: listener.port)


class Caller:
    """A plain SGIP caller, frame by frame."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._dialect: Sgip = calling("", "", STAMP)
        self._reader, self._writer = reader, writer

    async def ask(self, message: object, sequence: int) -> object:
        self._writer.write(self._dialect.frame(message, sequence))
        async with asyncio.timeout(5):
            head = await self._reader.readexactly(4)
            rest = await self._reader.readexactly(int.from_bytes(head) - 4)
        return self._dialect.unframe(head + rest).message

    async def bind(self, name: str, password: str, login_type: int = 2) -> int:
        login = calling(name, password, STAMP).login("")
        login.login_type = login_type
        answer = await self.ask(login, 7)
        assert isinstance(answer, BindResp)
        return answer.result


@asynccontextmanager
async def plain_caller(port: int) -> AsyncIterator[Caller]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield Caller(reader, writer)
    finally:
        writer.close()
