"""Pretend carriers speak what accounts may speak."""

from heyan.carriers.account import PROTOCOLS
from heyan.sandbox.gateway_sim import PROTOCOLS as SIMULATED
from heyan.sandbox.protocols import SIDES


def test_every_protocol_of_an_account_has_a_gateway_to_pretend() -> None:
    assert {protocol.rstrip("0123456789") for protocol in PROTOCOLS} == set(SIDES)
    assert set(SIMULATED) == set(SIDES)
