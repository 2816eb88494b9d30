from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.rules.editions import EDITIONS, PILOT_2017
from heyan.rules.rulebook import Edition
from heyan.rules.wording import (
    LONGEST,
    Wording,
    domain_fits,
    first_span,
    message_text,
    portal_host,
    shortened,
    trial_text,
    units,
    until,
)
from tests.fakes.filings import TIANJIN

OFFICIAL = Wording("miitbeian.gov.cn")
END = datetime(2018, 9, 25, 10, 20, tzinfo=UTC)  # 18:20 in Beijing
LONGEST_TIME = until(END)
names = st.text(st.characters(codec="utf-8"), max_size=600)


def text_of(name: str, *, edition: Edition = PILOT_2017, wording: Wording = OFFICIAL) -> str:
    return message_text(
        edition, wording, province=TIANJIN, code="012345", name=name, time=LONGEST_TIME
    )


@pytest.mark.rule("R15")
def test_the_first_message_reads_as_decided() -> None:
    text = message_text(
        PILOT_2017, OFFICIAL, province=TIANJIN, code="012345", name="海河新闻",
        time=first_span(PILOT_2017),
    )  # fmt: skip
    assert text == (
        "【工信部备案】验证码012345，48小时内到tjcainfo.miitbeian.gov.cn核验"
        "海河新闻的备案，勿告知他人。"
    )


@pytest.mark.rule("R15")
def test_later_messages_say_the_moment_in_beijing_time() -> None:
    assert until(END) == "25日18:20前"
    assert until(END.replace(hour=16, minute=5)) == "26日00:05前"
    assert "验证码012345，25日18:20前到" in text_of("海河新闻")


@pytest.mark.rule("R15")
@given(names)
def test_a_message_is_always_one_part_whatever_the_name(name: str) -> None:
    text = text_of(name)
    assert units(text) <= LONGEST
    assert text.startswith("【工信部备案】验证码012345，")
    assert text.endswith("的备案，勿告知他人。")


@pytest.mark.rule("R15")
@given(names)
def test_a_carrier_s_own_signature_counts_all_the_same(name: str) -> None:
    signed = replace(OFFICIAL, signed_by_carrier=True)
    assert PILOT_2017.signature + text_of(name, wording=signed) == text_of(name)


@pytest.mark.rule("R15")
@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.name)
def test_the_longest_host_and_a_name_of_two_fit_in_every_edition(edition: Edition) -> None:
    assert domain_fits(edition, OFFICIAL.portal_domain)
    for province in edition.portals:
        for time in (first_span(edition), LONGEST_TIME):
            text = message_text(
                edition, OFFICIAL, province=province, code="012345", name="海河", time=time
            )
            assert "核验海河的备案" in text
            assert units(text) <= LONGEST


@pytest.mark.rule("R15")
def test_a_domain_that_leaves_no_room_for_a_name_does_not_fit() -> None:
    room = LONGEST - units(text_of("", wording=Wording("")))
    assert domain_fits(PILOT_2017, "a" * (room - 2))
    assert not domain_fits(PILOT_2017, "a" * (room - 1))
    assert not domain_fits(PILOT_2017, "a" * 100)


@pytest.mark.rule("R15")
@given(names, st.integers(1, 100))
def test_a_name_is_shortened_to_its_room_and_no_further(name: str, room: int) -> None:
    short = shortened(name, room)
    assert units(short) <= room
    if units(name) <= room:
        assert short == name
    else:
        kept = short.removesuffix("…")
        assert name.startswith(kept)
        assert short.endswith("…")
        assert units(kept) >= room - 2  # one for the ellipsis, one that half a pair leaves


def test_no_character_is_halved() -> None:
    assert shortened("𠀀𠀀𠀀", 6) == "𠀀𠀀𠀀"
    assert shortened("𠀀𠀀𠀀", 5) == "𠀀𠀀…"
    assert shortened("𠀀𠀀𠀀", 4) == "𠀀…"
    assert units("𠀀a") == 3


@pytest.mark.rule("R16")
def test_a_portal_s_host_is_its_province_s_label_and_the_domain() -> None:
    assert portal_host(PILOT_2017, 460000, "localhost") == "hncainfo.localhost"


def test_a_span_is_told_in_hours() -> None:
    assert first_span(replace(PILOT_2017, window=timedelta(hours=24))) == "24小时内"


@pytest.mark.rule("R15")
@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.name)
def test_a_trial_says_that_it_is_one_in_one_part_signed_by_us_or_the_carrier(
    edition: Edition,
) -> None:
    signed = trial_text(edition, OFFICIAL)
    assert signed == edition.signature + trial_text(
        edition, replace(OFFICIAL, signed_by_carrier=True)
    )
    assert units(signed) <= LONGEST
    assert "测试" in signed
