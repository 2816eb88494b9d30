from dataclasses import replace
from pathlib import Path

import pytest

from heyan.bench.ground import Place, open_ground
from heyan.store.database import connect


async def databases(server: str) -> set[str]:
    connection = await connect(server)
    rows = await connection.fetch("select datname from pg_database")
    await connection.close()
    return {row["datname"] for row in rows}


async def test_a_database_of_its_own_is_made_beside_the_others_and_goes(place: Place) -> None:
    server = str(place.server)
    before = await databases(server)
    async with open_ground(place, "7") as settings:
        name = str(settings.database_url).partition("?")[0].rpartition("/")[2]
        assert name.startswith("heyan_bench_7_")
        assert name in await databases(server)
        assert not settings.keys.exists()
    assert name not in await databases(server)
    assert before <= await databases(server) | before


async def test_a_server_of_its_own_is_kept_in_its_folder_with_its_databases(
    place: Place, tmp_path: Path
) -> None:
    kept = replace(place, server=None, folder=tmp_path / "ground")
    for found in (None, "cases"):
        async with open_ground(kept, "7") as settings:
            connection = await connect(str(settings.database_url))
            assert await connection.fetchval("select to_regclass('cases')::text") == found
            assert await connection.fetchval("show fsync") == "on"
            await connection.execute("create table if not exists cases ()")
            await connection.close()


@pytest.mark.parametrize("keeps", [True, False])
def test_only_what_lies_in_a_folder_is_kept(place: Place, tmp_path: Path, *, keeps: bool) -> None:
    server = None if keeps else "postgresql://db.example/heyan"
    assert replace(place, server=server, folder=tmp_path).keeps is keeps
