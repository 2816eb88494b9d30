import pytest

from heyan.bench.crowd import PROVINCES
from heyan.bench.seeding import OtherSeed, seed
from heyan.bench.stage import Stage
from heyan.store.database import StoreError
from tests.bench.conftest import COUNT, OPEN


async def test_what_was_seeded_is_used_again_and_nothing_else_is(stage: Stage) -> None:
    await seed(stage.desk, stage.url, OPEN, COUNT, len(PROVINCES))
    async with stage.desk.database.read() as tx:
        assert await tx.fetchval("select count(*) from cases") == OPEN
    with pytest.raises(OtherSeed):
        await seed(stage.desk, stage.url, OPEN + 1, COUNT, len(PROVINCES))


async def test_what_an_older_release_seeded_otherwise_is_not_used(stage: Stage) -> None:
    async with stage.desk.database.transaction() as tx:
        await tx.execute("update house set value = value - 4 where name = 'bench'")
    with pytest.raises(OtherSeed, match="another folder"):
        await seed(stage.desk, stage.url, OPEN, COUNT, len(PROVINCES))


async def test_a_seeding_that_was_broken_off_is_said_so(stage: Stage) -> None:
    async with stage.desk.database.transaction() as tx:
        await tx.execute("delete from house where name = 'bench'")  # as if nothing were seeded
    with pytest.raises(StoreError):  # its first table is there already, and it ends half-way
        await seed(stage.desk, stage.url, OPEN, COUNT, len(PROVINCES))
    with pytest.raises(OtherSeed, match="broken off"):
        await seed(stage.desk, stage.url, OPEN, COUNT, len(PROVINCES))
