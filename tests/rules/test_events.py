import json
from dataclasses import fields

import pytest

from heyan.rules.case import TRANSITIONS
from heyan.rules.events import (
    EVENTS,
    Event,
    FilingApproved,
    FilingReturned,
    MessageQueued,
    Purpose,
    Reason,
)

PERSONAL = {"mobile", "mobiles", "code", "tail", "name", "document", "text"}

# spec/api.md names these; `message.queued` is the house's own.
CONTRACT = {
    "filing.accepted",
    "message.sent",
    "message.delivered",
    "message.undelivered",
    "challenge.met",
    "challenge.wrong_tail",
    "filing.verified",
    "filing.returned",
    "filing.approved",
    "filing.rejected",
    "filing.withdrawn",
}


@pytest.mark.rule("R27")
def test_every_word_of_the_contract_has_its_event() -> None:
    assert set(EVENTS) == CONTRACT | {"message.queued"}
    assert {type_ for _, type_ in TRANSITIONS} <= set(EVENTS.values())


def test_every_event_is_listed_under_its_own_word() -> None:
    assert set(EVENTS.values()) == set(Event.__subclasses__())
    assert all(word == event.type for word, event in EVENTS.items())


@pytest.mark.rule("R30")
@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: event.type)
def test_an_event_has_no_field_for_anything_personal(event: type[Event]) -> None:
    assert {field.name for field in fields(event)} & PERSONAL == set()


def test_an_event_tells_its_fields_as_plain_data() -> None:
    told = [
        MessageQueued(1, 2, Purpose.NOON).data(),
        FilingReturned(Reason.EXPIRED).data(),
        FilingApproved(("津ICP备2018000001号",)).data(),
    ]
    assert json.loads(json.dumps(told)) == [
        {"challenge": 1, "message": 2, "purpose": "noon"},
        {"reason": "expired"},
        {"numbers": ["津ICP备2018000001号"]},
    ]
