"""A caller's line may carry one octet at a time, and its last words all the same."""

from heyan.wire.dialect import Kind
from tests.sandbox.client import calling, running


async def test_octet_by_octet_every_frame_arrives() -> None:
    async with running("byte-by-byte") as carrier, calling(carrier) as client:
        await client.log_in()
        for sequence in range(2, 6):
            client.submit(sequence)
        kinds = [(await client.read()).kind for _ in range(8)]
        assert kinds.count(Kind.ANSWER) == kinds.count(Kind.DELIVER) == 4


async def test_octet_by_octet_a_goodbye_is_finished_before_the_line_is_closed() -> None:
    async with running("byte-by-byte") as carrier, calling(carrier) as client:
        await client.log_in()
        client.say(client.dialect.end(), 2)
        assert (await client.read()).kind is Kind.END_ANSWER
        assert await client.rest() == b""


async def test_reports_are_short_on_demand() -> None:
    async with running("short-reports") as carrier, calling(carrier) as client:
        await client.log_in()
        client.submit(2)
        await client.read()
        assert len((await client.read()).message.msg_content) == 60
