"""The counter: forms are handed out here and taken in, whichever way they come."""

from collections.abc import Mapping
from dataclasses import dataclass

from heyan.casework.answers.answering import Answered, Given, Verdict, ask_again, give_answer
from heyan.casework.answers.captchas import Asked, Proof, Purpose
from heyan.casework.answers.counting import Caller, Try
from heyan.casework.desk import Desk
from heyan.rules.captcha import BITS, PARTS
from heyan.rules.limits import origin_of
from heyan.web.portal.arrival import Arrival
from heyan.web.portal.captcha import Captcha, Shown
from heyan.web.portal.floor import Floor
from heyan.web.portal.forms import FIELDS, StaleForm, Typed, faults_of, read_form
from heyan.web.portal.gate import Entry, Gate
from heyan.web.portal.reception import Page, Reception, Visit
from heyan.web.portal.turnstile import Turnstile


@dataclass(frozen=True)
class Counter:
    """Where forms are handed out and taken in; whoever comes passes the turnstile first."""

    desk: Desk
    reception: Reception
    captcha: Captcha
    gate: Gate
    floor: Floor
    turnstile: Turnstile

    async def open(self, purpose: Purpose, arrival: Arrival) -> Page:
        """Hand out an empty form."""
        visit = self.reception.receive(arrival)
        self.turnstile.count(origin_of(arrival.address))
        return await self._form(visit, purpose, Typed())

    async def renew(self, purpose: Purpose, arrival: Arrival) -> tuple[Visit, Shown]:
        """Hand out another captcha to the script of a form."""
        visit = self.reception.receive(arrival)
        self.turnstile.count(origin_of(arrival.address))
        return visit, await self.captcha.show(asked_by(visit, purpose))

    async def speak(self, arrival: Arrival, captcha_id: str) -> bytes | None:
        """Speak the captcha of a form to the browser that has it, until it is answered."""
        visit = self.reception.receive(arrival)
        self.turnstile.count(origin_of(arrival.address))
        asked = asked_by(visit, Purpose.VERIFY)
        return await self.captcha.sound(asked, captcha_id, visit.language)

    async def answer(self, purpose: Purpose, arrival: Arrival, body: bytes) -> Page:
        """Take a form in, and hand out what is to be said to it."""
        visit, caller = self.reception.receive(arrival), Caller(arrival.address)
        self.turnstile.count(caller.origin)
        typed = self._take(visit, purpose, arrival, body)
        if typed.again:
            return await self._form(visit, purpose, typed.without_code())
        entry = await self.gate.passed(visit.province.code)
        faults = await self._examine(visit, purpose, typed, caller)
        if faults:
            return await self._faulty_form(visit, purpose, typed.without_code(), faults)
        if purpose is Purpose.VERIFY:
            return await self._answered(visit, typed, entry)
        return await self._asked_again(visit, typed, entry)

    async def _answered(self, visit: Visit, typed: Typed, entry: Entry) -> Page:
        """Have an answer decided, and tell what came of it.

        Behind the floor: a captcha that is given out has the next one drawn, and when that begins
        may not hang on how long the deciding took (R19).
        """
        given = Given(mobile=typed.mobile, code=typed.code, tail=typed.tail)
        answered = await give_answer(self.desk, visit.province.code, given, None)
        await self.floor.reached(entry)
        return await self._tell(visit, typed, answered)

    async def _asked_again(self, visit: Visit, typed: Typed, entry: Entry) -> Page:
        """Have a message sent again, of which nothing is said (R12); the page is ready before."""
        await ask_again(self.desk, visit.province.code, typed.mobile, typed.tail, None)
        page = self.reception.filled_page(visit, "resent.html", lambda _: {"here": "/resend"})
        await self.floor.reached(entry)
        return page

    async def _tell(self, visit: Visit, typed: Typed, answered: Answered) -> Page:
        if answered.verdict is Verdict.NOT_FOUND:  # R19: the page does not know what was wrong
            return await self._form(visit, Purpose.VERIFY, typed.without_code(), not_found=True)
        others = {f"other_{n}": each for n, each in enumerate(answered.others)}
        return self.reception.filled_page(
            visit,
            f"{answered.verdict}.html",
            lambda values: {"here": "/verify", "others": list(values.values())},
            others,
            look=len(others),
        )

    def _take(self, visit: Visit, purpose: Purpose, arrival: Arrival, body: bytes) -> Typed:
        """Read a form, if it is one that this browser was given."""
        typed = read_form(arrival.content_type, body)
        if not self.reception.browsers.gave(visit.browser, typed.csrf_token):
            raise StaleForm(purpose)
        return typed

    async def _examine(
        self, visit: Visit, purpose: Purpose, typed: Typed, caller: Caller
    ) -> dict[str, str]:
        """Name what is wrong with a form; if nothing is, the try that it makes has been counted.

        The captcha is spent even if nothing else is right (R26).
        """
        faults = faults_of(typed, FIELDS[purpose])
        answer = typed.captcha.strip() or Proof(typed.proof)
        tried = None if faults else Try(caller, typed.mobile)
        asked = asked_by(visit, purpose)
        if await self.captcha.passed(asked, typed.captcha_id, answer, tried) is None:
            shown = typed.captcha.strip() or typed.proof
            faults["captcha"] = "captcha_wrong" if shown else "captcha_missing"
        return faults

    async def _form(
        self, visit: Visit, purpose: Purpose, typed: Typed, *, not_found: bool = False
    ) -> Page:
        """Hand out a form with a fresh captcha."""
        shown = await self.captcha.show(asked_by(visit, purpose))
        held = {"code": typed.code, "mobile": typed.mobile, "tail": typed.tail}

        def context(values: Mapping[str, str]) -> Mapping[str, object]:
            given = Typed(**{name: values[name] for name in held})
            captcha = Shown(values["captcha_id"], values["picture"])
            return _surroundings(purpose, given, captcha) | {"not_found": not_found}

        return self.reception.filled_page(
            visit,
            f"{purpose}.html",
            context,
            {**held, "captcha_id": shown.id, "picture": shown.picture},
            look=not_found,
        )

    async def _faulty_form(
        self, visit: Visit, purpose: Purpose, typed: Typed, faults: Mapping[str, str]
    ) -> Page:
        """Hand a form back with what is wrong with it; there are too many looks for a stencil."""
        shown = await self.captcha.show(asked_by(visit, purpose))
        context = _surroundings(purpose, typed, shown) | {"faults": faults}
        return self.reception.page(visit, f"{purpose}.html", context, status=422)


def _surroundings(purpose: Purpose, typed: Typed, captcha: Shown) -> dict[str, object]:
    return {
        "here": f"/{purpose}",
        "faults": {},
        "not_found": False,
        "work": {"parts": PARTS, "bits": BITS},
        "typed": typed,
        "captcha": captcha,
    }


def asked_by(visit: Visit, purpose: Purpose) -> Asked:
    """Say which try a captcha is to serve (R26)."""
    return Asked(visit.province.code, purpose, visit.browser.id)
