"""A real house in processes that a test can kill: `heyan serve`, its PostgreSQL, its carriers."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from heyan.assembly import read_clock
from heyan.rules.phone import Carrier
from heyan.sandbox.carrier import PretendCarrier
from heyan.sandbox.exchange import Habits
from heyan.sandbox.phones import Phones
from heyan.store.cluster import SOCKET, SOCKETS_LINE
from heyan.store.database import StoreUnsuitable
from heyan.store.embedded import EmbeddedServer, make_plan

HEYAN = Path(sys.executable).with_name("heyan")
SECRET = "secret01"
LONG = 120.0  # seconds, for what takes one or two on a quiet machine
GLANCE = 0.02
TABLE = """
[carriers.{name}]
carrier = "{name}"
protocol = "cmpp3"
host = "127.0.0.1"
port = {port}
account = "{account}"
password = "{secret}"
source_number = "106575000130"
service_id = "HEYAN"
"""


@dataclass
class Postgres:
    """A PostgreSQL with data of its own, which can be killed and started again."""

    home: Path
    url: str = ""
    _keepers: list[EmbeddedServer] = field(default_factory=list)

    async def start(self) -> None:
        """Start it; after a kill its last sessions may still have to notice."""
        async with asyncio.timeout(LONG):
            while True:
                keeper = EmbeddedServer(self.home)
                with suppress(StoreUnsuitable):
                    self.url = await keeper.start()
                    self._keepers.append(keeper)
                    return
                await asyncio.sleep(GLANCE)

    async def die(self, by: signal.Signals) -> None:
        """End it at once: SIGQUIT is its immediate shutdown, SIGKILL leaves it no last word."""
        place = Path(make_plan(self.home, throwaway=False).place)
        lines = (place / "data/postmaster.pid").read_text().splitlines()
        pid, sockets = lines[0], lines[SOCKETS_LINE]
        os.kill(int(pid), by)
        async with asyncio.timeout(LONG):
            while hears(f"{sockets}/{SOCKET}"):  # noqa: ASYNC110 - another process
                await asyncio.sleep(GLANCE)

    async def stop(self) -> None:
        for keeper in self._keepers:
            await keeper.stop()


def hears(path: str) -> bool:
    """Tell whether anybody listens at a socket."""
    with socket.socket(socket.AF_UNIX) as knock, suppress(OSError):
        knock.connect(path)
        return True
    return False


@dataclass
class Town:
    """Everything that runs, and where it is found."""

    folder: Path
    postgres: Postgres
    phones: Phones
    carrier: PretendCarrier
    port: int
    key: str = ""
    serving: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> Mapping[str, str]:
        kept = {name: value for name, value in os.environ.items() if name[:6] != "HEYAN_"}
        return kept | {
            "HEYAN_DATABASE_URL": self.postgres.url,
            "HEYAN_HOME": str(self.folder / "house"),
            "HEYAN_MODE": "sandbox",
            "HEYAN_LISTEN": f"127.0.0.1:{self.port}",
            "HEYAN_ADDRESS_TRIES": "1000000",
            "HEYAN_NETWORK_TRIES": "1000000",
        }

    async def command(self, *words: str) -> str:
        """Run a command of heyan's to its end."""
        process = await asyncio.create_subprocess_exec(
            HEYAN, *words, env=self.environment, cwd=self.folder, stdout=subprocess.PIPE
        )
        out, _ = await process.communicate()
        assert process.returncode == 0
        return out.decode().strip()

    def serve(self) -> None:
        """Start the house."""
        with (self.folder / "log").open("ab") as log:
            self.serving = subprocess.Popen(
                [HEYAN, "serve"], env=self.environment, cwd=self.folder, stdout=log, stderr=log
            )

    def kill(self) -> None:
        """Kill the house as the kernel would when memory runs out."""
        assert self.serving is not None
        self.serving.kill()
        assert self.serving.wait() == -signal.SIGKILL

    def last_words(self) -> str:
        return (self.folder / "log").read_text()[-2000:]

    async def ready(self) -> None:
        """Wait until the house answers and its database does too."""
        async with asyncio.timeout(LONG), httpx.AsyncClient() as client:
            while True:
                assert self.serving is not None
                if self.serving.poll() is not None:
                    raise AssertionError(f"the house ended by itself: {self.last_words()}")
                with suppress(httpx.TransportError):
                    if (await client.get(f"{self.url}/health/ready")).status_code == httpx.codes.OK:
                        return
                await asyncio.sleep(GLANCE)


@asynccontextmanager
async def found_town(folder: Path) -> AsyncIterator[Town]:
    """Start everything but the house itself, and enter one provider."""
    phones, accounts = Phones(), {f"90000{n}": SECRET for n, _ in enumerate(Carrier, 1)}
    carrier = PretendCarrier(phones, Habits(accounts), read_clock)
    postgres = Postgres(folder / "postgres")
    town = Town(folder, postgres, phones, carrier, free_port())
    try:
        await postgres.start()
        await carrier.start()
        tables = (
            TABLE.format(name=name, port=carrier.port, account=account, secret=SECRET)
            for name, account in zip(Carrier, accounts, strict=True)
        )
        written = folder / "heyan.toml"
        written.touch(0o600)
        written.write_text("".join(tables))
        await town.command("migrate")
        town.key = await town.command("providers", "add", "海河云")
        yield town
    finally:
        if town.serving is not None:
            town.serving.kill()
            town.serving.wait()
        await carrier.stop()
        await postgres.stop()
        shutil.rmtree(make_plan(postgres.home, throwaway=False).place, ignore_errors=True)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])
