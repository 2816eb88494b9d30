"""The templates: both languages have the same sentences, and every sentence is used."""

import re
from pathlib import Path

import pytest

from heyan.web.pages import Language, open_pages
from heyan.web.portal.reception import TEMPLATES

PAGES = open_pages(TEMPLATES)


def names(language: Language) -> set[str]:
    return {name for name in vars(PAGES.words(language)) if not name.startswith("_")}


def test_both_languages_have_the_same_sentences() -> None:
    zh, en = PAGES.words(Language.ZH), PAGES.words(Language.EN)
    assert names(Language.ZH) == names(Language.EN)
    for name in names(Language.ZH):
        one, other = getattr(zh, name), getattr(en, name)
        assert type(one) is type(other), name
        if isinstance(one, (dict, list)):
            assert len(one) == len(other), name
        if isinstance(one, dict):
            assert one.keys() == other.keys(), name


def test_every_sentence_is_on_a_page() -> None:
    templates = "".join(path.read_text() for path in TEMPLATES.glob("*.html"))
    used = set(re.findall(r"words\.([a-z_]+)", templates)) | {"owner", "owner_of_all"}
    assert used == names(Language.ZH)


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_templates_leave_the_words_to_the_languages(path: Path) -> None:
    assert not re.search(r"[\u4e00-\u9fff]", path.read_text())


def test_english_has_no_chinese_but_the_names_it_must_show() -> None:
    text = (TEMPLATES / "en/words.html").read_text()
    assert set(re.findall(r"[\u4e00-\u9fff]+", text)) == {"中文", "备案短信核验"}
