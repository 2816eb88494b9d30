"""A request as it arrives: what counts of it, and how much of its body is read."""

from collections.abc import Sequence
from typing import Any

import pytest
from litestar.exceptions.http_exceptions import RequestEntityTooLarge

from heyan.web.portal.arrival import Arrival, Gone, arrival_of, read_body
from heyan.web.portal.forms import LARGEST_FORM


def arrival(*headers: tuple[bytes, bytes], query: bytes = b"") -> Arrival:
    return arrival_of(
        {
            "path": "/verify",
            "query_string": query,
            "client": ("192.0.2.7", 50000),
            "headers": list(headers),
        }
    )


class Sender:
    """Hands a body over in pieces, and remembers how many were taken."""

    def __init__(self, pieces: Sequence[bytes], *, leaves: bool = False) -> None:
        self.pieces, self.leaves, self.taken = list(pieces), leaves, 0

    async def __call__(self) -> Any:
        if self.leaves and not self.pieces:
            return {"type": "http.disconnect"}
        self.taken += 1
        piece = self.pieces.pop(0)
        more = bool(self.pieces) or self.leaves
        return {"type": "http.request", "body": piece, "more_body": more}


def test_of_a_header_that_comes_twice_the_first_counts() -> None:
    came = arrival((b"host", b"tjcainfo.localhost"), (b"host", b"gscainfo.localhost"))
    assert (came.host, came.path, came.address) == ("tjcainfo.localhost", "/verify", "192.0.2.7")


def test_what_does_not_come_is_empty() -> None:
    came = arrival_of({"path": "/", "query_string": b"", "headers": []})
    assert (came.host, came.address, came.content_type, came.cookies, came.query) == (
        "", "", "", {}, {},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("header", "cookies"),
    [
        (b"browser=abc; lang=en", {"browser": "abc", "lang": "en"}),
        (b"browser=abc;lang=en;", {"browser": "abc", "lang": "en"}),
        (b"a=b=c; d", {"a": "b=c"}),
        (b"browser=one; browser=two", {"browser": "two"}),
        (b"\xff=\xfe", {"ÿ": "þ"}),
        (b"", {}),
    ],
)
def test_cookies_are_read_from_their_header(header: bytes, cookies: dict[str, str]) -> None:
    assert arrival((b"cookie", header)).cookies == cookies


def test_of_a_parameter_that_comes_twice_the_first_counts() -> None:
    assert arrival(query=b"lang=en&x=&lang=zh&%7a=1").query == {"lang": "en", "x": "", "z": "1"}


def test_nothing_of_a_person_shows_in_a_log() -> None:
    came = repr(arrival((b"cookie", b"browser=abc"), query=b"mobile=13800138000"))
    assert not [each for each in ("abc", "13800138000", "192.0.2.7") if each in came]


async def test_a_body_may_come_in_pieces() -> None:
    assert await read_body(arrival(), Sender([b"code=", b"123456", b""])) == b"code=123456"


async def test_a_body_that_says_it_is_too_large_is_not_read() -> None:
    sender = Sender([b"x"])
    with pytest.raises(RequestEntityTooLarge):
        await read_body(arrival((b"content-length", b"16385")), sender)
    assert sender.taken == 0


async def test_a_body_that_does_not_say_so_is_read_no_further_than_its_largest() -> None:
    sender = Sender([b"x" * LARGEST_FORM, b"x", b"never taken"])
    with pytest.raises(RequestEntityTooLarge):
        await read_body(arrival(), sender)
    assert sender.taken == 2
    assert len(await read_body(arrival(), Sender([b"x" * LARGEST_FORM]))) == LARGEST_FORM


async def test_a_browser_may_leave_half_way() -> None:
    with pytest.raises(Gone):
        await read_body(arrival(), Sender([b"code="], leaves=True))
