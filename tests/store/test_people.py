"""Who is known, under which name, with which keys."""

from datetime import UTC, datetime

import pytest

from heyan.store import people
from heyan.store.database import Database, StoreError

NOW = datetime(2018, 9, 3, 1, 0, tzinfo=UTC)
TIANJIN = 120000


async def test_a_name_is_given_once(database: Database) -> None:
    async with database.transaction() as tx:
        first = await people.add_provider(tx, "海河云", NOW)
        assert await people.add_provider(tx, "海河云", NOW) is None
        other = await people.add_provider(tx, "河西云", NOW)
        assert await people.find_provider(tx, "河西云") == other
        assert await people.find_provider(tx, "无此云") is None
        listed = await people.list_providers(tx)
        assert await people.add_officer(tx, "周局", TIANJIN, NOW) is not None
        assert await people.add_officer(tx, "周局", TIANJIN, NOW) is None
    assert listed == {first: "海河云", other: "河西云"}


async def test_a_key_leads_to_whom_it_was_given(database: Database) -> None:
    async with database.transaction() as tx:
        provider = await people.add_provider(tx, "海河云", NOW)
        officer = await people.add_officer(tx, "周局", TIANJIN, NOW)
        await people.add_key(tx, "k1", b"one", NOW, provider=provider)
        await people.add_key(tx, "k2", b"two", NOW, officer=officer)
        ours, theirs = await people.find_key(tx, "k1"), await people.find_key(tx, "k2")
        assert await people.find_key(tx, "k3") is None
    assert ours is not None
    assert (ours["hash"], ours["provider_name"], ours["officer"]) == (b"one", "海河云", None)
    assert theirs is not None
    assert (theirs["officer_name"], theirs["province"], theirs["provider"]) == (
        "周局",
        TIANJIN,
        None,
    )


async def test_a_key_that_ended_serves_no_more(database: Database) -> None:
    async with database.transaction() as tx:
        provider = await people.add_provider(tx, "海河云", NOW)
        await people.add_key(tx, "k1", b"one", NOW, provider=provider)
        await tx.execute("update api_keys set ended_at = $1 where id = 'k1'", NOW)
        assert await people.find_key(tx, "k1") is None


async def test_a_key_of_nobody_cannot_be(database: Database) -> None:
    with pytest.raises(StoreError):
        async with database.transaction() as tx:
            await people.add_key(tx, "k1", b"one", NOW)
