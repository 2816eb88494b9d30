"""Faces the clock: noon's resends, expiry, answers that never came, and tidying up."""

import asyncio
from datetime import timedelta
from functools import partial

from heyan.casework.desk import Desk
from heyan.casework.filings.erasing import erase_old_cases
from heyan.casework.messages.overdue import work_overdue_messages
from heyan.casework.sandbox_clock import follow_clock
from heyan.casework.timing import Sweep, tidy, work_due_cases
from heyan.due import Bell, work_when_due

_TIDY_EVERY = timedelta(minutes=1)


async def run(desk: Desk, bell: Bell, stop: asyncio.Event) -> None:
    """Work what is due until told to stop."""
    async with asyncio.TaskGroup() as loops:
        due = partial(work_due_cases, desk, sweep=Sweep())
        loops.create_task(work_when_due(due, stop, bell, name="Work on due cases"))
        overdue = partial(work_overdue_messages, desk)
        loops.create_task(work_when_due(overdue, stop, bell, name="Work on overdue messages"))
        quiet = Bell()  # nothing that is tidied up is urgent
        tidying = partial(_tidy, desk)
        loops.create_task(work_when_due(tidying, stop, quiet, _TIDY_EVERY, name="Tidying"))
        if desk.sandbox:
            following = partial(_follow, desk)
            loops.create_task(work_when_due(following, stop, quiet, name="Following the clock"))


async def _tidy(desk: Desk) -> int:
    await tidy(desk)
    return await erase_old_cases(desk)  # again at once while there are more


async def _follow(desk: Desk) -> int:
    await follow_clock(desk)
    return 0
