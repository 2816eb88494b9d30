"""A captcha as pages and the script get it: a picture and an id, and nothing of the answer."""

import base64
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image

from heyan.casework.answers.captchas import Asked, Proof, Purpose, spoken
from heyan.casework.desk import Desk
from heyan.rules.limits import Limits, Standing
from heyan.web.portal.captcha import BandCaptcha
from heyan.web.portal.hand import PLAIN
from heyan.web.portal.reception import PortalOptions
from heyan.web.portal.routes import build_portal
from tests.fakes.captcha import OpenCaptcha
from tests.fakes.clock import Clock
from tests.fakes.work import do_work
from tests.web.portal.journey import submit
from tests.web.portal.visitor import Visitor, browser_at

HERE = Asked(120000, Purpose.VERIFY, "b" * 32)


def read_picture(uri: str) -> Image.Image:
    head, _, body = uri.partition(",")
    assert head == "data:image/png;base64"
    return Image.open(io.BytesIO(base64.b64decode(body, validate=True)))


async def test_a_captcha_is_shown_as_a_picture(desk: Desk) -> None:
    shown = await BandCaptcha(desk).show(HERE)
    with read_picture(shown.picture) as picture:
        assert picture.format == "PNG"


async def test_a_house_draws_at_both_levels_in_one_hand_and_keeps_it(desk: Desk) -> None:
    captcha, after_a_restart = BandCaptcha(desk), BandCaptcha(desk)
    assert captcha.stock.hand == captcha.harder.hand == after_a_restart.stock.hand
    assert captcha.stock.hand != PLAIN


async def test_under_pressure_the_picture_is_a_harder_one(desk: Desk, clock: Clock) -> None:
    captcha = BandCaptcha(desk)
    await captcha.show(HERE)
    assert (len(captcha.harder), captcha.harder.level) == (0, 2)
    desk.pressure.note(HERE.province, Standing(clock(), 11), 10)
    await captcha.show(HERE)
    await captcha.harder.filled()
    assert len(captcha.harder) > 0
    await captcha.stock.filled()


@pytest.mark.rule("R26")
async def test_the_right_answer_passes_once(desk: Desk) -> None:
    captcha = OpenCaptcha(desk)
    shown = await captcha.show(HERE)
    answer = captcha.answers[shown.id].lower()
    assert await captcha.passed(HERE, shown.id, f" {answer} ")
    assert not await captcha.passed(HERE, shown.id, answer)


@pytest.mark.rule("R26")
async def test_an_empty_answer_spends_the_captcha_too(desk: Desk) -> None:
    captcha = OpenCaptcha(desk)
    shown = await captcha.show(HERE)
    assert not await captcha.passed(HERE, shown.id, "")
    assert not await captcha.passed(HERE, shown.id, captcha.answers[shown.id])


@pytest.mark.rule("R26")
async def test_work_passes_in_the_place_of_reading_and_only_once(
    desk: Desk, visitor: Visitor
) -> None:
    _, li, _ = await submit(desk)
    await visitor.open("/verify")
    visitor.form["captcha"] = ""
    typed = {"code": li.wrong_code, "mobile": li.mobile, "tail": li.tail}
    proof = do_work(visitor.form["captcha_id"])
    first = await visitor.send("/verify", **typed, proof=proof)
    again = await visitor.send("/verify", **typed, proof=proof)
    assert (first.status_code, again.status_code) == (200, 422)
    assert "找不到记录" in first.text
    assert "图形验证码不对或已过期" in again.text


@pytest.mark.rule("R26")
async def test_work_that_is_too_late_or_of_another_browser_does_not_pass(
    desk: Desk, clock: Clock
) -> None:
    captcha = BandCaptcha(desk)
    for asked, waited in ((HERE, 5), (replace(HERE, browser="c" * 32), 0)):
        shown = await captcha.show(HERE)
        clock.turn(timedelta(minutes=waited))
        assert not await captcha.passed(asked, shown.id, Proof(do_work(shown.id)))
    await captcha.stock.filled()


@pytest.mark.rule("R26")
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_form_can_be_heard_and_answered_without_javascript(
    desk: Desk, visitor: Visitor, language: str
) -> None:
    _, li, _ = await submit(desk)
    await visitor.get(f"/?lang={language}")
    page = await visitor.open("/verify")
    address = f"/sound/{visitor.form['captcha_id']}"
    assert page.text.count(f'"{address}"') == 2, "to play, and to open"
    sound, again = await visitor.get(address), await visitor.get(address)
    assert sound.headers["content-type"] == "audio/wav"
    assert sound.headers["cache-control"] == "no-store"
    assert "media-src 'self'" in sound.headers["content-security-policy"]
    assert sound.content[:4] == b"RIFF"
    assert sound.content == again.content, "hearing it again is the same sound"
    visitor.form["captcha"] = spoken(desk, visitor.form["captcha_id"], language).digits
    answered = await visitor.send("/verify", code=li.code, mobile=li.mobile, tail=li.tail)
    assert "170****5678" in answered.text
    assert (await visitor.get(address)).status_code == 404


async def test_hearing_it_again_makes_no_new_sound(desk: Desk) -> None:
    captcha = BandCaptcha(desk)
    shown = await captcha.show(HERE)
    first, again = [await captcha.sound(HERE, shown.id, "zh") for _ in range(2)]
    assert first is not None
    assert first is again, "kept, not made anew"
    await captcha.stock.filled()


async def test_a_player_that_asks_for_parts_gets_them(visitor: Visitor) -> None:
    await visitor.open("/verify")
    address = f"/sound/{visitor.form['captcha_id']}"
    whole = await visitor.get(address)
    assert whole.headers["accept-ranges"] == "bytes"
    size = len(whole.content)
    for wish, status, content, shown in (
        ("bytes=0-1", 206, b"RI", f"bytes 0-1/{size}"),
        ("bytes=2-", 206, whole.content[2:], f"bytes 2-{size - 1}/{size}"),
        (f"bytes={size}-", 416, b"", f"bytes */{size}"),
    ):
        part = await visitor.browser.get(address, headers={"Range": wish})
        assert (part.status_code, part.content) == (status, content)
        assert part.headers["content-range"] == shown
        assert part.headers["content-length"] == str(len(content))
        assert part.headers["content-type"] == "audio/wav"
        assert part.headers["accept-ranges"] == "bytes"
    head = await visitor.browser.head(address, headers={"Range": "bytes=0-1"})
    assert (head.status_code, head.headers["content-length"]) == (200, str(size))


@pytest.mark.rule("R26")
async def test_another_browser_hears_nothing(
    visitor: Visitor, visit: Callable[[str], Visitor]
) -> None:
    await visitor.open("/verify")
    other = visit("tjcainfo.localhost")
    await other.open("/verify")
    assert (await other.get(f"/sound/{visitor.form['captcha_id']}")).status_code == 404
    assert (await other.get("/sound/x")).status_code == 404


async def test_what_is_heard_has_a_quarter_of_the_tries(
    desk: Desk, options: PortalOptions, captcha: OpenCaptcha
) -> None:
    strict = captcha.desk = replace(desk, limits=Limits(address=8))
    visitor = Visitor(browser_at(build_portal(strict, options)), captcha)
    told = []
    for _ in range(3):
        await visitor.open("/verify")
        visitor.form["captcha"] = spoken(desk, visitor.form["captcha_id"], "zh").digits
        page = await visitor.send("/verify", code="123456", mobile="13900139000", tail="12345X")
        told.append(page.status_code)
    assert told == [200, 200, 429]


async def test_the_script_gets_another_captcha_that_the_form_can_send(
    visitor: Visitor, captcha: OpenCaptcha
) -> None:
    await visitor.open("/verify")
    fresh = (await visitor.get("/captcha?purpose=verify")).json()
    assert fresh.keys() == {"captcha_id", "image", "csrf_token"}
    assert fresh["csrf_token"] == visitor.form["csrf_token"]
    with read_picture(fresh["image"]) as picture:
        assert picture.width == 300
    page = await visitor.send(
        "/verify",
        code="123456",
        mobile="13800138000",
        tail="12345X",
        captcha_id=fresh["captcha_id"],
        captcha=captcha.answers[fresh["captcha_id"]],
    )
    assert "找不到记录" in page.text


@pytest.mark.rule("R26")
async def test_nothing_of_the_answer_is_in_the_page(visitor: Visitor, captcha: OpenCaptcha) -> None:
    page = await visitor.open("/verify")
    answer = captcha.answers[visitor.form["captcha_id"]]
    rest = page.text.replace(visitor.form["captcha_id"], "")
    before, _, after = rest.partition("base64,")
    assert answer not in before + after.partition('"')[2]
    assert answer not in str(page.headers)


async def test_a_form_with_a_fault_and_a_wrong_captcha_count_for_no_try(
    desk: Desk, options: PortalOptions, captcha: OpenCaptcha
) -> None:
    captcha.desk = replace(desk, limits=Limits(address=1))
    visitor = Visitor(browser_at(build_portal(captcha.desk, options)), captcha)
    typed = {"code": "123456", "mobile": "13900139000", "tail": "12345X"}
    told = []
    for fault in ({"tail": ""}, {"code": ""}, {"captcha": "wrong"}, {}, {}):
        await visitor.open("/verify")
        told.append((await visitor.send("/verify", **typed | fault)).status_code)
    assert told == [422, 422, 422, 200, 429]
