"""Whoever rotates keys is killed (SIGKILL) at any moment, and no key that something needs is lost.

`make soak` kills two hundred times.
"""

import asyncio
import os
import signal
import stat
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from heyan.casework.answers.answering import Verdict
from heyan.casework.bureau import registering
from heyan.casework.desk import Desk
from heyan.casework.filings.intake import withdraw_filing
from heyan.casework.filings.views import FilingView
from heyan.casework.keeping.keyholding import admit_ring
from heyan.keys.kept import KeptRing
from heyan.keys.ring_file import make_ring
from heyan.rules.documents import tail
from heyan.store.database import Database
from tests.fakes.clock import Clock
from tests.fakes.desks import RING, build_desk, loaded_dice
from tests.fakes.filings import HAN, LI, TIANJIN, new_filing
from tests.fakes.journeys import Journey, begin, case_id
from tests.house.tree import ROOT

KILLS = int(os.environ.get("HEYAN_ROTATION_KILLS", "5"))
BOUND = 60
GANSU = 620000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "ring.json"
    make_ring(made, RING, "ring.draft")
    return made


async def kill_in_the_middle(url: str, path: Path, steps: int, moment: float) -> None:
    """Let a process rotate so many steps and a moment, and kill it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.casework.rotator", url, str(path), f"process {steps} {moment}",
        cwd=ROOT, stdout=PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    async with asyncio.timeout(BOUND):
        for _ in range(steps):
            assert await process.stdout.readline()
        await asyncio.sleep(moment)  # somewhere within the step
        process.kill()
        assert await process.wait() == -signal.SIGKILL


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def everything_opens(desk: Desk, journey: Journey, filings: list[FilingView]) -> None:
    for filing in filings:
        seen = await journey.look(filing)
        assert [c.mobile for c in seen.challenges] == ["138****2345", "170****5678"]
    assert len([line async for line in registering.export_subjects(desk)]) == 1


@pytest.mark.rule("R13")
async def test_no_key_is_lost_whenever_the_rotation_is_killed(
    database: Database, database_url: str, clock: Clock, path: Path
) -> None:
    kept = KeptRing(path)
    await admit_ring(database, kept)
    desk = build_desk(database, clock, ring=kept)
    journey = await begin(desk)
    open_one = await journey.submit(new_filing())
    await journey.carry()
    codes = {person: journey.code(person.mobile) for person in (LI, HAN)}
    approved = await journey.submit(new_filing(reference="APPROVED", province=110000))
    await journey.approve(approved)
    ended = await journey.submit(new_filing(reference="ENDED", province=GANSU))
    await withdraw_filing(desk, journey.provider, case_id(ended))
    filings, draw = [open_one, ended], loaded_dice("kills")
    for n in range(KILLS):
        steps, moment = 1 + draw(1)[0] % 7, draw(1)[0] / 256 * 0.03
        await kill_in_the_middle(database_url, path, steps, moment)
        assert mode_of(path) == 0o600
        await admit_ring(database, KeptRing(path))
        filings.append(await journey.submit(new_filing(reference=f"AFTER-{n}", province=GANSU)))
        fresh = build_desk(database, clock, ring=KeptRing(path))
        await everything_opens(fresh, Journey(fresh, journey.provider), filings)
    assert kept.codes.current != "codes-1"
    for person, code in codes.items():
        answered = await journey.answer(TIANJIN, person.mobile, tail(person.document.number), code)
        assert answered.verdict in {Verdict.MET, Verdict.ALL_MET}
