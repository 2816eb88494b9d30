"""A journey in a process of its own, so that the host's time zone can be another.

`python -m tests.stories.abroad DATABASE_URL MOMENT` opens a filing at that moment, lets noon and
the end come, second by second, and prints what people and providers were told.
"""

import asyncio
import json
import sys
import time
from datetime import datetime, timedelta
from typing import Any

from heyan.casework.timing import work_due_cases
from heyan.store.database import Database
from tests.fakes.clock import Clock
from tests.fakes.desks import build_desk
from tests.fakes.filings import LI, new_filing
from tests.fakes.journeys import begin

SECOND = timedelta(seconds=1)
A_SUMMER_DAY = 1_536_000_000


async def journey(url: str, opened_at: datetime) -> dict[str, Any]:
    """Return what was told when, from the opening to the end."""
    database, clock = await Database.open(url, size=2), Clock(opened_at)
    desk = build_desk(database, clock)
    story = await begin(desk)
    filing = await story.submit(new_filing())
    await story.carry()
    moments: list[str] = []
    while (due := await _next_due(database)) is not None:
        clock.set(due - SECOND)
        assert await work_due_cases(desk) == 0
        clock.set(due)
        assert await work_due_cases(desk) == 1
        await story.carry()
        moments.append(due.isoformat())
    seen = await story.look(filing)
    await database.close()
    return {
        "zone": time.strftime("%z", time.localtime(A_SUMMER_DAY)),
        "texts": [_span(text) for text in story.phones[LI.mobile]],
        "deadline": filing.deadline.isoformat() if filing.deadline else None,
        "moments": moments,
        "ended_at": seen.ended_at.isoformat() if seen.ended_at else None,
        "reason": seen.reason,
        "history": [f"{event.at.isoformat()} {event.type}" for event in seen.history],
    }


def _span(text: str) -> str:
    """Return what a message says of how long, or until when."""
    return text.split("，")[1].partition("到")[0]


async def _next_due(database: Database) -> datetime | None:
    async with database.read() as tx:
        due: datetime | None = await tx.fetchval("select min(due_at) from cases")
    return due


if __name__ == "__main__":
    told = asyncio.run(journey(sys.argv[1], datetime.fromisoformat(sys.argv[2])))
    print(json.dumps(told, ensure_ascii=False))  # noqa: T201 - the test that started it reads this
