"""`heyan keys`: rotation as an operator types it, beside a house that serves on."""

import json
from pathlib import Path

from tests.cli.conftest import EXAMPLES, Run

RING = Path("home") / "keys.json"


def test_keys_are_rotated_listed_and_let_go_and_none_is_shown(
    heyan: Run, haihe: str, hexi: str, tmp_path: Path
) -> None:
    assert haihe != hexi
    heyan("register", "import", EXAMPLES / "register.jsonl")
    heyan("filings", "submit", EXAMPLES / "filings.jsonl", "--provider", "海河云")
    rotated = heyan("keys", "rotate")
    assert rotated.status == 0
    assert "Current now: codes-2, data-2, web-2." in rotated.out
    assert "56 subjects" in rotated.out
    listed = {key["id"]: key for key in heyan("keys", "list", "--json").json}
    assert listed["data-1"]["needed_by"] == 0
    assert listed["codes-1"]["needed_by"] > 0
    assert listed["lookups-1"]["state"] == "current"
    assert "superseded" in heyan("keys", "list").out
    assert "web-1 stays: it is too new." in heyan("keys", "retire").out
    a_day_earlier(tmp_path / RING)
    retired = heyan("keys", "retire")
    assert "Gone: data-1, web-1." in retired.out
    assert "codes-1 stays" in retired.out
    secrets = [key for use in json.loads((tmp_path / RING).read_bytes()).values()
               for key in use["keys"].values()]  # fmt: skip
    assert [key for key in secrets if key in rotated.out + retired.out] == []
    assert heyan("filings", "list", "--provider", "海河云").status == 0


def a_day_earlier(ring: Path) -> None:
    """Have the keys superseded since the day before."""
    plain = json.loads(ring.read_bytes())
    for use in plain.values():
        use["superseded"] = dict.fromkeys(use.get("superseded", {}), "2018-09-02T00:00:00Z")
    ring.write_text(json.dumps(plain), "utf-8")


def test_keys_for_several_machines_wait_until_they_are_everywhere(heyan: Run, haihe: str) -> None:
    assert haihe
    assert "Added: codes-2, data-2, web-2." in heyan("keys", "rotate", "--prepare").out
    states = {key["id"]: key["state"] for key in heyan("keys", "list", "--json").json}
    assert (states["codes-1"], states["codes-2"]) == ("current", "waiting")
    assert "Current now: codes-2" in heyan("keys", "rotate").out


def test_an_older_copy_of_the_ring_is_refused_in_one_sentence(
    heyan: Run, haihe: str, tmp_path: Path
) -> None:
    assert haihe
    copy = (tmp_path / RING).read_bytes()
    heyan("keys", "rotate")
    (tmp_path / RING).write_bytes(copy)
    refused = heyan("filings", "list")
    assert refused.status == 1
    assert "it is an older copy" in refused.err
