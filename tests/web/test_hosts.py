"""Which province a Host header names, however it is spelled, and that nothing else does."""

import pytest

from heyan.rules.editions import NATIONAL_2020, PILOT_2017, PILOT_2018_09_24
from heyan.rules.provinces import NATION
from heyan.rules.rulebook import Edition
from heyan.web.hosts import Address, portal_of, portals_of

OWN = "miitbeian.gov.cn"


def province_of(header: str, edition: Edition, domain: str) -> int | None:
    portal = portal_of(header, edition, domain)
    return None if portal is None else portal.province.code


@pytest.mark.rule("R16")
@pytest.mark.parametrize(
    ("label", "province"),
    [
        ("tjcainfo", 120000),
        ("gscainfo", 620000),
        ("xzcainfo", 540000),
        ("nxcainfo", 640000),
        ("hncainfo", 460000),
        ("xjcainfo", 650000),
        ("qhcainfo", 630000),
    ],
)
def test_each_pilot_province_has_its_host(label: str, province: int) -> None:
    assert province_of(f"{label}.{OWN}", PILOT_2017, OWN) == province
    assert province_of(f"{label}.localhost:8000", PILOT_2017, "localhost") == province


@pytest.mark.parametrize(
    "header",
    ["TJCAINFO.miitbeian.gov.cn", "tjcainfo.miitbeian.gov.cn.", " tjcainfo.MIITBEIAN.gov.cn:443"],
)
def test_a_name_is_read_as_dns_reads_it(header: str) -> None:
    assert province_of(header, PILOT_2017, OWN) == 120000


@pytest.mark.rule("R16")
@pytest.mark.parametrize(
    "header",
    [
        "",
        OWN,
        f"www.{OWN}",
        f"bjcainfo.{OWN}",  # 北京 is no pilot province
        f"tjcainfo.{OWN}.evil.example",
        f"evil.tjcainfo.{OWN}",
        f".{OWN}",
        "tjcainfo",
        "tjcainfo.localhost",
        "127.0.0.1:8000",
        "[::1]:8000",
        "tjcainfo.miitbeian.gov.cn:80:80",
    ],
)
def test_any_other_host_names_no_province(header: str) -> None:
    assert province_of(header, PILOT_2017, OWN) is None


def test_an_address_is_made_from_settings_alone() -> None:
    assert Address(OWN).origin(f"tjcainfo.{OWN}") == "https://tjcainfo.miitbeian.gov.cn"
    assert (
        Address("localhost", "http", 8000).origin("gscainfo.localhost")
        == "http://gscainfo.localhost:8000"
    )


@pytest.mark.rule("R16")
def test_one_portal_serves_all_provinces_and_is_listed_once() -> None:
    (portal,) = portals_of(NATIONAL_2020, OWN)
    assert (portal.host, portal.province) == ("beian.miit.gov.cn", NATION)
    assert portal_of("beian.localhost:8000", NATIONAL_2020, "localhost") is not None


@pytest.mark.rule("R16")
def test_the_portals_of_earlier_editions_stay_open_and_those_of_later_ones_do_not() -> None:
    assert province_of(f"tjcainfo.{OWN}", NATIONAL_2020, OWN) == 120000
    assert province_of(f"hncainfo.{OWN}", PILOT_2018_09_24, OWN) == 460000
    assert province_of(f"hunancainfo.{OWN}", PILOT_2018_09_24, OWN) == 430000
    assert province_of(f"hunancainfo.{OWN}", PILOT_2017, OWN) is None
    assert province_of("beian.miit.gov.cn", PILOT_2017, OWN) is None
