"""The example files in a real house: the broken are rejected whole, the good taken once."""

import json
from typing import Any

from heyan.casework import people
from heyan.casework.bureau import registering
from heyan.casework.desk import Desk
from heyan.casework.filings.intake import take_in
from heyan.casework.people import Provider
from heyan.rules.faults import Fault
from heyan.rules.reading import parse
from heyan.rules.refusals import Faulty
from heyan.sandbox.examples import PROVIDERS
from tests.house.tree import ROOT

EXAMPLES = ROOT / "examples"


def lines(name: str) -> list[str]:
    return (EXAMPLES / name).read_text("utf-8").splitlines()


async def settle(desk: Desk) -> dict[str, Provider]:
    providers = {
        prefix: (await people.add_provider(desk, name))[0] for prefix, name in PROVIDERS.items()
    }
    for line in lines("register.jsonl"):
        assert await registering.import_subject(desk, json.loads(line)) == ()
    return providers


async def faults_of(desk: Desk, provider: Provider, line: str) -> set[tuple[str, str]]:
    document = parse(line)
    if isinstance(document, Fault):
        return {(document.pointer, document.code)}
    try:
        await take_in(desk, provider, document)
    except Faulty as refused:
        return {(fault.pointer, fault.code) for fault in refused.faults}
    return set()


async def test_every_broken_line_is_rejected_with_all_its_faults(desk: Desk) -> None:
    providers = await settle(desk)
    expected: dict[str, Any] = json.loads((EXAMPLES / "broken.expected.json").read_text("utf-8"))
    for number, line in enumerate(lines("broken.jsonl"), 1):
        wanted = {(each["pointer"], each["code"]) for each in expected[str(number)]["faults"]}
        assert await faults_of(desk, providers["HH"], line) == wanted, number


async def test_every_good_line_is_taken_in_once(desk: Desk) -> None:
    providers = await settle(desk)
    taken: set[str] = set()
    for line in lines("filings.jsonl"):
        document = json.loads(line)
        provider = providers[document["reference"].partition("-")[0]]
        first = await take_in(desk, provider, document)
        again = await take_in(desk, provider, document)
        assert (first.repeated, again.repeated) == (False, True)
        assert again.case == first.case
        taken.add(str(first.case))
    assert len(taken) == len(lines("filings.jsonl"))
