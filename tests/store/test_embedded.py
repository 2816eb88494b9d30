import asyncio
import contextlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from heyan.store.cluster import SOCKET, is_ready
from heyan.store.database import Database, StoreUnsuitable, connect
from heyan.store.embedded import EmbeddedServer, make_plan, reachable
from heyan.store.layout import Failure, lay_out, make_directory
from tests.fakes.waiting import until

SOURCE = Path(__file__).parents[2] / "src"
IS_ROOT = os.geteuid() == 0


PROGRAM = """
import asyncio, pathlib, sys
from heyan.store.embedded import EmbeddedServer

async def main():
    await EmbeddedServer(pathlib.Path(sys.argv[1]), throwaway=True).start()
    print("ready", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


def start_heyan(home: Path) -> "subprocess.Popen[str]":
    heyan = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(home)],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert heyan.stdout is not None
    assert heyan.stdout.readline() == "ready\n"
    return heyan


def place_of(home: Path) -> Path:
    return Path(make_plan(home, throwaway=False).place)


@pytest.fixture
def kept_home(home: Path) -> Iterator[Path]:
    """Give a home whose data stays when its server stops."""
    yield home
    shutil.rmtree(place_of(home), ignore_errors=True)


async def ask(url: str, question: str) -> object:
    connection = await connect(url)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


def nothing_at(path: Path) -> bool:
    return not path.exists()


def server_pid(place: Path) -> int:
    return int((place / "data/postmaster.pid").read_text().split()[0])


async def kill(lost: EmbeddedServer, pid: int) -> None:
    """End keeper and server as a power cut would."""
    keeper = lost._keeper  # noqa: SLF001 - nobody outside has a reason to know the keeper
    assert keeper is not None
    keeper.kill()
    keeper.wait()
    os.kill(pid, signal.SIGKILL)
    await lost.stop()
    await until(lambda: gone(pid))


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


async def test_a_throw_away_server_comes_and_goes_with_everything(home: Path) -> None:
    async with EmbeddedServer(home, throwaway=True) as url:
        pid = server_pid(home)
        database = await Database.open(url)
        async with database.read() as tx:
            assert await tx.fetchval("select current_database()") == "heyan"
            assert await tx.fetchval("show fsync") == "off"
        await database.close()
    assert gone(pid)
    assert nothing_at(home)


async def test_data_survives_from_one_start_to_the_next(kept_home: Path) -> None:
    async with EmbeddedServer(kept_home) as url:
        await ask(url, "create table kept as select 7 as n")
        assert await ask(url, "show fsync") == "on"
    async with EmbeddedServer(kept_home) as url:
        assert await ask(url, "select n from kept") == 7


async def test_text_is_utf8_in_c_order_whatever_the_host_says(home: Path) -> None:
    async with EmbeddedServer(home, throwaway=True) as url:
        assert await ask(url, "show server_encoding") == "UTF8"
        locale = "select datlocprovider::text || datlocale from pg_database where datname = 'heyan'"
        assert await ask(url, locale) == "bC.UTF-8"
        assert await ask(url, "select upper('é') || '核验'") == "É核验"


async def test_nobody_else_gets_in(home: Path) -> None:
    async with EmbeddedServer(home, throwaway=True) as url:
        assert await ask(url, "show listen_addresses") == ""
        methods = await ask(
            url, "select string_agg(type || auth_method, ',') from pg_hba_file_rules"
        )
        assert methods == "localpeer"
        for path in (home, home / "run", home / "data"):
            assert stat.S_IMODE(path.stat().st_mode) == 0o700
        assert stat.S_IMODE((home / f"run/{SOCKET}").stat().st_mode) == 0o700
        with pytest.raises(StoreUnsuitable, match="does not let this user in"):
            await ask(url.replace("heyan@", "postgres@"), "select 1")


async def test_two_heyans_share_one_server_and_the_last_one_stops_it(home: Path) -> None:
    first, second = (EmbeddedServer(home, throwaway=True) for _ in range(2))
    urls = await asyncio.gather(first.start(), second.start())
    assert urls[0] == urls[1]
    pid = server_pid(home)
    await first.stop()
    assert await ask(urls[1], "select 1") == 1
    await second.stop()
    assert gone(pid)
    assert nothing_at(home)


async def test_a_killed_heyan_leaves_nothing(home: Path) -> None:
    heyan = start_heyan(home)
    pid = server_pid(home)
    heyan.kill()
    await until(lambda: gone(pid) and nothing_at(home))
    heyan.communicate()


async def test_a_server_whose_keeper_died_too_is_found_and_used(home: Path) -> None:
    lost = EmbeddedServer(home, throwaway=True)
    url = await lost.start()
    pid = server_pid(home)
    keeper = lost._keeper  # noqa: SLF001 - nobody outside has a reason to know the keeper
    assert keeper is not None
    keeper.kill()
    await lost.stop()
    assert not gone(pid)
    async with EmbeddedServer(home, throwaway=True) as again:
        assert again == url
        assert server_pid(home) == pid
    assert gone(pid)


async def test_a_server_that_crashed_recovers(kept_home: Path) -> None:
    lost = EmbeddedServer(kept_home)
    url = await lost.start()
    await ask(url, "create table kept as select 7 as n")
    await kill(lost, server_pid(place_of(kept_home)))
    async with EmbeddedServer(kept_home) as url:
        assert await ask(url, "select n from kept") == 7


async def test_a_server_that_dies_while_its_heyan_lives_can_be_started_again(
    kept_home: Path,
) -> None:
    async with EmbeddedServer(kept_home) as url:
        await ask(url, "create table kept as select 7 as n")
        pid = server_pid(place_of(kept_home))
        os.kill(pid, signal.SIGKILL)
        await until(lambda: gone(pid))  # and is nobody's zombie, whose pid would bar the next
        again = EmbeddedServer(kept_home)
        while True:  # its last children may still have to notice
            with contextlib.suppress(StoreUnsuitable):
                assert await ask(await again.start(), "select n from kept") == 7
                break
        await again.stop()


def test_a_server_is_ready_when_it_says_so_itself() -> None:
    lines = ["7", "data", "1", "5432", "run", "", "", "ready   "]
    assert is_ready(lines, 7)
    assert is_ready(lines, None)
    assert not is_ready(lines, 8), "what a crashed server said last"
    assert not is_ready([*lines[:-1], "starting"], 7)
    assert not is_ready(lines[:-1], 7)


async def test_a_stale_pid_that_is_another_programs_now_does_not_stop_us(home: Path) -> None:
    lost = EmbeddedServer(home, throwaway=True)
    await lost.start()
    await kill(lost, server_pid(home))
    for lock in (home / "data/postmaster.pid", home / f"run/{SOCKET}.lock"):
        lines = lock.read_text().splitlines()
        lock.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    async with EmbeddedServer(home, throwaway=True) as url:
        assert await ask(url, "select 1") == 1


async def test_data_of_another_version_is_refused_in_one_sentence(kept_home: Path) -> None:
    async with EmbeddedServer(kept_home):
        pass
    (place_of(kept_home) / "data/PG_VERSION").write_text("9\n")
    with pytest.raises(StoreUnsuitable, match="is of PostgreSQL 9, and this heyan brings 18"):
        await EmbeddedServer(kept_home).start()


async def test_a_server_that_cannot_start_says_why(kept_home: Path) -> None:
    async with EmbeddedServer(kept_home):
        pass
    with (place_of(kept_home) / "data/postgresql.conf").open("a") as file:
        file.write("max_connections = many\n")
    with pytest.raises(StoreUnsuitable, match=r"ended at once.*FATAL"):
        await EmbeddedServer(kept_home).start()


async def test_a_long_path_is_no_obstacle(home: Path) -> None:
    long = home.with_name(home.name + "x" * 100)
    async with EmbeddedServer(long, throwaway=True) as url:
        sockets = Path(url.partition("host=")[2])
        assert not sockets.is_relative_to(long)
    assert nothing_at(sockets)
    assert nothing_at(long)


def test_a_place_of_somebody_else_is_refused(home: Path) -> None:
    if IS_ROOT:
        home.mkdir()
        os.chown(home, 54321, 54321)
    else:
        home = Path("/usr")
    with pytest.raises(Failure, match="belongs to somebody else"):
        make_directory(home, None)


def test_folders_that_a_user_cannot_enter_are_known(home: Path) -> None:
    me = pwd.getpwuid(os.geteuid()).pw_name
    (home / "inside").mkdir(parents=True)
    assert reachable(home / "inside", me)
    home.chmod(0o600)
    assert not reachable(home / "inside" if IS_ROOT else home, me)
    home.chmod(0o700)


def test_only_root_runs_the_server_as_another_user(home: Path) -> None:
    assert (make_plan(home, throwaway=True).account is not None) is IS_ROOT


def test_no_folder_on_the_way_is_opened(home: Path) -> None:
    home.mkdir(mode=0o700)
    plan = make_plan(home / "within", throwaway=True)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert Path(plan.place).is_relative_to(home) is not IS_ROOT


def test_programs_that_the_user_cannot_reach_are_copied(home: Path) -> None:
    plan = replace(make_plan(home, throwaway=True), copy_binaries=True)
    make_directory(home, plan.account)
    lay_out(plan)
    assert plan.programs.is_relative_to(home)
    for program in plan.programs.iterdir():
        assert stat.S_IMODE(program.stat().st_mode) == 0o755
    lay_out(plan)
