from itertools import pairwise

from heyan.bench.crowd import PROVINCES, places_of
from heyan.rules.ids import CaseId


def test_the_crowd_is_spread_over_all_cases_and_provinces() -> None:
    cases = places_of(100_000, 1_000)
    numbers = sorted(case.number for case in cases)
    assert len(set(numbers)) == 1_000
    assert numbers[0] == 1
    assert max(b - a for a, b in pairwise(numbers)) == 100
    assert [case.number for case in cases] != numbers
    assert {case.province for case in cases} == set(PROVINCES)


def test_of_few_cases_all_are_the_crowds() -> None:
    assert sorted(places_of(3, 10)) == sorted(CaseId(PROVINCES[n], n + 1) for n in range(3))


def test_a_crowd_of_one_province_is_spread_over_its_cases_alone() -> None:
    cases = places_of(100_000, 1_000, homes=1)
    numbers = sorted(case.number for case in cases)
    assert {case.province for case in cases} == {PROVINCES[0]}
    assert len(set(numbers)) == 1_000
    assert {b - a for a, b in pairwise(numbers)} <= {14 * 7, 15 * 7}


def test_of_few_cases_in_some_provinces_all_are_the_crowds() -> None:
    assert sorted(places_of(9, 10, homes=2)) == sorted(
        CaseId(PROVINCES[(n - 1) % 7], n) for n in (1, 2, 8, 9)
    )
