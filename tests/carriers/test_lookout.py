"""What operators elsewhere see of this process's links, from its first login to its end."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from heyan.carriers import gateway, lookout
from heyan.casework.desk import Desk
from heyan.casework.messages import links
from heyan.casework.messages.links import LinkTold
from tests.carriers.desk import ACCOUNT, BOUND, outgoing, playing
from tests.fakes.links import told as a_link


async def test_links_are_told_until_the_end(desk: Desk) -> None:
    async with playing(account=replace(ACCOUNT, window=8)) as scene:
        scene.send(outgoing(1))
        await scene.desk.until(lambda: scene.desk.reports)
        stop = asyncio.Event()
        running = asyncio.create_task(lookout.run(desk, scene.gateway, "here/1", stop))
        (seen,) = await told(desk)
        stop.set()
        await running
    assert seen.name == "mobile/1"
    assert (seen.account, seen.carrier, seen.state) == ("mobile", "mobile", "open")
    assert (seen.sent, seen.accepted, seen.reports, seen.under_way) == (1, 1, 1, 0)
    assert (seen.window, seen.rate) == (8, 100.0)
    assert seen.latency is not None
    assert await links.see_links(desk) == []


async def test_the_rate_that_a_carrier_has_lowered_is_told() -> None:
    async with playing("throttle::1") as scene:
        scene.send(outgoing(1))
        await scene.desk.until(lambda: scene.desk.results)
        (status,) = scene.gateway.status()
        seen = lookout.told_of(status)
        assert (seen.rate, seen.throttled) == (50.0, 1)


async def test_processes_that_send_over_one_account_divide_its_rate(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "JOINING", timedelta(seconds=0.2))
    async with playing(account=replace(ACCOUNT, rate=90)) as scene:
        for other in ("there/7", "there/8"):
            await links.tell_links(desk, other, [a_link("mobile/1"), a_link("mobile/2")])
        await links.tell_links(desk, "there/9", [a_link("unicom/1")])
        stop = asyncio.Event()
        running = asyncio.create_task(lookout.run(desk, scene.gateway, "here/1", stop))
        asked = len(scene.desk.rooms)
        await scene.until(lambda: scene.gateway.status()[0].rate == 0)
        scene.send(outgoing(1))
        await scene.until(lambda: scene.gateway.status()[0].rate == 30)
        await scene.desk.until(lambda: scene.desk.results)
        assert max(scene.desk.rooms[asked:]) <= 30
        stop.set()
        await running


async def test_who_is_there_when_another_comes_sends_on_with_its_part() -> None:
    async with playing(account=replace(ACCOUNT, rate=90)) as scene:
        scene.gateway.share({})
        scene.gateway.share({"mobile": 3})
        assert scene.gateway.status()[0].rate == 30


async def test_an_account_whose_settings_the_carrier_refuses_is_told_to_need_somebody() -> None:
    async with playing("refuse-sender::1") as scene:
        scene.send(outgoing(1))
        await scene.desk.until(lambda: scene.desk.results)
        (status,) = scene.gateway.status()
        assert lookout.told_of(status).needs_somebody


async def test_without_a_database_the_links_live_on_and_the_end_is_quiet(desk: Desk) -> None:
    await desk.database.close()
    async with playing() as scene:
        stop = asyncio.Event()
        running = asyncio.create_task(lookout.run(desk, scene.gateway, "here/1", stop))
        scene.send(outgoing(1))
        await scene.desk.until(lambda: scene.desk.results)
        stop.set()
        await running


async def told(desk: Desk) -> list[LinkTold]:
    async with asyncio.timeout(BOUND):
        while not (seen := await links.see_links(desk)):  # noqa: ASYNC110 - the database has no event
            await asyncio.sleep(0.005)
    return [each.link for each in seen]
