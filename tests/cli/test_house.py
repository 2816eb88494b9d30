"""What commands share."""

import asyncio
import logging
import os
import signal

import pytest

from heyan.cli.house import speak_up, until_stopped
from heyan.settings import Settings


@pytest.mark.parametrize("word", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_sets_the_event_and_the_next_one_is_the_systems(
    word: signal.Signals,
) -> None:
    before = signal.getsignal(word)
    with until_stopped() as stop:
        os.kill(os.getpid(), word)
        async with asyncio.timeout(20):
            await stop.wait()
        assert signal.getsignal(word) in {before, signal.SIG_DFL, signal.default_int_handler}


async def test_in_the_end_signals_are_as_they_are_by_themselves() -> None:
    with until_stopped():
        pass
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_the_log_is_as_loud_as_the_settings_say() -> None:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()
    try:
        speak_up(Settings.read({"HEYAN_LOG_LEVEL": "error"}))
        assert root.level == logging.ERROR
        assert len(root.handlers) == 1
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
