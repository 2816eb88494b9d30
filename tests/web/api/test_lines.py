"""A body of lines, given line by line."""

from collections.abc import AsyncIterator, Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from heyan.web.api.lines import Line, lines

LONGEST = 10


async def cut(chunks: Sequence[bytes]) -> list[Line]:
    async def flow() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    return [line async for line in lines(flow(), LONGEST)]


async def test_lines_are_numbered_and_empty_ones_are_counted_but_not_given() -> None:
    assert await cut([b"a\n\n b\r\nc"]) == [Line(1, b"a"), Line(3, b"b"), Line(4, b"c")]


async def test_a_line_that_is_too_long_is_told_once_and_the_next_is_whole() -> None:
    chunks = [b"ok\n" + b"x" * 8, b"x" * 8, b"x" * 8 + b"\nok\n", b"y" * 11 + b"\nz"]
    assert await cut(chunks) == [
        Line(1, b"ok"),
        Line(2, None),
        Line(3, b"ok"),
        Line(4, None),
        Line(5, b"z"),
    ]


async def test_nothing_gives_nothing() -> None:
    assert await cut([]) == []
    assert await cut([b"", b"\n"]) == []


@given(st.binary(max_size=80), st.lists(st.integers(0, 80), max_size=6))
async def test_it_does_not_matter_where_the_network_cuts(body: bytes, cuts: list[int]) -> None:
    marks = sorted({0, *(min(cut, len(body)) for cut in cuts), len(body)})
    chunks = [body[a:b] for a, b in pairwise(marks)]
    assert await cut(chunks) == await cut([body])
