"""What was opened before: under the same key, by the same line, with the same reference."""

from dataclasses import replace
from datetime import timedelta

import pytest

from heyan.casework.desk import Desk
from heyan.casework.filings import intake
from heyan.casework.filings.intake import submit_filing
from heyan.casework.filings.submissions import IDEMPOTENCY, Precedents, Submission, TakenIn
from heyan.rules.case import ENDED, State
from heyan.rules.ids import CaseId
from heyan.rules.refusals import KeyReused, ReferenceInUse
from heyan.rules.writing import plain
from tests.fakes.clock import Clock
from tests.fakes.filings import TIANJIN, new_filing
from tests.fakes.journeys import Journey, begin, case_id

FIRST = Submission(1, new_filing(), b"{}", b"filing", key=b"key", body=b"body")
CASE = CaseId(TIANJIN, 7)


def before(state: State = State.VERIFYING) -> Precedents:
    """Return what is remembered after the first submission."""
    precedents = Precedents()
    precedents.add(FIRST, TakenIn(CASE, state, repeated=False))
    return precedents


def test_the_same_under_the_same_key_is_answered_as_before() -> None:
    assert before().repeated(FIRST) == TakenIn(CASE, State.VERIFYING, repeated=True)


def test_another_body_under_the_same_key_is_refused() -> None:
    assert isinstance(before().repeated(replace(FIRST, body=b"other")), KeyReused)


@pytest.mark.parametrize(
    "other", [replace(FIRST, provider=2), replace(FIRST, key=b"other"), replace(FIRST, key=None)]
)
def test_another_key_or_provider_repeats_nothing(other: Submission) -> None:
    assert before().repeated(other) is None


def test_the_very_same_line_is_taken_in_once_although_its_case_has_ended() -> None:
    line = replace(FIRST, key=None, again=False)
    taken = before(State.RETURNED).repeated(line)
    assert taken == TakenIn(CASE, State.RETURNED, repeated=True)
    assert before().repeated(replace(line, fingerprint=b"corrected")) is None


@pytest.mark.parametrize("state", State)
def test_a_reference_is_in_use_while_its_case_is_open(state: State) -> None:
    again = replace(FIRST, key=None)
    refused = before(state).in_use(again)
    assert (refused is None) == (state in ENDED)
    assert before(state).in_use(replace(again, provider=2)) is None


@pytest.fixture
async def journey(desk: Desk) -> Journey:
    return await begin(desk)


async def test_a_key_is_remembered_for_a_week(journey: Journey, clock: Clock) -> None:
    async def submit(reference: str, body: bytes) -> bool:
        document = plain(new_filing(reference=reference))
        submitted = await submit_filing(
            journey.desk, journey.provider, document, idempotency_key="order-1", body=body
        )
        return submitted.repeated

    assert not await submit("ONE", b"one")
    clock.turn(IDEMPOTENCY - timedelta(seconds=1))
    assert await submit("ONE", b"one")
    with pytest.raises(KeyReused):
        await submit("TWO", b"two")
    clock.turn(timedelta(seconds=1))
    assert not await submit("TWO", b"two")


@pytest.mark.rule("R23")
async def test_a_reference_is_free_again_when_its_case_has_ended(journey: Journey) -> None:
    first = await journey.submit(new_filing())
    with pytest.raises(ReferenceInUse):
        await journey.submit(new_filing())
    await intake.withdraw_filing(journey.desk, journey.provider, case_id(first))
    second = await journey.submit(new_filing())
    assert second.id != first.id
