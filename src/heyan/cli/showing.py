"""A filing as `heyan filings show` prints it."""

from collections.abc import Iterator
from datetime import datetime

from heyan.casework.filings.views import ChallengeView, FilingView
from heyan.cli.saying import say


def show_filing(filing: FilingView) -> None:
    """Print everything that the house knows of a filing and may say."""
    for line in _lines(filing):
        say(line)


def _lines(filing: FilingView) -> Iterator[str]:
    yield from _head(filing)
    told = {why for challenge in filing.challenges for why in challenge.because}
    for explained in filing.explanation:
        if explained not in told:
            yield f"  {explained.rule}: {explained.en}"
    for challenge in filing.challenges:
        yield from _challenge(challenge)
    yield "  history"
    for event in filing.history:
        data = "  ".join(f"{name}={value}" for name, value in event.data.items())
        yield f"    {_at(event.at)}  {event.type}  {data}".rstrip()


def _head(filing: FilingView) -> Iterator[str]:
    reason = f" ({filing.reason})" if filing.reason else ""
    yield f"{filing.id}  {filing.kind}  {filing.province}  {filing.state}{reason}"
    yield f"  reference  {filing.reference}"
    yield f"  submitted  {_at(filing.submitted_at)}  under {filing.edition}"
    if filing.deadline:
        yield f"  deadline   {_at(filing.deadline)}"
    if filing.ended_at:
        yield f"  ended      {_at(filing.ended_at)}"
    if filing.erased_at:
        yield f"  erased     {_at(filing.erased_at)}; nothing personal is kept"
    if filing.note:
        yield f"  note       {filing.note}"
    if filing.register_numbers:
        yield f"  register   {'  '.join(filing.register_numbers)}"


def _challenge(challenge: ChallengeView) -> Iterator[str]:
    yield f"  challenge {challenge.n}  {challenge.mobile}  {challenge.state}"
    for explained in challenge.because:
        yield f"    {explained.rule}: {explained.en}"
    if challenge.wrong_tails:
        yield f"    wrong tails: {challenge.wrong_tails}"
    for message in challenge.messages:
        stat = f" {message.stat}" if message.stat else ""
        left = f"  submitted {_at(message.submitted_at)}" if message.submitted_at else ""
        yield (
            f"    message {message.ordinal}  {message.purpose}  {message.carrier}"
            f"  {message.state}{stat}  {_at(message.queued_at)}{left}"
        )


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"
