"""Which province a Host header names, however it is spelled, and that nothing else does."""

import pytest

from heyan.rules.editions import PILOT_2017
from heyan.web.hosts import Address, label_of, province_of

OWN = "miitbeian.gov.cn"


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


def test_other_doors_are_told_by_their_label() -> None:
    assert label_of(f"provider.{OWN}:8000", OWN) == "provider"
    assert label_of(OWN, OWN) is None


def test_an_address_is_made_from_settings_alone() -> None:
    assert Address(OWN).origin("tjcainfo") == "https://tjcainfo.miitbeian.gov.cn"
    assert Address("localhost", "http", 8000).origin("gscainfo") == "http://gscainfo.localhost:8000"
