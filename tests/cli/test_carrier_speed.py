"""`heyan bench wire` and `heyan bench carriers`, as anybody runs them."""

from pathlib import Path

from tests.cli.conftest import Run


def test_the_codecs_are_measured_for_people_and_machines(heyan: Run) -> None:
    told = heyan("bench", "wire", "--seconds", "0.01")
    assert told.status == 0
    heads = ["protocol", "message", "octets", "written/s", "read/s"]
    assert told.out.splitlines()[0].split() == heads
    measured = heyan("bench", "wire", "--seconds", "0.01", "--json").json
    assert measured[0]["message"] == "Submit30"
    assert measured[0]["decodes_per_second"] > 0


def test_the_carriers_are_measured_with_those_clients_that_are_there(
    heyan: Run, tmp_path: Path
) -> None:
    told = heyan("bench", "carriers", "--messages", "10", "--rounds", "1", "--peers", str(tmp_path))
    assert told.status == 0
    assert "heyan, through the database" in told.out
    assert "Left out: SMSGate's client: `make interop` fetches it" in told.err


def test_an_idle_house_is_measured(heyan: Run) -> None:
    waited = heyan("bench", "carriers", "--idle", "--messages", "2", "--json").json
    assert waited["messages"] == 2
