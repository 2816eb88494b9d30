"""Others' clients are found where they were built, or say why they are not there."""

import sys
from pathlib import Path

import pytest

from heyan.bench import peers
from heyan.bench.peers import NoPeer, Result


def test_a_peer_that_was_never_fetched_says_what_fetches_it(tmp_path: Path) -> None:
    with pytest.raises(NoPeer, match="make interop"):
        peers.smsgate(tmp_path, "serve")


def test_a_peer_that_could_not_be_had_says_why(tmp_path: Path) -> None:
    (tmp_path / "cmppprotocol").mkdir()
    (tmp_path / "cmppprotocol" / "why-not").write_text("there is no cargo on this machine\n")
    with pytest.raises(NoPeer, match="no cargo"):
        peers.cmppprotocol(tmp_path, "bench")


def test_a_peer_that_is_there_is_called_by_its_whole_path(tmp_path: Path) -> None:
    (tmp_path / "smpp-js").mkdir()
    (tmp_path / "smpp-js" / "ready").touch()
    assert peers.smpp_js(tmp_path, "serve") == ["node", f"{tmp_path}/smpp-js/peer.js", "serve"]


async def test_what_a_client_measured_is_read() -> None:
    said = "print('answer\\t0'); print('bench\\t10\\t2000000000\\t500000000')"
    assert await peers.run([sys.executable, "-c", said]) == Result(10, 2.0, 0.5)


async def test_a_client_that_measured_nothing_is_none() -> None:
    with pytest.raises(NoPeer, match="status 3"):
        await peers.run([sys.executable, "-c", "raise SystemExit(3)"])
