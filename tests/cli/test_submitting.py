"""Filings from lines, and what is kept of those that are bad."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from heyan.casework import people
from heyan.casework.desk import Desk
from heyan.cli.submitting import AT_ONCE, Rejected, Tally, reject_file, submit_lines
from heyan.rules.writing import plain
from tests.fakes.filings import new_filing


def line(reference: str) -> bytes:
    return msgspec.json.encode(plain(new_filing(reference=reference))) + b"\n"


async def submit(
    desk: Desk, lines: list[bytes], rejected: Callable[[Rejected], None]
) -> tuple[Tally, int]:
    provider, _ = await people.add_provider(desk, "haihe-cloud")
    passed: list[int] = []
    tally = await submit_lines(desk, provider, lines, passed=passed.append, rejected=rejected)
    return tally, sum(passed)


async def test_all_lines_are_counted_and_every_octet_passes(desk: Desk) -> None:
    lines = [line(f"ORD-{n % 80}") for n in range(AT_ONCE * 2)]
    lines += [b"\n", b"# a remark\n", b"nonsense\n"]
    bad: list[Rejected] = []
    tally, passed = await submit(desk, lines, bad.append)
    assert (tally.taken, tally.known, tally.rejected) == (80, AT_ONCE * 2 - 80, 1)
    assert tally.lines == AT_ONCE * 2 + 1
    assert passed == sum(map(len, lines))
    assert [each.number for each in bad] == [len(lines)]


async def test_bad_lines_are_told_in_their_order(desk: Desk) -> None:
    bad: list[Rejected] = []
    await submit(desk, [b"x\n", line("ORD-1"), b"{}\n", b"[]\n"], bad.append)
    assert [each.number for each in bad] == [1, 3, 4]


async def test_a_reference_in_use_is_told_with_its_place(desk: Desk) -> None:
    other = msgspec.json.decode(line("ORD-1"))
    other["subject"]["remarks"] = "二"
    bad: list[Rejected] = []
    await submit(desk, [line("ORD-1"), msgspec.json.encode(other)], bad.append)
    assert bad[0].why[0].startswith("/reference: ")


def test_a_reject_file_has_the_reasons_above_each_line(tmp_path: Path) -> None:
    with reject_file(tmp_path / "rejects.jsonl") as keep:
        keep(Rejected(7, b"{}", ("/kind: 缺 / Missing.", "/province: 缺 / Missing.")))
    assert (tmp_path / "rejects.jsonl").read_text("utf-8").splitlines() == [
        "# line 7: /kind: 缺 / Missing.",
        "# line 7: /province: 缺 / Missing.",
        "{}",
    ]


def test_without_a_file_nothing_is_kept() -> None:
    with reject_file(None) as keep:
        keep(Rejected(7, b"{}", ()))


def test_a_bad_line_is_not_shown_by_accident() -> None:
    assert "13802112345" not in repr(Rejected(1, b"13802112345", ()))
