"""Which door a Host header names: the portal of a province (省管局网站), or none."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from heyan.rules.editions import begun_by, edition_named
from heyan.rules.provinces import BY_CODE, NATION, Province
from heyan.rules.rulebook import Edition
from heyan.rules.wording import portal_host

Scheme = Literal["http", "https"]


@dataclass(frozen=True)
class Address:
    """Where people reach us: all links to other hosts are made from it, never from a request."""

    domain: str
    scheme: Scheme = "https"
    port: int | None = None  # where it is not the scheme's own

    def origin(self, host: str) -> str:
        """Return what people type to reach one of our hosts."""
        port = "" if self.port is None else f":{self.port}"
        return f"{self.scheme}://{host}{port}"


def bare_host(header: str) -> str:
    """Return the name in a Host header without its port, as DNS compares names."""
    name, colon, port = header.strip().lower().rpartition(":")
    host = name if colon and port.isdecimal() else header.strip().lower()
    return host.removesuffix(".")


@dataclass(frozen=True)
class Portal:
    """A portal: its host, and the province that it serves, or NATION where it serves all."""

    host: str
    province: Province


def portals_of(edition: Edition, domain: str) -> list[Portal]:
    """Return the portals of an edition, each once (R16)."""
    served: dict[str, list[int]] = {}
    for province in edition.portals:
        served.setdefault(portal_host(edition, province, domain), []).append(province)
    return [
        Portal(host, BY_CODE[provinces[0]] if len(provinces) == 1 else NATION)
        for host, provinces in served.items()
    ]


def portal_of(header: str, edition: Edition, domain: str) -> Portal | None:
    """Return the portal that a Host header names while an edition is in force (R16).

    Portals of earlier editions stay open: messages that named them are still on their way.
    """
    return _portals_since_the_first(edition.name, domain).get(bare_host(header))


@lru_cache(maxsize=64)
def _portals_since_the_first(edition: str, domain: str) -> Mapping[str, Portal]:
    """Return all portals that are open while an edition is in force, by host; its own win."""
    begun = begun_by(edition_named(edition))
    return {portal.host: portal for each in begun for portal in portals_of(each, domain)}
