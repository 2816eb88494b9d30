"""A carrier's link takes messages, and brings back what the carrier answered (R10-R15, R22)."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from heyan.casework import consequences
from heyan.casework.consequences import Changes, changes_of
from heyan.casework.desk import PROVINCES, SICK_LEAVE, Desk
from heyan.casework.messages.settling import (
    ANSWER_WITHIN,
    put_back,
    report,
    settle,
    told_of,
    withdraw,
)
from heyan.keys.ring import BadRing
from heyan.rules.case import Case, Challenge, challenge_of, note_acceptance
from heyan.rules.code import derive_code
from heyan.rules.events import Event
from heyan.rules.ledger import (
    Accepted,
    Delivery,
    MessageKey,
    MessageState,
    Outgoing,
    Result,
)
from heyan.rules.phone import Carrier
from heyan.rules.wording import first_span, message_text, until
from heyan.store import cases, early, messages
from heyan.store.case_rows import Stored
from heyan.store.database import StoreUnavailable, Transaction, retrying
from heyan.store.early import Early, Told
from heyan.store.messages import Message, Taking
from heyan.store.trail import Happened

logger = logging.getLogger(__name__)

_FIRST = 1


async def take_messages(
    desk: Desk, account: str, carrier: Carrier, room: int, *, again: bool = True
) -> Sequence[Outgoing]:
    """Take up to `room` messages for a link. Their texts exist only in what is returned (R13).

    `again`: also those that may have left before.

    What is taken is committed before it is handed out, queue by queue: who dies with it leaves it
    `taken`, and it goes back when it has not left in time. A queue that fails takes nothing away
    from what others gave.
    """
    now = desk.clock()
    async with desk.database.read() as tx:
        queues = await messages.waiting_queues(tx, PROVINCES, carrier, now)
    taken: list[Outgoing] = []
    for province, urgency in queues:  # R10: noon's resends of all provinces come last
        if len(taken) < room:
            taking = Taking(
                carrier=carrier,
                urgency=urgency,
                account=account,
                most=room - len(taken),
                again=again,
                now=now,
                answer_by=now + ANSWER_WITHIN,
            )
            try:
                taken += await retrying(partial(_take, desk, province, taking))
            except StoreUnavailable:
                if not taken:
                    raise
                break  # what has been taken is ours to send, and nobody else would
            except Exception:
                logger.exception("%s: its queue failed and waits; the others go on.", province)
    return taken


async def record_results(
    desk: Desk, account: str, results: Sequence[Result], told: Sequence[Told] = ()
) -> list[Told]:
    """Write down what the carrier answered, or that it did not.

    `told` are reports that came together with the answers. Those that name one of the messages
    are taken in with its answer, as if they had come before it, and returned.
    """
    desk.tally.note_batch("results", len(results))
    by_province = defaultdict[int, list[Result]](list)
    for result in results:
        by_province[result.key.province].append(result)
    taken: list[Told] = []
    for province, those in by_province.items():
        taken += await retrying(partial(_record_results, desk, account, province, those, told))
    return taken


async def _take(desk: Desk, province: int, taking: Taking) -> list[Outgoing]:
    """Take messages of one queue; those that cannot or need not go do not hold up the others."""
    outgoing: list[Outgoing] = []
    unneeded: dict[MessageKey, int] = {}  # and which of its takings this was
    sick: dict[MessageKey, int] = {}
    async with desk.database.statement() as tx:
        taken = await messages.take_queued(tx, desk.sealer, province, taking)
    for key, of_it, stored in ((each.key, each.taking, each.stored) for each in taken):
        if stored is None:
            sick[key] = of_it
        elif not _is_needed(stored, key):
            unneeded[key] = of_it  # its challenge was closed, or its number corrected, meanwhile
        else:
            try:
                text = _text(desk, stored, key, taking.account)
            except BadRing:  # this process lacks the key of its code
                sick[key] = of_it
            else:
                mobile = challenge_of(stored.case, key.challenge).mobile
                outgoing.append(Outgoing(key, mobile, text, of_it))
    try:
        await _put_back(desk, province, unneeded, sick, taking.now)
    except Exception:  # they go back when they have not left in time; the others are ours
        logger.exception("%s: what has been taken and need not go stays taken.", province)
    return outgoing


def _is_needed(stored: Stored, key: MessageKey) -> bool:
    challenge = challenge_of(stored.case, key.challenge)
    erased = stored.key is None
    return challenge.open and key.ordinal >= challenge.first_message and not erased


async def _put_back(
    desk: Desk,
    province: int,
    unneeded: Mapping[MessageKey, int],
    sick: Mapping[MessageKey, int],
    now: datetime,
) -> None:
    if not (unneeded or sick):
        return
    rested = now + SICK_LEAVE
    for key in sick:
        logger.error("Message %s: its case does not open; it rests until %s.", key, rested)
    async with desk.database.transaction() as tx:
        held = await messages.lock(tx, province, [*unneeded, *sick])
        # What has gone back meanwhile, and was taken anew, is another's.
        ours = {key for key, of_it in {**unneeded, **sick}.items() if held[key].takings == of_it}
        closed = [withdraw(held[key], now) for key in unneeded if key in ours]
        resting = [put_back(held[key], rested) for key in sick if key in ours]
        await messages.save(tx, province, [*closed, *resting])


def _text(desk: Desk, stored: Stored, key: MessageKey, account: str) -> str:
    case = stored.case
    challenge = challenge_of(case, key.challenge)
    return message_text(
        case.edition,
        desk.wording_over(account),
        province=key.province,
        code=derive_code(desk.keys.codes[challenge.code_key], case.seed(challenge)),
        name=stored.names[challenge.n],
        time=_time(case, challenge, key.ordinal),
    )


def _time(case: Case, challenge: Challenge, ordinal: int) -> str:
    if ordinal == _FIRST or challenge.accepted_at is None:
        return first_span(case.edition)
    return until(case.deadline(challenge))


async def _record_results(
    desk: Desk, account: str, province: int, results: Sequence[Result], told: Sequence[Told]
) -> list[Told]:
    now = desk.clock()
    numbers = sorted({result.key.case for result in results})
    ids = [r.outcome.carrier_id for r in results if isinstance(r.outcome, Accepted)]
    async with desk.database.transaction() as tx:
        await cases.lock_words(tx, [id_word(desk, account, carrier_id) for carrier_id in ids])
        # What is sealed of a case has no part in this, and whether it opens neither.
        loaded = await cases.lock_unopened(tx, province, numbers)
        held = await messages.lock(tx, province, [result.key for result in results])
        changes = changes_of(province, loaded)
        moved = dict(held)
        for result in results:
            if result.key in moved:
                moved[result.key] = _settle(changes, moved[result.key], account, result, now)
        named = _named(moved, ids)
        beside = [each for each in told if _is_about(each.early, named)]
        said = [(each.early.carrier_id, each.delivery, each.stat) for each in beside]
        for carrier_id, delivery, stat in [*await _claim(tx, account, named), *said]:
            key = named[carrier_id].key
            moved[key] = _reported(changes, moved[key], delivery, stat, now)
        for key, message in moved.items():
            if message.carrier_id is not None and loaded[key.case].erased_at is not None:
                moved[key] = replace(message, carrier_id=None)
        await messages.save(tx, province, moved_ones(held, moved))
        await consequences.save(tx, changes, now)
    return beside


def _settle(
    changes: Changes, message: Message, account: str, result: Result, now: datetime
) -> Message:
    """Move a message on; who has it no longer may have had it accepted after all."""
    accepted = isinstance(result.outcome, Accepted)
    its_own = message.account == account and result.taking in {None, message.takings}
    if not (accepted or its_own):
        return message  # it was taken anew since, and whoever did answers for it
    settled = settle(message, result.outcome, now)
    if settled is message:
        return message
    if accepted and settled.account != account:
        settled = replace(settled, account=account)  # whose reports will name it
    key = message.key
    case = changes.cases[key.case]
    if settled.state is MessageState.ACCEPTED:
        changes.take(note_acceptance(case, key.challenge, key.ordinal, now))  # R22
    elif settled.state is MessageState.UNDELIVERED:
        _happen(changes, case, told_of(settled))
    return settled


def _named(moved: Mapping[MessageKey, Message], ids: Sequence[str]) -> dict[str, Message]:
    """Return the messages that answers have given these ids."""
    by_id = {message.carrier_id: message for message in moved.values()}
    return {known_as: by_id[known_as] for known_as in ids if known_as in by_id}


def _reported(
    changes: Changes, message: Message, delivery: Delivery, stat: str, now: datetime
) -> Message:
    """Take in a report on a message that has just been accepted."""
    reported = report(message, delivery, stat, now)
    if reported is not message:
        _happen(changes, changes.cases[message.key.case], told_of(reported))
    return reported


async def _claim(
    tx: Transaction, account: str, named: Mapping[str, Message]
) -> list[tuple[str, Delivery, str]]:
    """Take the reports that came before the answers that name their messages."""
    if not named:
        return []
    numbers = {known_as: message.mobile for known_as, message in named.items()}
    return await early.claim(tx, account, numbers)


def _is_about(told: Early, named: Mapping[str, Message]) -> bool:
    """Whether a report is about one of the messages; on another number it is about another."""
    message = named.get(told.carrier_id)
    return message is not None and told.mobile in {None, message.mobile}


def moved_ones(
    held: Mapping[MessageKey, Message], moved: Mapping[MessageKey, Message]
) -> list[Message]:
    """Return the messages that are not as they were."""
    return [message for key, message in moved.items() if message is not held[key]]


def _happen(changes: Changes, case: Case, event: Event) -> None:
    changes.happened.append(Happened(case.id, case.provider, event))


def id_word(desk: Desk, account: str, carrier_id: str) -> bytes:
    """Return what a result and a report of the same message hold each other off by."""
    return desk.keys.lookup("carrier message", f"{account} {carrier_id}")
