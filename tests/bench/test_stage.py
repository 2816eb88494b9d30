"""The stage looks as a house would: what is found and opened there is as intake made it."""

from datetime import timedelta

from heyan.bench.crowd import row_of
from heyan.bench.ground import Place
from heyan.bench.stage import DUE, Scale, Stage, open_stages
from heyan.bench.verify import answer_some
from heyan.casework.desk import PROVINCES
from heyan.rules.ids import CaseId
from heyan.store import cases
from heyan.store.database import connect
from tests.bench.conftest import COUNT, OPEN

COUNTS = {
    "select count(*) from cases where state = 'verifying'": 1,
    "select count(*) from challenges where state = 'open'": 1,
    "select count(*) from messages where state = 'delivered'": 1,
    "select count(*) from filings": 1,
    "select count(*) from submissions where reference is not null": 1,
    "select count(*) from trail": 3,
}
GUESSES = "select count(*) from guesses"


async def test_so_many_cases_are_open_and_those_that_are_worked_can_be_read(stage: Stage) -> None:
    async with stage.desk.database.read() as tx:
        for count, each in COUNTS.items():
            assert await tx.fetchval(count) == OPEN * each, count
        guessed_at = await tx.fetchval(GUESSES)
        assert OPEN <= 10 * guessed_at <= OPEN + 10 * len(PROVINCES)  # one in ten of each province
        for person in stage.crowd:
            found = await cases.find(
                tx, stage.desk.sealer, person.case.province, [person.case.number]
            )
            (challenge,) = found[person.case.number].case.challenges
            assert challenge.mobile == person.given.mobile
            assert challenge.tails == {person.given.tail}
    assert len({person.case for person in stage.crowd}) == COUNT


async def test_keys_indexes_and_triggers_are_all_there_again(
    stage: Stage, database_url: str
) -> None:
    listing = "select indexdef from pg_indexes where schemaname = 'public' order by 1"
    fresh = await connect(database_url)
    wanted = [row["indexdef"] for row in await fresh.fetch(listing)]
    await fresh.close()
    async with stage.desk.database.read() as tx:
        there = [row["indexdef"] for row in await tx.fetch(listing)]
        foreign = await tx.fetchval("select count(*) from pg_constraint where contype = 'f'")
        asleep = await tx.fetchval("select count(*) from pg_trigger where tgenabled <> 'O'")
    assert [each for each in there if "bench_" not in each] == wanted
    assert foreign > 0
    assert asleep == 0


async def test_what_a_round_did_is_undone_before_the_next(stage: Stage) -> None:
    at_first = await _picture(stage)
    await answer_some(stage.desk, stage.crowd, COUNT)
    assert await _picture(stage) != at_first
    await stage.set()
    assert await _picture(stage) == at_first


async def _picture(stage: Stage) -> list[object]:
    async with stage.desk.database.read() as tx:
        counts = [await tx.fetchval(count) for count in (*COUNTS, GUESSES)]
        return [*counts, *await tx.fetch("select * from trail_heads order by province")]


async def test_what_is_due_is_half_over_and_half_to_be_sent_again(row: Stage) -> None:
    await row.set(DUE)
    now = row.desk.clock()
    async with row.desk.database.read() as tx:
        due = await tx.fetch("select opened_at from cases where due_at <= $1", now)
    over = [row for row in due if row["opened_at"] < now - timedelta(hours=48)]
    assert (len(due), len(over)) == (COUNT, COUNT // 2)


async def test_a_round_works_what_it_was_asked_for_in_that_order(row: Stage) -> None:
    async with row.desk.database.read() as tx:
        turns = await tx.fetch(
            "select province, number from bench_round join bench_live using (i) order by turn"
        )
    worked = [CaseId(each["province"], each["number"]) for each in turns]
    assert worked == [person.case for person in row.crowd] == list(row_of(OPEN, COUNT))


async def test_what_a_short_round_leaves_out_is_not_due(place: Place) -> None:
    async with open_stages(place, Scale((COUNT, 2 * COUNT), 2 * COUNT, 1, choose=row_of)) as (
        _,
        large,
    ):
        await large.set(DUE)
        async with large.desk.database.read() as tx:
            due = await tx.fetchval(
                "select count(*) from cases where due_at <= $1", large.desk.clock()
            )
    assert due == len(large.crowd) == COUNT
