"""The real command as a process of its own, with pretend carriers of the test as its accounts."""

import asyncio
import os
import socket
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from heyan.carriers.account import Account
from heyan.sandbox.neighbours import Neighbours
from heyan.sandbox.provider import Program

HEYAN = Path(sys.executable).with_name("heyan")
BOUND = 60


def environment(url: str, home: Path, **more: str) -> dict[str, str]:
    """Return the settings of a sandbox on a test's own database and home."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HEYAN_")}
    named = {"HEYAN_DATABASE_URL": url, "HEYAN_HOME": str(home), "HEYAN_MODE": "sandbox"}
    return inherited | named | more


@asynccontextmanager
async def serving(url: str, home: Path, neighbours: Neighbours, **more: str) -> AsyncIterator[int]:
    """Run `heyan serve` with the pretend carriers as its accounts; give its port."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = int(door.getsockname()[1])
    config = home / "heyan.toml"
    config.write_text("\n".join(map(account_table, neighbours.accounts)), "utf-8")
    config.chmod(0o600)
    named = {"HEYAN_LISTEN": f"127.0.0.1:{port}", "HEYAN_CONFIG": str(config)}
    process = await asyncio.create_subprocess_exec(
        HEYAN, "serve", env=environment(url, home, **named, **more), stdout=PIPE
    )
    assert process.stdout is not None
    assert b"heyan serves" in await asyncio.wait_for(process.stdout.readline(), BOUND)
    try:
        yield port
    finally:
        process.terminate()
        assert await asyncio.wait_for(process.wait(), BOUND) == 0


async def run(*arguments: str, env: dict[str, str]) -> str:
    """Run a command of heyan to its end; return what it printed."""
    process = await asyncio.create_subprocess_exec(HEYAN, *arguments, env=env, stdout=PIPE)
    out, _ = await asyncio.wait_for(process.communicate(), BOUND)
    assert process.returncode == 0
    return out.decode()


async def accepted_at(provider: Program, filing: str) -> str:
    """Wait until the ledger has it that a carrier accepted the first message of a filing."""
    while True:
        message = (await provider.look(filing))["challenges"][0]["messages"][0]
        if message["accepted_at"]:
            return str(message["accepted_at"])
        await asyncio.sleep(0.05)


def account_table(account: Account) -> str:
    return f"""[carriers.{account.name}]
carrier = "{account.carrier}"
protocol = "{account.protocol}"
host = "{account.host}"
port = {account.port}
account = "{account.account}"
password = "{account.password}"
source_number = "{account.source_number}"
service_id = "{account.service_id}"
node = {account.node}
"""
