"""The words that dialects and sessions share keep numbers to themselves."""

from heyan.wire.cmpp import VERSION_30, Cmpp
from heyan.wire.dialect import Delivery, Dialect, StatusReport, Welcome


def test_cmpp_is_a_dialect() -> None:
    dialect: Dialect = Cmpp(VERSION_30, "900001", "secret01")
    assert dialect.header_size == 12


def test_status_nought_is_a_welcome() -> None:
    assert Welcome(0, warning="odd").welcome
    assert not Welcome(3, permanent=True).welcome


def test_a_report_does_not_show_its_number() -> None:
    assert "138" not in repr(StatusReport("1", "13800138000", "DELIVRD", Delivery.DELIVERED))
