"""One setting: its meaning, what it is when nobody sets it, and how its value is read."""

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from typing import Any

LARGEST_PORT = 65_535

Read = Callable[[object], Any]
Default = Callable[[Mapping[str, Any]], Any]


class SettingsError(Exception):
    """One sentence that says which setting is wrong and what it should be."""


@dataclass(frozen=True)
class Setting:
    """What a field's metadata holds under the key `setting`."""

    meaning: str
    read: Read
    default: Default | None  # from the settings before it; None: it has to be set
    default_words: str
    secret: bool


@dataclass(frozen=True)
class Address:
    """Where something listens."""

    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def is_everywhere(self) -> bool:
        try:
            return ipaddress.ip_address(self.host).is_unspecified
        except ValueError:
            return False

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def setting(
    meaning: str,
    read: Read,
    *,
    default: object = ...,
    derive: Default | None = None,
    default_words: str = "",
    secret: bool = False,
) -> Any:
    """Describe a dataclass field; without default and without `derive` it has to be set."""
    if default is not ...:
        default_words = default_words or show(default)

        def derive(_before: Mapping[str, Any]) -> object:
            return default

    words = default_words or ("required" if derive is None else "")
    return field(
        repr=not secret, metadata={"setting": Setting(meaning, read, derive, words, secret)}
    )


def settings_of(owner: type) -> Mapping[str, Setting]:
    """Return the settings of a dataclass by field name."""
    return {
        each.name: each.metadata["setting"] for each in fields(owner) if "setting" in each.metadata
    }


def text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("some text")
    return value.strip()


def truth(value: object) -> bool:
    if isinstance(value, bool):
        return value
    known = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    if not isinstance(value, str) or value.lower() not in known:
        raise ValueError("yes or no")
    return known[value.lower()]


def path(value: object) -> Path:
    return Path(text(value)).expanduser()


def address(value: object) -> Address:
    host, _, number = text(value).rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not number.isascii() or not number.isdigit() or int(number) > LARGEST_PORT:
        raise ValueError("an address and port such as 127.0.0.1:8000")
    return Address(host, int(number))


def networks(value: object) -> frozenset[str]:
    """Read addresses and networks, given as a list or with commas between them."""
    given = value if isinstance(value, list) else text(value).split(",")
    try:
        return frozenset(str(ipaddress.ip_network(text(each))) for each in given)
    except ValueError:
        raise ValueError("addresses or networks such as 10.0.0.1, 10.1.0.0/16") from None


def one_of(*choices: str) -> Read:
    def read(value: object) -> str:
        if value not in choices:
            raise ValueError(f"one of {', '.join(choices)}")
        return str(value)

    return read


def some_of(*choices: str) -> Read:
    def read(value: object) -> frozenset[str]:
        if not isinstance(value, list) or not set(value) <= set(choices):
            raise ValueError(f"a list of {', '.join(choices)}")
        return frozenset(value)

    return read


def whole(smallest: int, largest: int) -> Read:
    def read(value: object) -> int:
        if isinstance(value, str) and value.isascii() and value.isdigit():
            value = int(value)
        right = isinstance(value, int) and not isinstance(value, bool)
        if not right or not smallest <= value <= largest:  # type: ignore[operator] # an int by now
            raise ValueError(f"a whole number from {smallest} to {largest}")
        return int(value)  # type: ignore[call-overload,no-any-return] # as above

    return read


def seconds(smallest: int, largest: int) -> Read:
    whole_seconds = whole(smallest, largest)

    def read(value: object) -> timedelta:
        return timedelta(seconds=whole_seconds(value))

    return read


def show(value: object) -> str:
    """Put a value into the words that one would write in heyan.toml."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, timedelta):
        return f"{value.total_seconds():.0f}"
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or "none"
    return str(value)
