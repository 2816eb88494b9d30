"""SMSGate's client at our pretend carriers: logins, texts, reports, heartbeats, goodbyes."""

from collections import Counter
from pathlib import Path

import pytest

from heyan.sandbox.carrier import PretendCarrier
from heyan.sandbox.exchange import Habits
from heyan.sandbox.phones import Phones
from heyan.wire.session import Limits
from tests.carriers.desk import MOMENT
from tests.fakes.waiting import until
from tests.interop.house import ACCOUNT, ALIVE, LONG, PROTOCOLS, SECRET, serving
from tests.interop.peers import running, smsgate
from tests.interop.relay import relaying

MOBILES = [f"1381234{n:04}" for n in range(20)]
TEXT = "【工信部备案】验证码123456，勿告知他人。"


@pytest.mark.parametrize("protocol", PROTOCOLS)
async def test_smsgates_client_is_served(protocol: str, tmp_path: Path) -> None:
    phones = Phones()
    habits = Habits(
        {ACCOUNT: SECRET},
        protocol=protocol.rstrip("0123456789"),
        limits=Limits(idle=1.0, alive=1.0),
    )
    carrier = PretendCarrier(phones, habits, lambda: MOMENT)
    async with serving(carrier), relaying(carrier.port) as relay:
        command = smsgate("call", protocol, "127.0.0.1", str(relay.port), ACCOUNT, SECRET)
        with running(command, tmp_path) as client:
            client.tell(*((mobile, TEXT) for mobile in MOBILES), (MOBILES[0], LONG))
            await client.until_said("report", times=len(MOBILES) + 3)
            alive = ALIVE.get(protocol)
            if alive is not None:
                await relay.until(lambda: relay.exchanged(alive, by_caller=False))
                await relay.until(lambda: relay.exchanged(alive, by_caller=True))
            await until(lambda: carrier.unbrought(ACCOUNT) == 0)  # it tells us after it has said so
    assert all(words[2] == "0" for words in client.lines("answer"))
    stats = Counter(words[2] for words in client.lines("report"))
    assert stats == {"0" if protocol == "sgip" else "DELIVRD": len(MOBILES) + 3}
    assert [received.text for received in phones.received(MOBILES[1])] == [TEXT]
    assert [received.text for received in phones.received(MOBILES[0])] == [TEXT, LONG]
