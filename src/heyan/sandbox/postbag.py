"""The postbag of an account: status reports and phones' messages until the account has them."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from heyan.sandbox.callers import Caller
from heyan.sandbox.faults import Fault
from heyan.wire.gateway_side import GatewaySide, Told

MOST_TRIES = 3


@dataclass
class Item:
    """One thing to bring: a report, or a phone's message."""

    own_id: int
    told: Told | None = None
    mobile: str = ""
    number: str = ""
    text: str = ""
    tries: int = 0
    not_on: Caller | None = None  # the connection that must not bring it

    def message(self, side: GatewaySide, caller: Caller) -> Any:
        if self.told is None:
            return side.from_phone(caller.dialect, self.own_id, self.mobile, self.number, self.text)
        short = Fault.SHORT_REPORTS in caller.faults
        return side.report(caller.dialect, self.told, self.own_id, short=short)


class Postbag:
    """Brings each item on any open connection until it is acknowledged, three times at most."""

    def __init__(self, side: GatewaySide) -> None:
        self.given_up = 0
        self._side = side
        self._items: deque[Item] = deque()
        self._under_way: dict[tuple[Caller, int], Item] = {}

    def __len__(self) -> int:
        return len(self._items) + len(self._under_way)

    def put(self, item: Item) -> None:
        self._items.append(item)

    def hand_over(self, callers: Sequence[Caller]) -> None:
        """Bring what the windows allow."""
        while self._items and (free := [c for c in callers if c.room and not c.frozen]):
            item = self._items.popleft()
            other = [caller for caller in free if caller is not item.not_on]
            caller = (other or free)[0]
            item.tries += 1
            self._under_way[caller, caller.submit(item.message(self._side, caller))] = item
        for caller in callers:
            caller.flow_soon()

    def answered(self, caller: Caller, sequence: int, *, ok: bool) -> None:
        """Note an acknowledgement, or that it did not come: then the item is brought again."""
        item = self._under_way.pop((caller, sequence), None)
        if item is None or ok:
            return
        if item.tries < MOST_TRIES:
            self._items.append(item)
        else:
            self.given_up += 1
