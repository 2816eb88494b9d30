"""The client of Rust's cmppprotocol at our pretend carrier; it insists on the gateway's proof."""

from collections import Counter
from pathlib import Path

from heyan.sandbox.carrier import PretendCarrier
from heyan.sandbox.exchange import Habits
from heyan.sandbox.phones import Phones
from tests.carriers.desk import MOMENT
from tests.interop.house import ACCOUNT, END, LONG, SECRET, serving
from tests.interop.peers import asking, cmppprotocol
from tests.interop.relay import relaying

MOBILES = [f"1381234{n:04}" for n in range(40)]
TEXT = "【工信部备案】验证码123456，勿告知他人。"


async def test_cmppprotocols_client_is_served(tmp_path: Path) -> None:
    command = cmppprotocol("call", "cmpp2", "127.0.0.1")
    phones = Phones()
    carrier = PretendCarrier(phones, Habits({ACCOUNT: SECRET}), lambda: MOMENT)
    async with serving(carrier), relaying(carrier.port) as relay:
        lines = [*((mobile, TEXT) for mobile in MOBILES), (MOBILES[0], LONG)]
        said = await asking([*command, str(relay.port), ACCOUNT, SECRET], *lines, cwd=tmp_path)
        assert relay.exchanged(END["cmpp2"], by_caller=True)
    told = Counter((words[0], words[2]) for words in said)
    assert told == {("answer", "0"): len(MOBILES) + 3, ("report", "DELIVRD"): len(MOBILES) + 3}
    assert [received.text for received in phones.received(MOBILES[0])] == [TEXT, LONG]
    assert carrier.unbrought(ACCOUNT) == 0
