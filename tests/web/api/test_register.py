"""The register over the API."""

from urllib.parse import quote

import httpx
import pytest

from tests.fakes.filings import HAN, LI


async def test_a_subject_is_found_with_its_sites_and_masked(
    other: httpx.AsyncClient, numbers: tuple[str, str]
) -> None:
    answer = await other.get(f"/api/v1/register/subjects/{quote(numbers[0])}")
    assert answer.status_code == 200
    subject = answer.json()
    assert subject["number"] == numbers[0]
    assert [site["number"] for site in subject["sites"]] == [numbers[1]]
    for secret in (LI.name, LI.mobile, LI.document.number, HAN.name, HAN.mobile):
        assert secret not in answer.text


async def test_a_site_is_found_with_its_accesses(
    other: httpx.AsyncClient, numbers: tuple[str, str]
) -> None:
    site = (await other.get(f"/api/v1/register/sites/{quote(numbers[1])}")).json()
    assert site["number"] == numbers[1]
    assert site["shell"] is False
    assert [access["provider"] for access in site["accesses"]] == ["haihe-cloud"]


@pytest.mark.parametrize(
    "path",
    ["subjects/冀ICP备2018999999号", "subjects/nonsense", "sites/冀ICP备2018000001号-7",
     "sites/冀ICP备2018000001号", "subjects/%FF%FE"],
)  # fmt: skip
async def test_a_number_that_nobody_has_is_not_there(haihe: httpx.AsyncClient, path: str) -> None:
    answer = await haihe.get(f"/api/v1/register/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_entry")
