"""What somebody with all rights over the database can do to a trail, and what the house sees."""

from dataclasses import replace

from heyan.casework import people
from heyan.casework.desk import Desk
from heyan.casework.filings.intake import submit_filing
from heyan.casework.keeping.auditing import Proof, prove_trails
from heyan.rules.writing import plain
from heyan.store import trail as store
from heyan.store.chain import beginning, plain_link
from tests.fakes.filings import new_filing
from tests.fakes.tables import unlock_trail

TIANJIN = 120000
HEBEI = 130000


async def begin_trails(desk: Desk) -> None:
    """Make six entries in the trail of 天津, and some in that of 河北."""
    provider, _ = await people.add_provider(desk, "haihe-cloud")
    for n, province in enumerate((TIANJIN, TIANJIN, HEBEI)):
        document = plain(new_filing(reference=f"ORD-{n}", province=province))
        await submit_filing(desk, provider, document)


async def proofs(desk: Desk) -> list[Proof]:
    return [proof async for proof in prove_trails(desk)]


async def meddle(desk: Desk, *statements: str) -> None:
    """Do to the trail of 天津 what someone with all rights can do."""
    async with desk.database.transaction() as tx:
        await unlock_trail(tx)
        for statement in statements:
            word = "and" if " where " in statement else "where"
            await tx.execute(f"{statement} {word} province = {TIANJIN}")


async def chain_anew(desk: Desk, frm: int, last: int = 6, *, provider: int | None = None) -> None:
    """Chain the trail of 天津 anew from an entry on, as one can without the key, and its end.

    So did older releases; so can whoever has all rights over the database, after a change.
    """
    async with desk.database.transaction() as tx:
        await unlock_trail(tx)
        await tx.execute("delete from trail where province = $1 and seq > $2", TIANJIN, last)
        link = beginning(TIANJIN)
        for entry in await store.stretch(tx, TIANJIN, 0, 100):
            forged = entry
            if entry.seq == frm and provider is not None:
                forged = replace(entry, provider=provider)
            link = plain_link(link, forged.covered()) if entry.seq >= frm else entry.hash
            await tx.execute(
                "update trail set provider = $3, hash = $4 where province = $1 and seq = $2",
                TIANJIN, entry.seq, forged.provider, link,
            )  # fmt: skip
        await tx.execute(
            "update trail_heads set seq = $2, hash = $3 where province = $1", TIANJIN, last, link
        )


async def file_later(desk: Desk, reference: str = "LATER") -> None:
    """Three more entries in the trail of 天津."""
    provider = await people.provider_named(desk, "haihe-cloud")
    await submit_filing(desk, provider, plain(new_filing(reference=reference)))


async def bring_back(desk: Desk, last: int) -> None:
    """Cut the trail of 天津 off after an entry that was once its last, and move its end there."""
    async with desk.database.transaction() as tx:
        await unlock_trail(tx)
        await tx.execute("delete from trail where province = $1 and seq > $2", TIANJIN, last)
        await tx.execute(
            "update trail_heads h set seq = t.seq, hash = t.hash from trail t "
            "where h.province = $1 and t.province = $1 and t.seq = $2", TIANJIN, last
        )  # fmt: skip
