"""`heyan settings`."""

from pathlib import Path

from tests.cli.conftest import Run


def test_every_setting_is_told_with_its_origin_and_secrets_are_hidden(
    heyan: Run, tmp_path: Path
) -> None:
    (tmp_path / "heyan.toml").write_text('edition = "by-date"\n')
    told = heyan(
        "settings", "--json", HEYAN_DATABASE_URL="postgresql://heyan:geheim@db.example/heyan"
    )
    assert told.status == 0
    assert "geheim" not in told.out
    settings = {line["name"]: line for line in told.json}
    assert settings["HEYAN_EDITION"]["value"] == "by-date"
    assert settings["HEYAN_EDITION"]["origin"] == "heyan.toml"
    assert settings["HEYAN_MODE"]["origin"] == "environment"
    assert settings["HEYAN_SIGNATURE"]["origin"] == "default"
    assert all(line["meaning"] for line in told.json)
    for_people = heyan("settings")
    assert "HEYAN_EDITION = by-date  (heyan.toml)" in for_people.out
