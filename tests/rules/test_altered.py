from dataclasses import FrozenInstanceError, dataclass, replace

import pytest

from heyan.rules.altered import altered


@dataclass(frozen=True)
class Thing:
    name: str
    size: int = 1


def test_what_is_named_is_altered_and_the_rest_stays() -> None:
    before = Thing("a", 2)
    after = altered(before, size=3)
    assert after == replace(before, size=3) == Thing("a", 3)
    assert before == Thing("a", 2)
    assert hash(after) == hash(Thing("a", 3))


def test_the_copy_is_as_frozen_as_the_thing() -> None:
    with pytest.raises(FrozenInstanceError):
        altered(Thing("a"), size=3).size = 4  # type: ignore[misc]


def test_a_field_that_there_is_not_is_refused() -> None:
    with pytest.raises(TypeError, match="Thing has no \\['sise'\\]"):
        altered(Thing("a"), sise=3)
