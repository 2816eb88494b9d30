"""Who may ask, by a key that is told once and kept as a hash."""

import re

import pytest

from heyan.casework import people
from heyan.casework.desk import Desk
from heyan.casework.people import Officer, Provider, whose_key
from heyan.rules.refusals import NameTaken, NoSuchProvider
from tests.fakes.filings import TIANJIN


async def test_a_key_says_who_asks(desk: Desk) -> None:
    provider, key = await people.add_provider(desk, "海河云")
    officer, other = await people.add_officer(desk, "周局", TIANJIN)
    assert await whose_key(desk, key) == provider == Provider(provider.id, "海河云")
    assert await whose_key(desk, other) == officer == Officer(officer.id, "周局", TIANJIN)
    assert re.fullmatch(r"hy_[0-9a-f]{12}_[A-Za-z0-9_-]{32}", key)


async def test_a_key_that_is_not_whole_is_nobodys(desk: Desk) -> None:
    _, key = await people.add_provider(desk, "海河云")
    _, other = await people.add_provider(desk, "河西云")
    mixed = key[:16] + other[16:]
    last = "A" if key[-1] != "A" else "B"
    wrong = ["", "hy_", key[:-1], f"{key}A", key[:-1] + last, f" {key}", f"{key}\n", key.upper()]
    for attempt in [*wrong, mixed, "hy_" + "0" * 12 + "_" + "A" * 32]:
        assert await whose_key(desk, attempt) is None


async def test_a_provider_may_have_several_keys(desk: Desk) -> None:
    provider, first = await people.add_provider(desk, "海河云")
    second = await people.new_key(desk, "海河云")
    assert first != second
    for key in (first, second):
        assert await whose_key(desk, key) == provider
    assert await people.provider_named(desk, "海河云") == provider


async def test_names_are_given_once_and_unknown_ones_are_refused(desk: Desk) -> None:
    await people.add_provider(desk, "海河云")
    await people.add_officer(desk, "周局", TIANJIN)
    with pytest.raises(NameTaken):
        await people.add_provider(desk, "海河云")
    with pytest.raises(NameTaken):
        await people.add_officer(desk, "周局", TIANJIN)
    with pytest.raises(NoSuchProvider):
        await people.new_key(desk, "无此云")
    with pytest.raises(NoSuchProvider):
        await people.provider_named(desk, "无此云")


async def test_the_database_does_not_hold_a_key(desk: Desk) -> None:
    _, key = await people.add_provider(desk, "海河云")
    async with desk.database.read() as tx:
        (row,) = await tx.fetch("select * from api_keys")
    secret = key.rpartition("_")[2]
    assert secret.encode() not in row["hash"]
    assert not any(secret in str(value) for value in row.values())
