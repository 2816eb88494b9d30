"""A filing as an operator reads it."""

from dataclasses import replace
from datetime import datetime

import pytest

from heyan.casework.filings.views import (
    ChallengeView,
    EventView,
    Explained,
    FilingView,
    MessageView,
)
from heyan.cli.showing import show_filing
from heyan.rules.calendar import BEIJING

MORNING = datetime(2018, 9, 3, 9, 0, tzinfo=BEIJING)
WHY = Explained("R3", "新增备案", "A new filing asks its principals.")
LEFT = MORNING.replace(second=2)
MORNING_SAID, LEFT_SAID = "2018-09-03 09:00:00", "2018-09-03 09:00:02"
MESSAGE = MessageView(
    0, "first", "mobile", "undelivered", MORNING, LEFT, MORNING, MORNING, "UNDELIV"
)
CHALLENGE = ChallengeView(1, "138****2345", "failed", MORNING, 5, (WHY,), (MESSAGE,))
NOT_ASKED = Explained("R1", "直接提交管局审核", "Its province is no pilot.")
FILING = FilingView(
    id="12-1",
    reference="ORD-1",
    kind="new_filing",
    province="120000",
    state="returned",
    reason="failed",
    note=None,
    edition="pilot-2017",
    submitted_at=MORNING,
    deadline=None,
    ended_at=MORNING,
    erased_at=None,
    challenges=(CHALLENGE,),
    explanation=(WHY,),  # told at the challenge already
    history=(EventView("1", "filing.accepted", MORNING, "12-1", {"challenges": 1}),),
    register_numbers=(),
)


def test_everything_of_a_filing_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    show_filing(FILING)
    assert capsys.readouterr().out.splitlines() == [
        "12-1  new_filing  120000  returned (failed)",
        "  reference  ORD-1",
        "  submitted  2018-09-03 09:00:00  under pilot-2017",
        "  ended      2018-09-03 09:00:00",
        "  challenge 1  138****2345  failed",
        "    R3: A new filing asks its principals.",
        "    wrong tails: 5",
        f"    message 0  first  mobile  undelivered UNDELIV  {MORNING_SAID}  submitted {LEFT_SAID}",
        "  history",
        "    2018-09-03 09:00:00  filing.accepted  challenges=1",
    ]


def test_what_an_end_brings_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    ended = replace(FILING, note="域名不符", register_numbers=("津ICP备2018000001号",),
                    explanation=(NOT_ASKED,), deadline=MORNING)  # fmt: skip
    show_filing(ended)
    told = capsys.readouterr().out
    for word in ("note       域名不符", "register   津ICP备2018000001号", "deadline", "  R1: Its"):
        assert word in told


def test_of_an_erased_filing_it_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    show_filing(replace(FILING, erased_at=MORNING))
    told = capsys.readouterr().out
    assert "  erased     2018-09-03 09:00:00; nothing personal is kept\n" in told
