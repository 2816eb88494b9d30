"""The portal's few files: small, named by their content, and without any foreign host."""

import re
from pathlib import Path

import pytest

from heyan.web.portal.assets import FOLDER, load_assets


def test_every_file_has_an_address_made_from_its_content(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("one")
    first = load_assets(tmp_path)["a.css"].address
    (tmp_path / "a.css").write_text("two")
    second = load_assets(tmp_path)["a.css"].address
    assert first != second
    assert re.fullmatch(r"/static/a\.[0-9a-f]{12}\.css", first)


def test_files_say_what_they_are() -> None:
    assets = load_assets()
    assert assets["portal.css"].media_type == "text/css"
    assert assets["mark.svg"].media_type == "image/svg+xml"
    assert assets["portal.js"].media_type == "text/javascript"


def test_the_style_is_one_file_of_at_most_twelve_kilobytes() -> None:
    styles = list(FOLDER.glob("*.css"))
    assert len(styles) == 1
    assert styles[0].stat().st_size <= 12 * 1024


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_no_file_names_a_foreign_host(path: Path) -> None:
    text = path.read_text().replace("http://www.w3.org/2000/svg", "")
    assert "//" not in text.replace("// ", "")
