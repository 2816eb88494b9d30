"""Pretend phones show what they received, whole, and say when something comes."""

import asyncio

from heyan.sandbox.phones import Phones, Received
from heyan.wire.alphabet import Piece, read, split
from tests.carriers.desk import MOMENT

LI = "13800000001"


def test_a_phone_shows_its_messages_in_order() -> None:
    phones = Phones()
    phones.deliver(LI, "1065", Piece("first"), MOMENT)
    phones.deliver(LI, "1065", Piece("second"), MOMENT)
    assert [received.text for received in phones.received(LI)] == ["first", "second"]
    assert phones.received("13900000000") == []
    assert list(phones.everything()) == [LI]


def test_a_long_text_shows_once_all_its_parts_are_there_in_any_order() -> None:
    phones = Phones()
    pieces = [
        read(part.content, part.alphabet, has_header=part.has_header)
        for part in split("核验" * 80, reference=7)
    ]
    for piece in reversed(pieces):
        assert phones.received(LI) == []
        phones.deliver(LI, "1065", piece, MOMENT)
    assert [received.text for received in phones.received(LI)] == ["核验" * 80]


async def test_whoever_waits_for_a_message_gets_it() -> None:
    phones = Phones()
    waiting = asyncio.create_task(phones.wait_for(LI, 2))
    for text in ("first", "second"):
        await asyncio.sleep(0)
        phones.deliver(LI, "1065", Piece(text), MOMENT)
    assert len(await waiting) == 2


def test_each_arrival_rings() -> None:
    rung: list[tuple[str, Received]] = []
    phones = Phones(lambda mobile, received: rung.append((mobile, received)))
    phones.deliver(LI, "1065", Piece("first"), MOMENT)
    assert rung == [(LI, Received(MOMENT, "1065", "first"))]
    assert "first" not in repr(rung)
