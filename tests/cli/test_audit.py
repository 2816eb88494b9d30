"""`heyan audit verify`."""

import re
from pathlib import Path

import pytest

from heyan.casework.keeping.holding import MOST_SHOWN
from heyan.keys.ring import KeyRing
from heyan.keys.ring_file import make_ring
from heyan.store import trail
from heyan.store.chain import beginning, plain_link
from heyan.store.database import Database
from tests.cli.conftest import Run
from tests.cli.test_filings import good, lines, submit
from tests.fakes.desks import loaded_dice
from tests.fakes.tables import lock_trail, unlock_trail

TIANJIN = 120000
MOMENT = re.compile(r"\d{4}-\d\d-\S+:\d\d(?=[;,\n])")


@pytest.fixture
def filed(heyan: Run, haihe: str, tmp_path: Path) -> None:
    assert haihe
    file = tmp_path / "good.jsonl"
    file.write_text(lines(*(good(f"ORD-{n}") for n in range(3))), "utf-8")
    assert submit(heyan, file).status == 0


@pytest.mark.rule("R30")
@pytest.mark.usefixtures("filed")
def test_a_trail_that_nobody_touched_is_whole(heyan: Run) -> None:
    ran = heyan("audit", "verify")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == (
        "120000 Tianjin: 9 entries, whole.\n"
        "The trail is whole: 9 entries; 3 cases stand as it tells.\n"
    )


@pytest.mark.rule("R30")
@pytest.mark.usefixtures("filed")
async def test_the_first_broken_link_is_named(heyan: Run, database: Database) -> None:
    async with database.transaction() as tx:
        await unlock_trail(tx)
        await tx.execute("update trail set data = data || '{\"n\": 1}' where seq = 5")
    ran = heyan("audit", "verify")
    assert ran.status == 1
    assert ran.out == (
        "120000 Tianjin: entry 5 does not follow from the one before: "
        "it was changed, moved or put in; the 4 before it are whole.\n"
    )
    assert ran.err == (
        "heyan: The database does not keep the trail: trail_heads_kept, trail_kept is off.\n"
        "heyan: The trail is broken in 1 of 1 provinces.\n"
    )
    assert heyan("audit", "verify", "--json").json == [
        {
            "province": 120000,
            "entries": 4,
            "unkeyed": 0,
            "broken": 5,
            "how": "does not follow from the one before: it was changed, moved or put in",
            "cases": 3,
            "at_odds": 0,
            "contradictions": [],
        }
    ]


@pytest.mark.rule("R30")
@pytest.mark.usefixtures("filed")
async def test_a_trail_that_was_cut_off_shows_against_an_end_that_was_written_down(
    heyan: Run, database: Database, tmp_path: Path
) -> None:
    kept = tmp_path / "ends.txt"
    kept.write_text(heyan("audit", "ends").out, "utf-8")
    assert heyan("audit", "verify", "--against", kept).status == 0
    async with database.transaction() as tx:
        await unlock_trail(tx)
        await tx.execute("delete from trail where seq > 7")
        await tx.execute(
            "update trail_heads set seq = 7, hash = (select hash from trail where seq = 7)"
        )
    ran = heyan("audit", "verify", "--against", kept)
    assert ran.status == 1
    assert "entry 8 is missing, and all that followed it; the 7 before it are whole" in ran.out
    kept.write_text("120000 nine\n", "utf-8")
    assert "Line 1 of " in heyan("audit", "verify", "--against", kept).err


@pytest.mark.rule("R30")
@pytest.mark.usefixtures("filed")
async def test_a_case_is_named_that_stands_otherwise_than_the_trail_tells(
    heyan: Run, database: Database
) -> None:
    async with database.transaction() as tx:
        await unlock_trail(tx)
        await tx.execute("delete from trail where seq > 8")
        await tx.execute(
            "update trail_heads set seq = 8, hash = (select hash from trail where seq = 8)"
        )
        await tx.execute("update cases set state = 'reviewing', due_at = null where number = 1")
    ran = heyan("audit", "verify")
    assert ran.status == 1
    assert MOMENT.sub("...", ran.out) == (
        "120000 Tianjin: 8 entries, whole.\n"
        "  case 12-1, state: reviewing; by the trail verifying\n"
        "  case 12-3, messages of challenge 2: 1; by the trail 0\n"
        "  case 12-3, message 1 of challenge 2: first at ...; by the trail nothing\n"
    )
    assert ran.err == (
        "heyan: The database does not keep the trail: trail_heads_kept, trail_kept is off.\n"
        "heyan: What is kept is not as the trail tells in 1 of 1 provinces.\n"
    )
    (tianjin,) = heyan("audit", "verify", "--json").json
    assert (tianjin["broken"], tianjin["at_odds"]) == (None, 2)
    assert tianjin["contradictions"][0] == {
        "case": "12-1", "what": "state", "kept": "reviewing", "told": "verifying",
    }  # fmt: skip


@pytest.mark.rule("R30")
@pytest.mark.usefixtures("filed")
async def test_a_lock_that_somebody_took_off_is_named(heyan: Run, database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute("alter table trail disable trigger trail_kept")
    ran = heyan("audit", "verify")
    assert ran.status == 1
    assert ran.err == "heyan: The database does not keep the trail: trail_kept is off.\n"
    async with database.transaction() as tx:
        await tx.execute("drop trigger trail_heads_kept on trail_heads")
        await lock_trail(tx)
    assert "trail_heads_kept is off" in heyan("audit", "verify", "--json").err


@pytest.mark.rule("R30")
@pytest.mark.usefixtures("filed")
async def test_what_somebody_wrote_makes_no_line_of_its_own(heyan: Run, database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute("update messages set state = 'undelivered', stat = $1", "\n\x1b[1mwhole.")
        await tx.execute("update cases set reason = 'failed', edition = 'pilot-2018-09-24'")
    lines = heyan("audit", "verify").out.splitlines()
    assert all(line.startswith(("120000 ", "  case 12-")) for line in lines)
    assert any("not delivered ??[1mwhole." in line for line in lines)


@pytest.mark.rule("R30")
async def test_of_many_cases_at_odds_the_first_are_shown_and_the_others_counted(
    heyan: Run, haihe: str, database: Database, tmp_path: Path
) -> None:
    assert haihe
    file = tmp_path / "many.jsonl"
    file.write_text(lines(*(good(f"ORD-{n}") for n in range(MOST_SHOWN + 3))), "utf-8")
    assert submit(heyan, file).status == 0
    async with database.transaction() as tx:
        await tx.execute("update cases set asked = 1")
    *_, twentieth, others = heyan("audit", "verify").out.splitlines()
    assert twentieth.endswith(", messages asked for: 1; by the trail 0")
    assert others == "  and 3 cases more are at odds with it."


async def chain_as_before(database: Database) -> None:
    """Chain the nine entries as an older release did."""
    async with database.transaction() as tx:
        await unlock_trail(tx)
        link = beginning(TIANJIN)
        for entry in await trail.stretch(tx, TIANJIN, 0, 100):
            link = plain_link(link, entry.covered())
            await tx.execute("update trail set hash = $1 where seq = $2", link, entry.seq)
        await tx.execute("update trail_heads set hash = $1", link)
        await lock_trail(tx)


@pytest.mark.rule("R30")
@pytest.mark.usefixtures("filed")
async def test_what_an_older_release_chained_is_accepted_once(
    heyan: Run, database: Database, tmp_path: Path
) -> None:
    await chain_as_before(database)
    ran = heyan("audit", "verify")
    assert ran.status == 1
    assert ran.out == (
        "120000 Tianjin: entry 1 is chained without the key, as by an older release, "
        "and was never accepted.\n"
    )
    kept = tmp_path / "ends.txt"
    kept.write_text(f"120000 9 {'00' * 32}\n", "utf-8")
    assert heyan("audit", "accept", "--against", kept).status == 1
    assert heyan("audit", "verify").status == 1
    kept.write_text(heyan("audit", "ends").out, "utf-8")
    ran = heyan("audit", "accept", "--against", kept)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == (
        "120000 Tianjin: 9 entries, whole, up to 9 without the key.\n"
        "Accepted in 1 of 1 provinces.\n"
    )
    assert heyan("audit", "verify", "--against", kept).status == 0


@pytest.mark.rule("R30")
@pytest.mark.usefixtures("filed")
async def test_another_key_ring_is_not_taken_for_a_changed_trail(
    heyan: Run, database: Database, tmp_path: Path
) -> None:
    ring = tmp_path / "home" / "keys.json"
    ring.rename(tmp_path / "aside.json")
    make_ring(ring, KeyRing.drawn(loaded_dice("another")), "draft")
    ran = heyan("audit", "verify")
    assert ran.status == 1
    assert ran.err == "heyan: The database was sealed with another key ring than this one.\n"
    async with database.transaction() as tx:  # also where the database has forgotten its ring
        await tx.execute("delete from house")
    ran = heyan("audit", "verify")
    assert ran.status == 1
    assert "this key ring may not be the one that they were made with" in ran.err
