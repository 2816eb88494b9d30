"""The protocols that pretend carriers speak, each by its gateway's side."""

from collections.abc import Mapping

from heyan.wire import cmpp_gateway, sgip_gateway, smgp_gateway, smpp_gateway
from heyan.wire.gateway_side import GatewaySide

SIDES: Mapping[str, GatewaySide] = {
    "cmpp": cmpp_gateway,  # 2.0 and 3.0: the login tells which
    "sgip": sgip_gateway,
    "smgp": smgp_gateway,  # 3.0 and 1.3: the login tells which
    "smpp": smpp_gateway,
}
