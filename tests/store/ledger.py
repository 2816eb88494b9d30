"""The ledger of one filing, for tests of the statements by which its messages move."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from heyan.casework.desk import Desk
from heyan.rules.case import ChallengeState, challenge_of, with_challenge
from heyan.rules.events import Purpose
from heyan.rules.ledger import Departure, MessageKey
from heyan.rules.phone import Carrier
from heyan.store import cases, messages, standings
from heyan.store.database import Transaction
from heyan.store.messages import Message, NewMessage, Taking
from heyan.store.standings import Outcome
from tests.conftest import MORNING as NOW
from tests.fakes.filings import LI, TIANJIN

AT_ONCE, LATER = 0, 1
MINUTE = timedelta(minutes=1)


class Ledger:
    """The messages of one filing, of which only its first two are ordered: 移动 and virtual."""

    def __init__(self, desk: Desk, number: int) -> None:
        self.desk = desk
        self.li, self.han = (MessageKey(TIANJIN, number, n, 1) for n in (1, 2))
        self.number = number

    async def order(self, tx: Transaction, *purposes: Purpose, **ranks: int) -> None:
        """Order more messages to the first number; `ranks` are seconds by ordinal, `o2=5`."""
        new = [
            NewMessage(
                key=replace(self.li, ordinal=ordinal),
                mobile=self.desk.mobile_hash(LI.mobile),
                purpose=purpose,
                carrier=Carrier.MOBILE,
                rank_at=NOW + timedelta(seconds=ranks.get(f"o{ordinal}", 0)),
            )
            for ordinal, purpose in enumerate(purposes, 2)
        ]
        await messages.add(tx, TIANJIN, new, NOW)

    async def close(self, tx: Transaction) -> None:
        """Let the first number be met."""
        found = await cases.find(tx, self.desk.sealer, TIANJIN, [self.number])
        before = found[self.number].case
        met = replace(challenge_of(before, 1), state=ChallengeState.MET)
        await standings.write(tx, Outcome(TIANJIN, NOW, [(before, with_challenge(before, met))]))

    async def take(self, tx: Transaction, taking: Taking) -> list[MessageKey]:
        taken = await messages.take_queued(tx, self.desk.sealer, TIANJIN, taking)
        return [each.key for each in taken]

    async def leave(
        self,
        tx: Transaction,
        ids: Mapping[MessageKey, str | None] | None = None,
        account: str = "here",
    ) -> frozenset[MessageKey]:
        held = await self.held(tx)
        ids = {self.li: None, self.han: None} if ids is None else ids
        leaving = {key: Departure(held[key].takings, known_as) for key, known_as in ids.items()}
        return await messages.note_departures(tx, account, leaving, NOW)

    async def held(self, tx: Transaction) -> dict[MessageKey, Message]:
        return await messages.lock(tx, TIANJIN, [self.li, self.han])


def taking(urgency: int = AT_ONCE, most: int = 100) -> Taking:
    return Taking(
        carrier=Carrier.MOBILE,
        urgency=urgency,
        account="here",
        most=most,
        now=NOW,
        answer_by=NOW + MINUTE,
    )


def ordinals(keys: Sequence[MessageKey]) -> list[int]:
    return [key.ordinal for key in keys]
