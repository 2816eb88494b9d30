import pytest

from heyan.bench.seeding import OtherSeed, seed
from heyan.bench.stage import Stage
from tests.bench.conftest import COUNT, OPEN


async def test_what_was_seeded_is_used_again_and_nothing_else_is(stage: Stage) -> None:
    await seed(stage.desk, stage.url, OPEN, COUNT)
    async with stage.desk.database.read() as tx:
        assert await tx.fetchval("select count(*) from cases") == OPEN
    with pytest.raises(OtherSeed):
        await seed(stage.desk, stage.url, OPEN + 1, COUNT)
