"""Filings with every fault there is, each with what the house must answer."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from tests.examples.new_ones import GANSU, TIANJIN, TIBET
from tests.examples.people import Json
from tests.examples.world import HAIHE, HEXI, PREFIXES, Entry, World

Spoil = Callable[[Json], object]
Faults = list[tuple[str, str]]

SUBJECT = "/subject/principal"
SITE = "/sites/0"


@dataclass(frozen=True)
class Broken:
    """One line, its faults, and what it must be held against to find them."""

    line: str
    faults: Faults
    against: str = "reading"  # or "register"


class Breaker:
    """Makes broken lines out of whole filings."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.broken: list[Broken] = []

    def spoil(self, faults: Faults, *spoils: Spoil) -> None:
        """Break a new filing."""
        principal = self.world.people.person(TIANJIN)
        sites = [self.world.new_site(TIANJIN, deepcopy(principal))]
        subject = self.world.subject(TIANJIN, principal)
        filing = self._filing("new_filing", TIANJIN, subject, sites)
        for spoil in spoils:
            spoil(filing)
        self.add(filing, faults)

    def about(self, entry: Entry, kind: str, faults: Faults, *sites: Json, **more: Any) -> None:
        """Break a filing about the register; `more` replaces or adds what is at its top."""
        against = more.pop("against", "reading")
        provider = more.pop("provider", HAIHE)
        filing = self._filing(kind, entry.province, entry.named(), list(sites), provider)
        self.add({**filing, **more}, faults, against)

    def add(self, filing: Json, faults: Faults, against: str = "reading") -> None:
        self.broken.append(Broken(json.dumps(filing, ensure_ascii=False), faults, against))

    def line(self, text: str, *faults: tuple[str, str]) -> None:
        self.broken.append(Broken(text, list(faults)))

    def _filing(
        self, kind: str, province: int, subject: Json, sites: list[Json], provider: str = HAIHE
    ) -> Json:
        head = {
            "reference": f"{PREFIXES[provider]}-2018-9{len(self.broken) + 1:03}",
            "kind": kind,
            "province": str(province),
            "subject": subject,
        }
        return head | ({"sites": sites} if sites else {})


def setting(path: str, value: object) -> Spoil:
    """Return what puts a value at a pointer."""

    def spoil(filing: Json) -> None:
        node, last = _walk(filing, path)
        node[last] = value

    return spoil


def without(path: str) -> Spoil:
    """Return what takes away what is at a pointer."""

    def spoil(filing: Json) -> None:
        node, last = _walk(filing, path)
        del node[last]

    return spoil


def _walk(filing: Json, path: str) -> tuple[Any, Any]:
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")[1:]]
    node: Any = filing
    for step in steps:
        node = node[step]
    return node, last


def break_lines(breaker: Breaker) -> None:
    """Lines that are no filing at all."""
    breaker.line('{"reference": "HH-2018-9001", "kind": ', ("", "bad_json"))
    breaker.line('{"reference": NaN}', ("", "bad_json"))
    breaker.line('["HH-2018-9003"]', ("", "not_an_object"))
    breaker.line(
        '{"reference": "HH-2018-9004", "reference": "HH-2018-9005"}',
        ("/reference", "repeated_field"),
        *[(f"/{name}", "missing") for name in ("kind", "province", "subject")],
    )


def break_values(breaker: Breaker) -> None:
    """One wrong value each, and some lines with several."""
    spoil = breaker.spoil
    card = f"{SUBJECT}/document"
    for path, value, code in [
        ("/reference", " HH-2018-9", "bad_reference"),
        ("/reference", "HH-" + "9" * 62, "too_long"),
        ("/kind", "new_fling", "unknown_kind"),
        ("/province", "120100", "unknown_province"),
        ("/subject", "天津", "not_an_object"),
        ("/subject/name", "", "empty"),
        ("/subject/name", 12, "not_a_text"),
        ("/subject/address", "和平区\u0000", "bad_characters"),
        ("/subject/nature", 7, "unknown_nature"),
        ("/subject/nature", "4", "not_a_number"),
        ("/subject/number", "津ICP备2017000001号", "must_be_absent"),
        ("/subject/document/type", 26, "unknown_document_type"),
        (f"{card}/type", 8, "void_document_type"),
        (f"{card}/type", 1, "not_personal"),
        (f"{card}/number", "120101880515301", "card_form"),
        (f"{card}/number", "120101198802303016", "card_birth_date"),
        (f"{card}/number", "120101198805153018", "card_check_digit"),
        (f"{SUBJECT}/mobiles", "13800000000", "not_a_list"),
        (f"{SUBJECT}/mobiles/0", "022-23456789", "bad_mobile"),
        (f"{SUBJECT}/mobiles", ["13800000000"] * 11, "too_many"),
        (f"{SUBJECT}/email", "office.example", "bad_email"),
        ("/sites", [], "empty"),
        (f"{SITE}/domains/0", "Haitang.example", "domain_upper_case"),
        (f"{SITE}/domains/0", "hai_tang.example", "bad_domain"),
        (f"{SITE}/home_url", "haitang", "bad_home_url"),
        (f"{SITE}/access/method", 0, "bad_method"),
        (f"{SITE}/access/location", "12", "unknown_province"),
        (f"{SITE}/access/ips/0", "203.0.113.256", "bad_ip"),
    ]:
        spoil([(path, code)], setting(path, value))
    spoil([(f"{SITE}/domains", "missing")], without(f"{SITE}/domains"))
    spoil([(f"{SITE}/domains/1", "repeated_domain")],
          setting(f"{SITE}/domains", ["海棠.example", "xn--p2vv1h.example"]))  # fmt: skip
    spoil([(f"{SUBJECT}/mobiles", "missing"), (f"{SUBJECT}/mobile", "unknown_field")],
          without(f"{SUBJECT}/mobiles"), setting(f"{SUBJECT}/mobile", "13800000000"))  # fmt: skip
    spoil([("/province", "missing"), ("/subject/nature", "unknown_nature"),
           (f"{card}/number", "card_form"), (f"{SITE}/home_url", "empty"),
           (f"{SITE}/principal/mobiles/0", "bad_mobile"), (f"{SITE}/access/ips", "missing")],
          without("/province"), setting("/subject/nature", 8), setting(f"{card}/number", "1"),
          setting(f"{SITE}/home_url", ""), setting(f"{SITE}/principal/mobiles/0", "14000000000"),
          without(f"{SITE}/access/ips"))  # fmt: skip


def break_wholeness(breaker: Breaker) -> None:
    """What a kind must carry, must not carry, and how its parts fit together."""
    entry = breaker.world.registered(TIANJIN, HAIHE)
    about, named, number = breaker.about, entry.named_site(), f"{SITE}/number"
    about(entry, "cancel_subject", [("/sites", "must_be_absent")], named)
    about(entry, "cancel_site", [(f"{SITE}/remarks", "must_be_absent")], {**named, "remarks": ""})
    about(entry, "cancel_site", [("/sites", "missing")])
    about(entry, "new_access", [(f"{SITE}/access", "missing")], named)
    about(entry, "new_site", [(number, "must_be_absent")], entry.site())
    about(entry, "change", [(f"/subject/{name}", "missing") for name in
          ("name", "nature", "document", "address", "principal")], entry.site())  # fmt: skip
    about(entry, "cancel_access", [("/sites/1/number", "repeated_site")], named, named)
    about(entry, "cancel_access", [(number, "bad_site_number")], {"number": entry.number})
    about(entry, "cancel_access", [(number, "other_subjects_site")],
          {"number": "津ICP备2017999999号-1"})  # fmt: skip
    about(entry, "cancel_subject", [("/subject/number", "bad_subject_number")],
          subject={"number": f"{entry.number}-1"})  # fmt: skip
    about(entry, "cancel_subject", [("/province", "wrong_province")], province=str(GANSU))


def break_against_the_register(breaker: Breaker) -> None:
    """Whole filings of 海河云's that do not fit what is registered."""
    world, about = breaker.world, breaker.about
    entry, mine = world.registered(GANSU, HAIHE), {"against": "register"}
    shell, others = world.registered(TIBET), world.registered(GANSU, HEXI)
    unknown = {"number": "陇ICP备2017999999号"}
    about(
        entry, "cancel_subject", [("/subject/number", "no_such_subject")], subject=unknown, **mine
    )
    about(entry, "cancel_site", [(f"{SITE}/number", "no_such_site")],
          {"number": f"{entry.number}-7"}, **mine)  # fmt: skip
    about(
        others,
        "cancel_access",
        [(f"{SITE}/number", "not_your_access")],
        others.named_site(),
        **mine,
    )
    about(entry, "change", [("", "nothing_changed")], entry.site(), subject=entry.whole(), **mine)
    for registered, code in ((entry, "number_differs"), (shell, "number_differs_shell")):
        stated = {"mobiles": [world.people.mobile("138")]}
        site = registered.named_site(access=world.access(GANSU), principal=stated)
        about(registered, "new_access", [(f"{SITE}/principal/mobiles", code)], site, **mine)
