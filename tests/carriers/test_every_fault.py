"""Every fault that a pretend carrier knows, in every protocol: survived, and told as what it is."""

from dataclasses import replace

import pytest

from heyan.rules.ledger import Accepted, Refused, Throttled, Unknown
from heyan.sandbox.faults import OF_LINES, OF_LOGINS, OF_MESSAGES, Fault
from tests.carriers.desk import QUICK, Scene, accepted, outgoing, playing
from tests.carriers.protocols import ACCOUNTS, habits_for

PROTOCOLS = ("cmpp3", "sgip", "smgp", "smpp")
CODES = {fault: f"1{n:02}" for n, fault in enumerate(sorted(OF_MESSAGES), 50)}
FIRST_OUTCOME = {
    Fault.THROTTLE: Throttled,
    Fault.REFUSE: Refused,
    Fault.REFUSE_SENDER: Refused,
    Fault.SILENT: Unknown,
    Fault.LOSE: Unknown,
    Fault.FREEZE: Unknown,
    Fault.STALL: Unknown,
    Fault.CLOSE_MID_FRAME: Unknown,
    Fault.GARBAGE: Unknown,
    Fault.HANG_UP: Unknown,
    Fault.RESTART: Unknown,
}
REPORTS = {
    Fault.THROTTLE: 0,
    Fault.REFUSE: 0,
    Fault.REFUSE_SENDER: 0,
    Fault.DUPLICATE: 0,
    Fault.LOSE: 0,
    Fault.REPORT_NEVER: 0,
    Fault.REPORT_TWICE: 2,
}


@pytest.mark.parametrize("protocol", PROTOCOLS)
async def test_whatever_befalls_one_message_is_told_and_the_next_one_goes_well(
    protocol: str,
) -> None:
    times = replace(QUICK, idle=0.2, alive=0.05, response=0.25, retry_most=0.02)
    account = replace(ACCOUNTS[protocol], timeouts=times)
    rules = [f"{fault}:{code}" for fault, code in CODES.items()]
    async with playing(*rules, account=account, habits=habits_for(protocol)) as scene:
        for n, (fault, code) in enumerate(CODES.items()):
            await befall(scene, fault, f"{code}0000{n:04}", 2 * n)
            await goes_well(scene, 2 * n + 1)


async def goes_well(scene: Scene, number: int) -> None:
    scene.send(outgoing(number))
    await scene.desk.until(lambda: accepted(scene.desk.outcomes(number)))


async def befall(scene: Scene, fault: Fault, mobile: str, number: int) -> None:
    """Send one message that a fault befalls, and see what is told of it."""
    scene.send(outgoing(number, mobile=mobile))
    await scene.desk.until(lambda: scene.desk.outcomes(number))
    wanted = FIRST_OUTCOME.get(fault)
    if fault is Fault.DUPLICATE:  # what each protocol calls it means something else to us
        assert not accepted(scene.desk.outcomes(number))
    else:
        assert isinstance(scene.desk.outcomes(number)[0], wanted or Accepted), fault
    due = REPORTS.get(fault, 1)
    await scene.desk.until(
        lambda: sum(report.mobile == mobile for report in scene.desk.reports) == due
    )


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("fault", sorted(OF_LOGINS | OF_LINES))
async def test_whatever_befalls_a_login_or_a_line_messages_go_out_after_it(
    protocol: str, fault: Fault
) -> None:
    times = replace(QUICK, login=0.1, retry_refused=0.02)
    account = replace(ACCOUNTS[protocol], timeouts=times)
    async with playing(f"{fault}::1", account=account, habits=habits_for(protocol)) as scene:
        scene.send(outgoing(1))
        await scene.desk.until(lambda: accepted(scene.desk.outcomes(1)))
        await scene.desk.until(lambda: scene.desk.reports)
        assert scene.accepted() == ["13800000001"]
