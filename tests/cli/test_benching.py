"""`heyan bench captcha`, as anybody runs it."""

from tests.cli.conftest import Run


def test_the_captcha_is_measured_for_people_and_machines(heyan: Run) -> None:
    told = heyan("bench", "captcha", "--count", "5")
    assert told.status == 0
    assert told.out.startswith("5 pictures of level 1\n")
    spoken = heyan("bench", "captcha", "--count", "2", "--sound", "zh")
    assert spoken.out.startswith("2 sounds in zh, of ")
    assert "heard by  a template matcher: 0 (0.0%)" in spoken.out
    measured = heyan("bench", "captcha", "--count", "5", "--level", "2", "--json").json
    assert measured["count"] == 5
    assert measured["level"] == 2
    assert measured["largest_octets"] <= 10 * 1024
