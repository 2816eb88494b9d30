"""A capture file of what a relay has heard: each frame a TCP segment."""

import struct
from collections.abc import Sequence

from tests.interop.relay import Heard

CALLER, CALLED = ("192.0.2.1", 40_000), ("192.0.2.2", 7890)
_MAGIC, _MAJOR, _MINOR, _LONGEST, _RAW_IP = 0xA1B2C3D4, 2, 4, 65_535, 101
_FILE = struct.Struct(">IHHiIII")
_PACKET = struct.Struct(">IIII")
_IP = struct.Struct(">BBHHHBBH4s4s")
_TCP = struct.Struct(">HHIIBBHHH")
_ACKNOWLEDGED_PUSH = 0x18


def capture(frames: Sequence[Heard]) -> bytes:
    """Write a file that Wireshark reads."""
    said = {True: 1, False: 1}  # the next octet's number, of either side
    packets = [_FILE.pack(_MAGIC, _MAJOR, _MINOR, 0, 0, _LONGEST, _RAW_IP)]
    for moment, frame in enumerate(frames):
        ends = (CALLER, CALLED) if frame.by_caller else (CALLED, CALLER)
        numbers = said[frame.by_caller], said[not frame.by_caller]
        octets = _segment(ends, numbers, frame.octets)
        packets += [_PACKET.pack(moment, 0, len(octets), len(octets)), octets]
        said[frame.by_caller] += len(frame.octets)
    return b"".join(packets)


def _segment(
    ends: tuple[tuple[str, int], tuple[str, int]], numbers: tuple[int, int], data: bytes
) -> bytes:
    (source, source_port), (target, target_port) = ends
    tcp = _TCP.pack(
        source_port, target_port, *numbers, _TCP.size << 2, _ACKNOWLEDGED_PUSH, 65_535, 0, 0
    )
    length = _IP.size + len(tcp) + len(data)
    addresses = [bytes(map(int, address.split("."))) for address in (source, target)]
    return _IP.pack(0x45, 0, length, 0, 0, 64, 6, 0, *addresses) + tcp + data
