"""Operators see the links of other processes, and which of them nobody tells of any more."""

import asyncio
from datetime import timedelta

from heyan.casework.desk import Desk
from heyan.casework.messages.links import STALE_AFTER, TELL_EVERY, end_links, see_links, tell_links
from tests.fakes.clock import Clock
from tests.fakes.links import told


async def test_what_one_process_tells_another_sees(
    desk: Desk, other_desk: Desk, clock: Clock
) -> None:
    await tell_links(desk, "a/1", [told()])
    clock.turn(TELL_EVERY)
    await tell_links(other_desk, "b/2", [told(state="resting")])
    seen = await see_links(other_desk)
    assert [(each.process, each.link.state) for each in seen] == [
        ("a/1", "open"),
        ("b/2", "resting"),
    ]
    assert seen[1].seen_at - seen[0].seen_at == TELL_EVERY < STALE_AFTER


async def test_who_ends_is_not_seen_and_who_died_is_forgotten_after_an_hour(
    desk: Desk, clock: Clock
) -> None:
    await tell_links(desk, "a/1", [told()])
    await tell_links(desk, "b/2", [told()])
    await end_links(desk, "b/2")
    assert [each.process for each in await see_links(desk)] == ["a/1"]
    clock.turn(timedelta(minutes=61))
    await tell_links(desk, "c/3", [told()])
    assert [each.process for each in await see_links(desk)] == ["c/3"]


async def test_of_processes_that_come_at_once_none_thinks_that_it_is_alone_but_the_first(
    desk: Desk,
) -> None:
    heard = await asyncio.gather(
        *(tell_links(desk, f"here/{n}", [told("mobile/1")]) for n in range(5))
    )
    assert sorted(count["mobile"] for count in heard) == [1, 2, 3, 4, 5]


async def test_a_process_hears_how_many_send_over_each_account_until_one_is_stale(
    desk: Desk, clock: Clock
) -> None:
    one = [told("mobile/1"), told("mobile/2"), told("unicom/1")]
    assert await tell_links(desk, "a/1", one) == {"mobile": 1, "unicom": 1}
    assert await tell_links(desk, "b/2", [told("mobile/1")]) == {"mobile": 2, "unicom": 1}
    clock.turn(STALE_AFTER)
    assert await tell_links(desk, "b/2", [told("mobile/1")]) == {"mobile": 2, "unicom": 1}
    clock.turn(timedelta(seconds=1))
    assert await tell_links(desk, "b/2", [told("mobile/1")]) == {"mobile": 1}
