"""Early reports are kept once by what they say, claimed once, and bounded by time and number."""

from datetime import timedelta

from heyan.rules.ledger import Delivery
from heyan.store import early
from heyan.store.database import Database
from heyan.store.early import Early, Told
from tests.conftest import MORNING as NOW

MINUTE = timedelta(minutes=1)


def told(
    carrier_id: str = "7",
    delivery: Delivery = Delivery.DELIVERED,
    minutes: int = 0,
    mobile: bytes | None = b"hash",
) -> Told:
    heard = Early(
        account="here",
        carrier_id=carrier_id,
        mobile=mobile,
        submitted_at=NOW,
        received_at=NOW + minutes * MINUTE,
    )
    return Told(early=heard, delivery=delivery, stat=f"{delivery} {carrier_id}")


async def test_what_is_said_twice_is_kept_once_and_claimed_once(database: Database) -> None:
    said = [told(), told(delivery=Delivery.UNDELIVERED), told(minutes=1)]
    async with database.transaction() as tx:
        for _ in range(2):
            await early.keep(tx, said)
        await early.keep(tx, [])
        assert await early.claim(tx, "there", {"7": b"hash"}) == []
        claimed = await early.claim(tx, "here", {"7": b"hash"})
        assert sorted(stat for _, _, stat in claimed) == ["delivered 7", "undelivered 7"]
        assert await early.claim(tx, "here", {"7": b"hash"}) == []


async def test_they_are_found_by_their_number_if_they_tell_it(database: Database) -> None:
    async with database.transaction() as tx:
        await early.keep(tx, [told(), told("8", mobile=None), told("9", mobile=b"other")])
        assert await early.find_for(tx, [b"hash"]) == [told().early]
        assert await early.find_for(tx, [b"nobody"]) == []


async def test_the_old_are_forgotten(database: Database) -> None:
    async with database.transaction() as tx:
        await early.keep(tx, [told("7"), told("8", minutes=1)])
        assert await early.drop_old(tx, NOW + MINUTE) == 1
        claimed = await early.claim(tx, "here", {"7": b"hash", "8": b"hash"})
    assert [carrier_id for carrier_id, _, _ in claimed] == ["8"]


async def test_of_too_many_the_oldest_are_forgotten(database: Database) -> None:
    async with database.transaction() as tx:
        await early.keep(tx, [told(str(n), minutes=n) for n in range(10)])
        assert await early.drop_beyond(tx, 10) == 0
        assert await early.drop_beyond(tx, 3) == 7
        claimed = await early.claim(tx, "here", {str(n): b"hash" for n in range(10)})
    assert sorted(carrier_id for carrier_id, _, _ in claimed) == ["7", "8", "9"]


async def test_they_are_claimed_in_the_order_in_which_they_came(database: Database) -> None:
    said = [told(minutes=2), told(delivery=Delivery.UNDELIVERED, minutes=1)]
    async with database.transaction() as tx:
        await early.keep(tx, said)
        claimed = await early.claim(tx, "here", {"7": b"hash"})
    assert [delivery for _, delivery, _ in claimed] == [Delivery.UNDELIVERED, Delivery.DELIVERED]


async def test_what_is_told_of_another_number_is_another_message(database: Database) -> None:
    async with database.transaction() as tx:
        await early.keep(tx, [told(mobile=b"other")])
        assert await early.claim(tx, "here", {"7": b"hash"}) == []
        await early.keep(tx, [told(minutes=1)])
        assert len(await early.claim(tx, "here", {"7": b"hash"})) == 1
        assert await early.claim(tx, "here", {"7": b"other"}) == [], "the later one replaced it"
