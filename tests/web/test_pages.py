"""Templates in two languages, and the choice between them."""

from datetime import timedelta
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from heyan.web.pages import (
    Language,
    choose_language,
    language_cookie,
    open_pages,
    whole_hours,
    whole_seconds,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for language, word in (("zh", "你好"), ("en", "Hello")):
        (tmp_path / language).mkdir()
        (tmp_path / language / "words.html").write_text(f'{{% set hello = "{word}" %}}')
    (tmp_path / "page.html").write_text("{{ language.tag }} {{ words.hello }} {{ name }}")
    return tmp_path


def test_a_page_takes_its_sentences_from_its_language(folder: Path) -> None:
    pages = open_pages(folder)
    assert pages.render("page.html", Language.ZH, {"name": "甲"}) == "zh-CN 你好 甲"
    assert pages.render("page.html", Language.EN, {"name": "甲"}) == "en Hello 甲"


def test_what_was_typed_cannot_become_markup(folder: Path) -> None:
    page = open_pages(folder).render("page.html", Language.ZH, {"name": '"><script>'})
    assert page.endswith("&#34;&gt;&lt;script&gt;")


def test_a_name_that_is_missing_is_a_fault(folder: Path) -> None:
    with pytest.raises(UndefinedError):
        open_pages(folder).render("page.html", Language.ZH, {})


@pytest.mark.parametrize(
    ("query", "cookies", "expected"),
    [
        ({}, {}, Language.ZH),
        ({"lang": "en"}, {}, Language.EN),
        ({}, {"lang": "en"}, Language.EN),
        ({"lang": "zh"}, {"lang": "en"}, Language.ZH),
        ({"lang": "../../etc"}, {}, Language.ZH),
        ({"lang": "fr"}, {"lang": "en"}, Language.EN),
    ],
)
def test_chinese_comes_first_and_a_choice_is_remembered(
    query: dict[str, str], cookies: dict[str, str], expected: Language
) -> None:
    assert choose_language(query, cookies) is expected


def test_the_language_cookie_lasts_a_year() -> None:
    header = language_cookie(Language.EN, secure=True).to_header(header="")
    assert header.startswith("lang=en")
    for part in ("Max-Age=31536000", "HttpOnly", "SameSite=lax", "Secure"):
        assert part in header


def test_each_language_offers_the_other() -> None:
    assert Language.ZH.other is Language.EN
    assert Language.EN.other is Language.ZH


def test_spans_are_written_whole() -> None:
    assert whole_hours(timedelta(days=2)) == 48
    assert whole_seconds(timedelta(minutes=1)) == 60
