"""An account and a pretend carrier of each protocol."""

from dataclasses import replace

from heyan.sandbox.exchange import Habits
from heyan.wire.session import Limits
from tests.carriers.desk import ACCOUNT

NODE = 3010012345
ACCOUNTS = {
    "cmpp2": ACCOUNT,
    "cmpp3": ACCOUNT,
    "sgip": replace(ACCOUNT, node=NODE),
    "smgp": ACCOUNT,
    "smgp13": ACCOUNT,
    "smpp": replace(ACCOUNT, service_id="HEY"),
}
ACCOUNTS = {name: replace(account, protocol=name) for name, account in ACCOUNTS.items()}
LIMITS = Limits(response=0.3)


def habits_for(protocol: str) -> Habits:
    """A carrier that speaks it, and knows the account."""
    family = protocol.rstrip("0123456789")
    return Habits({"900001": "secret01"}, late=0.1, limits=LIMITS, protocol=family)
