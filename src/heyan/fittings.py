"""What one room tells, put into the words of another: the two do not know each other."""

from heyan.carriers.account import Account, Timeouts
from heyan.carriers.status import LinkStatus
from heyan.settings import CarrierAccount
from heyan.web.metrics import LinkMeter, StockMeter
from heyan.web.portal.captcha import BandCaptcha, Captcha

_UP = frozenset({"open", "listening"})  # states of a link and of a listener that do their work


def build_account(told: CarrierAccount) -> Account:
    """Build an account of the carriers room from its settings."""
    return Account(
        name=told.name,
        carrier=told.carrier,
        protocol=told.protocol,
        host=told.host,
        port=told.port,
        account=told.account,
        password=told.password,
        source_number=told.source_number,
        service_id=told.service_id,
        node=told.node,
        listen=(told.listen.host, told.listen.port) if told.listen else None,
        listen_account=told.listen_account,
        listen_password=told.listen_password,
        weight=told.weight,
        window=told.window,
        rate=told.rate,
        connections=told.connections,
        timeouts=Timeouts(
            connect=told.connect_timeout.total_seconds(),
            response=told.response_timeout.total_seconds(),
            idle=told.heartbeat.total_seconds(),
        ),
        quirks=told.quirks,
    )


def link_meter(status: LinkStatus) -> LinkMeter:
    """Show a link to those who watch."""
    return LinkMeter(
        link=status.name,
        carrier=status.carrier,
        up=status.state in _UP,
        sent=status.sent,
        accepted=status.accepted,
        refused=status.refused,
        unknown=status.unknown,
        reports=status.reports,
        latency=status.latency,
    )


def stock_meter(captcha: Captcha) -> StockMeter | None:
    """Show the pictures that are drawn ahead, where any are."""
    if not isinstance(captcha, BandCaptcha):
        return None
    return StockMeter(len(captcha.stock), captcha.stock.age.total_seconds())
