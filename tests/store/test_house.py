"""What the house remembers of itself."""

from heyan.store import house
from heyan.store.database import Database


async def test_what_is_remembered_once_stays_until_it_is_replaced(database: Database) -> None:
    async with database.transaction() as tx:
        assert await house.read_fact(tx, "key ring") is None
        assert await house.keep_fact(tx, "key ring", "first") == "first"
        assert await house.keep_fact(tx, "key ring", "second") == "first"
        await house.replace_fact(tx, "key ring", {"turned": 1.5})
        assert await house.read_fact(tx, "key ring") == {"turned": 1.5}


async def test_an_object_that_is_remembered_grows_and_shrinks(database: Database) -> None:
    async with database.transaction() as tx:
        await house.take_from_fact(tx, "ring keys", ["nothing is there yet"])
        await house.add_to_fact(tx, "ring keys", {"codes-1": "a", "data-1": "b"})
        await house.add_to_fact(tx, "ring keys", {"codes-2": "c"})
        await house.take_from_fact(tx, "ring keys", ["codes-1", "web-9"])
        assert await house.read_fact(tx, "ring keys") == {"data-1": "b", "codes-2": "c"}
