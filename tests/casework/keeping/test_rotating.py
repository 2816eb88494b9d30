"""Keys take over from each other in a running house, and nobody whose case is open notices."""

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from heyan.casework.answers import answering
from heyan.casework.answers.answering import Verdict
from heyan.casework.bureau import registering
from heyan.casework.desk import Desk
from heyan.casework.keeping.keyholding import admit_ring
from heyan.casework.keeping.rotating import (
    REST,
    Rewrapped,
    prepare_keys,
    retire_keys,
    rewrap_keys,
    rotate_keys,
    survey_keys,
)
from heyan.casework.people import Officer
from heyan.keys.kept import KeptRing
from heyan.keys.ring import BadRing, KeyRing
from heyan.keys.ring_file import make_ring, read_ring, replace_ring
from heyan.keys.sealing import Cipher
from heyan.rules.documents import tail
from heyan.store.database import Database
from tests.fakes.clock import Clock
from tests.fakes.desks import RING, build_desk
from tests.fakes.filings import HAN, LI, TIANJIN, new_filing
from tests.fakes.journeys import CALLER, Journey, begin, code_in

GANSU = 620000
LI_TAIL, HAN_TAIL = tail(LI.document.number), tail(HAN.document.number)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "ring.json"
    make_ring(made, RING, "ring.draft")
    return made


@pytest.fixture
def kept(path: Path) -> KeptRing:
    return KeptRing(path)


@pytest.fixture
async def house(database: Database, clock: Clock, path: Path) -> Desk:
    """One process of a house that reads its ring from a file."""
    ring = KeptRing(path)
    await admit_ring(database, ring)
    return build_desk(database, clock, ring=ring)


@pytest.fixture
async def other_house(database_url: str, clock: Clock, path: Path) -> AsyncIterator[Desk]:
    """Another process of the same house, started before any rotation."""
    opened = await Database.open(database_url, size=4)
    yield build_desk(opened, clock, ring=KeptRing(path), dice="other dice")
    await opened.close()


def of(journey: Journey, desk: Desk) -> Journey:
    """The same journey, gone on in another process."""
    return Journey(desk, journey.provider, phones=journey.phones)


async def states(desk: Desk, kept: KeptRing) -> dict[str, tuple[str, int | None]]:
    return {key.id: (key.state, key.needed_by) for key in await survey_keys(desk, kept)}


@pytest.mark.rule("R13")
async def test_a_message_that_is_sent_again_after_a_rotation_carries_the_same_code(
    house: Desk, kept: KeptRing, clock: Clock
) -> None:
    journey = await begin(house)
    await journey.submit(new_filing())
    await journey.carry()
    first = journey.code(LI.mobile)
    await rotate_keys(house, kept)
    await rewrap_keys(house)
    clock.turn(timedelta(minutes=2))
    await answering.ask_again(house, TIANJIN, LI.mobile, LI_TAIL, CALLER)
    again = await journey.carry()
    assert [code_in(message.text) for message in again] == [first]
    assert (await journey.answer(TIANJIN, LI.mobile, LI_TAIL)).verdict is Verdict.MET
    assert (await journey.answer(TIANJIN, HAN.mobile, HAN_TAIL)).verdict is Verdict.ALL_MET


async def test_a_process_that_knows_nothing_of_a_rotation_serves_what_came_after_it(
    house: Desk, other_house: Desk, kept: KeptRing
) -> None:
    journey = await begin(house)
    elsewhere = of(journey, other_house)
    old = await journey.submit(new_filing(reference="OLD"))
    await rotate_keys(house, kept)
    new = await journey.submit(new_filing(reference="NEW", province=GANSU))
    await rewrap_keys(house)
    await elsewhere.carry()
    for filing, province in ((old, TIANJIN), (new, GANSU)):
        told = elsewhere.phones[LI.mobile][0 if filing is old else 1]
        answered = await elsewhere.answer(province, LI.mobile, LI_TAIL, code_in(told))
        assert answered.verdict is Verdict.MET
        assert (await elsewhere.look(filing)).challenges[0].state == "met"
    after = await elsewhere.submit(new_filing(reference="NEWER"))
    assert after.state == "verifying"
    assert (await states(house, kept))["codes-2"] == ("current", 4)


async def test_an_old_key_goes_when_nothing_open_needs_it_any_more(
    house: Desk, kept: KeptRing, clock: Clock
) -> None:
    journey = await begin(house)
    filing = await journey.submit(new_filing())
    await journey.carry()
    await rotate_keys(house, kept)
    assert (await states(house, kept))["data-1"] == ("superseded", 1)
    assert await rewrap_keys(house) == Rewrapped(cases=1, subjects=0)
    early = await retire_keys(house, kept)
    assert (early.gone, early.resting) == ((), ("codes-1", "data-1", "web-1"))
    clock.turn(timedelta(hours=1))
    retired = await retire_keys(house, kept)
    assert (retired.gone, retired.needed) == (("data-1", "web-1"), {"codes-1": 2})
    await journey.answer(TIANJIN, LI.mobile, LI_TAIL)
    await journey.answer(TIANJIN, HAN.mobile, HAN_TAIL)
    assert (await retire_keys(house, kept)).needed == {"codes-1": 2}, "it waits for a verdict"
    assert (await journey.approve(filing)).state == "approved"
    assert (await retire_keys(house, kept)).gone == ("codes-1",)
    assert (await retire_keys(house, kept)).gone == ()
    assert read_ring(kept.path).codes.held.keys() == {"codes-2"}
    assert (await journey.look(filing)).challenges[0].mobile.startswith("138")


async def test_the_register_is_wrapped_anew_with_either_cipher(
    house: Desk, kept: KeptRing, clock: Clock
) -> None:
    officers: dict[int, Officer] = {}
    for n, cipher in enumerate(Cipher):
        desk = build_desk(house.database, clock, ring=kept, cipher=cipher, dice=cipher)
        journey = replace(await begin(desk, f"provider {n}"), officers=officers)
        filing = await journey.submit(new_filing(reference=f"ORD-{n}"))
        await journey.carry()
        await journey.answer(TIANJIN, LI.mobile, LI_TAIL)
        await journey.answer(TIANJIN, HAN.mobile, HAN_TAIL)
        await journey.approve(filing)
    before = [line async for line in registering.export_subjects(house)]
    await rotate_keys(house, kept)
    rewrapped = await rewrap_keys(house, most=1)
    assert (rewrapped.cases, rewrapped.subjects) == (2, 2)
    assert (await rewrap_keys(house)).cases == 0
    clock.turn(timedelta(hours=1))
    assert (await retire_keys(house, kept)).gone == ("codes-1", "data-1", "web-1")
    assert [line async for line in registering.export_subjects(house)] == before


async def test_keys_that_wait_are_everywhere_before_they_are_current(
    house: Desk, kept: KeptRing
) -> None:
    await prepare_keys(house, kept)
    assert (await states(house, kept))["codes-2"] == ("waiting", 0)
    assert (await prepare_keys(house, kept)).codes.waiting == "codes-2"
    waiting = kept.fresh().codes["codes-2"]
    assert (await rotate_keys(house, kept)).codes["codes-2"] == waiting
    assert kept.fresh().codes.current == "codes-2"


async def test_an_older_copy_of_the_ring_is_refused(
    house: Desk, kept: KeptRing, tmp_path: Path, clock: Clock
) -> None:
    copy = tmp_path / "copy.json"
    make_ring(copy, kept.fresh(), "copy.draft")
    await admit_ring(house.database, KeptRing(copy))
    await rotate_keys(house, kept)
    with pytest.raises(BadRing, match=r"lacks codes-2, data-2, web-2"):
        await admit_ring(house.database, KeptRing(copy))
    clock.turn(timedelta(hours=1))
    await retire_keys(house, kept)
    await admit_ring(house.database, kept)


async def test_a_machine_whose_copy_is_older_can_start_until_something_needs_the_new_keys(
    house: Desk, kept: KeptRing, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.json"
    make_ring(copy, kept.fresh(), "copy.draft")
    await prepare_keys(house, kept)
    await admit_ring(house.database, KeptRing(copy))
    copied = tmp_path / "copied.json"
    make_ring(copied, kept.fresh(), "copied.draft")
    await rotate_keys(house, kept)
    await admit_ring(house.database, KeptRing(copied))
    with pytest.raises(BadRing, match="lacks codes-2"):
        await admit_ring(house.database, KeptRing(copy))


async def test_a_copy_that_still_has_a_key_that_went_brings_it_back_for_nobody(
    house: Desk, kept: KeptRing, tmp_path: Path, clock: Clock
) -> None:
    await rotate_keys(house, kept)
    copy = tmp_path / "copy.json"
    make_ring(copy, kept.fresh(), "copy.draft")
    clock.turn(REST)
    assert len((await retire_keys(house, kept)).gone) == 3
    await admit_ring(house.database, KeptRing(copy))
    await admit_ring(house.database, kept)


class Killed(BaseException):
    """The process is no more."""


class Dying(KeptRing):
    """A ring whose process is killed before or after it has changed the file."""

    def __init__(self, path: Path, *, before: bool) -> None:
        super().__init__(path)
        self._before = before

    def change(self, how: Callable[[KeyRing], KeyRing]) -> KeyRing:
        if not self._before:
            super().change(how)
        raise Killed


@pytest.mark.parametrize("before", [True, False])
async def test_a_rotation_that_is_killed_loses_no_key_and_can_be_done_again(
    house: Desk, other_house: Desk, kept: KeptRing, *, before: bool
) -> None:
    journey = await begin(house)
    with suppress(Killed):
        await rotate_keys(house, Dying(kept.path, before=before))
    filing = await journey.submit(new_filing())
    await admit_ring(other_house.database, KeptRing(kept.path))
    await rotate_keys(house, kept)
    await rewrap_keys(house)
    assert (await of(journey, other_house).look(filing)).state == "verifying"
    await of(journey, other_house).carry()
    answered = await journey.answer(TIANJIN, LI.mobile, LI_TAIL)
    assert answered.verdict is Verdict.MET


async def test_a_data_key_stays_while_a_machine_with_an_older_copy_seals_with_it(
    house: Desk, kept: KeptRing, path: Path, clock: Clock
) -> None:
    copy = path.with_name("copy.json")
    make_ring(copy, read_ring(path), "copy.draft")
    machine = of(await begin(house), build_desk(house.database, clock, ring=KeptRing(copy)))
    await rotate_keys(house, kept)
    clock.turn(REST)
    for reference in ("LATE", "LATER"):
        await machine.submit(new_filing(reference=reference))
        retired = await retire_keys(house, kept)
        assert "data-1" not in retired.gone
        assert retired.needed["data-1"] == 1
    replace_ring(copy, read_ring(path))
    await machine.submit(new_filing(reference="WITH-THE-NEW-KEY"))
    assert (await retire_keys(house, kept)).gone == ("data-1",)


@pytest.mark.parametrize("before", [True, False])
async def test_a_retirement_that_is_killed_keeps_no_house_from_starting(
    house: Desk, kept: KeptRing, clock: Clock, *, before: bool
) -> None:
    await rotate_keys(house, kept)
    clock.turn(timedelta(hours=1))
    with suppress(Killed):
        await retire_keys(house, Dying(kept.path, before=before))
    await admit_ring(house.database, KeptRing(kept.path))
    retired = await retire_keys(house, kept)
    assert retired.gone == (("codes-1", "data-1", "web-1") if before else ())
    assert read_ring(kept.path).codes.held.keys() == {"codes-2"}


async def test_a_key_stays_while_a_transaction_runs_that_began_before(
    house: Desk, other_house: Desk, kept: KeptRing, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heyan.casework.keeping.rotating._LOOKS", 2)
    await rotate_keys(house, kept)
    clock.turn(REST)
    async with other_house.database.transaction():
        retired = await retire_keys(house, kept)
        assert (retired.gone, retired.busy) == ((), True)
    assert len((await retire_keys(house, kept)).gone) == 3
