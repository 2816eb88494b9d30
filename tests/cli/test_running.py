"""A long-running command has the loop it was measured on, and is not searched for garbage often."""

import asyncio
import gc

import pytest
import uvloop

from heyan.cli.running import COLLECT_AFTER, run_long


async def surroundings() -> tuple[bool, int]:
    return isinstance(asyncio.get_running_loop(), uvloop.Loop), gc.get_threshold()[0]


def test_it_runs_on_uvloop_and_is_searched_for_garbage_seldom() -> None:
    assert run_long(surroundings()) == (True, COLLECT_AFTER)


def test_what_was_there_before_is_not_looked_at() -> None:
    kept = [[each] for each in range(1000)]

    async def looked_at() -> bool:
        return any(each is kept[0] for each in gc.get_objects())

    assert run_long(looked_at()) is False


def test_what_comes_after_finds_the_collector_as_it_was() -> None:
    before = gc.get_threshold()

    async def failing() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        run_long(failing())
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)
