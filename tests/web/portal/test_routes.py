"""Verifying at the portal, from the form to each of its answers."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from heyan.casework.desk import Desk
from tests.fakes.clock import Clock
from tests.fakes.filings import ZHAO
from tests.web.portal.journey import submit
from tests.web.portal.visitor import Visitor, fields_of


@pytest.mark.rule("R17")
async def test_the_form_takes_code_number_tail_and_captcha(visitor: Visitor) -> None:
    await visitor.open("/verify")
    assert visitor.form.keys() == {
        "csrf_token",
        "code",
        "mobile",
        "tail",
        "captcha",
        "captcha_id",
        "proof",
    }


@pytest.mark.rule("R18")
async def test_the_first_of_two_waits_for_the_other_who_is_shown_masked(
    desk: Desk, visitor: Visitor
) -> None:
    _, li, han = await submit(desk)
    page = await visitor.verify(li.code, li.mobile, li.tail)
    assert page.status_code == 200
    assert "请等待其他核验人进行短信核验" in page.text
    assert "170****5678" in page.text
    assert han.mobile not in page.text
    assert 'href="/verify"' in page.text


@pytest.mark.rule("R18")
async def test_after_the_last_the_filing_goes_to_review(desk: Desk, visitor: Visitor) -> None:
    _, *people = await submit(desk)
    for person in people:
        page = await visitor.verify(person.code, person.mobile, person.tail)
    assert page.status_code == 200
    assert "您的短信核验已全部完成，该请求将提交管局审核" in page.text


@pytest.mark.rule("R21")
async def test_what_is_typed_may_be_full_width_spaced_and_with_86(
    desk: Desk, visitor: Visitor
) -> None:
    _, zhao, _ = await submit(desk, ZHAO)
    wide = str.maketrans({chr(n): chr(n + 0xFEE0) for n in range(0x21, 0x7F)})
    page = await visitor.verify(
        zhao.code.translate(wide), f"+86 {zhao.mobile}", f" {zhao.tail.lower()} "
    )
    assert "请等待其他核验人" in page.text


@pytest.mark.rule("R19")
async def test_whatever_is_wrong_the_page_is_the_same(
    desk: Desk, visitor: Visitor, clock: Clock, visit: Callable[[str], Visitor]
) -> None:
    _, li, _ = await submit(desk)
    at_gansu = visit("gscainfo.localhost")
    pages = [
        await visitor.verify(li.wrong_code, li.mobile, li.tail),
        await visitor.verify(li.code, "13900139000", li.tail),
        await visitor.verify(li.code, li.mobile, li.wrong_tail),
        await visitor.verify("000000", "13900139000", "000000"),
        await at_gansu.verify(li.code, li.mobile, li.tail),
    ]
    clock.now += timedelta(hours=49)
    pages.append(await visitor.verify(li.code, li.mobile, li.tail))
    assert {page.status_code for page in pages} == {200}
    assert {anonymous(page.text) for page in pages} == {anonymous(pages[0].text)}
    assert "找不到记录" in pages[0].text


def anonymous(page: str) -> str:
    """Take out of a page what the person brought along, and what is drawn anew each time."""
    page = page.replace("甘肃省", "天津市").replace("gscainfo", "tjcainfo")
    for value in fields_of(page).values():
        if value:
            page = page.replace(f'value="{value}"', "").replace(f"/sound/{value}", "/sound/")
    before, _, rest = page.partition('src="data:image/png;base64,')
    return before + rest.partition('"')[2]


@pytest.mark.rule("R19")
async def test_after_a_mismatch_number_and_tail_stay_but_code_and_captcha_do_not(
    visitor: Visitor,
) -> None:
    page = await visitor.verify("123456", "138 0013 8000", "12345x")
    form = fields_of(page.text)
    assert (form["mobile"], form["tail"]) == ("138 0013 8000", "12345x")
    assert (form["code"], form["captcha"]) == ("", "")


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_what_is_answered_to_a_form_is_said_in_both_languages_and_the_link_leads_to_no_form(
    desk: Desk, visitor: Visitor, language: str
) -> None:
    _, li, han = await submit(desk)
    await visitor.get(f"/?lang={language}")
    met = await visitor.verify(li.code, li.mobile, li.tail)
    all_met = await visitor.verify(han.code, han.mobile, han.tail)
    resent = await visitor.ask_again(li.mobile, li.tail)
    for page, chinese, english in (
        (met, "请等待其他核验人", "wait for the other people"),
        (all_met, "已全部完成", "All your numbers are verified"),
        (resent, "已收到您的要求", "We have your request"),
    ):
        assert chinese in page.text
        assert english in page.text
        other = "en" if language == "zh" else "zh"
        assert f'<a class="tongue" href="/?lang={other}"' in page.text
    not_found = await visitor.verify(li.wrong_code, li.mobile, li.tail)
    assert "找不到记录" in not_found.text
    assert "No record found" in not_found.text
    again = await visitor.get("/verify?lang=en")
    assert "No record found" not in again.text
    assert li.mobile not in again.text


@pytest.mark.rule("R20")
async def test_the_fifth_wrong_tail_fails_and_the_page_says_whom_to_ask(
    desk: Desk, visitor: Visitor
) -> None:
    _, li, han = await submit(desk)
    for _ in range(4):
        page = await visitor.verify(li.code, li.mobile, li.wrong_tail)
        assert "找不到记录" in page.text
    page = await visitor.verify(li.code, li.mobile, li.wrong_tail)
    assert page.status_code == 200
    assert "短信核验失败" in page.text
    assert "请联系接入服务商" in page.text
    assert "找不到记录" in (await visitor.verify(han.code, han.mobile, han.tail)).text


@pytest.mark.rule("R26")
async def test_a_captcha_serves_one_try(desk: Desk, visitor: Visitor) -> None:
    _, li, _ = await submit(desk)
    await visitor.verify(li.wrong_code, li.mobile, li.tail)
    page = await visitor.send("/verify", code=li.code, mobile=li.mobile, tail=li.tail)
    assert page.status_code == 422
    assert "图形验证码不对或已过期" in page.text


@pytest.mark.rule("R26")
async def test_a_wrong_captcha_is_spent_and_nothing_is_asked(desk: Desk, visitor: Visitor) -> None:
    _, li, _ = await submit(desk)
    await visitor.open("/verify")
    right = visitor.form["captcha"]
    for captcha in ("XXXXX", right):
        page = await visitor.send(
            "/verify", code=li.code, mobile=li.mobile, tail=li.tail, captcha=captcha
        )
        assert page.status_code == 422
        assert "图形验证码不对或已过期" in page.text
    assert "请等待其他核验人" in (await visitor.verify(li.code, li.mobile, li.tail)).text


@pytest.mark.rule("R26")
async def test_a_captcha_is_good_in_its_browser_only(
    desk: Desk, visitor: Visitor, visit: Callable[[str], Visitor]
) -> None:
    _, li, _ = await submit(desk)
    await visitor.open("/verify")
    other = visit("tjcainfo.localhost")
    await other.open("/verify")
    page = await other.send(
        "/verify",
        code=li.code,
        mobile=li.mobile,
        tail=li.tail,
        captcha=visitor.form["captcha"],
        captcha_id=visitor.form["captcha_id"],
    )
    assert page.status_code == 422


@pytest.mark.rule("R26")
async def test_a_captcha_of_the_other_form_or_after_five_minutes_is_no_good(
    desk: Desk, visitor: Visitor, clock: Clock
) -> None:
    _, li, _ = await submit(desk)
    typed = {"code": li.code, "mobile": li.mobile, "tail": li.tail}
    await visitor.open("/resend")
    assert (await visitor.send("/verify", **typed)).status_code == 422
    await visitor.open("/verify")
    clock.now += timedelta(minutes=5)
    assert (await visitor.send("/verify", **typed)).status_code == 422


async def test_every_fault_of_a_form_is_told_beside_its_field_and_in_a_summary(
    visitor: Visitor,
) -> None:
    await visitor.open("/verify")
    page = await visitor.send("/verify", code="12", mobile="1", tail="", captcha="")
    assert page.status_code == 422
    for name, sentence in (
        ("code", "短信验证码是 6 位数字"),
        ("mobile", "手机号码是 11 位数字"),
        ("tail", "请填写证件号码后六位"),
        ("captcha", "请填写图形验证码"),
    ):
        assert f'<a href="#{name}">{sentence}' in page.text
        assert f'id="{name}-fault"' in page.text
    assert 'tabindex="-1" autofocus' in page.text
    form = fields_of(page.text)
    assert (form["code"], form["mobile"], form["captcha"]) == ("", "1", "")


async def test_another_picture_without_javascript_keeps_number_and_tail_but_not_the_code(
    visitor: Visitor,
) -> None:
    await visitor.open("/verify")
    typed = {"code": "123456", "mobile": "13800138000", "tail": "12345X"}
    page = await visitor.send("/verify", **typed, again="1")
    form = fields_of(page.text)
    assert page.status_code == 200
    assert {name: form[name] for name in typed} == {**typed, "code": ""}
    assert "123456" not in page.text
    assert form["captcha_id"] != visitor.form["captcha_id"]
    assert "有误" not in page.text


@pytest.mark.rule("R12")
async def test_asking_again_is_answered_alike_for_known_and_unknown(
    desk: Desk, visitor: Visitor, clock: Clock
) -> None:
    journey, li, _ = await submit(desk)
    clock.now += timedelta(minutes=2)
    known = await visitor.ask_again(li.mobile, li.tail)
    assert [m.mobile for m in await journey.carry()] == [li.mobile]
    assert journey.code(li.mobile) == li.code  # R13
    unknown = await visitor.ask_again("13900139000", "000000")
    wrong = await visitor.ask_again(li.mobile, li.wrong_tail)
    assert known.status_code == 200
    assert "如该手机号码有待核验的备案申请" in known.text
    assert known.text == unknown.text == wrong.text


async def test_a_faulty_request_for_another_message_says_what_is_wrong(visitor: Visitor) -> None:
    page = await visitor.ask_again("123", "12345X")
    assert page.status_code == 422
    assert '<a href="#mobile">' in page.text
    again = await visitor.send("/resend", mobile="123", tail="12345X", again="1")
    assert again.status_code == 200
    assert fields_of(again.text)["tail"] == "12345X"
