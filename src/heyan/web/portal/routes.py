"""The province's forms: verify and resend, and the captcha they ask for."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from litestar import Litestar, Response, post, route
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, SkipValidation

from heyan.casework.answering import Given, Verdict, ask_again, give_answer
from heyan.casework.captchas import Proof, Purpose
from heyan.casework.counting import Caller
from heyan.casework.desk import Desk
from heyan.rules.captcha import BITS, PARTS
from heyan.rules.limits import Way
from heyan.web.portal.assets import Asset
from heyan.web.portal.captcha import Asked, Captcha
from heyan.web.portal.errors import ErrorPages
from heyan.web.portal.floor import Floor
from heyan.web.portal.forms import (
    LARGEST_FORM,
    StaleForm,
    Typed,
    Unreadable,
    faults_of,
    read_form,
)
from heyan.web.portal.headers import headers_setter
from heyan.web.portal.leaflets import BOTH, READ, Arriving
from heyan.web.portal.ranges import cut
from heyan.web.portal.reception import (
    AnyRequest,
    Page,
    PortalOptions,
    Reception,
    Visit,
    open_reception,
)

__all__ = ["PortalOptions", "build_portal"]

_FOR_EVER = "public, max-age=31536000, immutable"
_FIELDS = MappingProxyType(
    {Purpose.VERIFY: ("code", "mobile", "tail"), Purpose.RESEND: ("mobile", "tail")}
)


@dataclass(frozen=True)
class Counter:
    """Where forms are handed out and taken in."""

    desk: Desk
    reception: Reception
    captcha: Captcha
    floor: Floor

    async def form(
        self, visit: Visit, purpose: Purpose, typed: Typed, *, status: int = 200, **context: Any
    ) -> Page:
        """Hand out a form with a fresh captcha."""
        shown = await self.captcha.show(_asked(visit, purpose))
        work = {"parts": PARTS, "bits": BITS}
        surroundings = {"here": f"/{purpose}", "captcha": shown, "work": work, "typed": typed}
        return self.reception.page(
            visit,
            f"{purpose}.html",
            {"faults": {}, "not_found": False, **surroundings, **context},
            status=status,
        )

    async def take(self, request: AnyRequest) -> Typed:
        """Take a form in, if it is one that this browser was given."""
        browsers = self.reception.browsers
        typed = read_form(request.headers.get("content-type", ""), await request.body())
        if not browsers.gave(browsers.recognise(request.cookies), typed.csrf_token):
            raise StaleForm
        return typed

    async def examine(
        self, visit: Visit, purpose: Purpose, typed: Typed
    ) -> tuple[dict[str, str], Way]:
        """Name what is wrong with a form, and by which way its captcha was passed.

        The captcha is spent even if nothing else is right (R26).
        """
        faults = faults_of(typed, _FIELDS[purpose])
        answer = typed.captcha.strip() or Proof(typed.proof)
        way = await self.captcha.passed(_asked(visit, purpose), typed.captcha_id, answer)
        if way is None:
            tried = typed.captcha.strip() or typed.proof
            faults["captcha"] = "captcha_wrong" if tried else "captcha_missing"
        return faults, way or Way.PICTURE


AtCounter: TypeAlias = NamedDependency[SkipValidation[Counter]]


def _asked(visit: Visit, purpose: Purpose) -> Asked:
    return Asked(visit.province.code, purpose, visit.browser.id)


def _caller(request: AnyRequest, way: Way) -> Caller:
    return Caller(request.client.host if request.client else "", way)


@route("/verify", http_method=BOTH)
async def open_verify(visit: Arriving, counter: AtCounter) -> Page:
    return await counter.form(visit, Purpose.VERIFY, Typed())


@post("/verify", status_code=200)
async def verify(counter: AtCounter, request: AnyRequest) -> Page:
    # Not as a dependency beside the other: the framework would start a group of tasks for two.
    visit = counter.reception.receive(request)
    typed = await counter.take(request)
    if typed.again:
        return await counter.form(visit, Purpose.VERIFY, typed.without_code())
    faults, way = await counter.examine(visit, Purpose.VERIFY, typed)
    if faults:
        return await counter.form(
            visit, Purpose.VERIFY, typed.without_code(), status=422, faults=faults
        )
    given = Given(mobile=typed.mobile, code=typed.code, tail=typed.tail)
    async with counter.floor.kept():
        answered = await give_answer(
            counter.desk, visit.province.code, given, _caller(request, way)
        )
    if answered.verdict is Verdict.NOT_FOUND:  # R19: the page does not know what was wrong
        return await counter.form(visit, Purpose.VERIFY, typed.without_code(), not_found=True)
    page = f"{answered.verdict}.html"
    if answered.verdict is Verdict.MET:
        others = {"here": "/verify", "others": answered.others}
        return counter.reception.page(visit, page, others)
    return counter.reception.common_page(visit, page, "/verify")


@route("/resend", http_method=BOTH)
async def open_resend(visit: Arriving, counter: AtCounter) -> Page:
    return await counter.form(visit, Purpose.RESEND, Typed())


@post("/resend", status_code=200)
async def resend(visit: Arriving, counter: AtCounter, request: AnyRequest) -> Page:
    typed = await counter.take(request)
    if typed.again:
        return await counter.form(visit, Purpose.RESEND, typed)
    faults, way = await counter.examine(visit, Purpose.RESEND, typed)
    if faults:
        return await counter.form(visit, Purpose.RESEND, typed, status=422, faults=faults)
    async with counter.floor.kept():
        await ask_again(
            counter.desk, visit.province.code, typed.mobile, typed.tail, _caller(request, way)
        )
    return counter.reception.page(visit, "resent.html", {"here": "/resend"})  # R12


@route("/captcha", http_method=BOTH)
async def another_captcha(
    visit: Arriving, counter: AtCounter, request: AnyRequest
) -> Response[dict[str, str]]:
    """Hand out another captcha to the script of a form."""
    wish = request.query_params.get("purpose", "")
    if wish not in list(Purpose):
        raise Unreadable
    shown = await counter.captcha.show(_asked(visit, Purpose(wish)))
    return Response(
        {"captcha_id": shown.id, "image": shown.picture},
        cookies=counter.reception.cookies(visit),
    )


@route("/sound/{captcha_id:str}", http_method=BOTH)
async def sound(
    visit: Arriving, counter: AtCounter, request: AnyRequest, captcha_id: FromPath[str]
) -> Response[bytes]:
    """Speak the captcha of a form to its browser, as often as it likes until it is answered."""
    asked = _asked(visit, Purpose.VERIFY)
    spoken = await counter.captcha.sound(asked, captcha_id, visit.language)
    if spoken is None:
        raise NotFoundException
    wish = request.headers.get("range") if request.method == "GET" else None
    return cut(spoken, wish, request.headers.get("if-range")).answer("audio/wav")


def build_portal(desk: Desk, options: PortalOptions) -> Litestar:
    """Build the portals of all provinces and the page for hosts that are none of them."""
    reception = open_reception(desk, options)
    counter = Counter(desk, reception, options.captcha(desk), Floor(options.floor))
    secure = options.scheme == "https"
    return Litestar(
        [
            *READ,
            open_verify,
            verify,
            open_resend,
            resend,
            another_captcha,
            sound,
            static_route(reception),
        ],
        dependencies={
            "visit": Provide(reception.receive, sync_to_thread=False),
            "reception": Provide(lambda: reception, sync_to_thread=False),
            "counter": Provide(lambda: counter, sync_to_thread=False),
        },
        exception_handlers=ErrorPages(reception, options.draw_incident).handlers(),
        before_send=[headers_setter(secure=secure)],
        request_max_body_size=LARGEST_FORM,
        openapi_config=None,
        logging_config=None,
    )


def static_route(reception: Reception) -> Any:
    """Serve the few files from memory, the same on every host."""
    files: dict[str, Asset] = {asset.address: asset for asset in reception.assets.values()}

    @route("/static/{name:str}", http_method=BOTH)
    async def static(name: FromPath[str]) -> Response[bytes]:
        asset = files.get(f"/static/{name}")
        if asset is None:
            raise NotFoundException
        return Response(
            asset.content, media_type=asset.media_type, headers={"Cache-Control": _FOR_EVER}
        )

    return static
