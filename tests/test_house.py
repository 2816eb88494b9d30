"""The house: its rooms run at one desk, wake each other, and are watched from a door of its own."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from heyan.assembly import open_desk
from heyan.carriers.account import Account
from heyan.carriers.status import LinkStatus
from heyan.casework.desk import Desk
from heyan.house import Role, open_house
from heyan.rules.phone import Carrier
from heyan.web.portal.captcha import BandCaptcha
from heyan.web.server import listen
from tests.test_assembly import settings_at


@pytest.mark.rule("R14")
async def test_it_is_said_which_messages_cannot_go_and_which_come_from_an_unknown_number(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_house(settings_at(tmp_path, database_url)) as house:
        account = Account(
            name="mobile", carrier=Carrier.MOBILE, protocol="cmpp2", host="127.0.0.1", port=1,
            account="900001", password="secret", source_number="1",
        )  # fmt: skip
        stop = asyncio.Event()
        stop.set()
        await replace(house, accounts=(account,)).run({Role.CARRIERS}, stop)
    assert "No account for unicom, telecom, virtual" in caplog.text
    assert "Account mobile sends from another number" in caplog.text


@pytest.mark.rule("R10")
async def test_what_one_process_leaves_behind_wakes_another(
    database_url: str, tmp_path: Path
) -> None:
    settings = settings_at(tmp_path, database_url)
    stop = asyncio.Event()
    async with open_house(settings) as one, open_house(settings) as other, asyncio.timeout(10):
        runs = [asyncio.create_task(house.run((), stop)) for house in (one, other)]
        await asyncio.gather(*(house.bell.next_ring().wait() for house in (one, other)))
        ring = other.bell.next_ring()
        one.desk.ring_for_messages()
        await ring.wait()
        ring = other.bell.next_ring()
        async with open_desk(settings) as desk:
            desk.ring_for_messages()
        await ring.wait()
        stop.set()
        await asyncio.gather(*runs)


@pytest.mark.rule("R26")
async def test_pictures_are_as_hard_as_the_settings_say(database_url: str, tmp_path: Path) -> None:
    for level, more in ((1, {}), (2, {"HEYAN_CAPTCHA_LEVEL": "2"})):
        async with open_house(settings_at(tmp_path, database_url, **more)) as house:
            captcha = house.captcha(house.desk)
            assert isinstance(captcha, BandCaptcha)
            assert captcha.stock.level == level


async def test_who_watches_sees_the_links_and_the_captchas_of_the_process(
    database_url: str, tmp_path: Path
) -> None:
    async with open_house(settings_at(tmp_path, database_url, HEYAN_MODE="sandbox")) as house:
        link = LinkStatus("mobile/1", "mobile", state="open", sent=3)
        captcha = house.captcha(house.desk)
        app: Any = house.build_metrics(lambda: [link], captcha)
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://any.example") as client:
            told = (await client.get("/metrics")).text
    assert 'heyan_link_up{carrier="mobile",link="mobile/1"} 1.0' in told
    assert "heyan_captchas_ready 0.0" in told


@pytest.mark.parametrize("roles", [{Role.WEB}, {Role.CLOCKWORK}])
async def test_what_is_measured_is_told_at_a_door_of_its_own_whatever_runs_here(
    database_url: str, tmp_path: Path, roles: set[Role]
) -> None:
    async with open_house(settings_at(tmp_path, database_url, HEYAN_MODE="sandbox")) as house:
        stop, door, hatch = asyncio.Event(), listen("127.0.0.1:0"), listen("127.0.0.1:0")
        running = asyncio.create_task(house.run(roles, stop, door, hatch))
        async with httpx.AsyncClient() as client:
            told = await client.get(f"http://127.0.0.1:{hatch.getsockname()[1]}/metrics")
        stop.set()
        await running
        door.close()
    assert "heyan_database_up 1.0" in told.text
    assert ("heyan_captchas_ready" in told.text) == (Role.WEB in roles)


class Watched(BandCaptcha):
    """One that says when everything is drawn."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.drawn = asyncio.Event()
        self.stock.size = self.harder.size = 2

    async def draw_ahead(self) -> None:
        await super().draw_ahead()
        self.drawn.set()


async def test_pictures_are_drawn_before_anybody_asks_for_one(
    database_url: str, tmp_path: Path
) -> None:
    async with open_house(settings_at(tmp_path, database_url, HEYAN_MODE="sandbox")) as house:
        captcha, stop, door = Watched(house.desk), asyncio.Event(), listen("127.0.0.1:0")
        serving = replace(house, captcha=lambda _desk: captcha)
        running = asyncio.create_task(serving.run({Role.WEB}, stop, door))
        async with asyncio.timeout(20):
            await captcha.drawn.wait()
        stop.set()
        await running
    assert (len(captcha.stock), len(captcha.harder)) == (2, 2)
