"""A long-running command has the loop it was measured on, and is not searched for garbage often."""

import asyncio
import gc
from collections.abc import Iterator

import pytest
import uvloop

from heyan.cli.running import COLLECT_AFTER, run_long


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


async def surroundings() -> tuple[bool, int]:
    return isinstance(asyncio.get_running_loop(), uvloop.Loop), gc.get_threshold()[0]


def test_it_runs_on_uvloop_and_is_searched_for_garbage_seldom() -> None:
    assert run_long(surroundings()) == (True, COLLECT_AFTER)


def test_what_was_there_before_is_not_looked_at_again() -> None:
    kept = [[each] for each in range(1000)]
    before = gc.get_freeze_count()
    run_long(surroundings())
    assert gc.get_freeze_count() >= before + len(kept)
    assert not any(each is kept[0] for each in gc.get_objects())


def test_what_fails_within_is_raised() -> None:
    async def failing() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        run_long(failing())
