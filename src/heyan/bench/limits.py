"""The limits: pgbench doing the same rows, one commit each, as well as it can on this machine."""

import asyncio
import os
import tempfile
from collections.abc import Mapping, Sequence
from importlib.resources import files
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from heyan.bench.rounds import Timed
from heyan.store.database import connect
from heyan.store.embedded import find_program
from heyan.store.queries import split_queries

QUERIES = split_queries((files("heyan.bench") / "limits.sql").read_text("utf-8"))

CLIENTS = 16
_THREADS = 2
_SCRIPT = "\\set turn :turn + 1\nselect {function}((:client_id + {clients} * :turn) % {count});\n"
_MICRO = 1e-6
# Our own sessions are told so, too: of what was empty when it was planned, all would be read.
_BY_INDEX = "-c enable_seqscan=off -c jit=off"


class NoPgbench(Exception):
    """pgbench is not to be found, or does not run; says why."""


async def define(url: str) -> None:
    """Define the functions that pgbench calls."""
    connection = await connect(url)
    try:
        for query in QUERIES.values():
            await connection.execute(query.sql)
    finally:
        await connection.close()


async def run(
    url: str, function: str, count: int, clients: int = CLIENTS, rate: float | None = None
) -> Timed:
    """Call a function once for each place of a round, as quickly as can be or so many a second.

    At a rate each call waits from when it was due, which is at random (`pgbench --rate`).
    """
    pace = () if rate is None else ("-R", f"{rate:.1f}")
    clients = min(clients, count)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "script.sql"
        script.write_text(_SCRIPT.format(function=function, clients=clients, count=count))
        told = await _pgbench(
            url,
            *("-n", "-M", "prepared", "-c", str(clients), "-j", str(min(_THREADS, clients))),
            *("-t", str(count // clients), "-D", "turn=-1", "-f", str(script)),
            *("-l", "--log-prefix", str(Path(folder) / "log"), *pace),
        )
        calls = _read_logs(Path(folder))
    if not calls:
        raise NoPgbench(f"pgbench logged no call: {told.strip().splitlines()[-1:]}")
    return timed_of(calls) if rate is None else paced_of(calls)


class Call(NamedTuple):
    """A call of one of pgbench's clients: which of the client's, how long, and when it ended."""

    turn: int
    took: float
    ended: float


def timed_of(calls: Sequence[Call]) -> Timed:
    """Time what came after every client's first call, in which its statements are planned.

    Our own sessions are open before a round; what they plan anew in it, as the ground was set, is
    timed. Of a round that is too short for every client to have planned, all is.
    """
    begun = _all_have_planned(calls)
    later = [call for call in calls if call.ended > begun]
    if not later:
        begun, later = min(call.ended - call.took for call in calls), list(calls)
    a_second = len(later) / (max(call.ended for call in later) - begun)
    return Timed(len(calls), len(calls) / a_second, [call.took for call in later])


def paced_of(calls: Sequence[Call]) -> Timed:
    """Time what was due when every client had planned; of a short round, all."""
    begun = _all_have_planned(calls)
    later = [call for call in calls if call.ended - call.took >= begun] or list(calls)
    seconds = max(call.ended for call in later) - min(call.ended - call.took for call in later)
    return Timed(len(later), seconds, [call.took for call in later])


def _all_have_planned(calls: Sequence[Call]) -> float:
    first = min(call.turn for call in calls)
    return max(call.ended for call in calls if call.turn == first)


def _read_logs(folder: Path) -> list[Call]:
    lines = (line for log in folder.glob("log*") for line in log.read_text().splitlines())
    return sorted(map(_read_call, lines), key=attrgetter("ended"))


def _read_call(line: str) -> Call:
    _client, turn, took, _script, seconds, micro = map(int, line.split()[:6])
    return Call(turn, took * _MICRO, seconds + micro * _MICRO)


async def _pgbench(url: str, *options: str) -> str:
    program = find_program("pgbench")
    if program is None:
        raise NoPgbench("pgbench is not installed; it comes with PostgreSQL's own programs.")
    process = await asyncio.create_subprocess_exec(
        program,
        *options,
        env={**os.environ, **environment_of(url), "PGOPTIONS": _BY_INDEX},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    if process.returncode:
        said = err.decode(errors="replace").strip().splitlines()
        complaint = next((line for line in said if "error" in line.lower()), "nothing said")
        raise NoPgbench(f"pgbench ended with {process.returncode}: {complaint}")
    return out.decode()


def environment_of(url: str) -> Mapping[str, str]:
    """Say to PostgreSQL's own programs where to go, with nothing secret among their arguments."""
    parts = urlsplit(url)
    more = dict(parse_qsl(parts.query))
    told = {
        "PGHOST": more.get("host") or parts.hostname,
        "PGPORT": more.get("port") or (None if parts.port is None else str(parts.port)),
        "PGUSER": more.get("user") or parts.username,
        "PGPASSWORD": more.get("password") or parts.password,
        "PGDATABASE": parts.path.removeprefix("/"),
        "PGSSLMODE": more.get("sslmode"),
    }
    return {name: value for name, value in told.items() if value}
