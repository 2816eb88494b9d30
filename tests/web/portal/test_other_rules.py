"""What the pages say where an edition counts every field and bounds the resends of a case."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from heyan.casework.desk import Desk
from heyan.rules.editions import PILOT_2017
from heyan.rules.phone import Carrier
from heyan.web.portal.reception import PortalOptions
from heyan.web.portal.routes import build_portal
from tests.fakes.captcha import OpenCaptcha
from tests.web.portal.journey import submit
from tests.web.portal.visitor import Visitor, browser_at


@pytest.fixture
def desk(desk: Desk) -> Desk:
    return replace(desk, edition="national-2020")


@pytest.fixture
async def visitor(
    desk: Desk, options: PortalOptions, captcha: OpenCaptcha
) -> AsyncIterator[Visitor]:
    """Give a browser at the nation's portal."""
    async with browser_at(build_portal(desk, options), "beian.localhost") as browser:
        yield Visitor(browser, captcha)


@pytest.mark.rule("R14")
async def test_there_is_one_sender_whatever_carrier_somebody_has(visitor: Visitor) -> None:
    page = (await visitor.get("/senders")).text
    assert page.count("12381") == len(Carrier)
    assert not [sender for sender in set(PILOT_2017.senders.values()) if sender and sender in page]


@pytest.mark.rule("R20", "R25")
@pytest.mark.parametrize(
    ("language", "counted", "unreachable"),
    [
        ("zh", "最多 5 次；第 6 次提交时，无论填写是否正确", ("锁定", "更换验证码", "第 5 次填错")),
        ("en", "5 at most; try 6 fails whatever is entered", ("is locked", "replaced", "5th time")),
    ],
)
async def test_help_tells_how_this_edition_counts(
    visitor: Visitor, language: str, counted: str, unreachable: tuple[str, ...]
) -> None:
    page = (await visitor.get(f"/help?lang={language}")).text
    assert counted in page
    assert not [each for each in unreachable if each in page]
    assert '"#unasked"' not in page, "nobody's guessing brings a new code"


@pytest.mark.rule("R20")
@pytest.mark.parametrize(
    ("language", "counts", "may_be_others", "unreachable"),
    [
        ("zh", "每填错一次都计入次数", "可能有人在本站填写了您的号码", ("锁定", "验证码会更换")),
        ("en", "every wrong ID number counts", "somebody else may have", ("is locked", "replaced")),
    ],
)
async def test_the_sixth_attempt_fails_and_the_pages_blame_no_single_field(
    desk: Desk,
    visitor: Visitor,
    language: str,
    counts: str,
    may_be_others: str,
    unreachable: tuple[str, ...],
) -> None:
    _, li, _ = await submit(desk)
    await visitor.get(f"/?lang={language}")
    for _ in range(5):
        page = (await visitor.verify(li.wrong_code, li.mobile, li.tail)).text
        assert counts in page
        assert not [each for each in unreachable if each in page]
    assert may_be_others in (await visitor.verify(li.code, li.mobile, li.tail)).text


@pytest.mark.rule("R12", "R13")
@pytest.mark.parametrize(
    ("language", "bound", "same"),
    [
        ("zh", "一共最多重发 2 次", "重发的验证码与之前收到的相同"),
        ("en", "at most 2 messages sent again", "the same code as before"),
    ],
)
async def test_asking_again_tells_how_often_a_filing_may(
    visitor: Visitor, language: str, bound: str, same: str
) -> None:
    form = await visitor.get(f"/resend?lang={language}")
    sent = await visitor.ask_again("13900139000", "12345X")
    for page in (form.text, sent.text):
        assert bound in page
        assert same in page
