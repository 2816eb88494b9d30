import json
from dataclasses import fields

import pytest

from heyan.rules.case import TRANSITIONS
from heyan.rules.events import (
    Event,
    FilingApproved,
    FilingReturned,
    MessageQueued,
    Purpose,
    Reason,
)

PERSONAL = {"mobile", "mobiles", "code", "tail", "name", "document", "text"}

EVENTS = {event.type: event for event in Event.__subclasses__()}

# spec/api.md names these; the others are the house's own.
CONTRACT = {
    "filing.accepted",
    "message.sent",
    "message.delivered",
    "message.undelivered",
    "challenge.met",
    "challenge.wrong_tail",
    "challenge.locked",
    "filing.verified",
    "filing.returned",
    "filing.approved",
    "filing.rejected",
    "filing.withdrawn",
}


@pytest.mark.rule("R27")
def test_every_word_of_the_contract_has_its_event() -> None:
    assert set(EVENTS) >= CONTRACT
    assert {type_ for _, type_ in TRANSITIONS} <= set(EVENTS.values())


def test_no_two_events_have_one_word() -> None:
    assert len(EVENTS) == len(Event.__subclasses__())


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
