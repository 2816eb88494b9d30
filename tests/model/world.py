"""All cases together as rules.md describes them: who finds what where, who may ask how often."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.model import case
from tests.model.case import Asked, File, Span

BETWEEN = timedelta(seconds=60)
AN_HOUR, A_DAY = (timedelta(hours=1), 5), (timedelta(days=1), 10)

NATION = "nation"


@dataclass
class World:
    """Every filing by its name, and what lies between them."""

    files: dict[str, File] = field(default_factory=dict)
    provinces: dict[str, str] = field(default_factory=dict)
    outages: tuple[Span, ...] = ()
    handed: set[tuple[str, int]] = field(default_factory=set)
    """The messages that a carrier's link has been handed, by case and place."""

    def submit(self, name: str, province: str, file: File) -> None:
        """Take in a filing."""
        self.files[name], self.provinces[name] = file, province

    def time_acts(self, now: datetime) -> None:
        """Let time act on every case, as the clockwork does sooner or later."""
        for name, file in self.files.items():
            self.files[name] = case.time_acts(file, now, self.outages)

    def in_time(self, name: str, now: datetime) -> File:
        """See whether the time of a case is over, as every deed must that touches it (R24)."""
        self.files[name] = case.in_time(self.files[name], now, self.outages)
        return self.files[name]

    def answer(
        self, portal: str, number: str, code: tuple[str, int] | None, tail: str, now: datetime
    ) -> str:
        """Answer at a portal with a code, told by its case and which of its codes it is."""
        asking = self.asking(portal, number, now)
        for name, asked in asking:
            if (name, asked.code) == code and asked.locked is None:
                self.files[name], heard = case.right_code(self.files[name], number, tail)
                return heard
        heard = "none"
        for name, _ in asking:
            self.files[name], told = case.wrong_code(self.files[name], number, now)
            heard = told if told != "none" else heard
        return heard

    def may_be_sent_again(self, portal: str, number: str, tail: str, now: datetime) -> set[str]:
        """List the cases of which a number may have its message again: one of them sends it.

        One, since the next message to the number has to wait its sixty seconds (R12).
        """
        if not self._has_room(number, now):
            return set()
        return {
            name
            for name, asked in self.asking(portal, number, now)
            if tail in asked.tails and case.may_be_sent_again(self.files[name], asked)
        }

    def asking(self, portal: str, number: str, now: datetime) -> list[tuple[str, Asked]]:
        """List what a number is asked for at a portal, after time has acted on it (R16)."""
        found = []
        for name in self.files:
            if portal in {self.provinces[name], NATION} and self.files[name].asks(number):
                asked = self.in_time(name, now).asks(number)
                if asked is not None:
                    found.append((name, asked))
        return found

    def declare(self, start: datetime, end: datetime) -> None:
        """Declare an outage of ours; every deadline that nobody has decided yet moves."""
        self.outages = (*self.outages, (start, end))

    def do(self, name: str, now: datetime, deed: Callable[[File], File | None]) -> bool:
        """Do one thing to one case after time has acted on it; tell whether it was not refused."""
        done = deed(self.in_time(name, now))
        if done is not None:
            self.files[name] = done
        return done is not None

    def waiting(self) -> set[tuple[str, int]]:
        """List the messages that no link has been handed yet and that are for somebody still."""
        return {
            (name, place)
            for name, file in self.files.items()
            for place in range(len(file.sent))
            if (name, place) not in self.handed and case.goes_out(file, place)
        }

    def moments(self) -> Iterator[datetime]:
        """List the moments at which something is due: deadlines, noons, the ends of a limit."""
        for file in self.files.values():
            for asked in file.open():
                end = case.deadline(file, asked, self.outages)
                noon = case.noon_of(asked) if file.law.noon else None
                yield from (moment for moment in (end, noon) if moment is not None)
                for at in self.messages_to(asked.number):
                    yield from (at + BETWEEN, at + AN_HOUR[0], at + A_DAY[0])

    def messages_to(self, number: str) -> list[datetime]:
        """List when messages to a number were made; what never went out does not count."""
        counted = self.handed | self.waiting()
        return [
            file.sent[place].at
            for name, file in self.files.items()
            for place in range(len(file.sent))
            if (name, place) in counted and file.sent[place].number == number
        ]

    def _has_room(self, number: str, now: datetime) -> bool:
        at = self.messages_to(number)
        return all(now - moment >= BETWEEN for moment in at) and all(
            sum(now - moment < span for moment in at) < most for span, most in (AN_HOUR, A_DAY)
        )
