"""The small process that starts the embedded PostgreSQL and outlives heyan to stop it.

Its standard input is a pipe from heyan: the pipe's end is heyan's end, also when heyan was killed.
Every heyan that uses the server has a keeper of its own; each holds a shared lock, and the one that
gets it alone stops the server. Lines on its standard output: `say ...` while it waits, then `ready`
with the directory of the socket, or `fail` with the reason.
"""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from heyan.store.cluster import start, stop
from heyan.store.layout import Failure, Plan, make_directory


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    plan = Plan(**json.loads(sys.argv[1]))
    try:
        in_use = _take_lock(plan, "use.lock", fcntl.LOCK_SH)
        with _take_lock(plan, "start.lock", fcntl.LOCK_EX):
            sockets = start(plan, lambda words: _tell("say", words))
        # A server that dies must not stay our zombie: its pid would keep the next from starting.
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        _tell("ready", str(sockets))
    except (Failure, OSError, subprocess.SubprocessError) as error:
        _tell("fail", str(error))
    sys.stdin.read()
    try:
        fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    stop(plan)
    if plan.throwaway:
        shutil.rmtree(plan.place, ignore_errors=True)


def _take_lock(plan: Plan, name: str, kind: int) -> BinaryIO:
    """Lock a file that is still there when we have it, since a leaver may remove the place."""
    path = Path(plan.place) / name
    while True:
        make_directory(Path(plan.place), plan.account)
        number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        lock = os.fdopen(number, "r+b")
        fcntl.flock(lock, kind)
        with suppress(FileNotFoundError):
            if path.stat().st_ino == os.fstat(number).st_ino:
                return lock
        lock.close()


def _tell(word: str, words: str) -> None:
    # Whoever asked may be gone already, and there is still a server to stop.
    with suppress(BrokenPipeError):
        sys.stdout.write(f"{word} {' '.join(words.split())}\n")
        sys.stdout.flush()
