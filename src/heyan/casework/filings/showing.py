"""How stored things are shown: masked, in Beijing time, explained."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from heyan.casework.filings.views import (
    AccessView,
    ChallengeView,
    EventView,
    Explained,
    FilingSummary,
    FilingView,
    MessageView,
    SiteView,
    SubjectView,
)
from heyan.rules.calendar import in_beijing
from heyan.rules.case import Case, Challenge
from heyan.rules.events import FilingApproved, FilingRejected
from heyan.rules.explaining import Explanation, why_asked, why_none
from heyan.rules.ids import CaseId
from heyan.rules.phone import mask
from heyan.rules.register import Registered, RegisteredSite
from heyan.store.case_rows import Stored
from heyan.store.messages import Message
from heyan.store.trail import Entry

_PERSON = 5  # 单位性质: 个人


def filing_view(
    stored: Stored, messages: Sequence[Message], history: Sequence[Entry]
) -> FilingView:
    """Show a filing to its provider."""
    case = stored.case
    # Reports may come after the end, so the verdict need not be the last entry.
    verdicts = {entry.type: entry.data for entry in history}
    rejected = verdicts.get(FilingRejected.type, {})
    approved = verdicts.get(FilingApproved.type, {})
    none = () if case.challenges else (_explained(why_none(case.edition, case.id.province)),)
    challenges = tuple(_challenge_view(case, challenge, messages) for challenge in case.challenges)
    return FilingView(
        id=str(case.id),
        reference=stored.reference,
        kind=case.kind,
        province=str(case.id.province),
        state=case.state,
        reason=case.reason,
        note=rejected.get("reason"),
        edition=case.edition.name,
        submitted_at=in_beijing(case.opened_at),
        deadline=_deadline(case),
        ended_at=_moment(stored.ended_at),
        erased_at=_moment(stored.erased_at),
        challenges=challenges,
        explanation=none or tuple(why for view in challenges for why in view.because),
        history=tuple(event_view(entry) for entry in history),
        register_numbers=tuple(approved.get("numbers", ())),
    )


def filing_summary(stored: Stored) -> FilingSummary:
    """Show a filing in a list."""
    case = stored.case
    return FilingSummary(
        id=str(case.id),
        reference=stored.reference,
        kind=case.kind,
        province=str(case.id.province),
        state=case.state,
        reason=case.reason,
        submitted_at=in_beijing(case.opened_at),
        deadline=_deadline(case),
        ended_at=_moment(stored.ended_at),
    )


def event_view(entry: Entry) -> EventView:
    """Show a line of the trail."""
    return EventView(
        id=str(CaseId(entry.province, entry.seq)),
        type=entry.type,
        at=in_beijing(entry.at),
        filing=str(CaseId(entry.province, entry.number)),
        data=entry.data,
    )


def subject_view(registered: Registered, providers: Mapping[int, str]) -> SubjectView:
    """Show a registered subject."""
    subject = registered.subject
    person = subject.nature == _PERSON
    return SubjectView(
        number=registered.number,
        province=str(registered.province),
        name=masked_name(subject.name) if person else subject.name,
        nature=subject.nature,
        principal=masked_name(subject.principal.name),
        mobile=mask(subject.principal.mobile),
        sites=tuple(site_view(site, providers) for site in registered.sites),
    )


def site_view(site: RegisteredSite, providers: Mapping[int, str]) -> SiteView:
    """Show a registered site."""
    return SiteView(
        number=site.number,
        name=site.site.name,
        domains=site.site.domains,
        home_url=site.site.home_url,
        principal=masked_name(site.site.principal.name),
        mobile=mask(site.site.principal.mobile),
        shell=site.shell,
        accesses=tuple(
            AccessView(providers.get(provider, "?"), access.method, access.location, access.ips)
            for provider, access in site.accesses.items()
        ),
    )


def masked_name(name: str) -> str:
    """Leave the first character of a name."""
    return name[:1] + "*" * (len(name) - 1)


def _challenge_view(case: Case, challenge: Challenge, messages: Sequence[Message]) -> ChallengeView:
    return ChallengeView(
        n=challenge.n,
        mobile=mask(challenge.mobile) if challenge.mobile else "",
        state=challenge.state,
        deadline=in_beijing(case.deadline(challenge)) if challenge.open else None,
        wrong_tails=challenge.wrong_tails,
        because=tuple(
            _explained(why_asked(case.edition, case.kind, each)) for each in challenge.because
        ),
        messages=tuple(_message_view(m) for m in messages if m.key.challenge == challenge.n),
    )


def _message_view(message: Message) -> MessageView:
    return MessageView(
        ordinal=message.key.ordinal,
        purpose=message.purpose,
        carrier=message.carrier,
        state=message.state,
        queued_at=in_beijing(message.queued_at),
        submitted_at=_moment(message.submitted_at),
        accepted_at=_moment(message.accepted_at),
        settled_at=_moment(message.settled_at),
        stat=message.stat,
    )


def _explained(why: Explanation) -> Explained:
    return Explained(why.rule, why.zh, why.en)


def _deadline(case: Case) -> datetime | None:
    return min((in_beijing(case.deadline(c)) for c in case.challenges if c.open), default=None)


def _moment(moment: datetime | None) -> datetime | None:
    return None if moment is None else in_beijing(moment)
