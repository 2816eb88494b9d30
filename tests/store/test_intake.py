"""What intake looks up beside cases."""

from datetime import timedelta

import pytest

from heyan.casework.desk import Desk
from heyan.rules.phone import Carrier
from heyan.store import intake
from heyan.store.database import Database
from heyan.store.intake import GivenAnswer
from tests.conftest import MORNING as NOW
from tests.fakes.filings import TIANJIN, new_filing
from tests.fakes.journeys import Journey, begin, case_id

WEEK = timedelta(days=7)


@pytest.fixture
async def journey(desk: Desk) -> Journey:
    return await begin(desk)


async def test_an_answer_is_found_under_its_key_while_it_is_remembered(journey: Journey) -> None:
    number = case_id(await journey.submit(new_filing())).number
    ours = journey.provider.id
    async with journey.desk.database.transaction() as tx:
        answer = GivenAnswer(ours, b"key", b"body", number)
        await intake.keep_answer(tx, TIANJIN, answer, NOW)
        found = await intake.find_answer(tx, ours, b"key", NOW - WEEK)
        assert found is not None
        assert (found["number"], found["body"], found["state"]) == (number, b"body", "verifying")
        assert await intake.find_answer(tx, ours + 1, b"key", NOW - WEEK) is None
        assert await intake.find_answer(tx, ours, b"other", NOW - WEEK) is None
        assert await intake.find_answer(tx, ours, b"key", NOW) is None


async def test_a_key_that_is_used_after_its_time_leads_to_the_new_case(journey: Journey) -> None:
    old = case_id(await journey.submit(new_filing(reference="OLD"))).number
    new = case_id(await journey.submit(new_filing(reference="NEW"))).number
    ours = journey.provider.id
    async with journey.desk.database.transaction() as tx:
        await intake.keep_answer(tx, TIANJIN, GivenAnswer(ours, b"key", b"one", old), NOW - WEEK)
        await intake.keep_answer(tx, TIANJIN, GivenAnswer(ours, b"key", b"two", new), NOW)
        found = await intake.find_answer(tx, ours, b"key", NOW - WEEK)
        assert found is not None
        assert (found["number"], found["body"]) == (new, b"two")
        assert await intake.drop_answers(tx, NOW) == 0
        assert await intake.drop_answers(tx, NOW + WEEK) == 1


async def test_a_later_note_of_a_ported_number_replaces_an_earlier_one(database: Database) -> None:
    async with database.transaction() as tx:
        await intake.put_ported(tx, {b"one": Carrier.UNICOM, b"two": Carrier.TELECOM}, NOW)
        await intake.put_ported(tx, {b"one": Carrier.MOBILE}, NOW + WEEK)
        found = await intake.find_ported(tx, [b"one", b"two", b"three"])
    assert found == {b"one": Carrier.MOBILE, b"two": Carrier.TELECOM}


async def test_what_a_service_said_is_known_for_a_while_and_never_overrides_an_import(
    database: Database,
) -> None:
    both = [b"one", b"two"]
    async with database.transaction() as tx:
        await intake.put_ported(tx, {b"one": Carrier.UNICOM}, NOW)
        said = {b"one": Carrier.TELECOM, b"two": Carrier.TELECOM}
        await intake.put_looked_up(tx, said, NOW)
        assert await intake.find_ported(tx, both) == {
            b"one": Carrier.UNICOM,
            b"two": Carrier.TELECOM,
        }
        assert await intake.find_known(tx, both, NOW - WEEK) == set(both)
        assert await intake.find_known(tx, both, NOW) == {b"one"}
        await intake.put_looked_up(tx, {b"two": Carrier.MOBILE}, NOW + WEEK)
        assert await intake.find_known(tx, both, NOW) == set(both)
        assert await intake.drop_looked_up(tx, NOW + 2 * WEEK) == 1
        assert await intake.find_ported(tx, both) == {b"one": Carrier.UNICOM}
