"""What is in hand leaves when the ledger knows of it, a window at a time, or goes back."""

from dataclasses import replace

from heyan.casework.messages.settling import ANSWER_WITHIN
from heyan.rules.ledger import Accepted, Throttled
from tests.carriers.desk import ACCOUNT, QUICK, accepted, key, outgoing, playing
from tests.carriers.protocols import ACCOUNTS, habits_for

WINDOW = 4
NARROW = replace(ACCOUNT, window=WINDOW, timeouts=replace(QUICK, response=30.0))
LONG = "核验" * 60  # two parts


async def test_nothing_is_on_the_wire_that_the_ledger_does_not_know_of() -> None:
    async with playing() as scene:
        await scene.open()
        scene.desk.notes.clear()
        scene.send(outgoing(1), outgoing(2))
        await scene.desk.until(lambda: scene.desk.departures)
        assert scene.desk.ids().keys() == {key(1), key(2)}
        assert scene.carrier.taken == []
        scene.desk.notes.set()
        await scene.desk.until(lambda: len(scene.desk.results) == 2)


async def test_messages_are_noted_a_window_at_a_time_and_not_long_before_they_leave() -> None:
    async with playing(account=NARROW) as scene:
        scene.send(*map(outgoing, range(100)))
        ahead: list[int] = []

        def done() -> bool:
            ahead.append(len(scene.desk.ids()) - len(scene.carrier.taken))
            return len(scene.desk.results) == 100

        await scene.desk.until(done)  # asked at every note and every record
        assert max(map(len, scene.desk.departures)) <= WINDOW
        assert max(ahead) <= 2.5 * WINDOW  # on the wire, noted before, noted now


async def test_what_somebody_else_has_meanwhile_does_not_leave_and_nobody_answers_for_it_here() -> (
    None
):
    async with playing(account=replace(ACCOUNT, rate=4.0)) as scene:
        scene.desk.taken_back = {key(1), key(3)}
        scene.send(outgoing(1, text=LONG), outgoing(2), outgoing(3))
        await scene.desk.until(lambda: accepted(scene.desk.outcomes(2)))
        scene.send(outgoing(4), outgoing(5), outgoing(6))  # in the places of those three parts
        await scene.desk.until(lambda: len(scene.desk.results) == 4)
        assert [scene.desk.outcomes(number) for number in (1, 3)] == [[], []]
        assert sorted(set(scene.accepted())) == [f"1380000000{n}" for n in (2, 4, 5, 6)]


async def test_a_long_text_is_noted_once_for_all_its_parts() -> None:
    for protocol in ("cmpp3", "sgip"):
        account, habits = ACCOUNTS[protocol], habits_for(protocol)
        async with playing(account=account, habits=habits) as scene:
            scene.send(outgoing(1, text=LONG))
            (received,) = await scene.phones.wait_for("13800000001")
            assert received.text == LONG
            await scene.desk.until(lambda: scene.desk.results)
            (noted,) = scene.desk.departures
            assert noted.keys() == {key(1)}
            (outcome,) = scene.desk.outcomes(1)
            assert isinstance(outcome, Accepted)
            assert noted[key(1)] in {None, outcome.carrier_id}


async def test_what_cannot_be_noted_goes_back_whole_and_keeps_no_place() -> None:
    async with playing(account=replace(ACCOUNT, rate=3.0)) as scene:
        scene.desk.failing_notes = 1
        scene.send(outgoing(1, text=LONG))
        await scene.desk.until(lambda: scene.desk.results)
        assert scene.desk.outcomes(1) == [Throttled()]
        assert scene.carrier.taken == []
        scene.send(*map(outgoing, range(2, 5)))
        await scene.desk.until(lambda: len(scene.desk.results) == 4)
        assert len(scene.carrier.taken) == 3


async def test_what_was_noted_when_the_line_was_cut_goes_back() -> None:
    async with playing() as scene:
        await scene.open()
        scene.desk.notes.clear()
        scene.send(outgoing(1))
        await scene.desk.until(lambda: scene.desk.departures)
        await scene.carrier.stop()
        scene.desk.notes.set()
        await scene.desk.until(lambda: scene.desk.results)
        assert scene.desk.outcomes(1) == [Throttled()]
        assert scene.carrier.taken == []


async def test_what_could_not_be_answered_in_time_any_more_does_not_leave() -> None:
    patient = replace(QUICK, response=ANSWER_WITHIN.total_seconds())  # so it is late at once
    async with playing(account=replace(ACCOUNT, timeouts=patient)) as scene:
        scene.send(outgoing(1))
        await scene.desk.until(lambda: scene.desk.results)
        assert scene.desk.outcomes(1) == [Throttled()]
        assert scene.carrier.taken == []


async def test_who_is_told_to_stop_gives_back_what_is_in_hand() -> None:
    async with playing("slow", account=replace(ACCOUNT, window=1)) as scene:
        scene.send(outgoing(1))
        await scene.desk.until(lambda: scene.desk.results)
        scene.send(*map(outgoing, range(2, 5)))
        await scene.until(lambda: len(scene.carrier.taken) == 2)
        await scene.end()
        left = {taken.mobile for taken in scene.carrier.taken}
        for number in range(2, 5):
            if not accepted(scene.desk.outcomes(number)):
                assert f"1380000000{number}" not in left
                assert scene.desk.outcomes(number) in ([Throttled()], [])
