"""The example filings about what is registered: changes and cancellations."""

from typing import Any

from tests.examples.new_ones import (
    BEIJING,
    GANSU,
    GUANGDONG,
    HAINAN,
    NINGXIA,
    NO_PILOT,
    PILOTS,
    QINGHAI,
    TIANJIN,
    TIBET,
    XINJIANG,
    ZHEJIANG,
)
from tests.examples.people import Json
from tests.examples.world import HAIHE, HEXI, Entry, World

CANCELLING = (*PILOTS, ZHEJIANG)


def file_changes(world: World) -> None:
    """变更备案信息: who proves a number follows from what differs from the register."""
    _change_subjects(world)
    _change_sites(world)
    _change_principals(world)
    _change_one_of_three(world)


def _change(world: World, provider: str, entry: Entry, note: str, **subject: Any) -> Json:
    """File a change of a subject's data; the sites are the caller's to change."""
    sites = [entry.site(nth) for nth in range(len(entry.sites))]
    return world.file(provider, "change", entry.province, entry.whole(**subject), sites, note)


def _change_subjects(world: World) -> None:
    entry = world.registered(TIANJIN, HAIHE)
    note = "the subject alone: its address"
    _change(world, HAIHE, entry, note, address="天津市河西区紫藤路9号")

    entry = world.registered(TIBET, HAIHE, prefix="132")
    name = entry.data["name"].replace("有限公司", "股份有限公司")
    filing = _change(world, HAIHE, entry, "the subject and a site: their names", name=name)
    filing["sites"][0]["name"] = "雪莲青禾网"

    entry = world.registered(NINGXIA, HEXI)
    note = "remarks alone: nobody has to prove a number"
    filing = _change(world, HEXI, entry, note, remarks="联系地址不变")
    filing["sites"][0]["remarks"] = "工作时间可联系"


def _change_sites(world: World) -> None:
    entry = world.registered(GANSU, HEXI, prefix="131")
    filing = _change(world, HEXI, entry, "a site alone: its name")
    filing["sites"][0]["name"] = "丝路青禾网"

    entry = world.registered(TIANJIN, HEXI, prefix="180")
    filing = _change(world, HEXI, entry, "a site's access: its address")
    filing["sites"][0]["access"] = world.access(TIANJIN)

    entry = world.registered(BEIJING, HEXI)
    filing = _change(world, HEXI, entry, f"straight to review{NO_PILOT}")
    filing["sites"][0]["name"] = "白鹭青禾网"


def _change_principals(world: World) -> None:
    entry = world.registered(HAINAN, HAIHE)
    filing = _change(world, HAIHE, entry, "the subject principal's number: code to the new one")
    filing["subject"]["principal"]["mobiles"] = [world.people.mobile("166")]

    entry = world.registered(XINJIANG, HEXI)
    filing = _change(world, HEXI, entry, "a site principal's number: code to the new one")
    filing["sites"][0]["principal"]["mobiles"] = [world.people.mobile("198")]

    entry = world.registered(GANSU, HAIHE)
    filing = _change(world, HAIHE, entry, "a site's principal: another person, with a passport")
    filing["sites"][0]["principal"] = world.people.person(GANSU, "173", kind=7)


def _change_one_of_three(world: World) -> None:
    sites = [world.site(world.people.person(QINGHAI, "158")) for _ in range(3)]
    subject = world.subject(QINGHAI, world.people.person(QINGHAI))
    entry = world.enter(QINGHAI, subject, sites, HAIHE)
    filing = _change(world, HAIHE, entry, "three sites, of which one changes: its domains")
    filing["sites"][1]["domains"].append("more.example")


def file_cancellations(world: World) -> None:
    """注销主体, 注销网站, 取消接入: numbers come from the register."""
    for nth, province in enumerate(CANCELLING):
        ours, other = (HAIHE, HEXI) if nth % 2 else (HEXI, HAIHE)
        straight = "" if province in PILOTS else f"; straight to review{NO_PILOT}"
        _cancel_subject(world, ours, province, straight)
        _cancel_site(world, other, province, straight)
        _cancel_access(world, ours, other, province, straight)
    _cancel_under_licence(world)


def _cancel_subject(world: World, provider: str, province: int, straight: str) -> None:
    prefix = "178" if province != TIBET else "135"
    principal = world.people.person(province, prefix)
    if province == TIBET:
        world.ported[principal["mobiles"][0]] = "telecom"
    sites = [world.site(world.people.person(province))] if province != HAINAN else []
    entry = world.enter(province, world.subject(province, principal), sites, provider)
    note = "a subject with its site" if sites else "a subject without sites"
    world.file(provider, "cancel_subject", province, entry.named(), [], note + straight)


def _cancel_site(world: World, provider: str, province: int, straight: str) -> None:
    count = 2 if province in {TIANJIN, NINGXIA} else 1
    prefix = "186" if province != XINJIANG else "130"
    sites = [world.site(world.people.person(province, prefix)) for _ in range(2)]
    if province == XINJIANG:
        world.ported[sites[0]["principal"]["mobiles"][0]] = "mobile"
    subject = world.subject(province, world.people.person(province))
    entry = world.enter(province, subject, sites, provider)
    named = [entry.named_site(nth) for nth in range(count)]
    note = "both sites of a subject" if count > 1 else "one of two sites"
    world.file(provider, "cancel_site", province, entry.named(), named, note + straight)


def _cancel_access(world: World, ours: str, other: str, province: int, straight: str) -> None:
    last = province in {GANSU, HAINAN, QINGHAI}
    prefix = "165" if province == HAINAN else "134"
    entry = world.registered(province, *([ours] if last else [ours, other]), prefix=prefix)
    if province == QINGHAI:
        world.ported[entry.sites[0]["data"]["principal"]["mobiles"][0]] = "telecom"
    note = "the last access: a shell site stays" if last else "one of two accesses"
    sites = [entry.named_site()]
    world.file(ours, "cancel_access", province, entry.named(), sites, note + straight)


def _cancel_under_licence(world: World) -> None:
    """Old numbers and licences stand in the register too."""
    for province, form in (
        (GANSU, "{short}ICP备05{serial:06}号"),
        (GUANGDONG, "{short}B2-2009{serial:04}"),
    ):
        subject = world.subject(province, world.people.person(province, "155"))
        site = world.site(world.people.person(province, "147"))
        entry = world.enter(province, subject, [site], HAIHE, form=form)
        note = "an old number of eight digits" if province == GANSU else "filed under a licence"
        world.file(HAIHE, "cancel_site", province, entry.named(), [entry.named_site()], note)
