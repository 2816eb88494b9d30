"""Faults strike whom they are meant for, as often as they are meant to."""

import pytest

from heyan.sandbox.faults import (
    OF_LINES,
    OF_LOGINS,
    OF_MESSAGES,
    Fault,
    Rule,
    read_rule,
    struck,
)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("silent", Rule(Fault.SILENT)),
        ("silent:139", Rule(Fault.SILENT, "139")),
        ("report-twice:1390000:3", Rule(Fault.REPORT_TWICE, "1390000", 3)),
        ("busy::2", Rule(Fault.BUSY, "", 2)),
    ],
)
def test_a_rule_is_read_from_one_word(text: str, rule: Rule) -> None:
    assert read_rule(text) == rule


@pytest.mark.parametrize("text", ["sulk", "silent:abc", "silent:139:often", ""])
def test_what_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"fault|Fault"):
        read_rule(text)


def test_a_rule_strikes_its_numbers_and_then_no_more() -> None:
    rule = Rule(Fault.SILENT, "139", 2)
    strikes = [rule.strikes(mobile) for mobile in ("1390", "1380", "1391", "1392")]
    assert strikes == [True, False, True, False]


def test_only_the_faults_that_are_asked_about_strike() -> None:
    rules = [Rule(Fault.BUSY, times=1), Rule(Fault.SILENT), Rule(Fault.SLOW, "139")]
    assert struck(rules, OF_MESSAGES, "1380") == {Fault.SILENT}
    assert struck(rules, OF_MESSAGES, "1390") == {Fault.SILENT, Fault.SLOW}
    assert struck(rules, OF_LOGINS) == {Fault.BUSY}
    assert struck(rules, OF_LOGINS) == set()


def test_every_fault_befalls_logins_lines_or_messages() -> None:
    assert set(Fault) == OF_LOGINS | OF_LINES | OF_MESSAGES
    assert len(OF_LOGINS) + len(OF_LINES) + len(OF_MESSAGES) == len(Fault)
