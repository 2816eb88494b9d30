"""A provider corrects the number of an open challenge (R8)."""

from dataclasses import replace
from datetime import datetime

from heyan.rules.case import (
    Case,
    State,
    Step,
    challenge_of,
    give_back,
    late_reason,
    queue,
    with_challenge,
)
from heyan.rules.events import ChallengeCorrected, Purpose
from heyan.rules.filing import Filing, Principal, SiteEntry
from heyan.rules.phone import Mobile
from heyan.rules.refusals import (
    MovedOn,
    NoMoreCorrections,
    NumberFromRegister,
    NumberInCase,
    SameNumber,
)
from heyan.rules.rulebook import Source


def correct(case: Case, n: int, mobile: Mobile, now: datetime) -> Step:
    """Give a challenge another number: a new code, and its own full time.

    Raises MovedOn, NoMoreCorrections, NumberFromRegister, NumberInCase, SameNumber.
    """
    challenge = challenge_of(case, n)
    if case.state is not State.VERIFYING or not challenge.open:
        raise MovedOn
    late = late_reason(case, now)
    if late is not None:
        return give_back(Step(case), late)
    if case.edition.challenged[case.kind].source is Source.REGISTER:
        raise NumberFromRegister  # R7: it is changed through the present provider
    if case.corrections >= case.edition.corrections:
        raise NoMoreCorrections
    if mobile == challenge.mobile:
        raise SameNumber
    if any(other.mobile == mobile for other in case.challenges):
        raise NumberInCase
    corrected = replace(
        challenge,
        mobile=mobile,
        epoch=challenge.epoch + 1,
        redraw=0,
        wrong_tails=0,
        wrong_codes=0,
        spent_codes=0,
        accepted_at=None,
        noon_passed=False,
        locks=(),
        asked_at=now,
        first_message=challenge.messages + 1,
    )
    changed = replace(with_challenge(case, corrected), corrections=case.corrections + 1)
    step = Step(changed, (ChallengeCorrected(n, case.edition.corrections - changed.corrections),))
    return queue(step, corrected, Purpose.FIRST)


def corrected_filing(filing: Filing, because: tuple[str, ...], mobile: Mobile) -> Filing:
    """Return the filing with the number in it that the challenge has now, as 联系方式 1."""
    subject = filing.subject
    if subject is not None and "subject" in because:
        subject = replace(subject, principal=_with_number(subject.principal, mobile))
    sites = tuple(
        _corrected_entry(entry, mobile) if f"site:{index}" in because else entry
        for index, entry in enumerate(filing.sites)
    )
    return replace(filing, subject=subject, sites=sites)


def _corrected_entry(entry: SiteEntry, mobile: Mobile) -> SiteEntry:
    if entry.site is None:
        return entry
    principal = _with_number(entry.site.principal, mobile)
    return replace(entry, site=replace(entry.site, principal=principal))


def _with_number(principal: Principal, mobile: Mobile) -> Principal:
    return replace(principal, mobiles=(mobile, *principal.mobiles[1:]))
