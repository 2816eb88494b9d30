"""A world of invented subjects and sites: those in the register, and the filings about them."""

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from heyan.rules.provinces import BY_CODE
from tests.examples.people import CITIES, TRADES, Json, People, credit_code, digits

HAIHE = "海河云"
HEXI = "河西云"
PREFIXES = {HAIHE: "HH", HEXI: "HX"}


@dataclass
class Entry:
    """A subject in the register, to be copied into filings."""

    number: str
    province: int
    data: Json
    sites: list[Json] = field(default_factory=list)

    def named(self) -> Json:
        return {"number": self.number}

    def whole(self, **changes: Any) -> Json:
        return {"number": self.number, **deepcopy(self.data), **changes}

    def site(self, nth: int = 0, **changes: Any) -> Json:
        """Return a site as a change files it: with the access of its first provider."""
        site = self.sites[nth]
        accesses = site["accesses"]
        access = {"access": deepcopy(accesses[0]["access"])} if accesses else {}
        return {"number": site["number"], **deepcopy(site["data"]), **access, **changes}

    def named_site(self, nth: int = 0, **more: Any) -> Json:
        return {"number": self.sites[nth]["number"], **more}


class World:
    """Keeps the register and the filings that are made."""

    def __init__(self) -> None:
        self.people = People()
        self.register: list[Json] = []
        self.filings: list[Json] = []
        self.notes: dict[str, str] = {}
        self.ported: dict[str, str] = {}
        self._serials: dict[int, int] = {}
        self._references = dict.fromkeys(PREFIXES, 0)

    def subject(self, province: int, principal: Json) -> Json:
        city, district, region, area = CITIES[province]
        whole = BY_CODE[province].full_name
        seat = whole if whole == f"{city}市" else f"{whole}{city}市"
        name, label = self.people.firm()
        trade = TRADES[int(digits(label, 2)) % len(TRADES)]
        return {
            "name": f"{city}{name}{trade}有限公司",
            "nature": 4,
            "document": {"type": 1, "number": credit_code(label, region)},
            "address": f"{seat}{district}{name}路{1 + int(digits(label, 2))}号",
            "principal": {
                **principal,
                "emergency_phone": f"{area}-{digits(label, 8)}",
                "email": f"office@{label}.example",
            },
            "remarks": "",
        }

    def person_subject(self, province: int, principal: Json) -> Json:
        """Return a subject that is a person, filing under the own name and document."""
        subject = self.subject(province, principal)
        own = {"name": principal["name"], "nature": 5, "document": principal["document"]}
        return {**subject, **deepcopy(own)}

    def site(self, principal: Json) -> Json:
        """Return a site without an access, as the register keeps it."""
        name, label = self.people.firm()
        return {
            "name": f"{name}网",
            "domains": [f"{label}.example"],
            "home_url": f"www.{label}.example",
            "principal": principal,
            "remarks": "",
        }

    def access(self, province: int, *addresses: str) -> Json:
        ips = list(addresses) or [self.people.address()]
        return {"method": 3, "location": str(province), "ips": ips}

    def new_site(self, province: int, principal: Json, **changes: Any) -> Json:
        return {**self.site(principal), "access": self.access(province), **changes}

    def enter(
        self, province: int, subject: Json, sites: list[Json], *providers: str, form: str = ""
    ) -> Entry:
        """Enter a subject with its sites into the register, each carried by the providers."""
        serial = self._serials[province] = self._serials.get(province, 0) + 1
        form = form or "{short}ICP备2017{serial:06}号"
        number = form.format(short=BY_CODE[province].short, serial=serial)
        entry = Entry(number, province, subject)
        for nth, site in enumerate(sites, 1):
            accesses = [
                {"provider": provider, "access": self.access(province)} for provider in providers
            ]
            entry.sites.append({"number": f"{number}-{nth}", "data": site, "accesses": accesses})
        line = {"type": "subject", "number": number, "data": subject, "sites": entry.sites}
        self.register.append(line)
        return entry

    def registered(self, province: int, *providers: str, prefix: str = "138") -> Entry:
        """Enter a usual subject: one site, two people."""
        subject = self.subject(province, self.people.person(province))
        site = self.site(self.people.person(province, prefix))
        return self.enter(province, subject, [site], *providers)

    def file(
        self,
        provider: str,
        kind: str,
        province: int,
        subject: Json,
        sites: list[Json],
        note: str,
    ) -> Json:
        """File, and note what the filing is there to show."""
        self._references[provider] += 1
        reference = f"{PREFIXES[provider]}-2018-{self._references[provider]:04}"
        filing = {
            "reference": reference,
            "kind": kind,
            "province": str(province),
            "subject": subject,
            **({"sites": sites} if sites else {}),
        }
        self.filings.append(filing)
        self.notes[reference] = note
        return filing
