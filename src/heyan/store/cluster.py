"""The embedded server itself: found or launched, waited for, stopped."""

import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from heyan.store.layout import (
    ENVIRONMENT,
    Failure,
    Plan,
    as_account,
    give_to,
    lay_out,
    make_directory,
)

PORT = 5432
SOCKET = f".s.PGSQL.{PORT}"
LONGEST_SOCKET_PATH = 100  # the smallest limit among our systems is 103 octets
SOCKETS_LINE, STATE_LINE = 4, 7  # of postmaster.pid
LOOK_AGAIN = 0.02
QUIET_FOR = 1.0
STALLED_AFTER = 300.0
LARGEST_LOG = 10_000_000

SERVER = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "log_error_verbosity": "terse",  # a detail line quotes the row
    "log_startup_progress_interval": "2s",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
UNSAFE = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}

Say = Callable[[str], None]


def start(plan: Plan, say: Say) -> Path:
    """Have the server run, and return the directory of its socket."""
    if _running(plan):
        return _wait_until_ready(plan, None, say)
    lay_out(plan)
    _forget_stale_locks(plan)
    return _wait_until_ready(plan, _launch(plan), say)


def stop(plan: Plan) -> None:
    """Have the server end its sessions, write its checkpoint and go."""
    pid = _running(plan)
    if pid is None:
        return
    sockets = Path(_lock_lines(plan)[SOCKETS_LINE])
    os.kill(pid, signal.SIGINT)
    while _lives(pid):
        time.sleep(LOOK_AGAIN)
    if not sockets.is_relative_to(plan.place):
        sockets.rmdir()


def _running(plan: Plan) -> int | None:
    """Return the pid of the server that answers at its socket, if there is one."""
    lines = _lock_lines(plan)
    path = f"{lines[SOCKETS_LINE]}/{SOCKET}" if len(lines) > SOCKETS_LINE else ""
    if not path:
        return None
    with socket.socket(socket.AF_UNIX) as knock, suppress(OSError):
        knock.connect(path)
        return int(lines[0])
    return None


def _lock_lines(plan: Plan) -> Sequence[str]:
    try:
        return (plan.data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return ()


def _forget_stale_locks(plan: Plan) -> None:
    """Remove the pid files of a server that died, when its pid is another program's by now."""
    for lock in (plan.data / "postmaster.pid", plan.sockets / f"{SOCKET}.lock"):
        with suppress(FileNotFoundError):
            if "postgres" not in _program_of(int(lock.read_text().split()[0])):
                lock.unlink()


def _program_of(pid: int) -> str:
    if Path("/proc/self/comm").exists():
        with suppress(OSError):
            return Path(f"/proc/{pid}/comm").read_text()
        return ""
    ask = ["/bin/ps", "-o", "comm=", "-p", str(pid)]
    return subprocess.run(ask, capture_output=True, check=False, text=True).stdout


def _lives(pid: int) -> bool:
    with suppress(ChildProcessError):
        # Ours is a zombie until it is asked for.
        os.waitpid(pid, os.WNOHANG)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _wait_until_ready(plan: Plan, process: "subprocess.Popen[bytes] | None", say: Say) -> Path:
    """Wait for crash recovery too, as long as the server's log grows."""
    told = heard = plan.log.stat().st_size
    quiet_until = time.monotonic() + QUIET_FOR
    stalled_at = time.monotonic() + STALLED_AFTER
    while True:
        lines = _lock_lines(plan)
        if is_ready(lines, process.pid if process else None):
            return Path(lines[SOCKETS_LINE])
        if process is not None and process.poll() is not None:
            raise Failure(f"PostgreSQL ended at once: {_last_complaint(plan)}")
        now = time.monotonic()
        size = plan.log.stat().st_size
        if size > heard:
            heard, stalled_at = size, now + STALLED_AFTER
        if now > stalled_at:
            raise Failure(f"PostgreSQL has made no progress for a long while; see {plan.log}.")
        if now > quiet_until and heard > told:
            say(f"PostgreSQL is recovering: {_log_lines(plan)[-1]}")
            told = heard
        time.sleep(LOOK_AGAIN)


def is_ready(lines: Sequence[str], launched: int | None) -> bool:
    """Tell by postmaster.pid whether the server that we launched, or found, takes questions."""
    if len(lines) <= STATE_LINE:
        return False
    # A server that crashed left its lines behind, and they still say that it is ready.
    ours = launched is None or int(lines[0]) == launched
    return ours and lines[STATE_LINE].strip() == "ready"


def _log_lines(plan: Plan) -> Sequence[str]:
    lines = plan.log.read_text(errors="replace").splitlines() or ["nothing is in its log"]
    return [line.partition(":  ")[2] or line for line in lines]


def _last_complaint(plan: Plan) -> str:
    lines = plan.log.read_text(errors="replace").splitlines()
    grave = [line for line in lines if "FATAL" in line or "PANIC" in line]
    return (grave or lines or ["nothing is in its log"])[-1]


def _launch(plan: Plan) -> "subprocess.Popen[bytes]":
    sockets = plan.sockets
    if len(os.fsencode(sockets / SOCKET)) > LONGEST_SOCKET_PATH:
        sockets = Path(tempfile.mkdtemp(prefix="heyan-", dir="/tmp"))
        give_to(sockets, plan.account)
    make_directory(sockets, plan.account)
    if plan.log.exists() and plan.log.stat().st_size > LARGEST_LOG:
        plan.log.rename(plan.log.with_suffix(".log.1"))
    settings = {**SERVER, **({} if plan.safe else UNSAFE)}
    settings["unix_socket_directories"] = str(sockets)
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    with plan.log.open("ab") as log:
        return subprocess.Popen(
            [plan.programs / "postgres", "-D", plan.data, "-p", str(PORT), *options],
            cwd=plan.place,
            env=ENVIRONMENT,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            **as_account(plan),
        )
