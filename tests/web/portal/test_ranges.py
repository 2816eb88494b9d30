"""Parts of a file, as players ask for them: some phones play nothing that comes only whole."""

import pytest

from heyan.web.portal.ranges import cut

FILE = b"0123456789"


@pytest.mark.parametrize(
    ("wish", "content", "shown"),
    [
        ("bytes=0-1", b"01", "bytes 0-1/10"),
        ("bytes=0-", FILE, "bytes 0-9/10"),
        ("bytes=9-9", b"9", "bytes 9-9/10"),
        ("bytes=8-99", b"89", "bytes 8-9/10"),
        ("bytes=-3", b"789", "bytes 7-9/10"),
        ("bytes=-99", FILE, "bytes 0-9/10"),
        ("Bytes = 2-4", b"234", "bytes 2-4/10"),
    ],
)
def test_a_part_is_cut_out_and_says_where_it_stood(wish: str, content: bytes, shown: str) -> None:
    part = cut(FILE, wish)
    assert (part.status, part.content) == (206, content)
    assert part.headers == {"Content-Range": shown}


@pytest.mark.parametrize("wish", ["bytes=10-", "bytes=10-12", "bytes=-0"])
def test_where_nothing_fits_the_answer_says_how_long_the_file_is(wish: str) -> None:
    part = cut(FILE, wish)
    assert (part.status, part.content) == (416, b"")
    assert part.headers == {"Content-Range": "bytes */10"}


@pytest.mark.parametrize(
    "wish", [None, "", "bytes=", "bytes=-", "bytes=3-2", "bytes=0-1,3-4", "lines=0-1", "bytes=a-b"]
)
def test_what_is_no_single_range_gets_the_whole_file(wish: str | None) -> None:
    part = cut(FILE, wish)
    assert (part.status, part.content, part.headers) == (200, FILE, {})


def test_a_wish_on_a_condition_gets_the_whole_file() -> None:
    assert cut(FILE, "bytes=0-1", '"some-tag"').status == 200
