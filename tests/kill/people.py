"""A provider and its customers, who try again whenever the house was away in the middle."""

import asyncio
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any

import httpx

from heyan.rules.documents import tail
from heyan.rules.phone import Mobile
from heyan.rules.writing import plain
from heyan.sandbox.phones import Phones
from tests.fakes.filings import HAN, LI, SITE, SUBJECT, new_filing
from tests.fakes.journeys import code_in
from tests.fakes.work import do_work

AGAIN = 0.1
PLANS = ("answers", "withdraws", "waits for two", "answers", "mistypes")


@dataclass
class Journey:
    """A filing, what its people mean to do, and what the house has promised them."""

    n: int
    id: str = ""
    done: bool = False
    met: bool = False  # the portal said so
    withdrawn: bool = False  # the API said so
    mistyped: list[bool] = field(default_factory=list)  # each try; whether it was answered

    @property
    def plan(self) -> str:
        return PLANS[self.n % len(PLANS)]

    @property
    def mobiles(self) -> tuple[Mobile, ...]:
        one, two = Mobile(f"138{self.n:08}"), Mobile(f"186{self.n:08}")
        return (one, two) if self.plan == "waits for two" else (one,)

    def filing(self) -> Any:
        li = replace(LI, mobiles=self.mobiles[:1])
        han = replace(HAN, mobiles=self.mobiles[-1:])
        site = replace(SITE, principal=han if self.plan == "waits for two" else li)
        subject = replace(SUBJECT, principal=li)
        return plain(new_filing(site, subject=subject, reference=f"KILL-{self.n}"))


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and (name := given.get("name")):
            self.values[name] = given.get("value") or ""


@dataclass
class People:
    """Whoever talks to the house, each by HTTP."""

    url: str
    key: str
    phones: Phones
    turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    # One browser works at a time: together they would leave no thread for anything else.
    working: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def go(self, journey: Journey) -> None:
        """Take a filing as far as its plan says."""
        async with httpx.AsyncClient(base_url=self.url, timeout=30) as client:
            await self.turn.acquire()
            header = {"Idempotency-Key": f"key {journey.n}"}
            answer = await self.api(
                client, "POST", "filings", json=journey.filing(), headers=header
            )
            journey.id = answer["id"]
            if journey.plan == "withdraws":
                await self.withdraw(client, journey)
            elif journey.plan != "waits for two":
                (message, *_) = await self.phones.wait_for(journey.mobiles[0])
                await self.verify(client, journey, code_in(message.text))
            journey.done = True

    async def api(self, client: httpx.AsyncClient, how: str, what: str, **more: Any) -> Any:
        """Ask the API until it answers: who got no answer knows nothing and asks again."""
        headers = {"Authorization": f"Bearer {self.key}", **more.pop("headers", {})}
        while True:
            try:
                answer = await client.request(how, f"/api/v1/{what}", headers=headers, **more)
            except httpx.TransportError:
                await asyncio.sleep(AGAIN)
                continue
            if answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
                return answer.json() | {"status": answer.status_code}
            await asyncio.sleep(AGAIN)

    async def look(self, client: httpx.AsyncClient, journey: Journey) -> Any:
        return await self.api(client, "GET", f"filings/{journey.id}")

    async def withdraw(self, client: httpx.AsyncClient, journey: Journey) -> None:
        """Take it back; that it is back already means that nobody heard the answer before."""
        answer = await self.api(client, "POST", f"filings/{journey.id}/withdraw")
        assert answer.get("state") == "withdrawn" or answer["status"] == httpx.codes.CONFLICT
        journey.withdrawn = True

    async def verify(self, client: httpx.AsyncClient, journey: Journey, code: str) -> None:
        """Mistype the tail if that is the plan, else answer until the filing is in review."""
        right = tail(LI.document.number)
        if journey.plan == "mistypes":
            heard = None
            while heard is None:
                heard = await self.answer(client, journey, code, "000000")
                journey.mistyped.append(heard is not None)
            return
        while (await self.look(client, journey))["state"] == "verifying":
            page = await self.answer(client, journey, code, right)
            journey.met = journey.met or (page is not None and 'name="code"' not in page)

    async def answer(
        self, client: httpx.AsyncClient, journey: Journey, code: str, given: str
    ) -> str | None:
        """Fill the portal's form in once; no page means that nobody knows what came of it."""
        host = {"Host": f"tjcainfo.localhost:{client.base_url.port}"}
        try:
            async with self.working:
                form = _Fields()
                form.feed((await client.get("/verify", headers=host)).text)
                typed = {"code": code, "mobile": journey.mobiles[0], "tail": given}
                proof = await asyncio.to_thread(do_work, form.values["captcha_id"])
            fields = {**form.values, "captcha": "", "proof": proof, **typed}
            page = await client.post("/verify", data=fields, headers=host)
        except (httpx.TransportError, KeyError):  # no form came
            await asyncio.sleep(AGAIN)
            return None
        return page.text if page.status_code == httpx.codes.OK else None
