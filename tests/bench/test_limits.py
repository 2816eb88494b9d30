import pytest

from heyan.bench import limits
from heyan.bench.limits import NoPgbench, environment_of


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
