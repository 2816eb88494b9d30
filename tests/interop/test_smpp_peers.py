"""SMPP with smpp34 (Rust) and npm's smpp: each as the gateway of our links, and at our gateway."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import smpp34

from heyan.casework.desk import Desk
from heyan.rules.ledger import Accepted
from heyan.sandbox.carrier import PretendCarrier
from heyan.sandbox.exchange import Habits
from heyan.sandbox.phones import Phones
from tests.carriers.desk import MOMENT, outgoing
from tests.interop.house import (
    ACCOUNT,
    LONG,
    SECRET,
    account,
    at_desk,
    order_messages,
    serving,
    until_delivered,
    without_database,
)
from tests.interop.peers import BOUND, free_port, running, smpp_js

MOBILES = ["13812340001", "13812340002", "13812340003"]
TEXT = "【工信部备案】验证码123456，勿告知他人。"
RECEIPT = 0x04


@dataclass
class Smsc:
    """A gateway of smpp34: accepts and reports."""

    port: int = field(default_factory=free_port)
    heard: list[smpp34.SubmitSmEvent] = field(default_factory=list)
    ends: int = 0

    async def serve(self, server: smpp34.Server) -> None:
        callers: dict[str, smpp34.Esme] = {}
        while True:
            event = await server.next()
            match event:
                case smpp34.Esme():
                    callers[event.session_id] = event
                case smpp34.SubmitSmEvent():
                    self.heard.append(event)
                    await self.take(callers[event.session_id], event)
                case smpp34.Unbound():
                    self.ends += 1

    async def take(self, caller: smpp34.Esme, event: smpp34.SubmitSmEvent) -> None:
        name = f"{len(self.heard):08X}"
        event.accept(message_id=name)
        await caller.deliver_sm(
            source_addr=event.destination_addr,
            destination_addr=event.source_addr,
            esm_class=RECEIPT,
            short_message=f"id:{name} sub:001 dlvrd:001 stat:DELIVRD err:000 text:".encode(),
        )


@asynccontextmanager
async def smsc() -> AsyncIterator[Smsc]:
    gateway = Smsc()
    server = smpp34.Server(host="127.0.0.1", port=gateway.port, system_id="smsc")
    await server.start()
    serving_it = asyncio.create_task(gateway.serve(server))
    try:
        yield gateway
    finally:
        serving_it.cancel()
        await server.stop()


async def test_smpp34_takes_and_reports_what_the_ledger_sends(desk: Desk) -> None:
    await order_messages(desk, MOBILES)
    async with smsc() as gateway:
        async with at_desk(desk, account("smpp", gateway.port)):
            await until_delivered(desk)
        numbers = sorted(event.destination_addr for event in gateway.heard)
        assert numbers == [f"86{mobile}" for mobile in MOBILES]
        assert all(
            "【工信部备案】验证码" in e.short_message.decode("utf-16-be") for e in gateway.heard
        )


async def test_smpp34_hears_a_long_text_in_parts() -> None:
    async with smsc() as gateway:
        async with without_database(account("smpp", gateway.port)) as (desk, bell):
            desk.queue.append(outgoing(1, "13812340009", LONG))
            bell.ring()
            await desk.until(lambda: len(desk.reports) == 3)
        assert [type(outcome) for outcome in desk.outcomes(1)] == [Accepted]
        assert {event.esm_class for event in gateway.heard} == {0x40}
        parts = sorted(
            event.short_message for event in gateway.heard
        )  # they begin with their place
        text = b"".join(part[6:] for part in parts)
        assert text.decode("utf-16-be") == LONG


async def test_smpp34s_client_is_served() -> None:
    phones = Phones()
    carrier = PretendCarrier(phones, Habits({ACCOUNT: SECRET}, protocol="smpp"), lambda: MOMENT)
    async with serving(carrier), asyncio.timeout(BOUND):
        client = smpp34.Client(
            host="127.0.0.1", port=carrier.port, system_id=ACCOUNT, password=SECRET, bind_type="TRX"
        )
        smsc = await client.connect()
        answer = await smsc.submit_sm(
            source_addr="106575000130",
            destination_addr="8613812340001",
            short_message=TEXT.encode("utf-16-be"),
            data_coding=8,
            registered_delivery=1,
        )
        assert answer.is_success
        report = await smsc.next()
        assert isinstance(report, smpp34.DeliverSmEvent)
        assert report.esm_class == RECEIPT
        assert b"stat:DELIVRD" in report.short_message
        await smsc.unbind()
    assert [received.text for received in phones.received(MOBILES[0])] == [TEXT]


async def test_npms_smpp_takes_and_reports_what_is_sent(desk: Desk, tmp_path: Path) -> None:
    await order_messages(desk, MOBILES)
    port = free_port()
    with running(smpp_js("serve", str(port), ACCOUNT, SECRET), tmp_path) as peer:
        await peer.until_said("ready")
        async with at_desk(desk, account("smpp", port)):
            await until_delivered(desk)
            await peer.until_said("alive")
        await peer.until_said("unbind")
        heard = peer.lines("submit", "smpp")
        assert sorted(words[2] for words in heard) == [f"86{mobile}" for mobile in MOBILES]
        assert all("【工信部备案】验证码" in words[4] for words in heard)
        assert peer.lines("answered", "smpp") == [["answered", "smpp", "0"]] * len(MOBILES)


async def test_npms_smpp_hears_a_long_text_in_parts(tmp_path: Path) -> None:
    port = free_port()
    with running(smpp_js("serve", str(port), ACCOUNT, SECRET), tmp_path) as peer:
        await peer.until_said("ready")
        async with without_database(account("smpp", port)) as (desk, bell):
            desk.queue.append(outgoing(1, "13812340009", LONG))
            bell.ring()
            await desk.until(lambda: len(desk.reports) == 3)
        heard = peer.lines("submit", "smpp")
        assert [words[3] for words in heard] == ["1/3", "2/3", "3/3"]
        assert "".join(words[4] for words in heard) == LONG


async def test_npms_client_is_served(tmp_path: Path) -> None:
    phones = Phones()
    carrier = PretendCarrier(phones, Habits({ACCOUNT: SECRET}, protocol="smpp"), lambda: MOMENT)
    async with serving(carrier):
        call = smpp_js("call", "127.0.0.1", str(carrier.port), ACCOUNT, SECRET)
        with running(call, tmp_path) as client:
            client.tell(*((f"86{mobile}", TEXT) for mobile in MOBILES))
            await client.until_said("report", times=len(MOBILES))
            client.close()
            await client.until_said("unbound")
        assert client.lines("answer") == [["answer", f"86{mobile}", "0"] for mobile in MOBILES]
        assert {words[2] for words in client.lines("report")} == {"DELIVRD"}
    assert [received.text for received in phones.received(MOBILES[0])] == [TEXT]
