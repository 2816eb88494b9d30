import re
from string import Formatter

import pytest

from heyan.rules.faults import IMPORTING, READING, REGISTER, SENTENCES, Fault, fault

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("code", SENTENCES)
def test_every_code_has_a_chinese_and_an_english_sentence(code: str) -> None:
    zh, en = SENTENCES[code]
    assert CHINESE.search(zh)
    assert not CHINESE.search(en)
    assert en[0].isupper()
    assert en.endswith(".")


def test_no_code_has_two_places() -> None:
    assert len(SENTENCES) == len(READING) + len(REGISTER) + len(IMPORTING)


@pytest.mark.parametrize("code", SENTENCES)
def test_sentences_take_our_numbers_and_nothing_else(code: str) -> None:
    for sentence in SENTENCES[code]:
        names = {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}
        assert names <= {"limit", "position"}


def test_a_fault_says_where_what_and_in_two_languages() -> None:
    assert fault("too_long", "/reference", limit=64) == Fault(
        pointer="/reference",
        code="too_long",
        zh="不得超过 64 个字符",
        en="At most 64 characters are allowed.",
    )


@pytest.mark.rule("R7")
def test_the_two_refusals_of_another_number_tell_the_way_out() -> None:
    assert "原接入服务商" in REGISTER["number_differs"].zh
    assert "新增网站备案" in REGISTER["number_differs_shell"].zh
