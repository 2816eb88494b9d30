"""`heyan ported`: numbers that changed their carrier."""

from pathlib import Path

import pytest

from tests.cli.conftest import EXAMPLES, Run


def test_numbers_are_loaded_again_and_again(heyan: Run) -> None:
    count = len((EXAMPLES / "ported.csv").read_text("utf-8").splitlines()) - 1
    for _ in range(2):
        ran = heyan("ported", "import", EXAMPLES / "ported.csv")
        assert (ran.status, ran.out, ran.err) == (0, f"{count} numbers loaded.\n", "")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("13802112345,unicom\n", "heyan: The first line should read: mobile,carrier.\n"),
        ("mobile,carrier\n1380,unicom\n", "heyan: Line 2 should be a mobile number and one of "),
        ("mobile,carrier\n\n13802112345,radio\n", "heyan: Line 3 should be a mobile number"),
        ("mobile,carrier\n13802112345,unicom,x\n", "heyan: Line 2 should be a mobile number"),
        ("", "heyan: The first line should read: mobile,carrier.\n"),
    ],
)
def test_a_wrong_line_stops_the_import(
    heyan: Run, tmp_path: Path, text: str, sentence: str
) -> None:
    file = tmp_path / "ported.csv"
    file.write_text(text, "utf-8")
    ran = heyan("ported", "import", file)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith(sentence)
    assert "1380" not in ran.err
