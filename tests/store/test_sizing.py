"""The embedded PostgreSQL takes a quarter of the memory, within bounds."""

from pathlib import Path

import pytest

from heyan.store import sizing
from heyan.store.database import connect
from heyan.store.embedded import EmbeddedServer
from heyan.store.sizing import MEGABYTE, memory_of_machine, settings_for


@pytest.mark.parametrize(
    ("megabytes", "buffers"),
    [(256, "128MB"), (2048, "512MB"), (16 * 1024, "4096MB"), (1024 * 1024, "4096MB")],
)
def test_a_quarter_of_the_memory_is_for_buffers(megabytes: int, buffers: str) -> None:
    assert settings_for(megabytes * MEGABYTE)["shared_buffers"] == buffers


def test_a_control_group_s_limit_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    group = tmp_path / "memory.max"
    monkeypatch.setattr(sizing, "CONTROL_GROUP", group)
    whole = memory_of_machine()  # there is no such file
    group.write_text("max\n")
    assert memory_of_machine() == whole
    group.write_text(f"{MEGABYTE}\n")
    assert memory_of_machine() == MEGABYTE


async def test_a_server_is_laid_out_as_large_as_the_machine_lets_it(home: Path) -> None:
    wanted = settings_for(memory_of_machine())
    async with EmbeddedServer(home, throwaway=True, safe=True) as url:
        connection = await connect(url)
        for name in ("checkpoint_timeout", "max_wal_size"):
            assert await connection.fetchval(f"show {name}") == wanted[name]
        buffers = "select pg_size_bytes(current_setting('shared_buffers')) >> 20"
        assert f"{await connection.fetchval(buffers)}MB" == wanted["shared_buffers"]
        await connection.close()
