"""Proving the trail: whatever is done to it shows."""

import pytest

from heyan.casework.desk import Desk
from heyan.casework.keeping.auditing import Anchor, Broken, find_ends, find_open_locks, prove_trails
from tests.casework.trails import (
    HEBEI,
    TIANJIN,
    begin_trails,
    bring_back,
    chain_anew,
    file_later,
    meddle,
    proofs,
)

SWAP = (
    "update trail set seq = 100 where seq = 2; update trail set seq = 2 where seq = 3; "
    "update trail set seq = 3 where seq = 100"
)
INSERT_AT = "insert into trail select province,"
COPIED = ", number, provider, at, type, data, hash from trail where seq = 6"
INSERT = (
    "insert into trail select province, 7, number, provider, at, type, data, hash "
    "from trail where seq = 6"
)
HUGE = "update trail set data = '{\"n\": 123456789012345678901234567890}' where seq = 2"
DEEP = "update trail set data = (repeat('[', 3000) || repeat(']', 3000))::jsonb where seq = 3"
DROPPED, MADE = "drop trigger trail_kept on trail", "create trigger trail_kept"
REFUSES = "for each statement execute function refuse_to_rewrite()"
NEVER = "for each statement when (false) execute function refuse_to_rewrite()"
LENIENT = (
    "create or replace function refuse_to_rewrite() returns trigger language plpgsql as "
    "$$ begin return null; end $$"
)

pytestmark = pytest.mark.rule("R30")


@pytest.fixture
async def trail(desk: Desk) -> Desk:
    """A desk with six entries in the trail of 天津, and one in that of 河北."""
    await begin_trails(desk)
    return desk


async def test_a_trail_that_nobody_touched_is_whole(trail: Desk) -> None:
    tianjin, hebei = await proofs(trail)
    assert (tianjin.province, hebei.province) == (TIANJIN, HEBEI)
    assert tianjin.broken is hebei.broken is None
    assert tianjin.entries == 6
    assert hebei.entries >= 1


async def test_a_house_without_filings_has_nothing_to_prove(desk: Desk) -> None:
    assert await proofs(desk) == []


@pytest.mark.parametrize(
    ("deed", "broken", "how"),
    [
        ("update trail set type = 'filing.approved' where seq = 3", 3, Broken.CHANGED),
        ("update trail set data = '{}' where seq = 4", 4, Broken.CHANGED),
        ("update trail set at = at - interval '1 hour' where seq = 1", 1, Broken.CHANGED),
        ("update trail set number = number + 1 where seq = 2", 2, Broken.CHANGED),
        ("update trail set provider = provider + 1 where seq = 6", 6, Broken.CHANGED),
        ("update trail set hash = '\\x00' where seq = 5", 5, Broken.CHANGED),
        ("delete from trail where seq = 3", 3, Broken.MISSING),
        ("delete from trail where seq = 6", 6, Broken.CUT_OFF),
        ("delete from trail where seq > 2", 3, Broken.CUT_OFF),
        ("delete from trail", 1, Broken.CUT_OFF),
        (SWAP, 2, Broken.CHANGED),
        (INSERT, 7, Broken.CHANGED),
        (f"{INSERT_AT} 0 {COPIED}", 0, Broken.PUT_IN),
        (f"{INSERT_AT} -9 {COPIED}", -9, Broken.PUT_IN),
        (f"{INSERT_AT} {-(2**63)} {COPIED}", -(2**63), Broken.PUT_IN),
        (f"{INSERT_AT} {2**63 - 1} {COPIED}", 7, Broken.MISSING),
        (f"{INSERT_AT} 99 {COPIED}", 7, Broken.MISSING),
        ("update trail set at = '4713-01-01 BC' where seq = 4", 4, Broken.CHANGED),
        ("update trail set at = '294276-12-31' where seq = 1", 1, Broken.CHANGED),
        ("update trail set at = 'infinity' where seq = 6", 6, Broken.CHANGED),
        (HUGE, 2, Broken.CHANGED),
        (DEEP, 3, Broken.CHANGED),
        ("update trail_heads set seq = 5", 6, Broken.PUT_IN),
        ("update trail_heads set seq = 7", 7, Broken.CUT_OFF),
        ("update trail_heads set hash = '\\x00'", 6, Broken.END_MOVED),
        ("delete from trail_heads", 1, Broken.PUT_IN),
    ],
)
async def test_the_first_entry_that_does_not_follow_is_named(
    trail: Desk, deed: str, broken: int, how: Broken
) -> None:
    await meddle(trail, *deed.split("; "))
    tianjin, hebei = await proofs(trail)
    assert (tianjin.province, tianjin.broken, tianjin.how) == (TIANJIN, broken, how)
    assert hebei.broken is None


@pytest.mark.parametrize("frm", [1, 2, 4, 6])
async def test_a_trail_that_somebody_without_the_key_made_anew_shows_from_there_on(
    trail: Desk, frm: int
) -> None:
    await chain_anew(trail, frm, provider=99)
    await file_later(trail)  # the house itself goes on from the forged end
    tianjin, hebei = await proofs(trail)
    assert (tianjin.broken, tianjin.how) == (frm, Broken.UNKEYED)
    assert hebei.broken is None


@pytest.mark.parametrize("last", [1, 5])
async def test_an_earlier_end_that_was_brought_back_shows_against_what_was_written_down(
    trail: Desk, last: int
) -> None:
    anchors = await find_ends(trail)
    await bring_back(trail, last)
    assert [proof.broken for proof in await proofs(trail)] == [None, None]
    tianjin, hebei = [proof async for proof in prove_trails(trail, anchors)]
    assert (tianjin.broken, tianjin.how) == (last + 1, Broken.CUT_OFF)
    assert hebei.broken is None


async def test_what_the_house_went_on_with_from_there_is_not_what_was_written_down(
    trail: Desk,
) -> None:
    anchors = await find_ends(trail)
    await bring_back(trail, 3)
    await file_later(trail)
    tianjin, _ = [proof async for proof in prove_trails(trail, anchors)]
    assert (tianjin.broken, tianjin.how) == (6, Broken.REWRITTEN)


async def test_a_trail_that_has_grown_since_stands_against_every_older_end(trail: Desk) -> None:
    anchors = await find_ends(trail)
    await file_later(trail)
    anchors += await find_ends(trail)
    proved = [proof async for proof in prove_trails(trail, anchors)]
    assert [proof.broken for proof in proved] == [None, None]
    assert proved[0].entries == 9


async def test_a_province_that_is_gone_altogether_is_missed_by_whoever_wrote_its_end_down(
    trail: Desk,
) -> None:
    anchors = await find_ends(trail)
    await meddle(trail, "delete from trail", "delete from trail_heads")
    assert [proof.broken for proof in await proofs(trail)] == [None, None]
    tianjin, _ = [proof async for proof in prove_trails(trail, anchors)]
    assert (tianjin.province, tianjin.broken, tianjin.how) == (TIANJIN, 1, Broken.CUT_OFF)


@pytest.mark.parametrize(
    ("deed", "how"),
    [
        ("update trail set hash = null where seq = 3", Broken.CHANGED),
        ("update trail set number = null where seq = 3", Broken.CHANGED),
        ("update trail set type = null where seq = 3", Broken.CHANGED),
        ("update trail set data = null where seq = 3", Broken.CHANGED),
        ("update trail set at = null where seq = 3", Broken.CHANGED),
        ("update trail set provider = null where seq = 3", Broken.CHANGED),
        ("update trail_heads set seq = null", Broken.END_MOVED),
        ("update trail_heads set hash = null", Broken.END_MOVED),
        ("update trail_heads set province = null", Broken.PUT_IN),
    ],
)
async def test_what_is_not_there_at_all_is_named_too_and_hides_no_other_province(
    trail: Desk, deed: str, how: Broken
) -> None:
    async with trail.database.transaction() as tx:
        for table, key in (("trail", "trail_pkey"), ("trail_heads", "trail_heads_pkey")):
            await tx.execute(f"alter table {table} drop constraint {key}")
        for column in ("seq", "number", "provider", "at", "type", "data", "hash"):
            await tx.execute(f"alter table trail alter {column} drop not null")
        for column in ("province", "seq", "hash"):
            await tx.execute(f"alter table trail_heads alter {column} drop not null")
        await tx.execute("alter table trail add column more integer")
    await meddle(trail, deed)
    tianjin, hebei = await proofs(trail)
    assert tianjin.how is how
    assert hebei.broken is None


@pytest.mark.parametrize(
    ("deeds", "off"),
    [
        (["alter table trail disable trigger trail_kept"], ["trail_kept"]),
        (["alter table trail enable replica trigger trail_kept"], ["trail_kept"]),
        (["alter table trail enable always trigger trail_kept"], []),
        (["drop trigger trail_heads_kept on trail_heads"], ["trail_heads_kept"]),
        ([DROPPED, f"{MADE} before truncate on trail {REFUSES}"], ["trail_kept"]),
        ([DROPPED, f"{MADE} after update or delete or truncate on trail {REFUSES}"],
         ["trail_kept"]),
        ([DROPPED, f"{MADE} before update of at or delete or truncate on trail {REFUSES}"],
         ["trail_kept"]),
        ([DROPPED, f"{MADE} before update or delete or truncate on trail {NEVER}"],
         ["trail_kept"]),
        ([DROPPED, f"{MADE} before update or delete or truncate on trail {REFUSES}"], []),
        ([LENIENT], ["trail_heads_kept", "trail_kept"]),
        (["create table above (like trail)", "alter table trail inherit above"], ["trail_kept"]),
    ],
)  # fmt: skip
async def test_a_lock_that_is_not_as_it_was_made_is_off(
    desk: Desk, deeds: list[str], off: list[str]
) -> None:
    assert await find_open_locks(desk) == []
    async with desk.database.transaction() as tx:
        for deed in deeds:
            await tx.execute(deed)
    assert await find_open_locks(desk) == off


@pytest.mark.parametrize("line", ["", "120000 6", "120000 six ab", "120000 6 xyz", "1 2 ab 3"])
def test_what_is_no_end_is_not_taken_for_one(line: str) -> None:
    assert Anchor.read(line) is None


def test_an_end_is_read_as_it_is_printed() -> None:
    anchor = Anchor(TIANJIN, 6, bytes(range(32)))
    assert Anchor.read(str(anchor)) == anchor
