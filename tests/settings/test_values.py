from datetime import timedelta

import pytest

from heyan.settings.values import (
    Address,
    address,
    networks,
    one_of,
    seconds,
    show,
    some_of,
    truth,
    whole,
)


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("127.0.0.1:8000", "127.0.0.1", 8000),
        ("[::1]:0", "::1", 0),
        ("db.example:65535", "db.example", 65535),
    ],
)
def test_an_address_is_read_and_written_alike(text: str, host: str, port: int) -> None:
    assert address(text) == Address(host, port)
    assert str(address(text)) == text


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("::", False),
        ("192.0.2.1", False),
        ("localhost.example", False),
    ],
)
def test_only_this_machine_is_loopback(host: str, loopback: bool) -> None:  # noqa: FBT001 - a table of truths
    assert Address(host, 1).is_loopback is loopback


@pytest.mark.parametrize("value", ["10.0.0.1, 2001:db8::/32", ["10.0.0.1", "2001:db8::/32"]])
def test_networks_are_read_from_a_line_or_a_list(value: object) -> None:
    assert networks(value) == {"10.0.0.1/32", "2001:db8::/32"}


@pytest.mark.parametrize("value", ["", "*", "proxy.example", "10.0.0.1/8", ["10.0.0.300"], 10])
def test_what_is_no_network_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"such as|some text"):
        networks(value)


@pytest.mark.parametrize("value", ["yes", "Yes", "true", "1", True])
def test_yes_is_said_in_several_ways(value: object) -> None:
    assert truth(value) is True


@pytest.mark.parametrize("value", ["no", "FALSE", "0", False])
def test_no_is_said_in_several_ways(value: object) -> None:
    assert truth(value) is False


@pytest.mark.parametrize("value", ["", "on", 1, None])
def test_anything_else_is_neither(value: object) -> None:
    with pytest.raises(ValueError, match="yes or no"):
        truth(value)


def test_whole_numbers_come_as_text_and_as_numbers() -> None:
    read = whole(1, 10)
    assert (read("7"), read(7)) == (7, 7)
    for wrong in ("0", 11, "7.0", 7.0, "٧", True, None):
        with pytest.raises(ValueError, match="from 1 to 10"):
            read(wrong)


def test_spans_are_read_in_seconds_and_shown_in_seconds() -> None:
    span = seconds(1, 60)("45")
    assert span == timedelta(seconds=45)
    assert show(span) == "45"


def test_choices_are_named_when_none_fits() -> None:
    with pytest.raises(ValueError, match="one of a, b"):
        one_of("a", "b")("c")
    with pytest.raises(ValueError, match="a list of a, b"):
        some_of("a", "b")(["a", "c"])
    assert some_of("a", "b")([]) == frozenset()


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "none"), (True, "yes"), (False, "no"), (frozenset({"b", "a"}), "a, b"), (12, "12")],
)
def test_values_are_shown_as_one_writes_them(value: object, words: str) -> None:
    assert show(value) == words
