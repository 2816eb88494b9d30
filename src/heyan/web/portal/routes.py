"""The portals of all provinces: the letterbox for what is posted, the framework for all else."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from litestar import Litestar, Response, post, route
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, SkipValidation
from litestar.types import ASGIApp, Receive, Scope, Send

from heyan.casework.answers.captchas import Purpose
from heyan.casework.desk import Desk
from heyan.web.portal.arrival import arrival_of
from heyan.web.portal.assets import Asset
from heyan.web.portal.counter import Counter
from heyan.web.portal.errors import ErrorPages
from heyan.web.portal.floor import Floor
from heyan.web.portal.forms import LARGEST_FORM, Unreadable
from heyan.web.portal.gate import Gate
from heyan.web.portal.headers import Fence
from heyan.web.portal.leaflets import BOTH, READ
from heyan.web.portal.letterbox import Letterbox
from heyan.web.portal.ranges import cut
from heyan.web.portal.reception import AnyRequest, Page, PortalOptions, Reception, open_reception
from heyan.web.portal.turnstile import Turnstile

__all__ = ["PortalOptions", "build_portal"]

_FOR_EVER = "public, max-age=31536000, immutable"

AtCounter: TypeAlias = NamedDependency[SkipValidation[Counter]]
AtLetterbox: TypeAlias = NamedDependency[SkipValidation["Letterboxes"]]


@dataclass(frozen=True)
class Letterboxes:
    """One for each form."""

    verify: Letterbox
    resend: Letterbox


@route("/verify", http_method=BOTH)
async def open_verify(counter: AtCounter, request: AnyRequest) -> Page:
    return await counter.open(Purpose.VERIFY, arrival_of(request.scope))


@route("/resend", http_method=BOTH)
async def open_resend(counter: AtCounter, request: AnyRequest) -> Page:
    return await counter.open(Purpose.RESEND, arrival_of(request.scope))


# Posts to exactly these addresses do not get this far (Portal); "//verify" does, and so does
# whoever asks which methods there are.
@post("/verify", status_code=200)
async def verify(letterboxes: AtLetterbox) -> ASGIApp:
    return letterboxes.verify


@post("/resend", status_code=200)
async def resend(letterboxes: AtLetterbox) -> ASGIApp:
    return letterboxes.resend


@route("/captcha", http_method=BOTH)
async def another_captcha(counter: AtCounter, request: AnyRequest) -> Response[dict[str, str]]:
    """Hand out another captcha to the script of a form."""
    wish = request.query_params.get("purpose", "")
    if wish not in list(Purpose):
        raise Unreadable
    visit, shown = await counter.renew(Purpose(wish), arrival_of(request.scope))
    return Response(
        {"captcha_id": shown.id, "image": shown.picture, "csrf_token": visit.browser.token},
        cookies=counter.reception.cookies(visit),
    )


@route("/sound/{captcha_id:str}", http_method=BOTH)
async def sound(
    counter: AtCounter, request: AnyRequest, captcha_id: FromPath[str]
) -> Response[bytes]:
    """Speak the captcha of a form to its browser, as often as it likes until it is answered."""
    spoken = await counter.speak(arrival_of(request.scope), captcha_id)
    if spoken is None:
        raise NotFoundException
    wish = request.headers.get("range") if request.method == "GET" else None
    return cut(spoken, wish, request.headers.get("if-range")).answer("audio/wav")


class Portal:
    """The portals of all provinces and the page for hosts that are none of them."""

    def __init__(self, letterboxes: Letterboxes, framework: Litestar) -> None:
        self._posted = {"/verify": letterboxes.verify, "/resend": letterboxes.resend}
        self._framework = framework

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        posted = self._posted.get(scope["path"]) if scope.get("method") == "POST" else None
        await (posted or self._framework)(scope, receive, send)


def build_portal(desk: Desk, options: PortalOptions) -> Portal:
    reception = open_reception(desk, options)
    turnstile = Turnstile(options.forms, desk.hand_time)
    floor = Floor(options.floor)
    counter = Counter(desk, reception, options.captcha(desk), Gate(), floor, turnstile)
    errors = ErrorPages(reception, options.draw_incident)
    fence = Fence(secure=options.scheme == "https")
    letterboxes = Letterboxes(
        Letterbox(Purpose.VERIFY, counter, errors, fence),
        Letterbox(Purpose.RESEND, counter, errors, fence),
    )
    framework = Litestar(
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
            "visit": Provide(reception.at_framework, sync_to_thread=False),
            "reception": Provide(lambda: reception, sync_to_thread=False),
            "counter": Provide(lambda: counter, sync_to_thread=False),
            "letterboxes": Provide(lambda: letterboxes, sync_to_thread=False),
        },
        exception_handlers={Exception: errors.at_framework},
        before_send=[fence.set_headers],
        request_max_body_size=LARGEST_FORM,
        openapi_config=None,
        logging_config=None,
    )
    return Portal(letterboxes, framework)


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
