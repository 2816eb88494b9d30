"""Many messages through every fault at once: none is lost from the books, none is sent twice."""

from collections import Counter
from dataclasses import replace

import uvloop

from heyan.rules.ledger import Accepted, Refused, Throttled, Unknown
from heyan.sandbox.exchange import Habits
from tests.carriers.desk import ACCOUNT, accepted, outgoing, playing

FAULTS = (
    "silent:1380000001",
    "lose:1380000002",
    "slow:1380000003",
    "refuse:1380000004",
    "duplicate:1380000005",
    "report-twice:1380000006",
    "report-first:1380000007",
    "report-elsewhere:1380000008",
    "undelivered:1380000009",
    "close-mid-frame:1380000010:2",
    "garbage:1380000011:2",
    "hang-up:1380000012:2",
    "throttle:1380000013:3",
    "byte-by-byte::1",
)
MANY = 1000
WINDOW = 8


async def soak() -> None:
    account = replace(ACCOUNT, connections=3, window=WINDOW, rate=1e6)
    habits = Habits({"900001": "secret01"}, late=0.05)
    messages = {message.mobile: message for message in map(outgoing, range(MANY))}
    async with playing(*FAULTS, account=account, habits=habits) as scene:
        await scene.open(3)
        scene.send(*messages.values())
        await scene.desk.until(lambda: len({result.key for result in scene.desk.results}) == MANY)
        await scene.until(lambda: not scene.carrier.unbrought("900001"))
        await scene.end()
        taken = Counter(scene.accepted())
        assert max(taken.values()) == 1
        for number, (mobile, message) in enumerate(messages.items()):
            outcomes = scene.desk.outcomes(number)
            certain = [outcome for outcome in outcomes if not isinstance(outcome, Unknown)]
            assert len(certain) <= 1, message.key
            assert outcomes.count(Unknown()) <= 1, message.key
            if accepted(outcomes):
                assert taken[mobile] == 1
            if any(isinstance(outcome, Refused | Throttled) for outcome in certain):
                assert taken[mobile] == 0
        ids = [o.carrier_id for r in scene.desk.results if isinstance(o := r.outcome, Accepted)]
        reported = {report.carrier_id for report in scene.desk.reports}
        back = sum(isinstance(result.outcome, Throttled) for result in scene.desk.results)
        assert len(ids) == len(set(ids))
        assert (
            len(ids) + back > MANY * 0.9
        )  # a line that is cut gives back what its link has in hand
        assert set(ids) <= reported


async def test_every_message_has_one_fate_and_is_taken_once_at_most() -> None:
    await soak()


def test_so_it_is_on_the_loop_that_production_runs() -> None:
    uvloop.run(soak())
