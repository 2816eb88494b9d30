"""Which door a Host header names: the portal of a province (省管局网站), or none."""

from dataclasses import dataclass
from typing import Literal

from heyan.rules.rulebook import Edition

Scheme = Literal["http", "https"]


@dataclass(frozen=True)
class Address:
    """Where people reach us: all links to other hosts are made from it, never from a request."""

    domain: str
    scheme: Scheme = "https"
    port: int | None = None  # where it is not the scheme's own

    def host(self, label: str) -> str:
        return f"{label}.{self.domain}"

    def origin(self, label: str) -> str:
        port = "" if self.port is None else f":{self.port}"
        return f"{self.scheme}://{self.host(label)}{port}"


def bare_host(header: str) -> str:
    """Return the name in a Host header without its port, as DNS compares names."""
    name, colon, port = header.strip().lower().rpartition(":")
    host = name if colon and port.isdecimal() else header.strip().lower()
    return host.removesuffix(".")


def label_of(header: str, domain: str) -> str | None:
    """Return the one label before the portal domain, as in `tjcainfo` or `provider`."""
    label, dot, rest = bare_host(header).partition(".")
    return label if dot and label and rest == domain else None


def province_of(header: str, edition: Edition, domain: str) -> int | None:
    """Return the province whose portal a Host header names (R16)."""
    label = label_of(header, domain)
    return next((p for p, own in edition.portals.items() if own == label), None)
