from itertools import pairwise

import pytest

from heyan.bench.crowd import PROVINCES, places_of, row_of
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


@pytest.mark.parametrize("homes", range(1, 8))
def test_what_time_acts_on_was_opened_one_after_another(homes: int) -> None:
    cases = row_of(100_000, 999, homes)
    assert set(cases) <= set(places_of(100_000, 100_000, homes))
    assert len(set(cases)) == len(cases)
    numbers = [case.number for case in cases]
    of_those = [n for n in range(numbers[0], numbers[-1] + 1) if (n - 1) % 7 < homes]
    assert numbers == of_those


@pytest.mark.parametrize("homes", range(1, 8))
def test_of_those_about_one_half_have_even_numbers(homes: int) -> None:
    for count in range(1, 30):
        even = sum(case.number % 2 == 0 for case in row_of(1_000, count, homes))
        assert abs(count - 2 * even) <= 1


def test_of_few_cases_all_stand_in_the_row() -> None:
    assert sorted(row_of(9, 10, homes=2)) == sorted(places_of(9, 10, homes=2))
