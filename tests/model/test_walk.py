"""Every sequence of six events that a case can meet, in every edition: the rules against the model.

A place that was reached before is not gone on from again: what follows depends on it alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from heyan.rules.case import (
    Case,
    Step,
    answer,
    ask_again,
    challenge_of,
    note_acceptance,
    open_case,
    pass_time,
    with_challenge,
)
from heyan.rules.correcting import correct
from heyan.rules.editions import EDITIONS, edition_named
from heyan.rules.events import MessageSent
from heyan.rules.guessing import count_wrong_code, unlock
from heyan.rules.outages import Outage, joined
from heyan.rules.phone import Mobile
from heyan.rules.refusals import Refusal
from heyan.rules.rulebook import Counted, Edition
from heyan.rules.verdicts import approve, reject, withdraw
from tests.fakes.cases import ASKED, FIRST, OPENED, OTHER, RIGHT, SECOND, WRONG, unopened
from tests.model import case as model
from tests.model.case import File
from tests.model.law import law_named
from tests.model.telling import happened, said

LENGTH = 6
# The edition of 2018-09-24 is that of 2018-09-10 in more provinces, as a test below shows.
WALKED = [edition for edition in EDITIONS if edition.name != "pilot-2018-09-24"]
NEW = Mobile("13902112345")
HOUR = timedelta(hours=1)
OUTAGE = (OPENED + 20 * HOUR, OPENED + 23 * HOUR)
STATES = {"open", "locked", "met"}


@dataclass(frozen=True)
class Place:
    """How far a walk has come: the case, the model of it, and when it is."""

    hour: int
    case: Case
    file: File
    outages: tuple[model.Span, ...] = ()

    @property
    def key(self) -> object:
        """What follows depends on, of both sides: where they differ is a place of its own.

        Of the model that is all of it; when a message was made is what the world limits, no case.
        """
        case, file = self.case, self.file
        return (
            (file.state, file.reason, file.corrections, file.by_hand, file.codes),
            tuple(tuple(vars(asked).values()) for asked in file.asked),
            tuple((sent.n, sent.number, sent.why) for sent in file.sent),
            self.hour,
            case.state,
            case.reason,
            case.corrections,
            case.asked,
            case.challenges,
            case.outages,
        )


Did = tuple[Step, File]
Event = Callable[[Place, datetime], Did]


def of_one(n: int, real: Callable[..., Step], ideal: Callable[..., File | None]) -> Event:
    """Make an event of a verb of the rules and of the model.

    What comes too late returns the case, or does nothing and leaves that to the clockwork.
    """

    def happen(place: Place, now: datetime) -> Did:
        number = challenge_of(place.case, n).mobile
        step, file = taken(real, place.case, n, now), place.file
        in_time = model.in_time(file, now, place.outages)
        if in_time is not file:
            return step, file if step.case == place.case else in_time
        return step, ideal(file, number, now) or file

    return happen


def taken(verb: Callable[..., Step], case: Case, n: int, now: datetime) -> Step:
    """Do what a verb says; a refusal leaves the case as it was."""
    try:
        return verb(case, n, now)
    except Refusal:
        return Step(case)


def spend(case: Case, n: int, now: datetime) -> Step:
    """Guess for the last time that a code allows, or once where any error counts."""
    if case.edition.counted is not Counted.ANY_FIELD:
        nearly = replace(challenge_of(case, n), wrong_codes=case.edition.guesses - 1)
        case = with_challenge(case, nearly)
    return count_wrong_code(case, n, now)


def spent(file: File, number: str, now: datetime) -> File:
    """Do the same in the model."""
    asked = file.asks(number)
    if asked is not None and asked.locked is None and not file.law.any_field:
        nearly = replace(asked, guesses=model.GUESSES - 1)
        file = replace(file, asked=tuple(nearly if a is asked else a for a in file.asked))
    return model.wrong_code(file, number, now)[0]


def accept(n: int, *, latest: bool) -> Event:
    def happen(place: Place, now: datetime) -> Did:
        sent = [at for at, each in enumerate(place.file.sent) if each.n == n]
        which = len(sent) if latest else 1
        step = note_acceptance(place.case, n, which, now)
        assert step.events[0] == MessageSent(n, which)
        file = model.in_time(place.file, now, place.outages)
        return step, model.accepted(file, sent[which - 1], now)

    return happen


def time_passes(place: Place, now: datetime) -> Did:
    return pass_time(place.case, now), model.time_acts(place.file, now, place.outages)


EVENTS: dict[str, Event] = {
    "the first answers": of_one(
        1, lambda c, n, t: answer(c, n, RIGHT, t), lambda f, m, _: model.right_code(f, m, RIGHT)[0]
    ),
    "the first mistypes": of_one(
        1, lambda c, n, t: answer(c, n, WRONG, t), lambda f, m, _: model.right_code(f, m, WRONG)[0]
    ),
    "the second answers": of_one(
        2, lambda c, n, t: answer(c, n, OTHER, t), lambda f, m, _: model.right_code(f, m, OTHER)[0]
    ),
    "somebody guesses": of_one(1, spend, spent),
    "the first's first message leaves": accept(1, latest=False),
    "the first's last message leaves": accept(1, latest=True),
    "the second's message leaves": accept(2, latest=False),
    "the first asks again": of_one(1, ask_again, model.sent_again),
    "time passes": time_passes,
    "the first is corrected": of_one(
        1, lambda c, n, t: correct(c, n, NEW, t), lambda f, m, t: model.corrected(f, m, NEW, t)
    ),
    "the first becomes the second": of_one(
        1,
        lambda c, n, t: correct(c, n, SECOND, t),
        lambda f, m, t: model.corrected(f, m, SECOND, t),
    ),
    "the first is unlocked": of_one(1, unlock, model.unlocked),
    "it is withdrawn": of_one(
        1, lambda c, _, t: withdraw(c, t), lambda f, _m, _t: model.withdrawn(f)
    ),
    "it is approved": of_one(
        1, lambda c, _, __: approve(c, ()), lambda f, _m, _t: model.judged(f, "approved")
    ),
    "it is rejected": of_one(
        1, lambda c, _, __: reject(c, "no"), lambda f, _m, _t: model.judged(f, "rejected")
    ),
}


def steps(place: Place, hours: tuple[int, ...]) -> Iterator[tuple[str, Place]]:
    """Let every event happen at every hour that is not past."""
    over = place.file.state in model.OVER  # whose hour does not matter any more
    for hour in (place.hour,) if over else hours:
        if hour < place.hour:
            continue
        now = OPENED + hour * HOUR
        for name, event in EVENTS.items():
            step, file = event(place, now)
            told = f"{name} at {hour}"
            assert said(step.events) == happened(place.file, file), f"{told}, from {place}"
            yield told, Place(hour, step.case, file, place.outages)
        if not place.outages:
            outages = joined((Outage(*OUTAGE),))
            yield (
                f"an outage at {hour}",
                replace(
                    place, hour=hour, case=replace(place.case, outages=outages), outages=(OUTAGE,)
                ),
            )


def compare(place: Place) -> None:
    """Hold the case against the model, whatever both know."""
    case, file = place.case, place.file
    assert (case.state, case.reason) == (file.state, file.reason)
    assert (case.corrections, case.asked) == (file.corrections, file.by_hand)
    due = []
    for mine, asked in zip(case.challenges, file.asked, strict=True):
        assert (mine.mobile, mine.wrong_tails) == (asked.number, asked.errors)
        assert mine.accepted_at == asked.accepted
        assert mine.messages == sum(sent.n == asked.n for sent in file.sent)
        if asked.met or file.state != "verifying":
            assert mine.state == "met" if asked.met else mine.state not in STATES
            continue
        assert mine.state == ("open" if asked.locked is None else "locked")
        assert (mine.spent_codes, mine.locked_at) == (asked.spent, asked.locked)
        assert file.law.any_field or mine.wrong_codes == asked.guesses
        assert asked.errors <= model.TRIES
        end = model.deadline(file, asked, place.outages)
        assert end is None or case.deadline(mine) == end
        due += [end, model.noon_of(asked) if file.law.noon else None]
    assert case.due_at == min((moment for moment in due if moment), default=None)


def begin(edition: Edition) -> list[Place]:
    """Begin with a case, and with the same one whose first number is near its lock."""
    law = law_named(edition.name, OPENED)
    people = ((FIRST, frozenset({RIGHT})), (SECOND, frozenset({OTHER})))
    file = model.opened(law, people, OPENED)
    fresh = Place(0, open_case(replace(unopened(*ASKED), edition=edition)).case, file)
    if law.any_field:
        return [fresh]
    case = fresh.case
    for _ in range(4):
        case, file = spend(case, 1, OPENED).case, spent(file, FIRST, OPENED)
    return [fresh, Place(0, case, file)]


@pytest.mark.rule("R2", "R8", "R11", "R13", "R20", "R22", "R23", "R24", "R25")
@pytest.mark.parametrize("edition", WALKED, ids=lambda edition: edition.name)
def test_no_six_events_lead_where_the_rules_do_not(edition: Edition) -> None:
    day = edition.window // HOUR
    hours = (0, day - 21, day)  # at the beginning, at noon of the next day, at the deadline
    frontier, seen = begin(edition), set[object]()
    ends = set()
    for _ in range(LENGTH):
        reached: list[Place] = []
        for place in frontier:
            for name, after in steps(place, hours):
                if after.key in seen:
                    continue
                seen.add(after.key)
                try:
                    compare(after)
                except AssertionError as different:
                    different.add_note(f"{name}, from {place}")
                    raise
                reached.append(after)
                ends.add((after.case.state.value, after.case.reason))
        frontier = reached
    assert {reason for _, reason in ends} == {None, "expired", "failed", "undeliverable"}
    assert {state for state, _ in ends} == model.OVER | {"verifying", "reviewing"}


def test_who_is_not_walked_differs_in_provinces_alone() -> None:
    earlier, later = (edition_named(f"pilot-2018-09-{day}") for day in (10, 24))
    alike = replace(
        later,
        name=earlier.name,
        starts=earlier.starts,
        provinces=earlier.provinces,
        portals=earlier.portals,
    )
    assert alike == earlier
