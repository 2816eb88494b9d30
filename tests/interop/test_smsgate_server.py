"""Our links at a gateway of SMSGate's: everything that it may ask of us, in each protocol."""

from heyan.casework.desk import Desk
from heyan.rules.ledger import Accepted
from tests.carriers.desk import outgoing
from tests.interop.conftest import Gate
from tests.interop.house import (
    ALIVE,
    END,
    LONG,
    account,
    at_desk,
    order_messages,
    until_delivered,
    without_database,
)
from tests.interop.relay import relaying

MOBILES = ["13812340001", "13812340002", "13812340003"]


async def test_what_the_ledger_sends_is_accepted_and_reported(gate: Gate, desk: Desk) -> None:
    await order_messages(desk, MOBILES)
    async with relaying(gate.port) as relay:
        async with at_desk(desk, account(gate.protocol, relay.port)):
            await until_delivered(desk)
            alive = ALIVE.get(gate.protocol)
            if alive is not None:  # both sides ask for a sign of life after a second
                await relay.until(lambda: relay.exchanged(alive, by_caller=True))
                await relay.until(lambda: relay.exchanged(alive, by_caller=False))
        assert relay.exchanged(END[gate.protocol], by_caller=True)
    heard = await gate.heard(*MOBILES)
    assert [mobile for mobile, _, _ in heard] == MOBILES
    assert all("【工信部备案】验证码" in text for _, _, text in heard)


async def test_a_long_text_arrives_as_one(gate: Gate) -> None:
    message = outgoing(1, "13812340009", LONG)
    async with without_database(account(gate.protocol, gate.port)) as (desk, bell):
        desk.queue.append(message)
        bell.ring()
        await desk.until(lambda: len(desk.reports) == 3)
    assert [type(outcome) for outcome in desk.outcomes(1)] == [Accepted]
    assert await gate.heard("13812340009") == [["13812340009", "3", LONG]]


async def test_a_wrong_password_is_told_and_not_tried_again(gate: Gate) -> None:
    async with (
        relaying(gate.port) as relay,
        without_database(account(gate.protocol, relay.port, password="secret02")),
    ):
        await relay.until(lambda: relay.commands(by_caller=False))
    assert len(relay.commands(by_caller=True)) == 1
