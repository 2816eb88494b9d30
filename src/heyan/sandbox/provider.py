"""A pretend provider, and a pretend officer: programs that use the API as any other would."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

_HALF_A_MINUTE = 30.0


class Unexpected(Exception):
    """The API answered otherwise than asked; says which status and code."""


@dataclass(frozen=True)
class Program:
    """Somebody with a key."""

    client: httpx.AsyncClient

    async def ask(self, method: str, path: str, **how: Any) -> Any:
        """Call the API. Raises Unexpected for anything but success."""
        answer = await self.client.request(method, path, **how)
        if answer.is_success:
            return answer.json()
        raise Unexpected(f"{method} {path} gave {answer.status_code} {answer.json().get('code')}")

    async def submit(self, document: dict[str, Any]) -> dict[str, Any]:
        filing: dict[str, Any] = await self.ask("POST", "/filings", json=document)
        return filing

    async def look(self, filing: str) -> dict[str, Any]:
        seen: dict[str, Any] = await self.ask("GET", f"/filings/{filing}")
        return seen

    async def feed(self, after: str) -> tuple[list[dict[str, Any]], str]:
        """Read on in the feed; return what is new, and where to go on."""
        page = await self.ask("GET", "/events", params={"after": after} if after else {})
        return page["items"], page["next"]

    async def turn_clock(self, by: timedelta) -> None:
        await self.ask("POST", "/sandbox/clock", json={"advance": f"PT{int(by.total_seconds())}S"})


def program(base: str, key: str) -> Program:
    """Build a program that calls the API at `base` with a key."""
    headers = {"Authorization": f"Bearer {key}"}
    return Program(httpx.AsyncClient(base_url=base, headers=headers, timeout=_HALF_A_MINUTE))
