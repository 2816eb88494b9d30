"""What goes wrong at the portal, as pages that say what to do next."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap

from heyan.casework.health import StoreUnavailable
from heyan.rules.refusals import TooManyTries
from heyan.web.portal.forms import StaleForm, Unreadable
from heyan.web.portal.reception import AnyRequest, Page, Reception, UnknownHost
from heyan.web.problems import PAUSE, log_incident

_NAMES = {404: "not_found", 405: "not_allowed"}
_OUR_FAULT = 500


@dataclass(frozen=True)
class ErrorPages:
    """The one place where the portal's exceptions end; only faults of ours are logged."""

    reception: Reception
    draw_incident: Callable[[], str] = field(repr=False)

    def handlers(self) -> ExceptionHandlersMap:
        return {
            UnknownHost: self.unknown_host,
            StaleForm: self.stale_form,
            Unreadable: self.unreadable,
            TooManyTries: self.too_many_tries,
            StoreUnavailable: self.unavailable,
            HTTPException: self.no_good,
            Exception: self.broken,
        }

    def unknown_host(self, request: AnyRequest, _: UnknownHost) -> Page:
        return self.reception.provinces_page(
            request, status=200 if request.url.path == "/" else 404
        )

    def stale_form(self, request: AnyRequest, _: StaleForm) -> Page:
        # The way on is the form itself, opened anew; what was posted is not repeated, since it
        # may have come from another site. Its address is the route's own, not the one that was
        # typed: "//verify" is answered here too, and as a link it would lead to a host "verify".
        return self._page(request, "stale_form", 403, way_on=request.scope["path_template"])

    def unreadable(self, request: AnyRequest, _: Unreadable) -> Page:
        return self._page(request, "bad_request", 400)

    def too_many_tries(self, request: AnyRequest, fault: TooManyTries) -> Page:
        """Say how long to wait; which number was tried makes no difference."""
        seconds = max(1, math.ceil(fault.wait.total_seconds()))
        wait = {"Retry-After": str(seconds)}
        return self._page(
            request, "too_many_tries", 429, headers=wait, minutes=math.ceil(seconds / 60)
        )

    def unavailable(self, request: AnyRequest, _: StoreUnavailable) -> Page:
        return self._page(request, "unavailable", 503, headers={"Retry-After": str(PAUSE)})

    def no_good(self, request: AnyRequest, fault: HTTPException) -> Page:
        if fault.status_code >= _OUR_FAULT:
            return self.broken(request, fault)
        name = _NAMES.get(fault.status_code, "bad_request")
        return self._page(request, name, fault.status_code, headers=fault.headers or {})

    def broken(self, request: AnyRequest, fault: Exception) -> Page:
        incident = self.draw_incident()
        log_incident(incident, fault)
        return self._page(request, "broken", 500, incident=incident)

    def _page(
        self,
        request: AnyRequest,
        name: str,
        status: int,
        headers: Mapping[str, str] | None = None,
        **context: object,
    ) -> Page:
        try:
            visit = self.reception.receive(request)
        except UnknownHost:
            return self.reception.provinces_page(request, status=status)
        return self.reception.page(
            visit,
            "error.html",
            {"error": name, "incident": "", "minutes": 0, "way_on": "/", **context},
            status=status,
            headers=headers or {},
        )
