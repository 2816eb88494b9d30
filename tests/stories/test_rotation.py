"""Keys are rotated beside a house that serves: nobody is asked twice, nothing is started again."""

import asyncio
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from heyan.assembly import draw_bytes, open_desk, read_clock
from heyan.casework import people
from heyan.casework.answers.answering import Verdict
from heyan.casework.desk import Desk
from heyan.rules.calendar import BEIJING
from heyan.rules.documents import tail
from heyan.rules.filing import Filing
from heyan.rules.writing import plain
from heyan.sandbox.neighbours import pretend_carriers
from heyan.sandbox.phones import Phones
from heyan.sandbox.provider import program
from heyan.settings import Settings
from tests.fakes.filings import LI, SITE, TIANJIN, new_filing
from tests.fakes.journeys import Journey, code_in
from tests.fakes.serving import BOUND, accepted_at, environment, run, serving

GANSU = 620000
LI_TAIL = tail(LI.document.number)


def only_li(reference: str, province: int) -> Filing:
    return new_filing(replace(SITE, principal=LI), reference=reference, province=province)


def noon_of_tomorrow() -> datetime:
    tomorrow = read_clock().astimezone(BEIJING).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(12), BEIJING)


async def keys_in_use(desk: Desk) -> tuple[list[str], set[bytes]]:
    """Return by which keys codes are derived, in the order of cases, and data keys wrapped."""
    async with desk.database.read() as tx:
        rows = await tx.fetch("select code_key from challenges order by number")
        wrapped = await tx.fetch("select substring(data_key from 1 for 7) as begins from cases")
    return [row["code_key"] for row in rows], {row["begins"] for row in wrapped}


@pytest.mark.rule("R11", "R13")
async def test_a_house_that_serves_goes_on_through_a_rotation(
    database_url: str, desk: Desk, tmp_path: Path
) -> None:
    phones = Phones()
    owner, key = await people.add_provider(desk, "海河云")
    env = environment(database_url, tmp_path)
    async with (
        asyncio.timeout(2 * BOUND),
        pretend_carriers(phones, read_clock, draw_bytes) as neighbours,
        serving(database_url, tmp_path, neighbours) as port,
    ):
        provider = program(f"http://127.0.0.1:{port}/api/v1", key)
        old = await provider.submit(plain(only_li("OLD", TIANJIN)))
        first = code_in((await phones.wait_for(LI.mobile))[0].text)
        assert "Current now: codes-2, data-2, web-2." in await run("keys", "rotate", env=env)
        new = await provider.submit(plain(only_li("NEW", GANSU)))
        second = code_in((await phones.wait_for(LI.mobile, 2))[1].text)
        for filing in (old, new):  # a phone has it before the ledger knows
            await accepted_at(provider, filing["id"])
        await provider.turn_clock(noon_of_tomorrow() - read_clock() + timedelta(minutes=1))
        again = [code_in(got.text) for got in (await phones.wait_for(LI.mobile, 4))[2:]]
        assert sorted(again) == sorted([first, second]), "each as it was"
        async with open_desk(Settings.read(env)) as another:
            person = Journey(another, owner)
            for province, code in ((TIANJIN, first), (GANSU, second)):
                answered = await person.answer(province, LI.mobile, LI_TAIL, code)
                assert answered.verdict is Verdict.ALL_MET
        states = [(await provider.look(filing["id"]))["state"] for filing in (old, new)]
        await provider.client.aclose()
    assert states == ["reviewing", "reviewing"]
    assert await keys_in_use(desk) == (["codes-1", "codes-2"], {b"\x06data-2"})
