"""The trail: one line after another, in the order of commits, each bound to the one before."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from heyan.rules.calendar import BEIJING
from heyan.rules.events import Event, FilingRejected, FilingVerified, FilingWithdrawn
from heyan.rules.ids import CaseId
from heyan.store import standings, trail
from heyan.store.chain import Linker, beginning, plain_link
from heyan.store.database import Database
from heyan.store.faults import StoreFault
from heyan.store.standings import Outcome
from heyan.store.trail import Entry, Happened

TIANJIN, HEBEI = 120000, 130000
NOW = datetime(2018, 9, 3, 1, 0, tzinfo=UTC)
OURS, THEIRS = 1, 2

LINKER = Linker(b"the house's own key of thirty-two")

pytestmark = pytest.mark.rule("R30")


def happened(number: int, event: Event, *, provider: int = OURS) -> Happened:
    return Happened(CaseId(TIANJIN, number), provider, event)


def rejected(number: int) -> Happened:
    return replace(happened(number, FilingRejected("网站无内容")), sealed={"reason": "Ym94"})


async def append(database: Database, *what: Happened, province: int = TIANJIN) -> None:
    async with database.chained_by(LINKER).transaction() as tx:
        await standings.write(tx, Outcome(province, NOW, happened=what))


async def whole(database: Database, province: int = TIANJIN) -> list[Entry]:
    async with database.read() as tx:
        return await trail.stretch(tx, province, 0, 1000)


def follows(entries: list[Entry], province: int = TIANJIN) -> bool:
    link = beginning(province)
    for seq, entry in enumerate(entries, 1):
        link = LINKER.link(link, entry.covered())
        if (entry.seq, entry.hash) != (seq, link):
            return False
    return True


async def test_the_history_of_a_case_is_told_in_the_order_of_the_trail(database: Database) -> None:
    verified = FilingVerified()
    await append(database, *(happened(number, verified) for number in (9, 7, 8, 9, 7)))
    await append(database, *(happened(number, verified) for number in range(100, 400)))
    async with database.transaction() as tx:
        await tx.execute("analyze trail")  # found by its index, what was told last comes first
        entries = await trail.of_case(tx, CaseId(TIANJIN, 7))
        assert [(entry.seq, entry.number) for entry in entries] == [(2, 7), (5, 7)]
        assert await trail.of_case(tx, CaseId(HEBEI, 7)) == []


async def test_what_is_written_comes_back_as_it_was_told(database: Database) -> None:
    await append(database, happened(7, FilingVerified()), rejected(7))
    first, second = await whole(database)
    assert (first.number, first.provider, first.at) == (7, OURS, NOW)
    assert (second.type, second.data) == ("filing.rejected", {"reason": {"sealed": "Ym94"}})


async def test_the_head_remembers_the_last_entry_and_each_follows_from_the_one_before(
    database: Database,
) -> None:
    for number in range(3):
        await append(database, happened(number, FilingVerified()), happened(9, FilingVerified()))
    entries = await whole(database)
    assert follows(entries)
    async with database.read() as tx:
        assert await trail.heads(tx) == [(TIANJIN, 6, entries[-1].hash)]


async def test_a_deed_that_is_undone_leaves_no_gap(database: Database) -> None:
    await append(database, happened(1, FilingVerified()))
    with pytest.raises(ZeroDivisionError):
        async with database.chained_by(LINKER).transaction() as tx:
            await standings.write(
                tx, Outcome(TIANJIN, NOW, happened=[happened(2, FilingVerified())])
            )
            raise ZeroDivisionError
    await append(database, happened(3, FilingVerified()))
    entries = await whole(database)
    assert [entry.number for entry in entries] == [1, 3]
    assert follows(entries)


async def test_those_who_write_at_once_stand_in_one_row(database: Database) -> None:
    await asyncio.gather(*(append(database, happened(n, FilingVerified())) for n in range(24)))
    entries = await whole(database)
    assert follows(entries)
    assert sorted(entry.number for entry in entries) == list(range(24))


async def test_provinces_have_trails_of_their_own(database: Database) -> None:
    await append(database, happened(1, FilingVerified()))
    await append(database, happened(1, FilingVerified()), province=HEBEI)
    (here,), (there,) = await whole(database), await whole(database, HEBEI)
    assert (here.seq, there.seq) == (1, 1)
    assert here.hash != there.hash
    assert follows([there], HEBEI)


async def test_nothing_that_happened_holds_nobody_up(database: Database) -> None:
    await append(database)
    async with database.read() as tx:
        assert await trail.heads(tx) == []


@pytest.mark.rule("R27")
async def test_a_provider_reads_its_own_entries_on_from_where_it_was(database: Database) -> None:
    await append(
        database,
        happened(1, FilingVerified()),
        happened(2, FilingVerified(), provider=THEIRS),
        happened(1, FilingWithdrawn()),
        happened(3, FilingVerified()),
    )
    async with database.read() as tx:
        first = await trail.of_provider(tx, TIANJIN, OURS, 0, 2)
        rest = await trail.of_provider(tx, TIANJIN, OURS, first[-1].seq, 2)
        history = await trail.of_case(tx, CaseId(TIANJIN, 1))
    assert [entry.seq for entry in first + rest] == [1, 3, 4]
    assert [entry.type for entry in history] == ["filing.verified", "filing.withdrawn"]


ENTRY = Entry(TIANJIN, 5, 7, OURS, NOW, "filing.rejected", {"reason": "网站无内容"}, b"")


@pytest.mark.parametrize(
    "changed",
    [
        replace(ENTRY, province=HEBEI),
        replace(ENTRY, seq=6),
        replace(ENTRY, number=8),
        replace(ENTRY, provider=THEIRS),
        replace(ENTRY, at=NOW + timedelta(microseconds=1)),
        replace(ENTRY, type="filing.approved"),
        replace(ENTRY, data={"reason": "网站无内容。"}),
    ],
)
def test_whatever_is_changed_changes_the_link(changed: Entry) -> None:
    assert LINKER.link(b"before", changed.covered()) != LINKER.link(b"before", ENTRY.covered())
    assert plain_link(b"before", changed.covered()) != plain_link(b"before", ENTRY.covered())


def test_the_link_binds_to_what_came_before_and_to_no_time_zone() -> None:
    link = LINKER.link(b"before", ENTRY.covered())
    assert link != LINKER.link(b"other", ENTRY.covered())
    elsewhere = replace(ENTRY, at=NOW.astimezone(BEIJING))
    assert LINKER.link(b"before", elsewhere.covered()) == link


async def test_nothing_is_appended_where_nobody_has_said_how_it_is_chained(
    database: Database,
) -> None:
    await append(database, happened(1, FilingVerified()))
    async with database.transaction() as tx:  # over the connection that the append has left
        with pytest.raises(LookupError, match="how the trails of this database are chained"):
            await standings.write(
                tx, Outcome(TIANJIN, NOW, happened=[happened(2, FilingVerified())])
            )


async def test_what_is_personal_of_an_event_never_stands_in_the_trail_in_clear(
    database: Database,
) -> None:
    with pytest.raises(LookupError, match="reason is not sealed") as fault:
        await append(database, happened(7, FilingRejected("李海的证件已过期")))
    assert "李海" not in str(fault.value)
    assert await whole(database) == []


@pytest.mark.parametrize(
    "deed",
    [
        "update trail set at = at",
        "update trail set seq = seq where false",
        "delete from trail where seq = 2",
        "truncate trail",
        "insert into trail select * from trail on conflict (province, seq) do update set seq = 3",
        "delete from trail_heads",
        "truncate trail_heads",
    ],
)
async def test_the_database_itself_refuses_to_have_the_trail_rewritten(
    database: Database, deed: str
) -> None:
    await append(database, happened(1, FilingVerified()), happened(2, FilingWithdrawn()))
    stood = await whole(database)
    with pytest.raises(StoreFault, match=r"ObjectNotInPrerequisiteState.*, table trail"):
        async with database.transaction() as tx:
            await tx.execute(deed)
    assert await whole(database) == stood
    await append(database, happened(3, FilingVerified()))
    assert [entry.seq for entry in await whole(database)] == [1, 2, 3]
