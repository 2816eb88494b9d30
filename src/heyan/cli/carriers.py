"""`heyan carriers`: how the links to the carriers are, and a test message over one of them."""

import getpass
from collections.abc import Sequence
from datetime import datetime

import click
import msgspec

from heyan.carriers import gateway
from heyan.carriers.trial import Tried, send_trial
from heyan.casework.desk import Desk
from heyan.casework.messages import links, trying
from heyan.casework.messages.links import LinkSeen
from heyan.casework.messages.trying import Trial
from heyan.cli.failures import Failed
from heyan.cli.house import at_desk
from heyan.cli.saying import example, json_option, say, say_json, say_table
from heyan.cli.settings import read
from heyan.fittings import build_account
from heyan.rules.calendar import in_beijing
from heyan.rules.ledger import Accepted, Delivery, Refused, Throttled
from heyan.rules.phone import Mobile, mask, read_mobile
from heyan.rules.refusals import BadMobile
from heyan.settings import CarrierAccount

_HEADS = (
    *("link", "process", "state", "window", "rate", "latency"),
    *("accepted", "refused", "unknown", "reports", "told", "last trouble"),
)


@click.group()
def carriers() -> None:
    """See the links to the carriers (运营商链路), and try one."""


@carriers.command(epilog=example("heyan carriers status", "heyan carriers status --json"))
@json_option
def status(*, as_json: bool) -> None:
    """Print how the links of all processes are: windows, rates, latency, last errors."""
    configured = [account.name for account in read().carriers]

    async def deed(desk: Desk) -> tuple[Sequence[LinkSeen], datetime]:
        return await links.see_links(desk), desk.hand_time()

    seen, now = at_desk(deed)
    if as_json:
        say_json([msgspec.to_builtins(each) | {"stale": _stale(each, now)} for each in seen])
        return
    if seen:
        say_table(_HEADS, [_row(each, now) for each in seen])
    served = {each.link.account for each in seen if not _stale(each, now)}
    for name in configured:
        if name not in served:
            say(f"{name}: no process tells of a link of this account.")
    if not (seen or configured):
        say("No account is configured.")


def _stale(seen: LinkSeen, now: datetime) -> bool:
    return now - seen.seen_at > links.STALE_AFTER


def _row(seen: LinkSeen, now: datetime) -> tuple[str, ...]:
    link = seen.link
    told = f"{max(0, (now - seen.seen_at).total_seconds()):.0f} s ago"
    wants = "; needs somebody" if link.needs_somebody else ""
    trouble = [f"refused {link.last_refusal}"] if link.last_refusal else []
    return (
        link.name,
        seen.process,
        link.state + wants,
        f"{link.under_way}/{link.window}" if link.window else "-",
        f"{link.rate:g}/s" if link.rate else "-",
        "-" if link.latency is None else f"{link.latency * 1000:.0f} ms",
        *map(str, (link.accepted, link.refused, link.unknown, link.reports)),
        f"{told}, stale" if _stale(seen, now) else told,
        "; ".join(filter(None, [*trouble, link.last_error])) or "-",
    )


@carriers.command("test", epilog=example("heyan carriers test 13800138000 --account mobile"))
@click.argument("mobile")
@click.option("--account", "name", help="The account to try; else one of the number's carrier.")
@click.option(
    "--wait", "patience", type=click.FloatRange(min=1, max=600), default=60, show_default=True,
    help="Seconds for the answer, and as many for the report.",
)  # fmt: skip
def send_test(mobile: str, name: str | None, patience: float) -> None:
    """Send MOBILE a message that says it is a test, and show what the carrier makes of it.

    Only to a number of your own: each is noted with your name, and they are few.
    """
    number = read_mobile(mobile)
    if number is None:
        raise BadMobile
    configured = read().carriers

    async def deed(desk: Desk) -> Tried:
        told = await _account(desk, configured, number, name)
        account = build_account(told)
        begun = await trying.begin_trial(desk, told.name, number, getpass.getuser())
        say(f"{told.name} ({told.protocol}, {told.host}:{told.port}) → {mask(number)}")
        ledger, world = gateway.DeskSending(desk), gateway.world_of(desk)
        tried = await send_trial(account, begun.outgoing, ledger, world, patience)
        await trying.end_trial(desk, begun, _outcome(tried))
        return tried

    tried = at_desk(deed)
    for line in _lines(tried, patience):
        say(line)
    if not isinstance(tried.outcome, Accepted) or _failed(tried):
        raise click.exceptions.Exit(1)


async def _account(
    desk: Desk, configured: Sequence[CarrierAccount], mobile: Mobile, name: str | None
) -> CarrierAccount:
    """Find the account to try."""
    if name is not None:
        found = [account for account in configured if account.name == name]
        missing = f"No account is called {name}."
    else:
        carrier = await trying.carrier_for(desk, mobile)
        found = [account for account in configured if account.carrier is carrier]
        missing = f"No account reaches {carrier.value}, whose number this is; name one."
    if not found:
        raise Failed(missing)
    return found[0]


def _failed(tried: Tried) -> bool:
    return tried.report is not None and tried.report.outcome is not Delivery.DELIVERED


def _outcome(tried: Tried) -> str:
    """Say in a few words, for the audit, what became of it."""
    match tried.outcome:
        case Accepted():
            return f"accepted; {tried.report.stat}" if tried.report else "accepted; no report"
        case Refused(code):
            return f"refused {code}"
        case Throttled():
            return "throttled"
    return "no answer" if tried.logged_in else "not logged in"


def _lines(tried: Tried, patience: float) -> list[str]:
    """Tell what happened, in Chinese and in English."""
    if not tried.logged_in:
        return [f"未能登录网关。 The gateway was not logged in to: {tried.trouble or 'no answer'}."]
    took = f"{(tried.answered_in or 0) * 1000:.0f} ms"
    match tried.outcome:
        case Accepted(carrier_id):
            first = f"运营商已接受。 The carrier accepted it after {took} as {carrier_id}."
            return [first, _report(tried, patience)]
        case Refused(code, of_account=True):
            zh = f"运营商拒绝该账号的设置，代码 {code}。"
            return [f"{zh} The carrier refused the account's settings with its code {code}."]
        case Refused(code):
            return [f"运营商拒绝，代码 {code}。 The carrier refused it with its code {code}."]
        case Throttled():
            return ["运营商要求放慢发送。 The carrier finds us too fast; it was not sent."]
    return [
        f"运营商没有应答，结果未知。 No answer came; its fate is unknown. {tried.trouble}".rstrip()
    ]


def _report(tried: Tried, patience: float) -> str:
    if tried.report is None:
        return f"{patience:g} 秒内没有状态报告。 No status report came within {patience:g} s."
    took, stat = f"{tried.reported_in or 0:.1f} s", tried.report.stat
    if _failed(tried):
        return f"状态报告 {stat}：未送达。 Its report says {stat}, not delivered, after {took}."
    return f"状态报告 {stat}：已送达。 Its report says {stat}, delivered, after {took}."


@carriers.command(epilog=example("heyan carriers tested"))
@json_option
def tested(*, as_json: bool) -> None:
    """Print the latest test messages: who sent them when, and what became of them."""

    async def deed(desk: Desk) -> list[Trial]:
        return await trying.list_trials(desk)

    sent = [
        {
            "at": in_beijing(each.at).isoformat(timespec="seconds"),
            "account": each.account,
            "operator": each.operator,
            "outcome": each.outcome or "nothing yet",
        }
        for each in at_desk(deed)
    ]
    if as_json:
        say_json(sent)
    elif sent:
        say_table(tuple(sent[0]), [tuple(each.values()) for each in sent])
    else:
        say("No test message has been sent.")
