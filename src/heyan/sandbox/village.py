"""A throw-away house with pretend neighbours: providers, officers, applicants, carriers."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, TypeVar

import httpx

from heyan.assembly import draw_bytes
from heyan.casework import people
from heyan.casework.bureau import registering
from heyan.casework.messages.porting import note_ported
from heyan.house import House, Role, open_house
from heyan.rules.editions import PILOT_PORTALS
from heyan.rules.provinces import BY_CODE
from heyan.sandbox.applicant import Applicant, ConfidingCaptcha, codes_on
from heyan.sandbox.examples import PROVIDERS, Example, Examples, Person
from heyan.sandbox.faults import Rule
from heyan.sandbox.neighbours import pretend_carriers
from heyan.sandbox.phones import Phones
from heyan.sandbox.provider import Program, program
from heyan.settings import Settings
from heyan.web.metrics import PATH as METRICS
from heyan.web.server import listen

T = TypeVar("T")

PATIENCE = timedelta(seconds=30)  # no step of the demo takes longer unless something is wrong
_GLANCE = 0.02


class Late(Exception):
    """Something did not come about in time."""


@dataclass(frozen=True)
class Village:
    """Everybody, and how to reach them."""

    house: House
    port: int
    metrics: str  # the address
    phones: Phones
    captcha: ConfidingCaptcha
    providers: Mapping[str, Program]  # by name
    officers: Mapping[int, Program]  # by province
    keys: Mapping[str, str] = field(repr=False)  # of providers and officers, by name
    filings: dict[str, str] = field(default_factory=dict)  # reference -> id

    @asynccontextmanager
    async def applicant(self, province: int) -> AsyncIterator[Applicant]:
        """Let somebody open a browser at the portal of a province."""
        host = f"{PILOT_PORTALS[province]}.{self.house.desk.portal_domain}:{self.port}"
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self.port}",
            headers={"Host": host},
            timeout=PATIENCE.total_seconds(),
        ) as browser:
            yield Applicant(browser, self.captcha)

    def provider_of(self, example: Example) -> Program:
        return self.providers[example.provider]

    async def look(self, example: Example) -> dict[str, Any]:
        """See a filing as its provider does."""
        return await self.provider_of(example).look(self.filings[example.reference])

    async def wait_for_state(self, example: Example, state: str) -> dict[str, Any]:
        """Wait until a filing has come to a state. Raises Late."""

        async def arrived() -> dict[str, Any] | None:
            filing = await self.look(example)
            return filing if filing["state"] == state else None

        return await eventually(arrived, f"{example.reference} to be {state}")

    async def wait_for_codes(
        self, example: Example, person: Person, count: int = 1
    ) -> Sequence[str]:
        """Wait until a person has got so many messages for a filing. Raises Late."""

        async def arrived() -> Sequence[str] | None:
            codes = codes_on(self.phones, person, example)
            return codes if len(codes) >= count else None

        return await eventually(arrived, f"message {count} for {example.reference}")


async def eventually(
    look: Callable[[], Awaitable[T | None]], what: str, patience: timedelta = PATIENCE
) -> T:
    """Look until there is something to see. Raises Late."""
    with suppress(TimeoutError):
        async with asyncio.timeout(patience.total_seconds()):
            # Everybody here looks from outside, over HTTP: there is no event to wait for.
            while (seen := await look()) is None:  # noqa: ASYNC110 - see above
                await asyncio.sleep(_GLANCE)
            return seen
    raise Late(f"Waited {patience.total_seconds():.0f} seconds in vain for {what}.")


@asynccontextmanager
async def found_village(
    settings: Settings,
    examples: Examples,
    door: socket.socket,
    phones: Phones,
    speed: float,
    rules: Sequence[Rule] = (),
) -> AsyncIterator[Village]:
    """Build the house, let everybody move in, and open the doors."""
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(open_house(settings, throwaway=True, speed=speed))
        desk = house.desk
        carriers = await stack.enter_async_context(
            pretend_carriers(phones, desk.clock, draw_bytes, rules=rules)
        )
        captcha = ConfidingCaptcha(desk)
        house = replace(
            house, accounts=carriers.accounts, phones=phones, captcha=lambda _desk: captcha
        )
        port = door.getsockname()[1]
        keys, providers, officers = await _settle_people(house, port)
        for line in examples.register:
            faults = await registering.import_subject(desk, line)
            if faults:
                raise ValueError(f"the example register has faults: {faults}")
        await note_ported(desk, examples.ported)
        stop = asyncio.Event()
        hatch = listen("127.0.0.1:0")
        metrics = f"http://127.0.0.1:{hatch.getsockname()[1]}{METRICS}"
        rooms = asyncio.create_task(house.run(set(Role), stop, door, hatch))
        try:
            yield Village(house, port, metrics, phones, captcha, providers, officers, keys)
        finally:
            for each in (*providers.values(), *officers.values()):
                await each.client.aclose()
            stop.set()
            await rooms


async def _settle_people(
    house: House, port: int
) -> tuple[dict[str, str], dict[str, Program], dict[int, Program]]:
    base = f"http://127.0.0.1:{port}/api/v1"
    keys: dict[str, str] = {}
    for name in PROVIDERS.values():
        _, keys[name] = await people.add_provider(house.desk, name)
    providers = {name: program(base, key) for name, key in keys.items()}
    officers: dict[int, Program] = {}
    for code, province in BY_CODE.items():
        _, keys[province.bureau] = await people.add_officer(house.desk, province.bureau, code)
        officers[code] = program(base, keys[province.bureau])
    return keys, providers, officers
