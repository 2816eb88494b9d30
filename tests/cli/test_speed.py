"""`heyan bench verify | lone | due | intake`, as anybody runs them, in a tiny form."""

import pytest

from tests.cli.conftest import Run

TINY = ("--count", "20", "--rounds", "1")


@pytest.mark.parametrize("what", ["verify", "lone", "due", "intake"])
def test_each_is_measured_for_machines(heyan: Run, what: str) -> None:
    measured = heyan("bench", what, "--open", "140", *TINY, "--json").json
    (compared,) = measured["compared"]
    assert (compared["open_cases"], compared["count"], compared["rounds"]) == (140, 20, 1)
    assert compared["ours"]["a_second"] > 0
    assert compared["limit"]["a_second"] > 0


def test_sizes_are_told_to_people_in_a_table(heyan: Run) -> None:
    told = heyan("bench", "verify", "--open", "280", "--open", "140", *TINY)
    heads, small, large, *used, last = told.out.splitlines()
    assert heads.split()[:3] == ["open", "a", "second"]
    assert (small.split()[0], large.split()[0]) == ("140", "280")
    assert [line.split()[0] for line in used] == ["140", "280"]
    assert all(line.endswith("µs of a processor for each") for line in used)
    assert last.startswith("20 a round")


def test_the_table_says_beside_what_it_was_measured(heyan: Run) -> None:
    for what, beside in (("lone", "no line"), ("due", "pgbench")):
        heads = heyan("bench", what, "--open", "140", *TINY).out.splitlines()[0]
        assert f" {beside} " in heads


@pytest.mark.parametrize("what", ["verify", "intake"])
def test_several_processes_are_measured_too(heyan: Run, what: str) -> None:
    told = heyan("bench", what, "--open", "140", "--processes", "2", *TINY)
    assert told.out.splitlines()[-1].startswith("20 a round")
