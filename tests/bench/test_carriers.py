"""The carriers' bench lets ours and others' clients send, and says whom it leaves out."""

from pathlib import Path

from heyan.bench.carriers import Scale, measure, measure_idle


async def test_both_of_ours_are_measured_and_those_left_out_are_named(tmp_path: Path) -> None:
    said: list[str] = []
    measured = await measure(Scale(messages=20, rounds=1, window=4), tmp_path, said.append)
    names = ["heyan, codec and session alone", "heyan, through the database"]
    assert [each.client for each in measured] == names
    assert all(each.messages_per_second > 0 and each.messages == 20 for each in measured)
    assert [line.partition(": ")[2].partition(":")[0] for line in said] == [
        "SMSGate's client",
        "cmppprotocol's client (CMPP 2.0)",
    ]


async def test_one_message_at_a_time_is_timed_from_its_submission() -> None:
    waited = await measure_idle(3)
    assert waited.messages == 3
    assert 0 < waited.p50_ms <= waited.p99_ms <= waited.longest_ms
