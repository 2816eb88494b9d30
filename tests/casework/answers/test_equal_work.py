"""The same statements run in the same order, whoever asks and whatever is right of it (R19)."""

from asyncio import gather
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from heyan.casework.answers.answering import Given, ask_again, give_answer
from heyan.casework.desk import Desk
from heyan.rules.documents import tail
from heyan.store.queries import Query
from tests.fakes.clock import Clock
from tests.fakes.filings import HAN, LI, TIANJIN, new_filing
from tests.fakes.journeys import CALLER, Journey, begin

LI_TAIL = tail(LI.document.number)
STRANGER, WRONG_TAIL, WRONG_CODE = "13900139000", "00000X", "000000"

Statements = Callable[[Awaitable[object]], Awaitable[list[str]]]


@pytest.fixture
async def told(desk: Desk) -> Journey:
    """Two people who have both got their codes."""
    journey = await begin(desk)
    await journey.submit(new_filing())
    await journey.carry()
    return journey


@pytest.fixture
def statements_of(monkeypatch: pytest.MonkeyPatch) -> Statements:
    """Give a function that does something and names the statements which ran for it."""
    ran = list[str]()

    def noting(way: str) -> Callable[..., Awaitable[object]]:
        plain = getattr(Query, way)

        async def noted(query: Query, *tx: object, **named: object) -> object:
            ran.append(query.name)
            return await plain(query, *tx, **named)

        return noted

    for way in ("fetch", "fetchrow", "execute"):  # by which all others go
        monkeypatch.setattr(Query, way, noting(way))

    async def run(deed: Awaitable[object]) -> list[str]:
        ran.clear()
        await deed
        return list(ran)

    return run


@pytest.mark.rule("R19", "R25")
async def test_an_answer_asks_the_database_the_same_whether_anything_of_it_is_right(
    told: Journey, statements_of: Statements
) -> None:
    code = told.code(LI.mobile)
    wrong = None if code != WRONG_CODE else "111111"
    typed = {
        "a stranger's number": Given(STRANGER, code, LI_TAIL),
        "no number": Given("", code, LI_TAIL),
        "a wrong code": Given(LI.mobile, wrong or WRONG_CODE, LI_TAIL),
        "a wrong tail": Given(LI.mobile, code, WRONG_TAIL),
        "another's number": Given(HAN.mobile, code, LI_TAIL),
        "all right": Given(LI.mobile, code, LI_TAIL),
        "a code that is spent": Given(LI.mobile, code, LI_TAIL),
    }
    ran = {
        what: await statements_of(give_answer(told.desk, TIANJIN, given, CALLER))
        for what, given in typed.items()
    }
    assert len(ran["all right"]) > 3
    assert ran == dict.fromkeys(ran, ran["all right"])


@pytest.mark.rule("R19", "R25")
async def test_a_burst_that_spends_a_code_asks_the_database_the_same_as_at_a_strangers_number(
    told: Journey, statements_of: Statements
) -> None:
    code = told.code(LI.mobile)
    guesses = told.desk.edition_now().guesses
    wrong = [f"{(int(code) + n) % 1_000_000:06}" for n in range(1, guesses + 1)]

    async def burst(mobile: str) -> list[str]:
        """Answer at the same moment, as someone does whose captchas have all been passed."""
        given = (Given(mobile, each, LI_TAIL) for each in wrong)
        deeds = (give_answer(told.desk, TIANJIN, each, None) for each in given)
        return sorted(await statements_of(gather(*deeds)))

    ran = {mobile: await burst(mobile) for mobile in (STRANGER, LI.mobile, "13900139001")}
    assert ran == dict.fromkeys(ran, ran[STRANGER])
    assert told.code(LI.mobile) == code, "no message has come yet"
    assert len(await told.carry()) == 1, "the code is spent, and a new one is sent"


@pytest.mark.rule("R12", "R19")
async def test_asking_for_a_message_asks_the_database_the_same_whether_one_is_sent(
    told: Journey, statements_of: Statements, clock: Clock
) -> None:
    clock.turn(timedelta(hours=1))
    typed = [(STRANGER, LI_TAIL), ("", LI_TAIL), (LI.mobile, WRONG_TAIL), (LI.mobile, LI_TAIL)]
    typed += [(LI.mobile, LI_TAIL)]  # too soon
    ran = [
        await statements_of(ask_again(told.desk, TIANJIN, mobile, tail, CALLER))
        for mobile, tail in typed
    ]
    assert len(ran[0]) > 3
    assert ran == [ran[0]] * len(typed)
    assert len(await told.carry()) == 1, "one of them is sent"
