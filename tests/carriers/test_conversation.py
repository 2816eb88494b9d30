"""What a carrier says becomes outcomes, reports and the state of the link."""

import logging
from dataclasses import replace

import pytest

from heyan.carriers.connection import Connection
from heyan.carriers.conversation import Conversation
from heyan.carriers.post import make_post
from heyan.carriers.status import LinkStatus
from heyan.rules.ledger import Accepted, Refused, Throttled, Unknown
from heyan.wire.dialect import Answer, Delivery, StatusReport, Verdict
from heyan.wire.events import Answered, Closed, LoggedIn, LoginRefused, Reported, Unanswered
from heyan.wire.session import Session
from heyan.wire.states import Turn
from tests.carriers.desk import ACCOUNT, WORLD, FakeSending, key, outgoing


class Talk:
    """A conversation whose connection has no socket."""

    def __init__(self) -> None:
        self.sending = FakeSending()
        post = make_post(replace(ACCOUNT, rate=100.0), self.sending, WORLD)
        self.clerk, self.pace = post.clerk, post.pace
        self.status = LinkStatus("mobile/1", "mobile")
        self.conversation = Conversation(post, self.status, lambda: None)
        session = Session(ACCOUNT.dialect(), ACCOUNT.limits())
        self.connection = Connection(
            session, Session.await_login, self.conversation.hear, lambda: None
        )

    def send(self, number: int, sequence: int) -> None:
        letter, requests = self.conversation.write(outgoing(number))
        assert len(requests) == 1
        self.conversation.sent(sequence, letter, 1, 0.0)

    def hear(
        self, *events: Answered | Unanswered | Reported | LoggedIn | LoginRefused | Closed
    ) -> None:
        for event in events:
            self.conversation.hear(self.connection, event)

    async def write_down(self) -> None:
        self.clerk.close()
        await self.clerk.run()


def said(sequence: int, verdict: Verdict, *, late: bool = False) -> Answered:
    return Answered(sequence, Answer(verdict, "9", "0a"), None, late)


async def test_each_answer_becomes_the_result_of_its_message() -> None:
    talk = Talk()
    for number in range(1, 5):
        talk.send(number, number)
    talk.hear(
        said(2, Verdict.ACCEPTED),
        said(1, Verdict.REFUSED),
        said(3, Verdict.THROTTLED),
        Unanswered(4),
        said(4, Verdict.ACCEPTED, late=True),
        said(77, Verdict.ACCEPTED),
        Unanswered(78),
    )
    await talk.write_down()
    assert [(result.key, result.outcome) for result in talk.sending.results] == [
        (key(2), Accepted("0a")),
        (key(1), Refused("9", permanent=False)),
        (key(3), Throttled()),
        (key(4), Unknown()),
        (key(4), Accepted("0a")),
    ]
    assert talk.pace.rate == 50
    status = talk.status
    assert (status.accepted, status.refused, status.throttled, status.unknown) == (2, 1, 1, 1)
    assert status.last_refusal == "9"


async def test_a_report_is_handed_to_the_clerk() -> None:
    talk = Talk()
    report = StatusReport("0a", "13800000001", "DELIVRD", Delivery.DELIVERED)
    talk.hear(Reported(1, report))
    await talk.write_down()
    (recorded,) = talk.sending.reports
    assert (recorded.carrier_id, recorded.stat, recorded.outcome) == ("0a", "DELIVRD", "delivered")


async def test_a_message_of_which_nothing_left_goes_back_into_the_queue() -> None:
    talk = Talk()
    letter, _ = talk.conversation.write(outgoing(1))
    talk.conversation.give_up(letter)
    await talk.write_down()
    assert talk.sending.outcomes(1) == [Throttled()]


@pytest.mark.parametrize("answered", [False, True])
async def test_a_message_of_which_a_part_has_left_may_be_with_the_carrier(
    answered: bool,  # noqa: FBT001 - parametrized
) -> None:
    talk = Talk()
    long, requests = talk.conversation.write(outgoing(2, text="核" * 71))
    assert len(requests) == 2
    talk.conversation.sent(7, long, 1, 0.0)
    if answered:
        long.outcomes[1] = Accepted("0a")
    talk.conversation.give_up(long)
    await talk.write_down()
    assert talk.sending.outcomes(2) == [Unknown()]


@pytest.mark.parametrize(("permanent", "level"), [(True, logging.ERROR), (False, logging.WARNING)])
async def test_only_a_login_refused_for_good_wants_somebody(
    permanent: bool,  # noqa: FBT001 - parametrized
    level: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    talk = Talk()
    talk.hear(LoginRefused(3, permanent), Closed(Turn.REFUSED, "the login was refused"))
    assert talk.status.needs_somebody is permanent
    assert talk.status.last_error == "the login was refused"
    assert caplog.records[0].levelno == level


async def test_a_login_is_counted_and_its_warning_kept() -> None:
    talk = Talk()
    talk.hear(LoggedIn(), LoggedIn("something is odd"))
    assert (talk.status.logins, talk.status.last_error) == (2, "something is odd")


async def test_slow_answers_are_warned_of_once(caplog: pytest.LogCaptureFixture) -> None:
    talk = Talk()
    for number in range(1, 4):
        letter, _ = talk.conversation.write(outgoing(number))
        talk.conversation.sent(number, letter, 1, talk.connection.now - 5.0)
        talk.hear(said(number, Verdict.ACCEPTED))
    assert talk.status.slow
    warned = [record.getMessage() for record in caplog.records if "answers take" in record.message]
    assert warned == ["Link mobile/1: answers take 5.0 s, which lowers what it can send"]
    await talk.write_down()


async def test_a_carrier_is_silent_while_it_owes_answers_and_gives_none() -> None:
    talk = Talk()
    assert talk.conversation.silent_for(9.0) == 0.0, "it owes none"
    talk.send(1, 1)
    talk.send(2, 2)
    assert talk.conversation.silent_for(2.0) == 2.0
    talk.hear(Unanswered(1))
    heard = talk.connection.now
    assert talk.conversation.silent_for(heard) == heard, "a time-out is no answer"
    talk.hear(said(2, Verdict.REFUSED))
    assert talk.conversation.silent_for(heard + 9) == 0.0, "it owes none any more"
