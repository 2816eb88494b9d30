"""The sender of the bench sends what it is told to over one connection, never beyond its window."""

import pytest

from heyan.bench.alone import Cut, Sender
from heyan.bench.carriers import ACCOUNT, SECRET, account_at
from heyan.sandbox.carrier import PretendCarrier
from heyan.sandbox.exchange import Habits
from heyan.sandbox.phones import Phones
from tests.carriers.desk import MOMENT

MESSAGES = 40


async def test_every_message_is_answered_and_every_report_acknowledged() -> None:
    carrier = PretendCarrier(Phones(), Habits({ACCOUNT: SECRET}), lambda: MOMENT)
    port = await carrier.start()
    sender = Sender(account_at(port))
    await sender.connect("127.0.0.1", port)
    first, second = await sender.send(MESSAGES), await sender.send(MESSAGES)
    await sender.close()
    await carrier.stop()
    assert (first.messages, second.messages) == (MESSAGES, MESSAGES)
    assert second.seconds > 0
    assert len({taken.mobile for taken in carrier.taken}) == 2 * MESSAGES
    assert carrier.unbrought(ACCOUNT) == 0


async def test_a_line_that_breaks_is_told() -> None:
    carrier = PretendCarrier(Phones(), Habits({ACCOUNT: "another"}), lambda: MOMENT)
    port = await carrier.start()
    with pytest.raises(Cut):
        await Sender(account_at(port)).connect("127.0.0.1", port)
    await carrier.stop()
