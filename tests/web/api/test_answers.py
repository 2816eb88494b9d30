"""What calls may answer besides what they are for."""

import pytest

from heyan.web.api.answers import problems
from heyan.web.problems import MEANINGS, PROBLEM_JSON, Problem


def test_the_house_may_always_be_away() -> None:
    assert set(problems(404)) == {404, 503}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 415, 422, 503])
def test_a_status_is_told_as_the_problem_it_is(status: int) -> None:
    spec = problems(status)[status]
    assert (spec.data_container, spec.media_type) == (Problem, PROBLEM_JSON)
    assert spec.description.endswith(".")
    assert status in {meaning.status for meaning in MEANINGS.values()}


def test_a_status_that_no_problem_has_cannot_be_told() -> None:
    with pytest.raises(KeyError):
        problems(418)
