"""The examples are what they say: real input, invented people, every kind, every fault."""

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from ipaddress import ip_address, ip_network

import pytest

from heyan.rules.admission import misfits
from heyan.rules.documents import RESIDENT_CARD
from heyan.rules.faults import READING, REGISTER
from heyan.rules.filing import Filing, FilingKind, Principal
from heyan.rules.phone import Carrier, Mobile, read_mobile
from heyan.rules.reading import read_line
from heyan.rules.reading_register import RegisterLine, read_register_line
from heyan.rules.register import Registered, RegisteredSite
from heyan.rules.routing import carrier_of
from tests.examples.make import EXAMPLES, files
from tests.examples.world import HAIHE, HEXI, PREFIXES

PILOTS = {120000, 620000, 540000, 640000, 460000, 650000, 630000}
FOR_DOCUMENTS = [
    ip_network(net)
    for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
]
PROVIDERS = {HAIHE: 1, HEXI: 2}


def lines(name: str) -> list[str]:
    return (EXAMPLES / name).read_text(encoding="utf-8").splitlines()


def filings() -> list[Filing]:
    read = [read_line(line) for line in lines("filings.jsonl")]
    whole = [filing for filing in read if isinstance(filing, Filing)]
    assert whole == read
    return whole


def registered() -> dict[str, Registered]:
    return {line.number: _registered(line) for line in register_lines()}


def register_lines() -> list[RegisterLine]:
    names = frozenset(PROVIDERS)
    read = [read_register_line(json.loads(line), names) for line in lines("register.jsonl")]
    whole = [line for line in read if isinstance(line, RegisterLine)]
    assert whole == read
    return whole


def _registered(line: RegisterLine) -> Registered:
    sites = tuple(
        RegisteredSite(
            number=site.number,
            site=site.site,
            accesses={PROVIDERS[name]: access for name, access in site.accesses.items()},
        )
        for site in line.sites
    )
    return Registered(
        number=line.number,
        province=line.province,
        subject=line.subject,
        last_site=len(sites),
        sites=sites,
    )


def provider_of(reference: str) -> int:
    (name,) = (name for name, prefix in PREFIXES.items() if reference.startswith(f"{prefix}-"))
    return PROVIDERS[name]


def principals(filing: Filing) -> Iterator[Principal]:
    if filing.subject:
        yield filing.subject.principal
    yield from (entry.site.principal for entry in filing.sites if entry.site)


def texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("name", files())
def test_the_examples_are_what_their_maker_makes(name: str) -> None:
    assert (EXAMPLES / name).read_text(encoding="utf-8") == files()[name]


def test_there_are_enough_filings_of_every_kind_in_every_pilot_province() -> None:
    seen = Counter((filing.province, filing.kind) for filing in filings())
    assert seen.total() >= 72
    assert {(province, kind) for province in PILOTS for kind in FilingKind} <= seen.keys()
    assert len({province for province, _ in seen} - PILOTS) == 3


def test_references_are_distinct_and_tell_the_provider() -> None:
    references = [filing.reference for filing in filings()]
    assert len(set(references)) == len(references)
    assert {provider_of(reference) for reference in references} == set(PROVIDERS.values())


def test_every_filing_fits_the_register() -> None:
    register = registered()
    for filing in filings():
        subject = register.get(filing.subject_number or "")
        assert misfits(filing, subject, provider_of(filing.reference)) == (), filing.reference


def test_each_filing_has_a_subject_of_its_own() -> None:
    numbers = [filing.subject_number for filing in filings() if filing.subject_number]
    assert len(set(numbers)) == len(numbers)
    assert set(numbers) <= registered().keys()


def test_numbers_are_shared_within_filings_and_between_them() -> None:
    holders = defaultdict[Mobile, set[str]](set)
    within = Counter[str]()
    for filing in filings():
        mobiles = [principal.mobile for principal in principals(filing)]
        within[filing.reference] = len(mobiles) - len(set(mobiles))
        for mobile in mobiles:
            holders[mobile].add(filing.reference)
    assert sum(shared > 0 for shared in within.values()) >= 3
    assert any(len({name[:2] for name in names}) == 2 for names in holders.values())


def test_some_filings_have_two_three_and_four_sites() -> None:
    assert {2, 3, 4} <= {len(filing.sites) for filing in filings()}


def test_all_personal_documents_occur_and_one_tail_has_brackets() -> None:
    documents = [p.document for filing in filings() for p in principals(filing)]
    assert {document.type for document in documents} == {2, 7, 11, 14, 30, 41, 42}
    assert any(re.search(r"[0-9]{3}（[0-9A]）$", document.number) for document in documents)
    assert any(d.type == RESIDENT_CARD and d.number.endswith("X") for d in documents)


def test_all_carriers_serve_somebody_and_some_numbers_are_ported() -> None:
    with (EXAMPLES / "ported.csv").open(encoding="utf-8", newline="") as file:
        ported = {Mobile(row["mobile"]): Carrier(row["carrier"]) for row in csv.DictReader(file)}
    assert len(ported) >= 4
    assert all(read_mobile(mobile) == mobile for mobile in ported)
    assert all(carrier_of(mobile, ported) is not carrier_of(mobile) for mobile in ported)
    assert all(any(mobile in line for line in lines("register.jsonl") + lines("filings.jsonl"))
               for mobile in ported)  # fmt: skip
    mobiles = [p.mobile for filing in filings() for p in principals(filing)]
    assert {carrier_of(mobile, ported) for mobile in mobiles} == set(Carrier)


@pytest.mark.rule("R7")
def test_some_accesses_state_the_registered_number_and_some_go_to_shell_sites() -> None:
    register = registered()
    seen = {
        (bool(entry.mobiles), site.shell)
        for filing in filings()
        if filing.kind is FilingKind.NEW_ACCESS
        for entry in filing.sites
        for site in [register[filing.subject_number or ""].site(entry.number)]
        if site is not None
    }
    assert seen == {(True, True), (True, False), (False, True), (False, False)}


@pytest.mark.parametrize("name", ["register.jsonl", "filings.jsonl"])
def test_domains_and_addresses_are_set_aside_for_examples(name: str) -> None:
    for line in map(json.loads, lines(name)):
        for text in texts(line):
            if re.fullmatch(r"[0-9a-f:.]*[.:][0-9a-f:.]*", text):
                assert any(ip_address(text) in network for network in FOR_DOCUMENTS), text
            elif re.fullmatch(r"[^ ]+\.[a-z]+", text):
                assert text.endswith(".example"), text


def test_every_broken_line_gives_exactly_the_faults_that_are_expected() -> None:
    expected = json.loads((EXAMPLES / "broken.expected.json").read_text(encoding="utf-8"))
    broken = lines("broken.jsonl")
    assert list(expected) == [str(number) for number in range(1, len(broken) + 1)]
    register = registered()
    for number, line in enumerate(broken, 1):
        wanted = expected[str(number)]
        found = read_line(line)
        assert isinstance(found, Filing) is (wanted["against"] != "reading"), number
        if isinstance(found, Filing):
            subject = register.get(found.subject_number or "")
            found = misfits(found, subject, provider_of(found.reference))
        told = sorted((fault.pointer, fault.code) for fault in found)
        assert told == sorted((each["pointer"], each["code"]) for each in wanted["faults"]), number


def test_every_fault_there_is_occurs_and_some_lines_have_several() -> None:
    expected = json.loads((EXAMPLES / "broken.expected.json").read_text(encoding="utf-8"))
    told = Counter(fault["code"] for line in expected.values() for fault in line["faults"])
    # Whether a reference is in use shows only in a house that has taken another filing in.
    assert told.keys() == (READING.keys() | REGISTER.keys()) - {"reference_in_use"}
    assert sum(len(line["faults"]) > 1 for line in expected.values()) >= 4
