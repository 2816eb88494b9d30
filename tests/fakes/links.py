"""A link as a process tells of it."""

import msgspec

from heyan.store.links import LinkTold


def told(name: str = "mobile/1", **more: object) -> LinkTold:
    values: dict[str, object] = {
        "name": name, "account": name.partition("/")[0], "carrier": "mobile", "state": "open",
        "needs_somebody": False, "under_way": 3, "window": 16, "rate": 100.0, "latency": 0.02,
        "logins": 1, "sent": 9, "accepted": 5, "refused": 1, "throttled": 0, "unknown": 0,
        "reports": 4, "last_refusal": "13", "last_error": "",
    }  # fmt: skip
    return msgspec.convert(values | more, LinkTold)
