"""Whatever the house refuses, it says in Chinese."""

import re
from collections.abc import Iterator

import pytest

from heyan.rules.refusals import Refusal
from heyan.web.problems import REFUSED


def every(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for each in kind.__subclasses__():
        yield each
        yield from every(each)


KINDS = sorted(every(Refusal), key=lambda kind: kind.__name__)


def code_of(kind: type[Refusal]) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


@pytest.mark.parametrize("kind", KINDS, ids=code_of)
def test_a_refusal_has_its_chinese_sentence(kind: type[Refusal]) -> None:
    assert re.search(r"[\u3400-\u9fff]{4}", REFUSED[code_of(kind)].zh)


@pytest.mark.parametrize("kind", KINDS, ids=code_of)
def test_a_refusal_explains_itself_in_one_sentence(kind: type[Refusal]) -> None:
    assert (kind.__doc__ or "").strip().endswith(".")


def test_no_sentence_is_for_a_refusal_that_is_gone() -> None:
    assert REFUSED.keys() - {"refusal"} == {code_of(kind) for kind in KINDS}
