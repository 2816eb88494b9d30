"""How commands fail: one sentence, and a status."""

from pathlib import Path

import pytest

from heyan.cli import failures
from heyan.rules.refusals import MovedOn
from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nonsense"], "heyan: No such command 'nonsense'. See `heyan --help`."),
        (["providers", "add"], "heyan: Missing argument 'NAME'. See `heyan providers add --help`."),
        (
            ["serve", "--role", "web,kitchen"],
            (
                "heyan: Invalid value for '--role': A role is one of web, clockwork, carriers. "
                "See `heyan serve --help`."
            ),
        ),
    ],
)
def test_what_is_typed_wrong_is_told_in_one_sentence(
    heyan: Run, words: list[str], sentence: str
) -> None:
    ran = heyan(*words)
    assert (ran.status, ran.out, ran.err) == (2, "", sentence + "\n")


def test_a_setting_that_is_wrong_is_told_in_one_sentence(heyan: Run) -> None:
    ran = heyan("providers", "add", "haihe-cloud", HEYAN_MODE="playground")
    assert ran.status == 2
    assert ran.err.startswith("heyan: HEYAN_MODE ")
    assert ran.err.count("\n") == 1


def test_a_refusal_is_told_in_one_sentence(heyan: Run) -> None:
    ran = heyan("filings", "show", "12-1")
    assert (ran.status, ran.out, ran.err) == (1, "", "heyan: There is no such filing.\n")


def test_a_database_that_is_away_is_told_in_one_sentence(heyan: Run, tmp_path: Path) -> None:
    nowhere = f"postgresql://heyan@/heyan?host={tmp_path}"
    ran = heyan("providers", "add", "haihe-cloud", HEYAN_DATABASE_URL=nowhere)
    assert ran.status == 1
    assert ran.err.startswith("heyan: PostgreSQL is not to be reached")
    assert ran.err.count("\n") == 1


def test_a_file_that_is_not_there_is_told_in_one_sentence(heyan: Run) -> None:
    ran = heyan("register", "import", "none.jsonl")
    assert ran.status == 2
    assert "none.jsonl" in ran.err
    assert ran.err.count("\n") == 1


def test_a_fault_of_ours_shows_where_but_not_what(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError("13802112345")  # noqa: TRY301  # a raised one knows where it was raised
    except ValueError as fault:
        status = failures.tell(ExceptionGroup("", [fault]))
    told = capsys.readouterr().err
    assert status == 1
    assert told.startswith("heyan: This is a fault in heyan itself: ValueError at test_failures.py")
    assert "13802112345" not in told


def test_of_several_failures_the_first_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    group = ExceptionGroup("", [ExceptionGroup("", [MovedOn()]), ValueError()])
    assert failures.tell(group) == 1
    assert capsys.readouterr().err.startswith("heyan: The filing has left the state")


def test_ctrl_c_is_no_failure_to_talk_about(capsys: pytest.CaptureFixture[str]) -> None:
    assert failures.tell(KeyboardInterrupt()) == 130
    assert capsys.readouterr().err == ""
