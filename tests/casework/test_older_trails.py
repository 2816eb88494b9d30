"""Trails that an older release began without a key: accepted once, and no further."""

import pytest

from heyan.casework.desk import Desk
from heyan.casework.keeping.auditing import Broken, accept_unkeyed, find_ends
from heyan.keys.ring import KeyRing
from tests.casework.trails import begin_trails, bring_back, chain_anew, file_later, meddle, proofs
from tests.fakes.clock import Clock
from tests.fakes.desks import build_desk, loaded_dice

MEDDLE_WITH_ACCEPTED = "update house set value = {} where name = 'trails accepted'"

pytestmark = pytest.mark.rule("R30")


@pytest.fixture
async def trail(desk: Desk) -> Desk:
    """A desk with six entries in the trail of 天津, and one in that of 河北."""
    await begin_trails(desk)
    return desk


@pytest.fixture
async def upgraded(trail: Desk) -> Desk:
    """A house whose trail of 天津 was begun by an older release, six entries of nine."""
    await chain_anew(trail, 1)
    await file_later(trail)
    return trail


async def test_what_an_older_release_chained_is_whole_once_it_was_accepted(upgraded: Desk) -> None:
    tianjin, _ = await proofs(upgraded)
    assert (tianjin.broken, tianjin.how) == (1, Broken.UNKEYED)
    assert [proof.broken for proof in await accept_unkeyed(upgraded)] == [None, None]
    tianjin, hebei = await proofs(upgraded)
    assert (tianjin.broken, tianjin.entries, tianjin.unkeyed) == (None, 9, 6)
    assert (hebei.broken, hebei.unkeyed) == (None, 0)
    await file_later(upgraded, "LATER-2")
    assert [proof.broken for proof in await proofs(upgraded)] == [None, None]


@pytest.mark.parametrize(
    ("frm", "last", "broken", "how"),
    [
        (2, 9, 6, Broken.REWRITTEN),  # the last that was accepted hangs on every one before
        (6, 9, 6, Broken.REWRITTEN),
        (7, 9, 7, Broken.UNKEYED),
        (9, 9, 9, Broken.UNKEYED),
        (2, 5, 6, Broken.CUT_OFF),
    ],
)
async def test_what_was_accepted_ends_where_it_did(
    upgraded: Desk, frm: int, last: int, broken: int, how: Broken
) -> None:
    await accept_unkeyed(upgraded)
    await chain_anew(upgraded, frm, last, provider=99)
    tianjin, _ = await proofs(upgraded)
    assert (tianjin.broken, tianjin.how) == (broken, how)


async def test_what_was_accepted_and_then_rewritten_is_not_accepted_again(upgraded: Desk) -> None:
    await accept_unkeyed(upgraded)
    await chain_anew(upgraded, 2, 6, provider=99)
    for tianjin, _ in (await accept_unkeyed(upgraded), await proofs(upgraded)):
        assert (tianjin.broken, tianjin.how) == (6, Broken.REWRITTEN)


@pytest.mark.parametrize(
    "value",
    [
        "'[]'",
        "'{}'",
        """'{"no end": "00"}'""",
        "replace(value::text, ' 6 ', ' 9 ')::jsonb",
        "replace(value::text, '120000', '130000')::jsonb",
        "jsonb_build_object((select k from jsonb_object_keys(value) k), 7)",
    ],
)
async def test_nobody_without_the_key_can_say_what_was_accepted(upgraded: Desk, value: str) -> None:
    await accept_unkeyed(upgraded)
    async with upgraded.database.transaction() as tx:
        kept = await tx.execute(MEDDLE_WITH_ACCEPTED.format(value))
    assert kept == "UPDATE 1"
    tianjin, _ = await proofs(upgraded)
    assert (tianjin.broken, tianjin.how) == (1, Broken.UNKEYED)


async def test_another_house_accepts_nothing_for_this_one(upgraded: Desk, clock: Clock) -> None:
    stranger = build_desk(upgraded.database, clock, ring=KeyRing.drawn(loaded_dice("another")))
    assert {proof.how for proof in await accept_unkeyed(stranger)} == {Broken.CHANGED}
    tianjin, _ = await proofs(upgraded)
    assert (tianjin.broken, tianjin.how) == (1, Broken.UNKEYED)


async def test_a_process_of_the_older_release_may_have_written_between_the_new_ones(
    upgraded: Desk,
) -> None:
    await accept_unkeyed(upgraded)
    await chain_anew(upgraded, 9, 9)
    assert (await proofs(upgraded))[0].broken == 9
    await accept_unkeyed(upgraded)
    await file_later(upgraded, "LATER-2")
    tianjin, _ = await proofs(upgraded)
    assert (tianjin.broken, tianjin.unkeyed) == (None, 9)


async def test_nothing_of_a_broken_trail_is_accepted(upgraded: Desk) -> None:
    await meddle(upgraded, "update trail set data = '{}' where seq = 2")
    tianjin, _ = await accept_unkeyed(upgraded)
    assert (tianjin.broken, tianjin.how) == (2, Broken.CHANGED)
    assert [proof.how for proof in await proofs(upgraded)] == [Broken.UNKEYED, None]


async def test_an_end_that_was_set_back_is_not_accepted(upgraded: Desk) -> None:
    await bring_back(upgraded, 5)
    tianjin, _ = await accept_unkeyed(upgraded)
    assert (tianjin.broken, tianjin.agrees) == (None, False)
    assert [proof.how for proof in await proofs(upgraded)] == [Broken.UNKEYED, None]


async def test_nothing_is_accepted_that_differs_from_what_was_written_down(trail: Desk) -> None:
    anchors = await find_ends(trail)
    await chain_anew(trail, 2, provider=99)
    tianjin, _ = await accept_unkeyed(trail, anchors)
    assert (tianjin.broken, tianjin.how) == (6, Broken.REWRITTEN)
    assert (await proofs(trail))[0].broken == 2
