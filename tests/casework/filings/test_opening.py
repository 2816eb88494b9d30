"""Opening cases: many filings of one province are taken in together, and none spoils another."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from heyan.casework.desk import Desk
from heyan.casework.filings.opening import open_cases
from heyan.casework.filings.submissions import Submission, TakenIn
from heyan.rules.case import State
from heyan.rules.filing import Filing
from heyan.rules.refusals import Faulty, KeyReused, ReferenceInUse, Refusal
from heyan.rules.writing import canonical
from heyan.store.database import Database
from tests.fakes.clock import Clock
from tests.fakes.desks import build_desk
from tests.fakes.filings import HAN, LI, SITE, TIANJIN, cancel_site, new_filing
from tests.fakes.journeys import Journey, begin

HEBEI = 130000


@pytest.fixture
async def journey(desk: Desk) -> Journey:
    return await begin(desk)


def submission(filing: Filing, **other: object) -> Submission:
    """Return a filing of the first provider as it waits in line."""
    fingerprint = filing.reference.encode()
    waiting = Submission(1, filing, canonical(filing), fingerprint)
    return replace(waiting, **other)  # type: ignore[arg-type]  # each names what differs


async def opened(
    desk: Desk, *submissions: Submission, province: int = TIANJIN
) -> Sequence[TakenIn | Refusal]:
    async with desk.database.transaction() as tx:
        return await open_cases(desk, tx, province, submissions)


async def count(desk: Desk, table: str) -> int:
    async with desk.database.read() as tx:
        counted: int = await tx.fetchval(f"select count(*) from {table}")  # noqa: S608 - a table's name
    return counted


async def test_each_of_a_batch_gets_its_own_answer_in_order(journey: Journey) -> None:
    first, broken, same, last = await opened(
        journey.desk,
        submission(new_filing(reference="ONE")),
        submission(cancel_site()),  # of a subject that is not registered
        submission(new_filing(reference="ONE"), fingerprint=b"another"),
        submission(new_filing(reference="TWO")),
    )
    assert isinstance(first, TakenIn)
    assert isinstance(broken, Faulty)
    assert [fault.code for fault in broken.faults] == ["no_such_subject"]
    assert isinstance(same, ReferenceInUse)
    assert isinstance(last, TakenIn)
    assert first.case.number < last.case.number
    assert (first.repeated, last.repeated) == (False, False)
    assert await count(journey.desk, "cases") == await count(journey.desk, "filings") == 2
    assert await count(journey.desk, "messages") == 4


async def test_the_same_key_twice_in_a_batch_opens_one_case(journey: Journey) -> None:
    filing = new_filing()
    first, again, other = await opened(
        journey.desk,
        submission(filing, key=b"key", body=b"body"),
        submission(filing, key=b"key", body=b"body"),
        submission(new_filing(reference="OTHER"), key=b"key", body=b"other body"),
    )
    assert isinstance(first, TakenIn)
    assert again == replace(first, repeated=True)
    assert isinstance(other, KeyReused)


async def test_a_file_with_the_same_line_twice_opens_one_case(journey: Journey) -> None:
    line = submission(new_filing(), again=False)
    first, again = await opened(journey.desk, line, line)
    assert isinstance(first, TakenIn)
    assert again == replace(first, repeated=True)


@pytest.mark.rule("R9")
async def test_many_filings_of_one_number_at_once_have_codes_of_their_own(
    journey: Journey,
) -> None:
    one_number = replace(SITE, principal=LI)
    filings = [new_filing(one_number, reference=f"ORD-{n}") for n in range(60)]
    await opened(journey.desk, *map(submission, filings))
    carried = await journey.carry()
    assert len({message.text for message in carried}) == 60


@pytest.mark.rule("R1", "R2")
async def test_another_provinces_filing_is_in_review_at_once_and_sends_nothing(
    journey: Journey,
) -> None:
    (taken,) = await opened(journey.desk, submission(new_filing(province=HEBEI)), province=HEBEI)
    assert isinstance(taken, TakenIn)
    assert taken.state is State.REVIEWING
    assert await count(journey.desk, "messages") == 0


async def test_a_case_says_under_which_edition_it_was_opened(
    database: Database, clock: Clock
) -> None:
    by_date = replace(build_desk(database, clock), edition="by-date")
    journey = await begin(by_date)
    filing = await journey.submit(new_filing())
    assert filing.edition == by_date.edition_now().name
    assert by_date.edition_now().name in filing.explanation[0].zh


async def test_a_deed_that_is_undone_leaves_nothing_and_may_be_done_again(
    journey: Journey,
) -> None:
    with pytest.raises(ZeroDivisionError):
        async with journey.desk.database.transaction() as tx:
            await open_cases(journey.desk, tx, TIANJIN, [submission(new_filing())])
            raise ZeroDivisionError
    for table in ("cases", "challenges", "filings", "messages", "trail", "given_answers"):
        assert await count(journey.desk, table) == 0
    (taken,) = await opened(journey.desk, submission(new_filing()))
    assert isinstance(taken, TakenIn)
    assert {message.mobile for message in await journey.carry()} == {LI.mobile, HAN.mobile}
