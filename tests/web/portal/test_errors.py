"""What goes wrong at the portal is a page that says what to do next, and nothing else."""

import logging
from collections.abc import Callable
from dataclasses import replace

import pytest

from heyan.casework.desk import Desk
from heyan.rules.limits import Limits
from heyan.store.database import StoreUnavailable
from heyan.web.portal.reception import PortalOptions
from heyan.web.portal.routes import build_portal
from tests.fakes.captcha import OpenCaptcha
from tests.web.portal.journey import submit
from tests.web.portal.visitor import Visitor, browser_at

FORM = {"content-type": "application/x-www-form-urlencoded"}


async def test_an_address_without_a_page_says_so(visitor: Visitor) -> None:
    page = await visitor.get("/nowhere")
    assert page.status_code == 404
    assert "页面不存在" in page.text
    assert 'href="/">返回首页' in page.text


async def test_a_wrong_method_says_which_are_right(visitor: Visitor) -> None:
    page = await visitor.browser.delete("/verify")
    assert page.status_code == 405
    assert "POST" in page.headers["allow"]
    assert "不能这样打开此页面" in page.text


@pytest.mark.rule("R19")
@pytest.mark.parametrize("english", [False, True])
async def test_too_many_tries_say_how_long_to_wait_alike_for_any_number(
    desk: Desk,
    options: PortalOptions,
    captcha: OpenCaptcha,
    english: bool,  # noqa: FBT001
) -> None:
    strict = captcha.desk = replace(desk, limits=Limits(address=2))
    visitor = Visitor(browser_at(build_portal(strict, options)), captcha)
    _, li, _ = await submit(desk)
    if english:
        await visitor.get("/?lang=en")
    tried = ("13900139000", "13900139000", li.mobile, "13900139000")
    told = [await visitor.verify(li.code, mobile, li.tail) for mobile in tried]
    told.append(await visitor.ask_again(li.mobile, li.tail))
    assert [page.status_code for page in told] == [200, 200, 429, 429, 429]
    assert told[2].text == told[3].text == told[4].text
    assert told[2].headers["retry-after"] == "3600"
    assert told[2].headers["cache-control"] == "no-store"
    chinese = ("60 分钟", "单位或家里的宽带", "由许多人共用", "接入服务商")
    words = ("try again in 60 minutes", "a fixed line", "share one address", "access provider")
    assert all(each in told[2].text for each in (words if english else chinese))
    assert li.mobile not in told[2].text


@pytest.mark.parametrize("path", ["/verify", "/resend"])
async def test_a_form_without_its_token_is_not_taken(visitor: Visitor, path: str) -> None:
    await visitor.open(path)
    page = await visitor.send(path, mobile="13800138000", csrf_token="0" * 64)
    assert page.status_code == 403
    assert "页面已失效" in page.text
    assert f'href="{path}"' in page.text
    assert "13800138000" not in page.text


@pytest.mark.parametrize("path", ["/verify", "/resend"])
async def test_the_way_on_from_a_stale_form_leads_to_no_other_host(
    visitor: Visitor, path: str
) -> None:
    await visitor.open(path)
    form = {**visitor.form, "csrf_token": "0" * 64}
    for typed in (f"/{path}", f"{path}/"):
        page = await visitor.browser.post(f"http://tjcainfo.localhost:8000{typed}", data=form)
        assert page.status_code == 403
        assert f'href="{path}"' in page.text
        assert f'href="{typed}"' not in page.text


async def test_another_browsers_form_is_not_taken(
    visitor: Visitor, visit: Callable[[str], Visitor]
) -> None:
    other = visit("tjcainfo.localhost")
    await visitor.open("/verify")
    await other.open("/verify")
    page = await other.send("/verify", csrf_token=visitor.form["csrf_token"])
    assert page.status_code == 403


async def test_a_browser_without_cookies_is_told_so(visitor: Visitor) -> None:
    await visitor.open("/verify")
    visitor.browser.cookies.clear()
    page = await visitor.send("/verify")
    assert page.status_code == 403
    assert "Cookie" in page.text


async def test_what_is_no_form_of_ours_is_not_read(visitor: Visitor) -> None:
    page = await visitor.browser.post("/verify", json={"code": "123456"})
    assert page.status_code == 400
    assert "无法处理您的请求" in page.text
    assert (await visitor.get("/captcha?purpose=nothing")).status_code == 400


async def test_a_form_that_is_too_large_is_not_read(visitor: Visitor) -> None:
    page = await visitor.browser.post("/verify", content=b"x" * 20_000, headers=FORM)
    assert page.status_code == 413
    assert "返回首页" in page.text


async def test_a_house_without_its_database_says_when_to_come_again(
    desk: Desk, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await visitor.get("/")

    def gone() -> None:
        raise StoreUnavailable

    monkeypatch.setattr(desk.database, "statement", gone)
    page = await visitor.get("/verify")
    assert page.status_code == 503
    assert page.headers["retry-after"].isdecimal()
    assert "系统暂时不可用" in page.text


async def test_a_fault_of_ours_is_logged_once_and_shows_only_its_number(
    desk: Desk,
    visitor: Visitor,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await visitor.open("/verify")

    def broken() -> None:
        raise RuntimeError("secret 123456")

    monkeypatch.setattr(desk.database, "transaction", broken)
    with caplog.at_level(logging.WARNING):
        page = await visitor.send("/verify", code="123456", mobile="13800138000", tail="12345X")
    assert page.status_code == 500
    assert "incident-1" in page.text
    assert "系统出错" in page.text
    assert len(caplog.records) == 1
    assert "incident-1" in caplog.text
    for secret in ("123456", "13800138000", "12345X"):
        assert secret not in page.text
        assert secret not in caplog.text
