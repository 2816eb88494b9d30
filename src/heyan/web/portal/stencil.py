"""A stencil: a page that was rendered once, with holes where visits differ.

What is put into a hole is escaped as the templates escape it. Whatever decides how a page looks
is no hole: it takes another stencil.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import escape

# Characters for private use: no sentence of ours has them, and escaping leaves them alone.
_HOLE = re.compile("\ue000([a-z_0-9]+)\ue001")


def hole(name: str) -> str:
    """Return what a template is given in the place of a value."""
    return f"\ue000{name}\ue001"


@dataclass(frozen=True)
class Stencil:
    """The page's own words, and the names of the holes between them."""

    words: tuple[str, ...]
    names: tuple[str, ...]

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the page with the values in their places."""
        page = [self.words[0]]
        for name, words in zip(self.names, self.words[1:], strict=True):
            page += (escape(values[name]), words)
        return "".join(page)


def cut(page: str) -> Stencil:
    """Make a stencil of a page that was rendered with holes."""
    pieces = _HOLE.split(page)
    return Stencil(tuple(pieces[::2]), tuple(pieces[1::2]))
