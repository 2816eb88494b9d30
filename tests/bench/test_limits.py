import pytest

from heyan.bench import limits
from heyan.bench.limits import Call, NoPgbench, environment_of, paced_of, timed_of
from heyan.store.database import connect


def test_nothing_secret_stands_among_a_programs_arguments() -> None:
    url = "postgresql://heyan:secret@db.example:5433/heyan_bench?sslmode=require"
    assert environment_of(url) == {
        "PGHOST": "db.example",
        "PGPORT": "5433",
        "PGUSER": "heyan",
        "PGPASSWORD": "secret",
        "PGDATABASE": "heyan_bench",
        "PGSSLMODE": "require",
    }
    told = environment_of("postgresql://heyan@/heyan?host=/run/postgresql")
    assert told == {"PGHOST": "/run/postgresql", "PGUSER": "heyan", "PGDATABASE": "heyan"}


async def test_what_pgbench_complains_of_is_said(database_url: str) -> None:
    with pytest.raises(NoPgbench, match="nothing_of_the_kind"):
        await limits.run(database_url, "nothing_of_the_kind", 4)


def test_a_client_s_first_call_is_not_timed() -> None:
    calls = [Call(0, 0.5, 0.5), Call(0, 1.0, 1.0), *(Call(n, 0.1, 1.0 + n / 10) for n in (1, 2))]
    timed = timed_of(calls)
    assert timed.count == len(calls)
    assert timed.rate == pytest.approx(10)
    assert timed.each == [0.1, 0.1]


def test_of_a_round_with_one_call_of_each_client_all_is_timed() -> None:
    timed = timed_of([Call(0, 0.5, 0.5), Call(0, 0.5, 1.0)])
    assert timed.rate == pytest.approx(2)
    assert timed.each == [0.5, 0.5]


def test_at_a_rate_what_was_due_before_all_had_planned_is_left_out() -> None:
    planned = [Call(0, 0.2, 0.2), Call(0, 0.5, 0.5)]
    late = Call(1, 0.3, 0.6)  # due at 0.3, and waited for a client that still planned
    timed = paced_of([*planned, late, Call(1, 0.1, 0.7), Call(2, 0.1, 0.8)])
    assert timed.each == [0.1, 0.1]
    assert timed.rate == pytest.approx(10)
    assert paced_of(planned).each == [0.2, 0.5]


async def test_calls_at_a_rate_are_all_made(database_url: str) -> None:
    connection = await connect(database_url)
    try:
        await connection.execute("create table called (place bigint)")
        await connection.execute(
            "create function call_it(bigint) returns void language sql "
            "as 'insert into called values ($1)'"
        )
        timed = await limits.run(database_url, "call_it", 40, clients=4, rate=100)
        places = await connection.fetch("select distinct place from called")
    finally:
        await connection.close()
    assert len(places) == 40
    assert 0 < timed.count <= 40
    assert timed.rate < 1_000  # and not as quickly as can be
