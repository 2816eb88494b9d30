import asyncio
from collections.abc import Sequence

import pytest

from heyan.casework.line import Line
from tests.fakes.filings import TIANJIN


class Clerk:
    """Decides batches when told to, and remembers them."""

    def __init__(self, bad: str = "") -> None:
        self.batches: list[list[str]] = []
        self.bad = bad
        self.go = asyncio.Event()
        self.go.set()

    async def decide(self, province: int, questions: Sequence[str]) -> Sequence[str | Exception]:
        self.batches.append(list(questions))
        await self.go.wait()
        if self.bad and self.bad in questions:
            raise ZeroDivisionError(self.bad)
        return [f"{province} {question}" for question in questions]


async def settle() -> None:
    """Let every task that can go on go on."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_idle_a_batch_is_one() -> None:
    clerk = Clerk()
    line = Line(clerk.decide)
    assert await line.ask(TIANJIN, "a") == "120000 a"
    assert await line.ask(TIANJIN, "b") == "120000 b"
    assert clerk.batches == [["a"], ["b"]]


async def test_what_comes_meanwhile_is_decided_together_in_order() -> None:
    clerk = Clerk()
    line = Line(clerk.decide, most=3)
    clerk.go.clear()
    asked = [asyncio.create_task(line.ask(TIANJIN, name)) for name in "abcdef"]
    await settle()
    clerk.go.set()
    assert await asyncio.gather(*asked) == [f"120000 {name}" for name in "abcdef"]
    assert clerk.batches == [["a", "b", "c"], ["d", "e", "f"]]


async def test_while_some_batches_run_the_others_wait_and_grow() -> None:
    clerk = Clerk()
    line = Line(clerk.decide, lanes=3)
    clerk.go.clear()
    asked = []
    for name in "abcdef":  # one after the other
        asked.append(asyncio.create_task(line.ask(TIANJIN, name)))
        await settle()
    assert clerk.batches == [["a"], ["b"]], "two of a province at once, one thinks meanwhile"
    elsewhere = [asyncio.create_task(line.ask(province, "x")) for province in (620000, 630000)]
    await settle()
    assert clerk.batches == [["a"], ["b"], ["x"]], "and three in all"
    clerk.go.set()
    await asyncio.gather(*asked, *elsewhere)
    assert clerk.batches[3:] == [["c", "d", "e", "f"], ["x"]]


async def test_whose_turn_it_is_comes_by_turns() -> None:
    clerk = Clerk()
    line = Line(clerk.decide, most=2, lanes=1)
    clerk.go.clear()
    asked = [asyncio.create_task(line.ask(TIANJIN, name)) for name in "abcde"]
    asked += [asyncio.create_task(line.ask(620000, name)) for name in "xyz"]
    await settle()
    clerk.go.set()
    await asyncio.gather(*asked)
    assert clerk.batches == [["a", "b"], ["x", "y"], ["c", "d"], ["z"], ["e"]]


async def test_provinces_do_not_wait_for_each_other() -> None:
    clerk = Clerk()
    line = Line(clerk.decide)
    clerk.go.clear()
    asked = [asyncio.create_task(line.ask(province, "a")) for province in (TIANJIN, 620000)]
    await settle()
    assert clerk.batches == [["a"], ["a"]]
    clerk.go.set()
    assert await asyncio.gather(*asked) == ["120000 a", "620000 a"]


async def test_a_bad_member_spoils_nobody() -> None:
    clerk = Clerk(bad="b")
    line = Line(clerk.decide, lanes=1)
    clerk.go.clear()
    first = asyncio.create_task(line.ask(TIANJIN, "first"))
    await settle()
    asked = [asyncio.create_task(line.ask(TIANJIN, name)) for name in "abc"]
    await settle()
    clerk.go.set()
    assert await first == "120000 first"
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [answers[0], answers[2]] == ["120000 a", "120000 c"]
    assert isinstance(answers[1], ZeroDivisionError)
    assert clerk.batches == [["first"], ["a", "b", "c"], ["a"], ["b"], ["c"]]


async def test_who_goes_away_keeps_nobody_waiting() -> None:
    clerk = Clerk()
    line = Line(clerk.decide)
    clerk.go.clear()
    impatient = asyncio.create_task(line.ask(TIANJIN, "a"))
    await settle()
    patient = asyncio.create_task(line.ask(TIANJIN, "b"))
    await settle()
    impatient.cancel()
    clerk.go.set()
    assert await patient == "120000 b"
    with pytest.raises(asyncio.CancelledError):
        await impatient
