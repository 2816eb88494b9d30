"""`heyan gateway-sim`, and how `heyan demo` is called."""

import re
import signal
import subprocess

import httpx
import pytest

from tests.cli.conftest import HEYAN, LONG, Run

ADDRESS = re.compile(r"http://(tjcainfo\.localhost):(\d+)/")


def test_a_pretend_carrier_listens_until_ctrl_c(environment: dict[str, str]) -> None:
    command = [str(HEYAN), "gateway-sim", "--port", "0", "--account", "901234:sandbox",
               "--fault", "silent:139:3", "--fault", "report-twice"]  # fmt: skip
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("A pretend carrier speaks cmpp at 127.0.0.1:")
        process.send_signal(signal.SIGINT)
        assert process.wait(LONG) == 0
        assert process.stdout.read() == "It accepted 0 messages and refused 0.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "--account"),
        (["--account", "nonsense"], "Say account:secret"),
        (["--account", "a:b", "--fault", "headache"], "Say fault:prefix:times with one of"),
        (["--account", "a:b", "--protocol", "pigeon"], "'pigeon' is not"),
    ],
)
def test_what_a_pretend_carrier_cannot_do_is_told(heyan: Run, words: list[str], said: str) -> None:
    ran = heyan("gateway-sim", *words)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err


def test_the_demo_runs_until_ctrl_c(environment: dict[str, str]) -> None:
    command = [str(HEYAN), "demo", "--listen", "127.0.0.1:0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        [(host, port)] = next(filter(None, (ADDRESS.findall(line) for line in lines)))
        home = httpx.get(f"http://127.0.0.1:{port}/", headers={"Host": f"{host}:{port}"})
        assert "天津市通信管理局" in home.text
        process.send_signal(signal.SIGINT)
        assert process.wait(LONG) == 0


def test_a_demo_without_examples_says_so(heyan: Run, environment: dict[str, str]) -> None:
    ran = heyan("demo", "--once", "--examples", environment["HEYAN_HOME"])
    assert ran.status == 2
    assert "does not exist" in ran.err
