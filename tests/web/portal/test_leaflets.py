"""The pages that are only read: there for everybody, small, and true to the edition in force."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from heyan.casework.answers.counting import GUESSES_KEPT
from heyan.rules.limits import Limits
from heyan.web.portal.leaflets import draw_qr
from tests.web.portal.visitor import Visitor

LEAFLETS = ["/", "/senders", "/help", "/accessibility", "/privacy", "/poster"]
PAGES = [*LEAFLETS, "/verify", "/resend"]
LARGEST = 40 * 1024  # octets over the wire, first view, nothing compressed


@pytest.mark.parametrize("path", LEAFLETS)
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_page_is_there_in_both_languages(
    visitor: Visitor, path: str, language: str
) -> None:
    page = await visitor.get(f"{path}?lang={language}")
    assert page.status_code == 200
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in page.text
    assert "{" not in page.text


async def test_every_page_leads_to_help_accessibility_and_privacy(visitor: Visitor) -> None:
    for path in [*PAGES, "/nowhere"]:
        page = (await visitor.get(path)).text
        for leaflet in ("/help", "/accessibility", "/privacy"):
            assert f'<a href="{leaflet}"' in page, path


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_first_view_is_at_most_forty_kilobytes(
    visitor: Visitor, path: str, language: str
) -> None:
    page = await visitor.get(f"{path}?lang={language}")
    size = weigh(page.content, page.headers.raw)
    for address in set(re.findall(r'(?:src|href)="(/static/[^"]+|/qr\.svg)"', page.text)):
        part = await visitor.get(address)
        size += weigh(part.content, part.headers.raw)
    assert size <= LARGEST


def weigh(content: bytes, headers: list[tuple[bytes, bytes]]) -> int:
    """Count the octets of an answer with its headers."""
    return len(content) + sum(len(name) + len(value) + 4 for name, value in headers)


async def test_the_notice_tells_what_is_kept_of_what_is_typed_and_for_how_long(
    visitor: Visitor,
) -> None:
    told = {
        "zh": ("除以下摘要外不另行保存", "网络地址的摘要：约一小时", "最后一次尝试后约七天"),
        "en": ("but for the hashes that follow", "addresses: about an hour", "about seven days"),
    }
    assert (Limits().window, GUESSES_KEPT) == (timedelta(hours=1), timedelta(days=7))
    for language, sentences in told.items():
        notice = (await visitor.get(f"/privacy?lang={language}")).text
        assert all(sentence in notice for sentence in sentences)


@pytest.mark.rule("R16")
async def test_the_code_to_print_is_the_address_of_this_province(
    visit: Callable[[str], Visitor],
) -> None:
    for host, origin in (
        ("tjcainfo.localhost", "http://tjcainfo.localhost:8000"),
        ("gscainfo.localhost", "http://gscainfo.localhost:8000"),
    ):
        visitor = visit(host)
        assert origin in (await visitor.get("/poster")).text
        drawn = await visitor.get("/qr.svg")
        assert drawn.headers["content-type"].startswith("image/svg+xml")
        assert drawn.content == draw_qr(origin + "/")


def test_a_code_is_one_small_file_without_a_foreign_host() -> None:
    drawn = draw_qr("https://tjcainfo.miitbeian.gov.cn/")
    assert len(drawn) <= 4096
    assert b"//" not in drawn.replace(b"http://www.w3.org/2000/svg", b"")


@pytest.mark.rule("R19", "R22")
async def test_help_speaks_of_the_edition_in_force(visitor: Visitor) -> None:
    page = (await visitor.get("/help")).text
    assert "48 小时" in page
    assert "第 5 次填错" in page
    assert "12:00" in page
