"""`heyan providers` and `heyan officers`."""

import re

from heyan.casework.desk import Desk
from heyan.casework.people import Officer, Provider, whose_key
from tests.cli.conftest import Run

KEY = re.compile(r"hy_[0-9a-f]{12}_[A-Za-z0-9_-]{32}\n")


async def test_a_provider_is_entered_and_its_key_printed_alone(heyan: Run, desk: Desk) -> None:
    ran = heyan("providers", "add", "haihe-cloud")
    assert ran.status == 0
    assert KEY.fullmatch(ran.out)
    assert "haihe-cloud" in ran.err
    owner = await whose_key(desk, ran.out.strip())
    assert isinstance(owner, Provider)
    assert owner.name == "haihe-cloud"


async def test_another_key_serves_beside_the_first(heyan: Run, desk: Desk) -> None:
    first = heyan("providers", "add", "haihe-cloud", "--json").json
    second = heyan("providers", "key", "haihe-cloud", "--json").json
    assert first["name"] == second["name"] == "haihe-cloud"
    assert first["key"] != second["key"]
    assert await whose_key(desk, first["key"]) == await whose_key(desk, second["key"])


async def test_an_officer_belongs_to_one_province(heyan: Run, desk: Desk) -> None:
    for name, province in (("wang", "120000"), ("li", "甘肃"), ("zhao", "Hainan")):
        key = heyan("officers", "add", name, "--province", province).out.strip()
        owner = await whose_key(desk, key)
        assert isinstance(owner, Officer)
        assert owner.name == name
        assert owner.province == {"wang": 120000, "li": 620000, "zhao": 460000}[name]


def test_a_name_is_taken_once(heyan: Run) -> None:
    heyan("providers", "add", "haihe-cloud")
    ran = heyan("providers", "add", "haihe-cloud")
    assert (ran.status, ran.out, ran.err) == (1, "", "heyan: The name is taken.\n")


def test_nobody_gets_a_key_for_a_provider_that_there_is_not(heyan: Run) -> None:
    ran = heyan("providers", "key", "nobody")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err == "heyan: There is no access provider of that name.\n"


def test_what_cannot_be_a_name_or_province_is_refused(heyan: Run) -> None:
    assert heyan("providers", "add", " haihe").status == 2
    assert heyan("providers", "add", "").status == 2
    assert heyan("officers", "add", "wang", "--province", "Atlantis").status == 2
