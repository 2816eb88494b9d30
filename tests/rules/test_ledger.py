"""Messages on their way keep text and number to themselves."""

from heyan.rules.ledger import CarrierReport, Delivery, MessageKey, Outgoing
from heyan.rules.phone import Mobile

KEY = MessageKey(province=120000, case=7, challenge=1, ordinal=2)


def test_a_key_reads_as_its_parts() -> None:
    assert str(KEY) == "120000/7/1/2"


def test_neither_text_nor_number_of_a_message_shows_in_its_repr() -> None:
    shown = repr(Outgoing(KEY, Mobile("13800138000"), "验证码123456"))
    assert "13800138000" not in shown
    assert "123456" not in shown


def test_a_report_does_not_show_the_number_either() -> None:
    report = CarrierReport("80b22e00042d0007", "13800138000", "DELIVRD", Delivery.DELIVERED)
    assert "13800138000" not in repr(report)
