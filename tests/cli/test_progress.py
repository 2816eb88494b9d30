"""How far a file has been read."""

import contextlib
import os
import pty
from pathlib import Path

import pytest

from heyan.cli.progress import advancing


def test_nobody_watches_nothing_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"12345678")
    with advancing(file, "Reading") as passed:
        passed(8)
    assert capsys.readouterr() == ("", "")


def test_on_a_terminal_a_bar_moves_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"12345678")
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal, monkeypatch.context() as patched:
        patched.setattr("sys.stderr", terminal)
        with advancing(file, "Reading") as passed:
            passed(4)
            passed(4)
    shown = _all_shown(ours)
    assert "Reading" in shown
    assert "100%" in shown


def _all_shown(terminal: int) -> str:
    """Read to the end: what was written last may come after what was there at once."""
    shown = b""
    with contextlib.suppress(OSError):  # EIO: the other end is closed, and all is read
        while more := os.read(terminal, 4096):
            shown += more
    os.close(terminal)
    return shown.decode()
