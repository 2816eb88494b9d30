"""Filings taken in line by line (NDJSON): each line is answered as it is decided."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

import msgspec
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Send
from msgspec import UNSET, Meta, Struct, UnsetType

from heyan.casework.desk import Desk
from heyan.casework.filings.intake import take_in
from heyan.casework.people import Provider
from heyan.web.api.bodies import MOST_OF_A_BODY, HungUp, parse
from heyan.web.api.lines import Line, lines
from heyan.web.api.mishaps import Mishaps
from heyan.web.problems import Mishap, Problem

NDJSON = "application/x-ndjson"
AT_ONCE = 32  # lines that are being decided
MOST_UNSENT = 16_000_000  # octets of answers that wait for a client that does not read yet
CREATED = 201


class LineAnswer(Struct, frozen=True, omit_defaults=True):
    """What became of one line: the filing that it opened, or the problem with it."""

    line: Annotated[int, Meta(description="The number of the line, from 1.", ge=1)]
    status: Annotated[int, Meta(description="What `POST /filings` would have answered.")]
    id: Annotated[str | UnsetType, Meta(description="The filing's id.")] = UNSET
    reference: Annotated[str | UnsetType, Meta(description="Your order number.")] = UNSET
    state: Annotated[str | UnsetType, Meta(description="The filing's state.")] = UNSET
    repeated: Annotated[
        bool, Meta(description="The line was taken in before; nothing was opened now.")
    ] = False
    problem: Problem | UnsetType = UNSET


@dataclass(frozen=True)
class LineIntake:
    """Decides one line after the other for one provider."""

    desk: Desk
    provider: Provider
    mishaps: Mishaps

    async def answer(self, line: Line) -> bytes:
        try:
            answer = await self._take_in(line)
        except Exception as fault:  # noqa: BLE001  # a sick line must not end the others
            document = self.mishaps.document(fault)
            answer = LineAnswer(line=line.number, status=document.status, problem=document)
        return msgspec.json.encode(answer) + b"\n"

    async def _take_in(self, line: Line) -> LineAnswer:
        if line.text is None:
            raise Mishap("too_large")
        document = parse(line.text)
        taken = await take_in(self.desk, self.provider, document)
        return LineAnswer(
            line=line.number,
            status=CREATED,
            id=str(taken.case),
            reference=document["reference"] if isinstance(document, dict) else UNSET,
            state=taken.state,
            repeated=taken.repeated,
        )


class BatchResponse(ASGIResponse):
    """Answers while the request is still coming in, which a response made of an iterator cannot."""

    _should_set_content_length = False

    def __init__(self, chunks: AsyncIterator[bytes], intake: LineIntake) -> None:
        super().__init__(media_type=NDJSON, status_code=200, headers={"Cache-Control": "no-store"})
        self._lines = lines(chunks, MOST_OF_A_BODY)
        self._intake = intake
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._answers: asyncio.Queue[asyncio.Task[bytes] | None] = asyncio.Queue()
        self._unsent = 0
        self._read_on = asyncio.Event()
        self._read_on.set()

    async def send_body(self, send: Send, receive: Receive) -> None:  # noqa: ARG002  # the framework's signature; the body is read through the request
        async with asyncio.TaskGroup() as group:
            group.create_task(self._take_lines(group))
            while (answer := await self._answers.get()) is not None:
                text = await answer
                await send({"type": "http.response.body", "body": text, "more_body": True})
                self._sent(text)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _take_lines(self, group: asyncio.TaskGroup) -> None:
        try:
            async for line in self._lines:
                await self._slots.acquire()
                self._answers.put_nowait(group.create_task(self._decide(line)))
                # Many clients read nothing before they have sent everything: reading goes on
                # while answers wait, but not without end.
                await self._read_on.wait()
        except HungUp:
            pass  # what was whole is decided all the same
        finally:
            self._answers.put_nowait(None)

    async def _decide(self, line: Line) -> bytes:
        try:
            text = await self._intake.answer(line)
        finally:
            self._slots.release()
        self._unsent += len(text)
        if self._unsent > MOST_UNSENT:
            self._read_on.clear()
        return text

    def _sent(self, text: bytes) -> None:
        self._unsent -= len(text)
        if self._unsent <= MOST_UNSENT:
            self._read_on.set()
