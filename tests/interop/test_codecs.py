"""Every frame of ours that another's codec knows is read by it, and written again octet by octet.

What the two do not agree on is named here, with what the other makes of it.
"""

from pathlib import Path

import smpp34

from tests.interop.peers import asking, cmppprotocol, smsgate
from tests.wire.vectors import CMPP, SGIP, SMGP, SMPP

SPEAKERS = {"cmpp": ["cmpp2", "cmpp3"], "cmpp20": ["cmpp2"], "cmpp30": ["cmpp3"]}
ITS_LENGTH = slice(4, None)  # of a frame that it writes longer or shorter
SMSGATE_WRITES = {
    # It ends every TLV of text with a NUL that the length counts; MsgSrc has eight octets.
    "smgp.submit": [(b"\x00\x10\x00\x0810690001", b"\x00\x10\x00\x0910690001\x00")],
    # The specification writes "Submit date" and "Text" with capital letters.
    "smgp.deliver.report": [(b" Submit date:", b" submit date:"), (b" Text:", b" text:")],
    # It drops a receipt's empty text: six octets of sm_length too.
    "smpp.deliver_sm.receipt": [(b" text:", b""), (b"\x62id:", b"\x5cid:")],
}


def ours(*protocols: str) -> list[tuple[str, str, bytes]]:
    """Return our own frames: whose codec is to read them, their names, their octets."""
    found = []
    for name, octets in (CMPP | SGIP | SMGP | SMPP).items():
        origin, family, *rest = name.split(".")
        if origin == "own" and int.from_bytes(octets[:4]) == len(octets):
            speakers = set(SPEAKERS.get(family, [family])) & set(protocols)
            found += [(speaker, ".".join([family, *rest]), octets) for speaker in sorted(speakers)]
    return found


async def differences(
    command: list[str], frames: list[tuple[str, str, bytes]], cwd: Path
) -> dict[str, str]:
    """Have a codec read and write the frames; return what comes out otherwise."""
    lines = [(speaker, octets.hex()) for speaker, _, octets in frames]
    said = await asking(command, *lines, cwd=cwd)
    assert len(said) == len(frames)
    pairs = zip(frames, said, strict=True)
    return {name: told for (_, name, octets), (told,) in pairs if told != octets.hex()}


async def test_smsgate_reads_and_writes_our_frames_alike(tmp_path: Path) -> None:
    frames = ours("cmpp2", "cmpp3", "sgip", "smgp", "smpp")
    assert len(frames) > 60
    found = await differences(smsgate("codec"), frames, tmp_path)
    # It reads four octets of Success_Id in CMPP 2.0 too, where the specification has one.
    assert found.pop("cmpp20.cancel_resp").startswith("fault")
    assert found.keys() == SMSGATE_WRITES.keys()
    for name, told in found.items():
        octets = next(octets for _, known_as, octets in frames if known_as == name)
        for here, there in SMSGATE_WRITES[name]:
            assert here in octets
            octets = octets.replace(here, there)
        assert bytes.fromhex(told)[ITS_LENGTH] == octets[ITS_LENGTH], name


async def test_cmppprotocol_reads_and_writes_our_frames_alike(tmp_path: Path) -> None:
    frames = ours("cmpp2")
    found = await differences(cmppprotocol("codec"), frames, tmp_path)
    assert set(found) == {"cmpp.query", "cmpp.cancel", "cmpp20.cancel_resp"}  # it has none of them


def test_smpp34_reads_and_writes_our_frames_alike() -> None:
    for _, name, octets in ours("smpp"):
        read = smpp34.decode(octets)
        assert read.command_id == int.from_bytes(octets[4:8]), name
        if isinstance(read, smpp34.RawPdu):  # it keeps the body as it is
            assert (read.command_status, read.body) == (int.from_bytes(octets[8:12]), octets[16:])
        else:
            assert read.encode() == octets, name
