"""Proving the trail: whatever is done to it shows."""

import pytest

from heyan.casework import people
from heyan.casework.auditing import Proof, prove_trails
from heyan.casework.desk import Desk
from heyan.casework.intake import submit_filing
from heyan.rules.writing import plain
from tests.fakes.filings import new_filing

SWAP = (
    "update trail set seq = 100 where seq = 2; update trail set seq = 2 where seq = 3; "
    "update trail set seq = 3 where seq = 100"
)
INSERT = (
    "insert into trail select province, 7, number, provider, at, type, data, hash "
    "from trail where seq = 6"
)
TIANJIN = 120000
HEBEI = 130000

pytestmark = pytest.mark.rule("R30")


@pytest.fixture
async def trail(desk: Desk) -> Desk:
    """A desk with six entries in the trail of 天津, and one in that of 河北."""
    provider, _ = await people.add_provider(desk, "haihe-cloud")
    for n, province in enumerate((TIANJIN, TIANJIN, HEBEI)):
        document = plain(new_filing(reference=f"ORD-{n}", province=province))
        await submit_filing(desk, provider, document)
    return desk


async def proofs(desk: Desk) -> list[Proof]:
    return [proof async for proof in prove_trails(desk)]


async def test_a_trail_that_nobody_touched_is_whole(trail: Desk) -> None:
    tianjin, hebei = await proofs(trail)
    assert (tianjin.province, hebei.province) == (TIANJIN, HEBEI)
    assert tianjin.broken is hebei.broken is None
    assert tianjin.entries == 6
    assert hebei.entries >= 1


async def test_a_house_without_filings_has_nothing_to_prove(desk: Desk) -> None:
    assert await proofs(desk) == []


@pytest.mark.parametrize(
    ("deed", "broken"),
    [
        ("update trail set type = 'filing.approved' where seq = 3", 3),
        ("update trail set data = '{}' where seq = 4", 4),
        ("update trail set at = at - interval '1 hour' where seq = 1", 1),
        ("update trail set number = number + 1 where seq = 2", 2),
        ("update trail set provider = provider + 1 where seq = 6", 6),
        ("delete from trail where seq = 3", 3),
        ("delete from trail where seq = 6", 6),
        ("delete from trail", 1),
        (SWAP, 2),
        (INSERT, 7),
        ("update trail_heads set seq = 5", 6),
    ],
)
async def test_the_first_entry_that_does_not_follow_is_named(
    trail: Desk, deed: str, broken: int
) -> None:
    async with trail.database.transaction() as tx:
        await tx.execute("set local session_replication_role = replica")  # no trigger objects
        for statement in deed.split("; "):
            column = "where" if "where" not in statement else "and"
            suffix = f" {column} province = {TIANJIN}"
            await tx.execute(statement + suffix)
    tianjin, hebei = await proofs(trail)
    assert tianjin.broken == broken
    assert tianjin.entries == min(broken - 1, 6)
    assert hebei.broken is None
