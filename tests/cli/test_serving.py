"""`heyan serve` and `heyan migrate`."""

import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.cli.conftest import HEYAN, LONG, Run


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


class Served:
    """A house that runs beside the test."""

    def __init__(self, process: "subprocess.Popen[str]", port: int) -> None:
        self.process = process
        self.url = f"http://127.0.0.1:{port}"
        assert process.stdout is not None
        self.first_words = process.stdout.readline()


@pytest.fixture
def metrics() -> str:
    return f"127.0.0.1:{free_port()}"


@pytest.fixture
def served(environment: dict[str, str], tmp_path: Path, metrics: str) -> Iterator[Served]:
    port = free_port()
    doors = {"HEYAN_LISTEN": f"127.0.0.1:{port}", "HEYAN_METRICS": metrics}
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [HEYAN, "serve"],
            env=environment | doors,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    with process:
        yield Served(process, port)
        process.kill()


def test_the_house_serves_until_it_is_told_to_stop(served: Served, tmp_path: Path) -> None:
    assert served.first_words == f"heyan serves {served.url}\n"
    assert httpx.get(f"{served.url}/health/ready").json() == {"status": "ok"}
    port = served.url.rpartition(":")[2]
    portal = httpx.get(served.url, headers={"Host": f"tjcainfo.localhost:{port}"})
    assert "天津" in portal.text
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(LONG) == 0
    log = (tmp_path / "log").read_text()
    assert "Traceback" not in log
    assert "ERROR" not in log


def test_what_is_measured_is_told_at_its_own_door_and_not_to_visitors(
    served: Served, metrics: str
) -> None:
    told = httpx.get(f"http://{metrics}/metrics")
    assert "heyan_captchas_ready" in told.text
    for host in ("tjcainfo.localhost", "127.0.0.1"):
        answer = httpx.get(f"{served.url}/metrics", headers={"Host": host})
        assert (answer.status_code, "heyan_" in answer.text) == (404, False)
    assert httpx.get(f"http://{metrics}/verify").status_code == 404


@pytest.mark.parametrize("path", ["/verify", "//verify", "/verify/"])
def test_a_form_is_found_and_taken_in_however_its_path_is_spelt(served: Served, path: str) -> None:
    host = {"Host": "tjcainfo.localhost"}
    page = httpx.get(served.url + path, headers=host)
    assert (page.status_code, '="//' in page.text) == (200, False)
    answer = httpx.post(served.url + path, headers=host, data={"code": "123456"})
    assert answer.status_code == 403  # without the form's cookie and token
    assert 'href="/verify">' in answer.text


def test_ctrl_c_ends_the_house_well(served: Served) -> None:
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(LONG) == 0


def test_a_door_that_is_taken_is_told_in_one_sentence(heyan: Run, served: Served) -> None:
    port = served.url.rpartition(":")[2]
    ran = heyan("serve", HEYAN_LISTEN=f"127.0.0.1:{port}")
    assert ran.status == 1
    assert re.fullmatch(r"heyan: .*in use.*\n", ran.err)


def test_an_empty_database_is_brought_up_to_date_once(heyan: Run, empty_url: str) -> None:
    first = heyan("migrate", HEYAN_DATABASE_URL=empty_url)
    assert first.status == 0
    assert first.out.startswith("Applied 0001_")
    again = heyan("migrate", HEYAN_DATABASE_URL=empty_url)
    assert (again.status, again.out) == (0, "The database is up to date.\n")
