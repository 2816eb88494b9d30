"""A missing peer skips its tests; `make interop` fails if it should have been there."""

from pathlib import Path

import pytest

from tests.interop.peers import MUST_BE_HAD_WITH, home_of

FAILED, SKIPPED = pytest.fail.Exception, pytest.skip.Exception


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """Return a folder with everything that SMSGate needs."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in MUST_BE_HAD_WITH["smsgate"]:
        (folder / tool).write_text("#!/bin/sh\n")
        (folder / tool).chmod(0o755)
    return folder


def test_smsgate_must_be_there_where_it_is_asked_for_and_can_be_had(
    tmp_path: Path, tools: Path
) -> None:
    why_not = tmp_path / "smsgate" / "why-not"
    why_not.parent.mkdir()
    why_not.write_text("it could not be fetched")
    with pytest.raises(FAILED, match=r"smsgate is missing, .*: it could not be fetched"):
        home_of("smsgate", tmp_path, wanted=True, tools=str(tools))


def test_where_it_is_not_asked_for_or_a_tool_is_missing_its_tests_are_skipped(
    tmp_path: Path, tools: Path
) -> None:
    with pytest.raises(SKIPPED):
        home_of("smsgate", tmp_path, wanted=False, tools=str(tools))
    (tools / "mvn").unlink()
    with pytest.raises(SKIPPED):
        home_of("smsgate", tmp_path, wanted=True, tools=str(tools))


def test_other_peers_may_always_be_missing(tmp_path: Path, tools: Path) -> None:
    with pytest.raises(SKIPPED):
        home_of("tshark", tmp_path, wanted=True, tools=str(tools))


def test_a_peer_that_is_ready_is_found(tmp_path: Path) -> None:
    (tmp_path / "smsgate").mkdir()
    (tmp_path / "smsgate" / "ready").touch()
    assert home_of("smsgate", tmp_path, wanted=True) == tmp_path / "smsgate"
