import pytest

from heyan.bench import limits
from heyan.bench.limits import Call, NoPgbench, environment_of, timed_of


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
