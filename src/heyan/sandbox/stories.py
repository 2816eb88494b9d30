"""The stories that `heyan demo --once` plays, each with the outcome that the rules give it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from heyan.rules.calendar import next_day_at
from heyan.rules.filing import FilingKind
from heyan.sandbox.examples import Example, Person
from heyan.sandbox.village import Village

_MET = "请等待其他核验人进行短信核验"
_ALL_MET = "您的短信核验已全部完成"
_NOT_FOUND = "找不到记录"
_FAILED = "短信核验失败"
_WRONG_TAIL = "ZZZZZZ"
_TRIES = 5
# What the seed says, not what the code under it says: a wrong edition is told.
_SEVEN = frozenset({120000, 620000, 540000, 640000, 460000, 650000, 630000})
_NOON = time(12, 0)
_OPEN_FOR = timedelta(hours=48)
_A_MINUTE = timedelta(minutes=1)
_BEYOND_THE_GAP = timedelta(seconds=61)


class OtherwiseThanTheRules(Exception):
    """A story went otherwise than the rules say."""


@dataclass
class Teller:
    """Tells stories in a village, each with filings of its own."""

    village: Village
    left: list[Example]

    def take(self, fits: Callable[[Example], bool]) -> Example:
        """Take a filing for a story; no other story will use it."""
        for example in self.left:
            if fits(example):
                self.left.remove(example)
                return example
        raise OtherwiseThanTheRules("the examples have no filing for this story")

    async def asked(self, example: Example) -> list[Person]:
        """Name the people who are asked and have not answered."""
        filing = await self.village.look(example)
        return [
            example.people[challenge["mobile"]]
            for challenge in filing["challenges"]
            if challenge["state"] == "open"
        ]

    async def answer(self, example: Example, person: Person, tail: str | None = None) -> str:
        """Have a person read the phone and answer at the portal; return the page."""
        codes = await self.village.wait_for_codes(example, person)
        async with self.village.applicant(example.province) as applicant:
            return await applicant.verify(codes[-1], person, tail)

    async def answer_all(self, example: Example) -> None:
        """Have everybody answer, one after the other (R18)."""
        people = await self.asked(example)
        for last, person in zip([False] * (len(people) - 1) + [True], people, strict=True):
            page = await self.answer(example, person)
            expect(_ALL_MET if last else _MET, _heading(page))
        await self.village.wait_for_state(example, "reviewing")

    async def judge(self, example: Example, verdict: str, **body: str) -> dict[str, Any]:
        """Have the province's officer judge a filing."""
        officer = self.village.officers[example.province]
        path = f"/reviews/{self.village.filings[example.reference]}/{verdict}"
        filing: dict[str, Any] = await officer.ask("POST", path, json=body)
        return filing


Story = Callable[[Teller], Awaitable[str]]
Stories = Sequence[tuple[str, Story]]


def expect(wanted: object, seen: object) -> None:
    """Raise OtherwiseThanTheRules unless both are the same."""
    if wanted != seen:
        raise OtherwiseThanTheRules(f"wanted {wanted}, saw {seen}")


async def met(teller: Teller) -> str:
    """新增备案: everybody answers, the officer approves, the register has its number."""
    example = teller.take(_several(FilingKind.NEW_FILING))
    await teller.answer_all(example)
    approved = await teller.judge(example, "approve")
    expect("approved", approved["state"])
    number = approved["register_numbers"][0]
    program = teller.village.provider_of(example)
    subject = await program.ask("GET", f"/register/subjects/{number}")
    return f"in the register as {subject['number']} with {len(subject['sites'])} site(s)"


async def five_wrong_tails(teller: Teller) -> str:
    """Five wrong tails fail the challenge, and the filing goes back (R20, R23)."""
    example = teller.take(_of(FilingKind.NEW_SITE))
    person = (await teller.asked(example))[0]
    pages = [_heading(await teller.answer(example, person, _WRONG_TAIL)) for _ in range(_TRIES)]
    expect([_NOT_FOUND] * (_TRIES - 1) + [_FAILED], pages)
    returned = await teller.village.wait_for_state(example, "returned")
    expect("failed", returned["reason"])
    return "four times 找不到记录, then 短信核验失败; returned to its provider"


async def wrong_portal(teller: Teller) -> str:
    """Another province's portal does not find the record (R16, R19)."""
    example = teller.take(_of(FilingKind.NEW_FILING))
    person = (await teller.asked(example))[0]
    codes = await teller.village.wait_for_codes(example, person)
    other = next(p for p in sorted(_SEVEN) if p != example.province)
    async with teller.village.applicant(other) as applicant:
        expect(_NOT_FOUND, _heading(await applicant.verify(codes[-1], person)))
    return "找不到记录, as for any mismatch"


async def straight_to_review(teller: Teller) -> str:
    """Let a filing of a province without verification go straight to review (R1)."""
    example = teller.take(lambda e: e.province not in _SEVEN)
    filing = await teller.village.look(example)
    expect(("reviewing", []), (filing["state"], filing["challenges"]))
    return "in review at once, nobody asked"


async def rejected(teller: Teller) -> str:
    """Let the officer reject, with a reason that the provider reads (R29)."""
    example = teller.take(_of(FilingKind.CHANGE))
    if await teller.asked(example):
        await teller.answer_all(example)
    rejection = await teller.judge(example, "reject", reason="主体名称与证件不一致")
    expect(("rejected", "主体名称与证件不一致"), (rejection["state"], rejection["note"]))
    return "back at its provider with the officer's reason"


async def withdrawn(teller: Teller) -> str:
    """Let the provider withdraw; the code dies with it."""
    example = teller.take(_of(FilingKind.NEW_FILING))
    person = (await teller.asked(example))[0]
    await teller.village.wait_for_codes(example, person)
    program = teller.village.provider_of(example)
    path = f"/filings/{teller.village.filings[example.reference]}/withdraw"
    expect("withdrawn", (await program.ask("POST", path))["state"])
    expect(_NOT_FOUND, _heading(await teller.answer(example, person)))
    return "withdrawn; its code finds no record any more"


async def every_kind(teller: Teller) -> str:
    """One filing of each kind is verified and approved (R3, R28)."""
    for kind in FilingKind:
        example = teller.take(_of(kind))
        if await teller.asked(example):
            await teller.answer_all(example)
        approved = await teller.judge(example, "approve")
        expect((kind.value, "approved"), (kind.value, approved["state"]))
    return "all seven approved"


async def asked_again(teller: Teller) -> str:
    """Let a person ask for the message again and get the same code (R12, R13)."""
    example = teller.take(_of(FilingKind.NEW_FILING))
    person = (await teller.asked(example))[0]
    first = (await teller.village.wait_for_codes(example, person))[0]
    await teller.village.provider_of(example).turn_clock(_BEYOND_THE_GAP)
    async with teller.village.applicant(example.province) as applicant:
        await applicant.ask_again(person)
    codes = await teller.village.wait_for_codes(example, person, 2)
    expect([first, first], list(codes[:2]))
    teller.left.append(example)
    return "a second message with the same code"


async def noon(teller: Teller) -> str:
    """At noon of the next day whoever has not answered gets the message once more (R11)."""
    waiting = await _waiting(teller)
    before = {
        (example.reference, person): len(await teller.village.wait_for_codes(example, person))
        for example, people in waiting
        for person in people
    }
    noon_at = next_day_at(_NOON, teller.village.house.desk.clock())
    await _turn_to(teller, noon_at - _A_MINUTE)
    expect(len(waiting), len(await _waiting(teller)))
    await _turn_to(teller, noon_at)
    for example, people in waiting:
        for person in people:
            count = before[example.reference, person] + 1
            codes = await teller.village.wait_for_codes(example, person, count)
            expect(1, len(set(codes)))
        expect([], [at for at in await _noons(teller, example) if at < noon_at])
    return f"{len(before)} messages once more, each with its same code"


async def expired(teller: Teller) -> str:
    """After 48 hours whatever is open goes back by itself (R22, R23)."""
    waiting = await _waiting(teller)
    last = teller.village.house.desk.clock()
    for example, _ in waiting:
        filing = await teller.village.look(example)
        accepted = min(
            datetime.fromisoformat(challenge["messages"][0]["accepted_at"])
            for challenge in filing["challenges"]
            if challenge["state"] == "open"
        )
        expect(accepted + _OPEN_FOR, datetime.fromisoformat(filing["deadline"]))
        last = max(last, accepted + _OPEN_FOR)
    await _turn_to(teller, last)
    for example, _ in waiting:
        returned = await teller.village.wait_for_state(example, "returned")
        expect("expired", returned["reason"])
    return f"{len(waiting)} filings returned as expired"


async def _noons(teller: Teller, example: Example) -> list[datetime]:
    """Return when messages were sent once more by themselves."""
    filing = await teller.village.look(example)
    return [
        datetime.fromisoformat(event["at"])
        for event in filing["history"]
        if event["type"] == "message.queued" and event["data"]["purpose"] == "noon"
    ]


async def told(teller: Teller) -> str:
    """Read the feed to its end: it told the providers everything, once (R27)."""
    count = 0
    for program in teller.village.providers.values():
        seen: list[str] = []
        cursor = ""
        while True:
            events, cursor = await program.feed(cursor)
            seen += [event["id"] for event in events]
            if not events:
                break
        expect(len(seen), len(set(seen)))
        count += len(seen)
    return f"{count} events, none twice"


STORIES: Stories = (
    ("R1  straight to review", straight_to_review),
    ("R18 everybody answers, and the register has its number", met),
    ("R20 five wrong tails", five_wrong_tails),
    ("R16 the portal of another province", wrong_portal),
    ("R29 rejected by the officer", rejected),
    ("R24 withdrawn by the provider", withdrawn),
    ("R28 one of each of the seven kinds", every_kind),
    ("R12 asked for again", asked_again),
    ("R11 sent once more at noon", noon),
    ("R23 expired after 48 hours", expired),
    ("R27 the providers were told", told),
)


async def _waiting(teller: Teller) -> list[tuple[Example, list[Person]]]:
    """Return the filings that still wait for people."""
    asked = [(example, await teller.asked(example)) for example in teller.left]
    return [(example, people) for example, people in asked if people]


async def _turn_to(teller: Teller, moment: datetime) -> None:
    program = next(iter(teller.village.providers.values()))
    await program.turn_clock(moment - teller.village.house.desk.clock() + timedelta(seconds=1))


def _of(kind: FilingKind) -> Callable[[Example], bool]:
    return lambda example: example.kind == kind and example.province in _SEVEN


def _several(kind: FilingKind) -> Callable[[Example], bool]:
    return lambda example: _of(kind)(example) and len(example.people) > 1


def _heading(page: str) -> str:
    """Return which of the portal's answers a page gives."""
    return next((words for words in (_FAILED, _ALL_MET, _MET, _NOT_FOUND) if words in page), "?")
