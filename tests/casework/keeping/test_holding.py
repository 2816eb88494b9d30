"""Cases held against their histories: whatever is taken from one of the two shows by the other."""

from datetime import timedelta

import pytest

from heyan.casework.bureau.helpdesk import declare_outage
from heyan.casework.desk import Desk
from heyan.casework.filings.intake import withdraw_filing
from heyan.casework.keeping import holding
from heyan.casework.keeping.auditing import Proof
from heyan.casework.keeping.holding import MOST_OF_A_CASE, MOST_SHOWN, Contradiction
from heyan.rules.events import Event
from heyan.rules.outages import Outage
from heyan.store import trail
from tests.casework.eventful import live
from tests.casework.trails import HEBEI, TIANJIN, begin_trails, bring_back, meddle, proofs
from tests.fakes.clock import Clock
from tests.fakes.filings import new_filing
from tests.fakes.journeys import begin, case_id, report

MESSAGE, AT = "message 1 of challenge 1", "at 2018-09-03T01:00:00+00:00"
SENT = f"first {AT}, accepted {AT}"
LOST = f"{SENT}, not delivered MK:0001 {AT}"

pytestmark = pytest.mark.rule("R30")


@pytest.fixture
async def house(desk: Desk, clock: Clock) -> Desk:
    """A house to which everything has happened."""
    await live(desk, clock)
    return desk


@pytest.fixture
async def few(desk: Desk) -> Desk:
    """Two filings in 天津, 12-1 and 12-2, and one in 河北, 13-3; nothing was sent yet."""
    await begin_trails(desk)
    return desk


async def proof(desk: Desk) -> Proof:
    """What the trail of 天津 came to."""
    (found,) = [each for each in await proofs(desk) if each.province == TIANJIN]
    return found


async def test_a_house_to_which_everything_happened_stands_as_its_trail_tells(house: Desk) -> None:
    async with house.database.read() as tx:
        told = {entry.type for entry in await trail.stretch(tx, TIANJIN, 0, 1000)}
    withdrawn = {"filing.withdrawn"}
    assert told | withdrawn == {event.type for event in Event.__subclasses__()}
    found = await proofs(house)
    assert [each.broken for each in found] == [None] * len(found)
    assert [each.contradictions for each in found] == [()] * len(found)
    assert (await proof(house)).cases == 5


async def test_a_filing_taken_back_stands_as_its_trail_tells(desk: Desk) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    await withdraw_filing(desk, journey.provider, case_id(filing))
    assert (await proof(desk)).contradictions == ()
    await meddle(desk, "update challenges set state = 'met' where n = 1")
    assert (await proof(desk)).contradictions == (
        Contradiction("12-1", "challenge 1", "met", "void"),
    )


async def test_wherever_a_trail_is_cut_off_the_case_shows_that_its_last_entry_was_about(
    house: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "MOST_SHOWN", 10_000)
    async with house.database.read() as tx:
        entries = await trail.stretch(tx, TIANJIN, 0, 1000)
    assert len(entries) > len(Event.__subclasses__())
    for entry in reversed(entries[1:]):
        await bring_back(house, entry.seq - 1)
        found = await proof(house)
        assert found.broken is None
        about = f"12-{entry.number}" if entry.number else ""
        assert about in {each.case for each in found.contradictions}, entry


async def test_what_is_left_when_a_whole_trail_is_gone_is_cases_that_nobody_tells_of(
    few: Desk,
) -> None:
    await meddle(few, "delete from trail", "delete from trail_heads")
    tianjin, hebei = await proofs(few)
    assert (tianjin.broken, tianjin.entries, tianjin.at_odds) == (None, 0, 2)
    assert tianjin.contradictions == (
        Contradiction("12-1", "case", "kept", ""),
        Contradiction("12-2", "case", "kept", ""),
    )
    assert (hebei.province, hebei.at_odds) == (HEBEI, 0)


async def test_cases_that_are_gone_are_missed(few: Desk) -> None:
    await meddle(
        few,
        "delete from messages where number = 2",
        "delete from challenges where number = 2",
        "delete from filings where number = 2",
        "delete from submissions where number = 2",
        "delete from cases where number = 2",
    )
    found = await proof(few)
    assert (found.broken, found.cases, found.at_odds) == (None, 1, 1)
    assert found.contradictions == (Contradiction("12-2", "case", "", "accepted"),)


@pytest.mark.parametrize(
    ("deed", "what", "kept", "told"),
    [
        ("update cases set state = 'reviewing'", "state", "reviewing", "verifying"),
        ("update cases set reason = 'failed'", "reason", "failed", ""),
        ("update cases set provider = 9", "provider", "9", "1"),
        ("update cases set edition = 'national-2020'", "edition", "national-2020", "pilot-2017"),
        ("update cases set corrections = 1", "corrections", "1", "0"),
        ("update cases set asked = 2", "messages asked for", "2", "0"),
        ("update cases set erased_at = '2018-09-04T00:00Z'", "erased", "2018-09-04T00:00:00+00:00",
         ""),
        ("update cases set ended_at = '2018-09-04T00:00Z'", "ended", "2018-09-04T00:00:00+00:00",
         ""),
        ("update cases set opened_at = opened_at + interval '1 day'", "opened",
         "2018-09-04T01:00:00+00:00", "2018-09-03T01:00:00+00:00"),
        ("update challenges set state = 'met' where n = 2", "challenge 2", "met", "open"),
        ("update challenges set wrong_tails = 4 where n = 1", "wrong tails of challenge 1", "4",
         "0"),
        ("update challenges set spent_codes = 1 where n = 1", "spent codes of challenge 1", "1",
         "0"),
        ("update challenges set epoch = 1 where n = 1", "new codes of challenge 1", "1", "0"),
        ("update challenges set messages = 2 where n = 1", "messages of challenge 1", "2", "1"),
        ("update messages set purpose = 'noon' where n = 1", MESSAGE, f"noon {AT}", f"first {AT}"),
        ("update messages set state = 'accepted' where n = 1", MESSAGE,
         f"first {AT}, accepted", f"first {AT}"),
        ("update messages set state = 'delivered' where n = 1", MESSAGE,
         f"first {AT}, delivered", f"first {AT}"),
        ("update messages set state = 'undelivered', stat = 'X' where n = 1", MESSAGE,
         f"first {AT}, not delivered X", f"first {AT}"),
        ("update messages set queued_at = queued_at + interval '1 day' where n = 1", MESSAGE,
         "first at 2018-09-04T01:00:00+00:00", f"first {AT}"),
        ("delete from messages where n = 1", MESSAGE, "", f"first {AT}"),
    ],
)  # fmt: skip
async def test_a_case_that_somebody_changed_is_named_with_what_was_changed(
    few: Desk, deed: str, what: str, kept: str, told: str
) -> None:
    word = "and" if " where " in deed else "where"
    await meddle(few, f"{deed} {word} number = 2")
    found = await proof(few)
    assert (found.broken, found.cases, found.at_odds) == (None, 2, 1)
    assert found.contradictions == (Contradiction("12-2", what, kept, told),)


@pytest.mark.parametrize(
    "deed",
    [
        "update challenges set state = 'void' where state = 'failed'",
        "update challenges set state = 'failed' where n = 2 and state = 'void'",
        "update challenges set state = 'void' where state = 'expired'",
        "update challenges set epoch = 0 where epoch > 0",
    ],
)
async def test_how_numbers_stand_in_the_end_is_told_where_it_can_be(house: Desk, deed: str) -> None:
    async with house.database.transaction() as tx:
        assert await tx.execute(deed) != "UPDATE 0"
    assert {each.what.rstrip("12 ") for each in (await proof(house)).contradictions} <= {
        "challenge", "new codes of challenge",
    }  # fmt: skip
    assert not (await proof(house)).agrees


@pytest.mark.parametrize(
    ("deed", "kept", "told"),
    [
        ("update messages set state = 'queued'", f"{SENT}, queued", SENT),
        ("update messages set state = 'void'", f"{SENT}, void", SENT),
        ("update messages set accepted_at = null", f"first {AT}, accepted", SENT),
        ("update messages set accepted_at = '2018-09-03T02:00Z'",
         f"first {AT}, accepted at 2018-09-03T02:00:00+00:00", SENT),
        ("update messages set stat = 'DELIVRD'", f"{SENT}, not delivered DELIVRD {AT}", LOST),
        ("update messages set state = 'delivered'", f"{SENT}, delivered {AT}", LOST),
        ("update messages set settled_at = null", f"{SENT}, not delivered MK:0001", LOST),
        ("delete from messages", "", LOST),
    ],
)  # fmt: skip
async def test_what_became_of_a_message_is_not_made_otherwise_unseen(
    desk: Desk, deed: str, kept: str, told: str
) -> None:
    journey = await begin(desk)
    await journey.submit(new_filing())
    carried = await journey.carry()
    if told == LOST:
        await report(desk, carried, "MK:0001")
    assert (await proof(desk)).contradictions == ()
    await meddle(desk, f"{deed} where n = 1")
    assert (await proof(desk)).contradictions == (Contradiction("12-1", MESSAGE, kept, told),)


@pytest.mark.parametrize(
    "deed",
    [
        "update cases set state = 'lost'",
        "update cases set edition = 'of my own'",
        "update challenges set state = 'lost'",
        "update trail set data = '{}'",
        "update trail set data = '[]'",
        "update trail set data = (repeat('[', 3000) || repeat(']', 3000))::jsonb",
        """update trail set data = '{"challenge": 9, "message": 1}'""",
        """update trail set data = '{"edition": "pilot-2017", "challenges": 3000000}'""",
        "update cases set opened_at = '0044-03-15 BC'",
        "update messages set queued_at = '0044-03-15 BC'",
    ],
)
async def test_what_cannot_be_read_is_named_and_hides_nothing_else(few: Desk, deed: str) -> None:
    await meddle(few, f"{deed} where number = 1", "update cases set asked = 2 where number = 2")
    found = await proof(few)
    assert found.contradictions == (
        Contradiction("12-1", "all of it", "something that cannot be read", ""),
        Contradiction("12-2", "messages asked for", "2", "0"),
    )


async def test_no_more_is_shown_of_many_than_can_be_read(desk: Desk) -> None:
    journey = await begin(desk)
    for n in range(MOST_SHOWN + 5):
        await journey.submit(new_filing(reference=f"ORD-{n}"))
    await meddle(desk, "update cases set asked = 1")
    found = await proof(desk)
    assert (found.at_odds, len(found.contradictions)) == (MOST_SHOWN + 5, MOST_SHOWN)


async def test_outages_are_missed_where_nothing_else_was_ever_told(desk: Desk) -> None:
    outage = Outage(desk.clock() - timedelta(hours=1), desk.clock())
    await declare_outage(desk, outage, "机房断电")
    assert {each.at_odds for each in await proofs(desk)} == {0}
    await meddle(desk, "delete from trail", "delete from trail_heads")
    found = [each for each in await proofs(desk) if each.at_odds]
    assert [each.province for each in found] == [TIANJIN]
    assert "机房断电" in found[0].contradictions[0].kept


async def test_one_case_at_odds_in_everything_leaves_room_for_others(few: Desk) -> None:
    await meddle(
        few,
        "update cases set asked = 1, corrections = 1, provider = 9",
        "update challenges set epoch = 1, messages = 2, wrong_tails = 1 where number = 1",
    )
    found = [each.case for each in (await proof(few)).contradictions]
    assert found == ["12-1"] * MOST_OF_A_CASE + ["12-2"] * 3


@pytest.mark.parametrize(
    "deed",
    [
        "update outages set ends_at = 'infinity'",
        "update outages set ends_at = '9999-12-31 23:59:59+00'",
        "update outages set starts_at = '0044-03-15 BC'",
    ],
)
async def test_an_outage_that_cannot_be_read_hides_no_case(house: Desk, deed: str) -> None:
    async with house.database.transaction() as tx:
        await tx.execute(deed)
        await tx.execute("update cases set corrections = 7 where state = 'rejected'")
    found = await proof(house)
    assert found.at_odds == 2
    assert [each.what for each in found.contradictions] == ["outages", "corrections"]


@pytest.mark.parametrize("number", [-(2**63), 2**63 - 1])
async def test_cases_with_numbers_that_none_has_are_held_too(few: Desk, number: int) -> None:
    async with few.database.transaction() as tx:
        await tx.execute(
            "insert into cases select province, $1, provider, 'x', fingerprint, kind, edition, "
            "state, reason, opened_at from cases where number = 2", number
        )  # fmt: skip
    found = await proof(few)
    assert (found.cases, found.at_odds) == (3, 1)
    assert found.contradictions[0].what == "case"


@pytest.mark.parametrize("deed", ["delete from outages", "update outages set reason = 'mine'"])
async def test_outages_that_somebody_changed_are_named_in_every_province(
    house: Desk, deed: str
) -> None:
    async with house.database.transaction() as tx:
        await tx.execute(deed)
    found = await proofs(house)
    assert len(found) > 30
    assert {each.at_odds for each in found} == {1}
    assert {each.what for proof in found for each in proof.contradictions} == {"outages"}
