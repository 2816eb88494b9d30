"""Pretend carriers for a house: one a carrier, each with the number that the edition gives it."""

from datetime import UTC, datetime

import pytest

from heyan.rules.editions import NATIONAL_2020, PILOT_2017
from heyan.rules.phone import Carrier
from heyan.sandbox.neighbours import pretend_carriers
from heyan.sandbox.phones import Phones
from tests.fakes.desks import loaded_dice


async def test_each_carrier_has_an_account_that_sends_from_its_fixed_number() -> None:
    now = datetime(2018, 9, 3, tzinfo=UTC)
    async with pretend_carriers(Phones(), lambda: now, loaded_dice()) as neighbours:
        accounts = {account.carrier: account for account in neighbours.accounts}
        assert set(accounts) == set(Carrier)
        for carrier, number in PILOT_2017.senders.items():
            assert number in (None, accounts[carrier].source_number)
        assert {account.protocol for account in accounts.values()} == {
            "cmpp3",
            "sgip",
            "smgp",
            "smpp",
        }
        assert len({account.port for account in accounts.values()}) == len(accounts)


@pytest.mark.rule("R14")
async def test_under_the_edition_of_the_nation_all_messages_come_from_one_number() -> None:
    now = datetime(2021, 3, 1, tzinfo=UTC)
    async with pretend_carriers(Phones(), lambda: now, loaded_dice(), NATIONAL_2020) as neighbours:
        assert [each.source_number for each in neighbours.accounts] == ["12381"] * len(Carrier)
