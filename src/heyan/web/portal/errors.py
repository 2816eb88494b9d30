"""What goes wrong at the portal, as pages that say what to do next."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from litestar.exceptions import HTTPException

from heyan.casework.keeping.health import StoreUnavailable
from heyan.rules.refusals import TooManyTries
from heyan.web.portal.arrival import Arrival, arrival_of
from heyan.web.portal.forms import StaleForm, Unreadable
from heyan.web.portal.reception import AnyRequest, Page, Reception, UnknownHost
from heyan.web.portal.turnstile import TooManyForms
from heyan.web.problems import PAUSE, log_incident

_NAMES = {404: "not_found", 405: "not_allowed"}
_OUR_FAULT = 500


@dataclass(frozen=True)
class ErrorPages:
    """The one place where the portal's exceptions end; only faults of ours are logged."""

    reception: Reception
    draw_incident: Callable[[], str] = field(repr=False)

    def at_framework(self, request: AnyRequest, fault: Exception) -> Page:
        """Serve the framework as its handler of every exception."""
        return self.page(arrival_of(request.scope), fault)

    def page(self, arrival: Arrival, fault: Exception) -> Page:
        """Return the page that says what has gone wrong."""
        match fault:
            case UnknownHost():
                status = 200 if arrival.path == "/" else 404
                page = self.reception.provinces_page(arrival, status=status)
            case StaleForm():
                # The way on is the form itself, opened anew; what was posted is not repeated,
                # since it may have come from another site. Its address is our own, not the one
                # that was typed: "//verify" is answered too, and as a link leads to a host.
                page = self._page(arrival, "stale_form", 403, way_on=f"/{fault.purpose}")
            case Unreadable():
                page = self._page(arrival, "bad_request", 400)
            case TooManyTries():
                # Which number was tried makes no difference.
                page = self._come_again(arrival, "too_many_tries", fault.wait)
            case TooManyForms():
                page = self._come_again(arrival, "too_many_forms", fault.wait)
            case StoreUnavailable():
                page = self._page(arrival, "unavailable", 503, {"Retry-After": str(PAUSE)})
            case HTTPException() if fault.status_code < _OUR_FAULT:
                name = _NAMES.get(fault.status_code, "bad_request")
                page = self._page(arrival, name, fault.status_code, fault.headers)
            case _:
                page = self._broken(arrival, fault)
        return page

    def _come_again(self, arrival: Arrival, name: str, wait: timedelta) -> Page:
        seconds = max(1, math.ceil(wait.total_seconds()))
        minutes = math.ceil(seconds / 60)
        return self._page(arrival, name, 429, {"Retry-After": str(seconds)}, minutes=minutes)

    def _broken(self, arrival: Arrival, fault: Exception) -> Page:
        incident = self.draw_incident()
        log_incident(incident, fault)
        return self._page(arrival, "broken", 500, incident=incident)

    def _page(
        self,
        arrival: Arrival,
        name: str,
        status: int,
        headers: Mapping[str, str] | None = None,
        **context: object,
    ) -> Page:
        try:
            visit = self.reception.receive(arrival)
        except UnknownHost:
            return self.reception.provinces_page(arrival, status=status)
        return self.reception.page(
            visit,
            "error.html",
            {"error": name, "incident": "", "minutes": 0, "way_on": "/", **context},
            status=status,
            headers=headers or {},
        )
