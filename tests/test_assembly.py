"""The assembly: a desk is opened on its database, with the key ring that belongs to it."""

from dataclasses import replace
from pathlib import Path

import pytest

from heyan.assembly import open_desk
from heyan.casework import people
from heyan.keys.ring import BadRing
from heyan.settings import Settings
from heyan.settings.accounts import read_accounts


def settings_at(home: Path, database_url: str, **more: str) -> Settings:
    environ = {"HEYAN_HOME": str(home), "HEYAN_DATABASE_URL": database_url, "HEYAN_POOL_SIZE": "2"}
    return Settings.read(environ | more)


async def test_an_empty_database_is_brought_up_to_date_and_gets_a_ring(
    empty_url: str, tmp_path: Path
) -> None:
    async with open_desk(settings_at(tmp_path, empty_url)) as desk:
        provider, _ = await people.add_provider(desk, "海河云")
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
    async with open_desk(settings_at(tmp_path, empty_url)) as desk:
        assert await people.provider_named(desk, "海河云") == provider


async def test_a_database_refuses_another_key_ring(database_url: str, tmp_path: Path) -> None:
    async with open_desk(settings_at(tmp_path / "one", database_url)):
        pass
    with pytest.raises(BadRing, match="none at"):
        async with open_desk(settings_at(tmp_path / "two", database_url)):
            pass
    async with open_desk(settings_at(tmp_path / "one", database_url)):
        pass


async def test_only_the_sandbox_can_be_turned(database_url: str, tmp_path: Path) -> None:
    async with open_desk(settings_at(tmp_path, database_url)) as desk:
        assert not desk.sandbox
    async with open_desk(settings_at(tmp_path, database_url, HEYAN_MODE="sandbox")) as desk:
        assert desk.sandbox


@pytest.mark.rule("R15")
async def test_who_signs_is_a_setting_of_the_house_and_of_each_account(
    database_url: str, tmp_path: Path
) -> None:
    tables = {
        name: {
            "carrier": "mobile", "protocol": "cmpp3", "host": "127.0.0.1", "port": 1,
            "account": "900001", "password": "x", "source_number": "1", "service_id": "ICP",
            "signature": name,
        }
        for name in ("ours", "carrier", "house")
    }  # fmt: skip
    accounts = read_accounts(tables, {})
    settings = replace(settings_at(tmp_path, database_url), carriers=accounts)
    async with open_desk(settings) as desk:
        assert desk.signed_by_carrier == {"carrier"}
    async with open_desk(replace(settings, signature="carrier")) as desk:
        assert desk.signed_by_carrier == {"carrier", "house"}
