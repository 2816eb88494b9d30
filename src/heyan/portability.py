"""Faces a look-up service for ported numbers (携号转网查询): which carrier serves a number now.

    POST <address>            {"mobiles": ["13800138000"]}
    200                       {"carriers": {"13800138000": "unicom"}}

Numbers travel in the body, never in the address. What the service does not know it leaves out.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any, Self

import httpx
import msgspec

from heyan.casework.messages.porting import LookUpFailed
from heyan.rules.phone import Carrier, Mobile

logger = logging.getLogger(__name__)

REST = 30.0  # seconds in which a service that failed is not asked again
_MOST = 4  # requests at the same time


class Answer(msgspec.Struct):
    carriers: dict[str, Carrier]


class HttpLookUp:
    """A service reached by HTTP; `key` is its bearer token, if it wants one."""

    def __init__(self, url: str, key: str | None) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        limits = httpx.Limits(max_connections=_MOST)
        self._client = httpx.AsyncClient(headers=headers, limits=limits, trust_env=False)
        self._url = url
        self._rests_until = float("-inf")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    def wake(self) -> None:
        """Ask again at once."""
        self._rests_until = float("-inf")

    async def __call__(self, mobiles: Sequence[Mobile]) -> Mapping[Mobile, Carrier]:
        """Ask which carriers serve numbers. Raises LookUpFailed, and at once while it rests."""
        now = asyncio.get_running_loop().time()
        if now < self._rests_until:
            raise LookUpFailed("it has just failed")
        try:
            found = await self._ask(mobiles)
        except (LookUpFailed, asyncio.CancelledError):  # the latter: nobody waits any longer
            self._rests_until = now + REST
            raise
        return {mobile: found[mobile] for mobile in mobiles if mobile in found}

    async def _ask(self, mobiles: Sequence[Mobile]) -> Mapping[str, Any]:
        try:
            response = await self._client.post(self._url, json={"mobiles": list(mobiles)})
            response.raise_for_status()
            return msgspec.json.decode(response.content, type=Answer).carriers
        except httpx.HTTPStatusError as error:
            raise LookUpFailed(f"it answers {error.response.status_code}") from None
        except httpx.HTTPError as error:
            raise LookUpFailed(type(error).__name__) from None
        except msgspec.MsgspecError:
            raise LookUpFailed("its answer is not the one that was agreed on") from None
