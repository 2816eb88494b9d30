"""The bench's house orders a message a filing, and waits until the ledger has every acceptance."""

from heyan.bench.carriers import ACCOUNT, SECRET, account_at
from heyan.bench.whole_house import open_whole_house
from heyan.sandbox.carrier import PretendCarrier
from heyan.sandbox.exchange import Habits
from heyan.sandbox.phones import Phones
from tests.carriers.desk import MOMENT


async def test_what_is_ordered_is_sent_and_accepted() -> None:
    carrier = PretendCarrier(Phones(), Habits({ACCOUNT: SECRET}), lambda: MOMENT)
    port = await carrier.start()
    async with open_whole_house(account_at(port)) as house:
        sent = await house.send(30)
        took = await house.send_one_by_one(2)
    await carrier.stop()
    assert sent.messages == 30
    assert len(took) == 2
    # One more opened the link.
    assert len({taken.mobile for taken in carrier.taken if taken.result == 0}) == 33
