"""Noon in simulated numbers: first messages overtake a hundred thousand resends."""

import heapq
from collections import deque

import pytest

from heyan.carriers.pace import Pace
from heyan.carriers.turns import Share, Turns

RATE, WINDOW, LATENCY = 200.0, 16, 0.08
RESENDS, FIRSTS_A_SECOND, SECONDS = 100_000, 150, 60
TICK = 0.01


class Lane:
    """An account as a link has it: a pace, a window, and answers after a while."""

    def __init__(self, turns: Turns) -> None:
        self.pace, self.turns, self.share = Pace(RATE), turns, Share()
        self.under_way: list[float] = []
        self.departures: list[float] = []
        turns.join(self.share)

    def room(self, now: float) -> int:
        while self.under_way and self.under_way[0] <= now:
            heapq.heappop(self.under_way)
        free = min(WINDOW - len(self.under_way), self.pace.room(now))
        return self.turns.room(self.share, free, now)

    def send(self, now: float) -> None:
        self.pace.spend(now)
        self.turns.took(self.share, 1)
        self.departures.append(now)
        heapq.heappush(self.under_way, now + LATENCY)


@pytest.mark.rule("R10")
def test_first_messages_are_accepted_within_seconds_while_noon_is_worked_off() -> None:
    turns = Turns()
    lanes = [Lane(turns), Lane(turns)]
    firsts: deque[float] = deque()
    resends, waits, ordered = RESENDS, [], 0
    for n in range(int(SECONDS / TICK)):
        now = n * TICK
        due = int(FIRSTS_A_SECOND * now) - ordered
        firsts.extend([now] * due)
        ordered += due
        for lane in lanes:
            for _ in range(lane.room(now)):
                if firsts:  # as the ledger hands out: the urgent queue before the other
                    waits.append(now + LATENCY - firsts.popleft())
                else:
                    resends -= 1
                lane.send(now)
    waits.sort()
    assert len(waits) > FIRSTS_A_SECOND * (SECONDS - 1)
    assert waits[int(len(waits) * 0.99)] <= 5.0
    assert RESENDS - resends > 0.8 * (len(lanes) * RATE - FIRSTS_A_SECOND) * SECONDS
    assert max(busiest_second(lane.departures) for lane in lanes) <= RATE


def busiest_second(departures: list[float]) -> int:
    """Count what left in the fullest second, wherever it begins."""
    inside: deque[float] = deque()
    most = 0
    for moment in departures:
        inside.append(moment)
        while inside[0] <= moment - 1.0:
            inside.popleft()
        most = max(most, len(inside))
    return most
