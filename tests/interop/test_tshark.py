"""Debian's tshark takes our frames apart: in CMPP 3.0 and SMPP, the two that it knows of ours."""

from pathlib import Path

import pytest

from heyan.sandbox.carrier import PretendCarrier
from heyan.sandbox.exchange import Habits
from heyan.sandbox.phones import Phones
from heyan.wire.session import Limits
from tests.carriers.desk import MOMENT, outgoing
from tests.interop.capture import CALLED, capture
from tests.interop.house import (
    ACCOUNT,
    ALIVE,
    LONG,
    SECRET,
    account,
    serving,
    without_database,
)
from tests.interop.peers import asking, tshark
from tests.interop.relay import Relay, relaying

PARTS = 3  # of the long text
MANY = 20
COMMANDS = {"cmpp3": "cmpp.Command_Id", "smpp": "smpp.command_id"}
RECEIVER = {"cmpp3": "cmpp.Dest_terminal_Id", "smpp": "smpp.destination_addr"}


async def exchange(protocol: str) -> Relay:
    """Let a link and a pretend carrier say everything that they have to say to each other."""
    habits = Habits(
        {ACCOUNT: SECRET}, protocol=protocol.rstrip("3"), limits=Limits(idle=1.0, alive=1.0)
    )
    carrier = PretendCarrier(Phones(), habits, lambda: MOMENT)
    async with serving(carrier), relaying(carrier.port) as relay:
        async with without_database(account(protocol, relay.port)) as (desk, bell):
            desk.queue += [outgoing(n) for n in range(MANY)]
            desk.queue.append(outgoing(MANY, "13812340009", LONG))
            bell.ring()
            await desk.until(lambda: len(desk.reports) == MANY + PARTS)
            carrier.write_from_phone(ACCOUNT, "13812340009", "106575000130", "TD")
            await relay.until(lambda: relay.exchanged(ALIVE[protocol], by_caller=True))
            await relay.until(lambda: relay.exchanged(ALIVE[protocol], by_caller=False))
        return relay


@pytest.mark.parametrize("protocol", COMMANDS)
async def test_tshark_finds_every_frame_and_none_malformed(protocol: str, tmp_path: Path) -> None:
    read = tshark("-r", "ours.pcap", "-d", f"tcp.port=={CALLED[1]},{protocol.rstrip('3')}")
    relay = await exchange(protocol)
    (tmp_path / "ours.pcap").write_bytes(capture(relay.frames))
    assert await asking([*read, "-Y", "_ws.malformed"], cwd=tmp_path) == []
    fields = ["-T", "fields", "-e", COMMANDS[protocol], "-e", RECEIVER[protocol]]
    found = await asking([*read, *fields], cwd=tmp_path)
    assert [int(words[0], 0) for words in found] == [frame.command for frame in relay.frames]
    to_phones = [words[1][-11:] for words in found if int(words[0], 0) == 4]
    assert sorted(to_phones) == sorted(
        [outgoing(n).mobile for n in range(MANY)] + ["13812340009"] * PARTS
    )
