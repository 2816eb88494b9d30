"""Links as they are told: the latest word stands, and goes with its process."""

from datetime import timedelta

from heyan.store import links
from heyan.store.database import Database
from heyan.store.links import LinkSeen
from tests.conftest import MORNING as NOW
from tests.fakes.links import told

LATER = NOW + timedelta(minutes=1)


async def test_the_latest_word_stands(database: Database) -> None:
    async with database.transaction() as tx:
        await links.put(tx, "a", [told("mobile/1"), told("mobile/2", latency=None)], NOW)
        await links.put(tx, "b", [told("mobile/1", state="resting")], NOW)
        await links.put(tx, "a", [told("mobile/1", state="closing")], LATER)
        assert await links.find_all(tx) == [
            LinkSeen(process="a", seen_at=LATER, link=told("mobile/1", state="closing")),
            LinkSeen(process="b", seen_at=NOW, link=told("mobile/1", state="resting")),
            LinkSeen(process="a", seen_at=NOW, link=told("mobile/2", latency=None)),
        ]


async def test_links_go_with_their_process_or_when_nobody_tells_of_them(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        await links.put(tx, "a", [told()], NOW)
        await links.put(tx, "b", [told()], LATER)
        await links.put(tx, "c", [told()], LATER)
        assert await links.drop_unseen(tx, LATER) == 1
        await links.drop_of(tx, "b")
        assert [seen.process for seen in await links.find_all(tx)] == ["c"]
