"""After a full run nothing that was left behind tells a code, number, ID, name or key.

The examples go through portal, API, and carriers with faults, with resends, wrong answers,
corrections and errors. Then the database, the logs of every part at DEBUG, `/metrics`, and all that
providers were answered are searched. Nothing of it may hold anything: there is no exception list.
"""

import base64
import io
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from heyan.keys.ring import USES
from heyan.keys.ring_file import read_ring
from heyan.sandbox.demo import tell_stories
from heyan.sandbox.examples import PROVIDERS, Example, Examples, Person
from heyan.sandbox.faults import read_rule
from heyan.sandbox.phones import Phones
from heyan.sandbox.provider import Program, Unexpected
from heyan.sandbox.stories import Teller
from heyan.sandbox.village import Village
from tests.fakes.leaks import leaks, spelled
from tests.fakes.tables import dump
from tests.house.tree import ROOT
from tests.sandbox.villages import all_examples, village_at

FAULTS = ("throttle::3", "report-twice:138", "report-first:139:2", "slow:17", "undelivered:186:2",
          "odd-stat:18:1", "report-elsewhere:15")  # fmt: skip
OUTSIDE = (
    "httpx",
    "httpcore.connection",
    "httpcore.http11",
)  # the neighbours' programs, in the same process
PRINCIPAL = ("name", "email", "emergency_phone")


@dataclass
class LeftBehind:
    """What a run left behind, by where it lies."""

    texts: dict[str, str] = field(default_factory=dict)
    answers: list[str] = field(default_factory=list)

    async def overhear(self, answer: httpx.Response) -> None:
        """Keep what a provider is answered, head and body."""
        await answer.aread()
        self.answers.append(f"{answer.headers!r}\n{answer.text}")

    def tells(self, secrets: set[str]) -> dict[str, set[str]]:
        found = {place: leaks(text, secrets) for place, text in self.texts.items()}
        return {place: told for place, told in found.items() if told}


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything that any part of the house logs, at DEBUG, with tracebacks."""
    told = io.StringIO()
    handler = logging.StreamHandler(told)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    for name in OUTSIDE:
        monkeypatch.setattr(logging.getLogger(name), "disabled", True)
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield told
    root.removeHandler(handler)
    root.setLevel(before)


def principals(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "principal" in part:
        yield part["principal"]


def parts(examples: Examples) -> Iterator[dict[str, Any]]:
    for line in examples.register:
        yield from (line["data"], *(site["data"] for site in line["sites"]))
    for example in examples.filings:
        yield from (example.document["subject"], *example.document.get("sites", ()))


def personal(examples: Examples) -> set[str]:
    """Whatever says who a person is, and how to reach them."""
    told: set[str] = set()
    for part in parts(examples):
        for principal in principals(part):
            told |= {principal[name] for name in PRINCIPAL if principal.get(name)}
            told |= set(principal.get("mobiles", ()))
            told.add(principal.get("document", {}).get("number", ""))
    people = {person for example in examples.filings for person in example.people.values()}
    told |= {str(each) for person in people for each in (person.mobile, person.tail, person.name)}
    return told - {""}


def confidential(examples: Examples) -> set[str]:
    """What is published when a filing is approved, and not before."""
    told: set[str] = set()
    for part in parts(examples):
        told |= {part[name] for name in ("name", "address", "remarks") if part.get(name)}
        told.add(part.get("document", {}).get("number", ""))
    return told - {""}


def keys(village: Village) -> set[str]:
    ring = read_ring(village.house.settings.keys)
    material = [key for use in USES for key in ring.keys(use).held.values()]
    passwords = {account.password for account in village.house.accounts}
    spellings = {base64.b64encode(key).decode() for key in material}
    return spellings | {key.hex() for key in material} | passwords | set(village.keys.values())


def codes(village: Village) -> set[str]:
    """Every code that a phone received, and every answer to a captcha."""
    texts = [m.text for got in village.phones.everything().values() for m in got]
    received = {text.partition("验证码")[2][:6] for text in texts}
    # A code may happen to be a province's number, which stands in every row.
    provinces = {str(example.province) for example in all_examples().filings}
    return (received | set(village.captcha.answers.values())) - provinces


async def try_what_is_not_theirs(village: Village, examples: Examples) -> None:
    """Have each provider ask for all that belongs to the other, and send what is wrong."""
    for example in examples.filings:
        stranger = next(p for name, p in village.providers.items() if name != example.provider)
        place = f"/filings/{village.filings[example.reference]}"
        await refused(stranger, "GET", place)
        await refused(stranger, "POST", f"{place}/withdraw")
        mobile = next(iter(example.people.values())).mobile if example.people else "13800000000"
        await refused(stranger, "PATCH", f"{place}/challenges/1", json={"mobile": mobile})
        listed = await stranger.ask("GET", "/filings", params={"reference": example.reference})
        assert listed["items"] == []
    program = village.providers[PROVIDERS["HH"]]
    for line in (ROOT / "examples" / "broken.jsonl").read_bytes().splitlines():
        answer = await program.client.post(
            "/filings", content=line, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code >= 400


async def refused(program: Program, method: str, path: str, **how: Any) -> None:
    with pytest.raises(Unexpected, match="404"):
        await program.ask(method, path, **how)


async def correct_a_number(village: Village, example: Example) -> str:
    """Have the provider correct a number by one digit; return the new one."""
    person = next(iter(example.people.values()))
    mobile = f"{person.mobile[:-1]}{(int(person.mobile[-1]) + 1) % 10}"
    place = f"/filings/{village.filings[example.reference]}/challenges/1"
    await village.provider_of(example).ask("PATCH", place, json={"mobile": mobile})
    return mobile


async def guess(village: Village, example: Example, person: Person) -> None:
    """Type twenty-one wrong codes, so that one is spent."""
    await village.wait_for_codes(example, person)
    async with village.applicant(example.province) as applicant:
        for n in range(21):
            await applicant.verify(f"99{n:04}", person)


def server_log(database_url: str) -> Path | None:
    """Find the log of the embedded server, if it is one."""
    run = parse_qs(urlsplit(database_url).query).get("host", [""])[0]
    path = Path(run).parent / "server.log"
    return path if run and path.is_file() else None


async def whole_run(village: Village, examples: Examples, left: LeftBehind) -> set[str]:
    """Go through everything; return what must not be found."""
    for program in village.providers.values():
        program.client.event_hooks["response"].append(left.overhear)
    for example in examples.filings:
        filing = await village.provider_of(example).submit(example.document)
        village.filings[example.reference] = filing["id"]
    teller = Teller(village, list(examples.filings))
    corrected = teller.take(lambda e: e.kind == "new_filing" and len(e.people) == 1)
    new_number = await correct_a_number(village, corrected)
    guessed = teller.take(lambda e: e.kind == "new_filing" and len(e.people) == 1)
    await guess(village, guessed, (await teller.asked(guessed))[0])
    said: list[str] = []
    left_over = Examples(teller.left, examples.register, examples.ported)
    assert await tell_stories(village, left_over, said.append), said
    await try_what_is_not_theirs(village, examples)
    async with httpx.AsyncClient() as watcher:
        metrics = await watcher.get(village.metrics)
    assert "heyan_link_up" in metrics.text
    left.texts["/metrics"] = metrics.text
    left.texts["answers to providers"] = "\n".join(left.answers)
    left.texts["database"] = await dump(village.house.desk)
    return personal(examples) | codes(village) | keys(village) | {new_number}


@pytest.mark.rule("R13", "R30")
async def test_nothing_that_is_left_behind_tells_anything(
    database_url: str, log: io.StringIO
) -> None:
    examples, left = all_examples(), LeftBehind()
    server, begins = server_log(database_url), 0
    if server is not None:
        begins = server.stat().st_size
    faults = [read_rule(text) for text in FAULTS]
    async with village_at(database_url, examples, Phones(), faults) as village:
        secrets = await whole_run(village, examples, left)
    left.texts["logs"] = log.getvalue()
    if server is not None:
        left.texts["server log"] = server.read_text("utf-8", errors="replace")[begins:]
    assert left.tells(secrets) == {}
    own = LeftBehind({place: left.texts[place] for place in ("/metrics", "database", "logs")})
    assert own.tells(confidential(examples)) == {}
    assert len(secrets) > 500
    assert "heyan.carriers" in left.texts["logs"]
    assert "filing.approved" in left.texts["database"]


SECRETS = ("042917", "13811844451", "120101198805120831", "07282X", "李知秋", "Wq7-key+of/provider")


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_is_found_in_every_spelling(secret: str) -> None:
    for spelling in spelled(secret):
        assert leaks(f"before {spelling} after", SECRETS) == {secret}, spelling
        assert leaks(json.dumps({"a": spelling}, ensure_ascii=False), SECRETS) >= {secret} or (
            "\\" in spelling or '"' in spelling or not spelling.isprintable()
        )


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("before", ["", "a", "ab", "abc", "名"])
def test_a_secret_inside_a_longer_base64_text_is_found(secret: str, before: str) -> None:
    text = f"{before}{secret} and more".encode()
    for encode in (base64.b64encode, base64.urlsafe_b64encode, bytes.hex):
        told = encode(text)
        assert secret in leaks(told if isinstance(told, str) else told.decode(), SECRETS)


def test_what_comes_about_by_chance_is_no_leak() -> None:
    told = "at 12:30:00.042917+08 \\x0429170429170a 99042917"
    assert leaks(told, SECRETS) == set()


async def test_a_secret_that_is_planted_is_found(database_url: str, log: io.StringIO) -> None:
    left = LeftBehind()
    async with village_at(database_url, Examples([], [], {})) as village:
        async with village.house.desk.database.transaction() as tx:
            await tx.execute("insert into house values ('note', to_jsonb($1::text))", SECRETS[2])
        logging.getLogger("heyan.casework.messages.sending").debug("code %s", SECRETS[0])
        left.texts["database"] = await dump(village.house.desk)
        asked = await village.providers[PROVIDERS["HH"]].client.get("/filings/12-1")
        await left.overhear(asked)
    left.texts |= {"logs": log.getvalue(), "answers": "\n".join(left.answers) + SECRETS[1]}
    assert left.tells(set(SECRETS)) == {
        "database": {SECRETS[2]},
        "logs": {SECRETS[0]},
        "answers": {SECRETS[1]},
    }
