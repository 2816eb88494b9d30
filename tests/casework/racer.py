"""A process of its own that does one deed a line, for tests in which several race."""

import asyncio
import json
import sys
from datetime import datetime
from typing import Any

from heyan.casework.answers.answering import Given, give_answer
from heyan.casework.answers.counting import Caller
from heyan.casework.desk import Desk
from heyan.casework.filings.correcting import correct_number
from heyan.casework.filings.intake import withdraw_filing
from heyan.casework.people import Provider
from heyan.casework.timing import work_due_cases
from heyan.rules.ids import CaseId
from heyan.rules.refusals import Refusal
from heyan.store.database import Database
from tests.fakes.clock import Clock
from tests.fakes.desks import build_desk


async def do(desk: Desk, told: dict[str, Any]) -> str:
    """Do a deed, and say in a word what came of it."""
    case = CaseId.read(told["case"])
    assert case is not None
    provider = Provider(told["provider"], "")
    if told["deed"] in {"success", "fifth wrong tail"}:
        given = Given(told["mobile"], told["code"], told["tail"])
        answered = await give_answer(desk, case.province, given, Caller(told["address"]))
        return answered.verdict.value
    if told["deed"] == "expiry":
        return str(await work_due_cases(desk))
    try:
        if told["deed"] == "withdrawal":
            await withdraw_filing(desk, provider, case)
        else:
            await correct_number(desk, provider, case, 1, told["better"])
    except Refusal as refusal:
        return type(refusal).__name__
    return "done"


async def race(url: str, name: str) -> None:
    """Do what is told line by line until nothing is told any more."""
    clock = Clock(datetime.fromisoformat("2018-09-03T01:00:00+00:00"))
    database = await Database.open(url, size=2)
    try:
        desk = build_desk(database, clock, dice=name)
        print("ready", flush=True)  # noqa: T201 - whoever started this reads it
        while line := await asyncio.to_thread(sys.stdin.readline):
            told = json.loads(line)
            clock.now = datetime.fromisoformat(told["clock"])
            print(await do(desk, told), flush=True)  # noqa: T201
    finally:
        await database.close()


if __name__ == "__main__":
    asyncio.run(race(*sys.argv[1:]))
