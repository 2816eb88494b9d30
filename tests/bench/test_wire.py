"""The wire's bench writes and reads the submit and the report of every protocol."""

from heyan.bench.wire import measure
from heyan.carriers.account import PROTOCOLS as KNOWN


def test_every_protocol_is_measured_both_ways() -> None:
    measured = measure(0.001)
    assert len({each.protocol for each in measured}) == len(KNOWN) - 1  # 1.3 is a variant of SMGP
    assert [each.message for each in measured[:2]] == ["Submit30", "Deliver30"]
    for each in measured:
        assert each.encodes_per_second > 0
        assert each.decodes_per_second > 0
    assert {each.octets for each in measured if each.message == "Report"} == {64}
