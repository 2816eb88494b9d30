"""Templates in two languages, Chinese first, and how moments and spans are written for people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar.datastructures import Cookie

_A_YEAR = int(timedelta(days=365).total_seconds())


class Language(StrEnum):
    """In which language a page is written."""

    ZH = "zh"
    EN = "en"

    @property
    def tag(self) -> str:
        return "zh-CN" if self is Language.ZH else "en"

    @property
    def other(self) -> "Language":
        return Language.EN if self is Language.ZH else Language.ZH


LANGUAGE_COOKIE = "lang"
_LANGUAGES: Mapping[str | None, Language] = {each.value: each for each in Language}


def choose_language(query: Mapping[str, str], cookies: Mapping[str, str]) -> Language:
    """Take the language that is asked for now, else the one remembered, else Chinese."""
    for wish in (query.get("lang"), cookies.get(LANGUAGE_COOKIE)):
        if wish in _LANGUAGES:
            return _LANGUAGES[wish]
    return Language.ZH


def language_cookie(language: Language, *, secure: bool) -> Cookie:
    """Make the cookie that remembers a choice; it also comes along from a link in a message."""
    return Cookie(
        key=LANGUAGE_COOKIE,
        value=language,
        max_age=_A_YEAR,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


@dataclass(frozen=True)
class Pages:
    """Renders the templates of one front door; `LANGUAGE/words.html` has all its sentences."""

    environment: Environment

    def words(self, language: Language) -> Any:
        """Return all sentences of a language, by their names."""
        return self.environment.get_template(f"{language}/words.html").module

    def render(self, template: str, language: Language, context: Mapping[str, object]) -> str:
        return self.environment.get_template(template).render(
            context,
            words=self.words(language),
            other_words=self.words(language.other),
            language=language,
        )


def open_pages(folder: Path) -> Pages:
    """Open a folder of templates; a name that a template does not find is a fault, not a blank."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["hours"] = whole_hours
    environment.filters["seconds"] = whole_seconds
    return Pages(environment)


def whole_hours(span: timedelta) -> int:
    return int(span.total_seconds() // 3600)


def whole_seconds(span: timedelta) -> int:
    return int(span.total_seconds())
