"""Browsers are known by their cookie, and forms belong to one browser."""

from collections.abc import Iterator
from itertools import count

import pytest

from heyan.web.sessions import Browser, Browsers


def dice() -> Iterator[str]:
    return (f"{n:032x}" for n in count(1))


@pytest.fixture
def browsers() -> Browsers:
    drawn = dice()
    return Browsers(lambda: [b"k" * 32], lambda: next(drawn), secure=True)


def known(browsers: Browsers) -> Browser:
    return browsers.recognise({browsers.cookie: browsers.recognise({}).id})


def test_a_browser_without_a_cookie_gets_an_id_of_its_own(browsers: Browsers) -> None:
    one, two = browsers.recognise({}), browsers.recognise({})
    assert one.fresh
    assert two.fresh
    assert one.id != two.id


def test_a_browser_is_known_again_by_its_cookie(browsers: Browsers) -> None:
    first = browsers.recognise({})
    again = browsers.recognise({browsers.cookie_for(first).key: first.id})
    assert again.id == first.id
    assert not again.fresh


@pytest.mark.parametrize("forged", ["", "short", "a" * 200, "x y" * 10, "é" * 30])
def test_what_we_never_gave_is_no_id(browsers: Browsers, forged: str) -> None:
    assert browsers.recognise({browsers.cookie: forged}).fresh


def test_a_form_comes_back_only_from_the_browser_it_was_given_to(browsers: Browsers) -> None:
    one, two = known(browsers), known(browsers)
    assert browsers.gave(one, one.token)
    assert not browsers.gave(two, one.token)


@pytest.mark.parametrize("token", ["", "0" * 64, "令牌"])
def test_a_made_up_token_is_no_good(browsers: Browsers, token: str) -> None:
    assert not browsers.gave(known(browsers), token)


def test_a_browser_that_keeps_no_cookie_cannot_post(browsers: Browsers) -> None:
    fresh = browsers.recognise({})
    assert not browsers.gave(fresh, fresh.token)


def test_a_token_is_worth_nothing_under_another_key(browsers: Browsers) -> None:
    browser = known(browsers)
    assert not Browsers(lambda: [b"other"], str, secure=True).gave(
        Browsers(lambda: [b"other"], str, secure=True).recognise({browsers.cookie: browser.id}),
        browser.token,
    )


def test_a_form_that_is_older_than_the_key_still_counts(browsers: Browsers) -> None:
    browser = known(browsers)
    rotated = Browsers(lambda: [b"new" * 11, b"k" * 32], str, secure=True)
    again = rotated.recognise({rotated.cookie: browser.id})
    assert again.token != browser.token
    assert rotated.gave(again, browser.token)
    assert rotated.gave(again, again.token)


def test_the_cookie_is_for_this_host_alone_and_out_of_reach_of_scripts(browsers: Browsers) -> None:
    header = browsers.cookie_for(browsers.recognise({})).to_header(header="")
    assert header.startswith("__Host-browser=")
    for part in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
        assert part in header
    assert "Domain" not in header
    assert "Expires" not in header


def test_without_https_the_cookie_does_without_its_prefix() -> None:
    browsers = Browsers(lambda: [b"k"], lambda: "0" * 32, secure=False)
    header = browsers.cookie_for(browsers.recognise({})).to_header(header="")
    assert header.startswith("browser=")
    assert "Secure" not in header


def test_neither_id_nor_key_shows_in_a_log(browsers: Browsers) -> None:
    browser = browsers.recognise({})
    assert browser.id not in repr(browser)
    assert browser.token not in repr(browser)
    assert "kkkk" not in repr(browsers)
