"""A postbag brings everything, in order, on whatever lines there are."""

from heyan.sandbox.postbag import MOST_TRIES, Item, Postbag
from heyan.wire import cmpp_gateway
from tests.sandbox.client import calling, running


def item(number: int) -> Item:
    return Item(number, mobile="13800000001", number="1065", text=f"{number}")


def test_without_a_line_everything_waits() -> None:
    postbag = Postbag(cmpp_gateway)
    postbag.put(item(1))
    postbag.put(item(2))
    postbag.hand_over([])
    assert len(postbag) == 2


async def test_what_is_not_acknowledged_is_brought_again_and_then_given_up() -> None:
    async with running() as carrier, calling(carrier) as client:
        await client.log_in()
        (caller,) = carrier.callers
        postbag = Postbag(cmpp_gateway)
        postbag.put(item(1))
        for _ in range(MOST_TRIES):
            postbag.hand_over([caller])
            brought = await client.read()
            postbag.answered(caller, brought.sequence, ok=False)
        assert (len(postbag), postbag.given_up) == (0, 1)
        postbag.answered(caller, 4711, ok=True)


async def test_more_than_a_window_is_brought_in_several_goes() -> None:
    async with running() as carrier, calling(carrier) as client:
        await client.log_in()
        for number in range(40):
            carrier.write_from_phone("900001", "13800000001", "1065", f"{number}")
        texts = []
        for _ in range(40):
            brought = await client.read()
            texts.append(brought.message.msg_content.decode("utf-16-be"))
            client.say(client.dialect.answer_to(brought.message, ok=True), brought.sequence)
        assert texts == [f"{number}" for number in range(40)]
