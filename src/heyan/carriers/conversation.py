"""What one connection says to us, and what we make of it: outcomes, reports, the link's state."""

import logging
from collections.abc import Callable
from typing import Any

from heyan.carriers.connection import Connection
from heyan.carriers.letters import Letter, Letters, Sent, outcome_of
from heyan.carriers.post import Post
from heyan.carriers.status import LinkStatus
from heyan.rules.ledger import (
    Accepted,
    CarrierReport,
    Delivery,
    Outcome,
    Outgoing,
    Refused,
    Result,
    Throttled,
    Unknown,
)
from heyan.wire.alphabet import split
from heyan.wire.events import (
    Answered,
    Closed,
    Event,
    LoggedIn,
    LoginRefused,
    Received,
    Reported,
    Unanswered,
)
from heyan.wire.fields import LocalProtocolError

logger = logging.getLogger(__name__)

OVERDUE_PER_SLOT = 64  # letters without answer remembered for each place in the window


class Conversation:
    def __init__(self, post: Post, status: LinkStatus, wake: Callable[[], None]) -> None:
        self._dialect = post.dialect
        self._clerk = post.clerk
        self._pace = post.pace
        self._share = post.share
        self._standing = post.standing
        self._account = post.account.name
        self._status = status
        self._wake = wake
        self._letters = Letters(OVERDUE_PER_SLOT * post.account.window)
        self._references = post.references
        self._open_at: float | None = None
        self._heard_at = 0.0  # the last answer, or when one began to be owed

    def open_for(self, now: float) -> float:
        """Say for how many seconds we have been let in."""
        return 0.0 if self._open_at is None else now - self._open_at

    def silent_for(self, now: float) -> float:
        """Say for how many seconds no answer has come, while one is owed."""
        return now - self._heard_at if len(self._letters) else 0.0

    def write(self, outgoing: Outgoing) -> tuple[Letter, list[Any]]:
        """Turn a message into requests, one for each part; none if it cannot be written."""
        try:
            parts = split(outgoing.text, reference=next(self._references))
            requests = [self._dialect.compose(outgoing.mobile, part) for part in parts]
            for request in requests:
                self._dialect.frame(request, 0)
        except LocalProtocolError as error:
            logger.error("Message %s cannot be sent: %s", outgoing.key, error)  # noqa: TRY400 - no traceback: its frames hold the text
            letter = Letter(outgoing.key, taking=outgoing.taking)
            letter.close(Refused("unwritable", permanent=True))
            self._note(letter)
            return letter, []
        return Letter(outgoing.key, len(requests), outgoing.taking), requests

    def sent(self, sequence: int, letter: Letter, number: int, now: float) -> None:
        self._status.sent += 1
        letter.begun = True
        if not len(self._letters):
            self._heard_at = now
        self._letters.add(sequence, Sent(letter, number, now))
        self._status.under_way = len(self._letters)

    def give_up(self, letter: Letter) -> None:
        """Give back a message of which nothing left us; with a part gone it may be with them."""
        letter.close(Unknown() if letter.begun else Throttled())
        self._note(letter)

    def hear(self, connection: Connection, event: Event) -> None:
        """Take in one event."""
        self._status.state = connection.session.state.value
        match event:
            case Answered():
                self._answered(event, connection.now)
            case Unanswered(sequence):
                self._unanswered(sequence)
            case Reported():
                self._reported(connection, event)
            case Received(sequence):
                self._received(connection, sequence)
            case LoggedIn():
                self._open_at = connection.now
                self._of_the_line(event)
            case _:
                self._of_the_line(event)
        self._status.under_way = len(self._letters)
        self._wake()

    def _answered(self, event: Answered, now: float) -> None:
        self._heard_at = now
        outcome = outcome_of(event.answer)
        sent = self._letters.answered(event.sequence, outcome)
        if sent is None:
            return
        if self._status.note_latency(now - sent.at):
            self._tell_of_latency()
        self._share.note(well=_is_no_failure(outcome), latency=now - sent.at)
        if isinstance(outcome, Throttled):
            self._status.throttled += 1
            self._pace.throttle(now)
        self._note_standing(sent.letter, outcome, now)
        self._note(sent.letter)

    def _note_standing(self, letter: Letter, outcome: Outcome, now: float) -> None:
        """Rest, and call for somebody, when it is the account that the carrier refuses."""
        match outcome:
            case Accepted():
                self._standing.note_acceptance()
            case Refused(result, of_account=True) if self._standing.note_refusal(letter.key, now):
                logger.error(
                    "Account %s: the gateway refuses its settings, not a message (%s): its source "
                    "number, service code or fee needs somebody; it rests, and others send",
                    self._account,
                    result,
                )
        self._status.refuses_settings = self._standing.needs_somebody

    def _tell_of_latency(self) -> None:
        name, latency = self._status.name, self._status.latency
        if self._status.slow:
            logger.warning(
                "Link %s: answers take %.1f s, which lowers what it can send", name, latency
            )
        else:
            logger.info("Link %s: answers take %.1f s again", name, latency)

    def _unanswered(self, sequence: int) -> None:
        sent = self._letters.unanswered(sequence)
        if sent is not None:
            self._share.note(well=False)
            self._note(sent.letter)

    def _note(self, letter: Letter) -> None:
        outcome = letter.outcome
        if outcome is None or outcome == letter.told:
            return
        letter.told = outcome
        match outcome:
            case Accepted():
                self._status.accepted += 1
            case Refused(code):
                self._status.refused += 1
                self._status.last_refusal = code
            case Unknown():
                self._status.unknown += 1
                logger.warning("Message %s: no answer came, its fate is unknown", letter.key)
        self._clerk.note_result(Result(letter.key, outcome, letter.taking))

    def _reported(self, connection: Connection, event: Reported) -> None:
        self._status.reports += 1
        told = event.report
        outcome = Delivery(told.delivery.value)
        report = CarrierReport(told.carrier_id, told.mobile, told.stat, outcome, told.submitted)

        def acknowledge(stored: bool) -> None:  # noqa: FBT001 - a callback's one answer
            connection.acknowledge(event.sequence, ok=stored)

        self._clerk.note_report(report, acknowledge)

    def _received(self, connection: Connection, sequence: int) -> None:
        """Nobody answers our messages by message: acknowledged, counted, dropped."""
        try:
            connection.acknowledge(sequence, ok=True)
            self._status.from_phones += 1
        except LocalProtocolError as error:  # it asks us for what only gateways do
            self._status.last_error = str(error)

    def _of_the_line(self, event: Event) -> None:
        name = self._status.name
        match event:
            case LoggedIn(warning):
                self._status.logins += 1
                logger.info("Link %s is open", name)
                if warning:
                    self._status.last_error = warning
                    logger.warning("Link %s: %s", name, warning)
            case LoginRefused(status, permanent):
                self._status.needs_somebody = permanent
                say = logger.error if permanent else logger.warning
                wants = "; its account or password needs somebody" if permanent else ""
                say("Link %s: the gateway refuses our login (%d)%s", name, status, wants)
            case Closed(_, reason):
                self._status.last_error = reason
                logger.info("Link %s is closed: %s", name, reason)


def _is_no_failure(outcome: Outcome) -> bool:
    """Whether the account did what it is for; a number that is served nowhere is not its fault."""
    return isinstance(outcome, Accepted) or (isinstance(outcome, Refused) and outcome.permanent)
