"""Pretend phones (手机): what each has received, and who waits for the next message."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from heyan.wire.alphabet import Piece


@dataclass(frozen=True)
class Received:
    """One message on a phone."""

    at: datetime
    sender: str
    text: str = field(repr=False)


class Phones:
    """All phones of the sandbox; parts of a long text show once the last has come."""

    def __init__(self, ring: Callable[[str, Received], None] = lambda *_: None) -> None:
        self._ring = ring
        self._received: dict[str, list[Received]] = defaultdict(list)
        self._parts: dict[tuple[str, str, int, int], dict[int, str]] = {}
        self._arrival = asyncio.Event()

    def deliver(self, mobile: str, sender: str, piece: Piece, at: datetime) -> None:
        """Bring one short message to a phone."""
        text = self._joined(mobile, sender, piece)
        if text is None:
            return
        received = Received(at, sender, text)
        self._received[mobile].append(received)
        arrival, self._arrival = self._arrival, asyncio.Event()
        arrival.set()
        self._ring(mobile, received)

    def received(self, mobile: str) -> list[Received]:
        """Show what a phone has received, oldest first."""
        return list(self._received.get(mobile, ()))

    def everything(self) -> dict[str, list[Received]]:
        return {mobile: list(messages) for mobile, messages in self._received.items()}

    async def wait_for(self, mobile: str, count: int = 1) -> list[Received]:
        """Wait until a phone has received so many messages; the caller sets the bound."""
        while len(self._received.get(mobile, ())) < count:
            await self._arrival.wait()
        return self.received(mobile)

    def _joined(self, mobile: str, sender: str, piece: Piece) -> str | None:
        if piece.total <= 1:
            return piece.text
        key = (mobile, sender, piece.reference, piece.total)
        parts = self._parts.setdefault(key, {})
        parts[piece.number] = piece.text
        if len(parts) < piece.total:
            return None
        del self._parts[key]
        return "".join(parts[number] for number in sorted(parts))
