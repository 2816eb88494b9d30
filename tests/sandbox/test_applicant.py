"""A pretend applicant reads the codes that are meant, and no others."""

from datetime import UTC, datetime

from heyan.rules.phone import Mobile
from heyan.sandbox.applicant import codes_on
from heyan.sandbox.examples import Example, Person
from heyan.sandbox.phones import Phones
from heyan.wire.alphabet import Piece

LI = Person("李海", Mobile("13800000001"), "12345X")
TEXT = "【工信部备案】验证码{code}，48小时内到tjcainfo.localhost核验{name}的备案，勿告知他人。"


def phones_with(*texts: str) -> Phones:
    phones = Phones()
    for text in texts:
        phones.deliver(LI.mobile, "10655113", Piece(text), datetime(2018, 9, 3, tzinfo=UTC))
    return phones


def example_named(*names: str) -> Example:
    return Example({}, {}, names)


def test_only_the_codes_of_the_filing_are_read() -> None:
    phones = phones_with(
        TEXT.format(code="000001", name="海河新闻"), TEXT.format(code="000002", name="别的网站")
    )
    assert codes_on(phones, LI, example_named("海河新闻")) == ["000001"]


def test_a_shortened_name_is_recognised_by_its_beginning() -> None:
    phones = phones_with(TEXT.format(code="000003", name="海河新闻与…"))
    assert codes_on(phones, LI, example_named("海河新闻与天津生活")) == ["000003"]


def test_what_is_no_message_of_ours_has_no_code() -> None:
    phones = phones_with("验证码123456，请勿泄露")
    assert codes_on(phones, LI, example_named("海河新闻")) == []
