"""Which browser a request comes from, and whether a form was given to that browser (CSRF)."""

import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from litestar.datastructures import Cookie

from heyan.rules.keyed_hash import keyed_hash

_ID = re.compile(r"[A-Za-z0-9_-]{22,86}")
_FORM = b"heyan form\0"


@dataclass(frozen=True)
class Browser:
    """One browser, known by a random id in a cookie; nothing is remembered about it here."""

    id: str = field(repr=False)
    token: str = field(repr=False)  # what a form of this browser brings back
    fresh: bool = False  # it has not got its cookie yet


@dataclass(frozen=True)
class Browsers:
    """Gives browsers their ids, and knows them again."""

    keys: Callable[[], Sequence[bytes]] = field(repr=False)  # the current one first
    draw: Callable[[], str] = field(repr=False)  # an id that nobody can guess
    secure: bool

    @property
    def cookie(self) -> str:
        # The prefix makes browsers refuse the cookie from any other host or an open connection.
        return "__Host-browser" if self.secure else "browser"

    def recognise(self, cookies: Mapping[str, str]) -> Browser:
        """Return the browser that sends these cookies, or a new one."""
        shown = cookies.get(self.cookie, "")
        if _ID.fullmatch(shown):
            return Browser(shown, self._new_token(shown))
        new = self.draw()
        return Browser(new, self._new_token(new), fresh=True)

    def gave(self, browser: Browser, token: str) -> bool:
        """Tell whether a form with this token was given to this browser."""
        if browser.fresh or not token.isascii():
            return False
        if hmac.compare_digest(browser.token, token):
            return True
        # A form may be older than the current key.
        return any(hmac.compare_digest(_token(key, browser.id), token) for key in self.keys()[1:])

    def cookie_for(self, browser: Browser) -> Cookie:
        """Make the cookie, which lives as long as the browser stays open.

        Other sites' links bring it along: without it whoever followed one would be taken for a new
        browser, and a form that is open beside would be stale. What is posted from there does not.
        """
        return Cookie(
            key=self.cookie,
            value=browser.id,
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )

    def _new_token(self, browser: str) -> str:
        return _token(self.keys()[0], browser)


def _token(key: bytes, browser: str) -> str:
    return keyed_hash(key, _FORM + browser.encode()).hex()
