"""Web processes of a real house on a bench's stage, and what they use of the processors."""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from heyan.bench.stage import Miscounted, Stage

LOOPBACK = "127.0.0.1"
_STARTS_WITHIN = 600  # looks, a twentieth of a second apart
_LOOK_AGAIN = 0.05
_USED = slice(11, 13)  # user's and system's ticks in /proc/PID/stat, behind the name (proc(5))


@dataclass(frozen=True)
class Web:
    """Processes that answer, each at a port of its own."""

    ports: Sequence[int]
    processes: Sequence[Process]

    def used(self) -> float:
        """Tell how many seconds of a processor they have used so far, where the system says so."""
        return sum(_used_by(process.pid) for process in self.processes)


@asynccontextmanager
async def open_web(stage: Stage, count: int) -> AsyncIterator[Web]:
    """Start so many processes as an operator does, and stop them in the end."""
    ports = [_free_port() for _ in range(count)]
    processes: list[Process] = []
    try:
        for port in ports:
            processes.append(await _start(stage, port))
            await _wait_for(port)  # one at a time: the first brings the database up to date
        yield Web(ports, processes)
    finally:
        for process in processes:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        for process in processes:
            await process.wait()


async def _start(stage: Stage, port: int) -> Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "heyan", "serve", "--role", "web"),
        env=_environment(stage, port),
        stdout=asyncio.subprocess.DEVNULL,
    )


def _environment(stage: Stage, port: int) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HEYAN_")}
    settings = stage.settings
    return inherited | {
        "HEYAN_DATABASE_URL": stage.url,
        "HEYAN_HOME": str(settings.home),
        "HEYAN_KEYS": str(settings.keys),
        "HEYAN_MODE": settings.mode,
        "HEYAN_LISTEN": f"{LOOPBACK}:{port}",
        "HEYAN_PROXIES": LOOPBACK,  # the browsers say from where they come, each from elsewhere
        "HEYAN_LOG_LEVEL": "error",
    }


def _free_port() -> int:
    with socket.socket() as door:
        door.bind((LOOPBACK, 0))
        return int(door.getsockname()[1])


async def _wait_for(port: int) -> None:
    for _ in range(_STARTS_WITHIN):
        with suppress(OSError):
            _, writer = await asyncio.open_connection(LOOPBACK, port)
            writer.close()
            await writer.wait_closed()
            return
        await asyncio.sleep(_LOOK_AGAIN)
    raise Miscounted("the web process does not start")


def _used_by(pid: int) -> float:
    try:
        told = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0.0
    ticks = told.rpartition(")")[2].split()[_USED]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
