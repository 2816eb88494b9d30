"""The example filings that ask for something new: subjects, sites, accesses."""

from tests.examples.people import Json, card_ending_in_x, hong_kong_card
from tests.examples.world import HAIHE, HEXI, World

TIANJIN, GANSU, TIBET, NINGXIA = 120000, 620000, 540000, 640000
HAINAN, XINJIANG, QINGHAI = 460000, 650000, 630000
PILOTS = (TIANJIN, GANSU, TIBET, NINGXIA, HAINAN, XINJIANG, QINGHAI)
BEIJING, GUANGDONG, ZHEJIANG = 110000, 440000, 330000
NO_PILOT = ": no pilot province"
SAME = "one new site, whose principal answers for the subject's other site too"


def file_new_subjects(world: World) -> None:
    """新增备案: one to four sites, all sorts of documents, carriers and spellings."""
    _few_sites(world)
    _many_sites(world)
    _shared_numbers(world)
    _two_people_each(world)
    for provider, province in ((HAIHE, BEIJING), (HEXI, GUANGDONG), (HAIHE, ZHEJIANG)):
        principal, other = world.people.person(province), world.people.person(province, "185")
        sites = [world.new_site(province, other)]
        _new(world, provider, principal, sites, f"straight to review{NO_PILOT}")


def _two_people_each(world: World) -> None:
    for nth, province in enumerate(PILOTS):
        subjects, sites = ("137", "145", "191", "162", "157", "175", "167")[nth], ("184", "190")
        principal = world.people.person(province, subjects)
        other = world.people.person(province, sites[nth % 2])
        note = "two people, a code for each"
        if province == GANSU:
            principal["mobiles"] = ["".join(chr(ord(c) + 0xFEE0) for c in principal["mobiles"][0])]
            note += "; a number in full width"
        _new(world, (HEXI, HAIHE)[nth % 2], principal, [world.new_site(province, other)], note)


def _few_sites(world: World) -> None:
    person, site = world.people.person, world.new_site
    li = {**person(TIANJIN), "name": "李海"}
    li["mobiles"] = [li["mobiles"][0], world.people.mobile("186")]
    note = "two people; a second number that gets no code; a virtual operator's number"
    _new(world, HAIHE, li, [site(TIANJIN, person(TIANJIN, "170"))], note)

    wide = {**person(GANSU, "189"), "document": {"type": 2, "number": card_ending_in_x("620102")}}
    mobile = wide["mobiles"][0]
    spelled = {
        **wide,
        "document": {"type": 2, "number": wide["document"]["number"].lower()},
        "mobiles": [f"+86 {mobile[:3]} {mobile[3:7]} {mobile[7:]}"],
    }
    note = "one person for both, spelled in two ways: one code; a resident card ending in x"
    _new(world, HEXI, spelled, [site(GANSU, wide)], note)

    sites = [site(XINJIANG, person(XINJIANG, "188", kind=41), domains=["天山雪莲.example"])]
    note = "外国人永久居留身份证 and 港澳居民居住证; a Chinese domain"
    _new(world, HEXI, person(XINJIANG, "187", kind=30), sites, note)


def _many_sites(world: World) -> None:
    person, site = world.people.person, world.new_site
    sites = [site(TIBET, person(TIBET, "130", kind=7)) for _ in range(2)]
    note = "two sites, whose principals show foreign passports"
    _new(world, HAIHE, person(TIBET, "133"), sites, note)

    hong_kong = person(HAINAN, "156", kind=14)
    hong_kong["document"]["number"] = hong_kong_card("hong kong")
    others = (person(HAINAN, "151", kind=14), person(HAINAN, "152"))
    sites = [site(HAINAN, principal) for principal in (hong_kong, *others)]
    note = "three sites; one principal's document number ends like 567（8）"
    _new(world, HAIHE, person(HAINAN, "150"), sites, note)

    shared, other = person(NINGXIA, "182"), person(NINGXIA, "153", kind=11)
    people = (shared, other, shared, person(NINGXIA, "192"))
    sites = [site(NINGXIA, principal) for principal in people]
    note = "four sites, two of one principal; 台湾居民来往大陆通行证; a China Broadnet number"
    _new(world, HEXI, person(NINGXIA, "181"), sites, note)


def _shared_numbers(world: World) -> None:
    household = world.people.person(QINGHAI, "159")
    spouse = {**world.people.person(QINGHAI), "mobiles": household["mobiles"]}
    people = (spouse, world.people.person(QINGHAI, "176", kind=42))
    sites = [world.new_site(QINGHAI, principal) for principal in people]
    note = "two people who share one number: either tail is right; 台湾居民居住证"
    _new(world, HAIHE, household, sites, note)

    me = world.people.person(TIANJIN, "139")
    world.ported[me["mobiles"][0]] = "unicom"
    subject, sites = world.person_subject(TIANJIN, me), [world.new_site(TIANJIN, me)]
    note = "a person files in their own name: one code, to a number ported to China Unicom"
    world.file(HEXI, "new_filing", TIANJIN, subject, sites, note)

    agent = world.people.person(GANSU, "199")
    for provider in (HAIHE, HEXI):
        sites = [world.new_site(GANSU, agent)]
        note = "one person answers for filings at both providers: a code for each"
        _new(world, provider, world.people.person(GANSU, "135"), sites, note)


def _new(world: World, provider: str, principal: Json, sites: list[Json], note: str) -> None:
    province = int(sites[0]["access"]["location"])
    subject = world.subject(province, principal)
    world.file(provider, "new_filing", province, subject, sites, note)


def file_new_sites(world: World) -> None:
    """新增网站备案: only the new sites' principals prove their numbers."""
    person = world.people.person
    for nth, province in enumerate(PILOTS):
        provider = (HAIHE, HEXI)[nth % 2]
        entry = world.registered(province, provider)
        same = entry.sites[0]["data"]["principal"]
        principals = [same] if nth == 0 else [person(province, "177") for _ in range(1 + nth % 3)]
        sites = [world.new_site(province, principal) for principal in principals]
        note = ("one new site", "two new sites", "three new sites")[nth % 3] if nth else SAME
        world.file(provider, "new_site", province, entry.named(), sites, note)
    entry = world.registered(ZHEJIANG, HAIHE)
    sites = [world.new_site(ZHEJIANG, person(ZHEJIANG))]
    note = f"straight to review{NO_PILOT}"
    world.file(HAIHE, "new_site", ZHEJIANG, entry.named(), sites, note)


def file_new_accesses(world: World) -> None:
    """新增接入备案: the code goes to the number in the register."""
    for province, present, spelling, note in (
        (TIANJIN, HAIHE, None, "no number stated"),
        (GANSU, HEXI, "", "the registered number stated"),
        (TIBET, None, None, "a shell site, no number stated"),
        (NINGXIA, None, "", "a shell site, the registered number stated"),
        (HAINAN, HAIHE, "+86 ", "the registered number stated, with +86"),
        (QINGHAI, HEXI, None, "no number stated"),
        (GUANGDONG, HAIHE, None, f"straight to review{NO_PILOT}"),
    ):
        entry = world.registered(province, *([present] if present else []), prefix="136")
        site: Json = entry.named_site(access=world.access(province))
        if spelling is not None:
            mobile = entry.sites[0]["data"]["principal"]["mobiles"][0]
            site["principal"] = {"mobiles": [spelling + mobile]}
        provider = HEXI if present == HAIHE else HAIHE
        world.file(provider, "new_access", province, entry.named(), [site], note)
    _two_at_once(world)


def _two_at_once(world: World) -> None:
    sites = [world.site(world.people.person(XINJIANG, "183")) for _ in range(2)]
    subject = world.subject(XINJIANG, world.people.person(XINJIANG))
    entry = world.enter(XINJIANG, subject, sites, HEXI)
    named = [
        entry.named_site(nth, access=world.access(XINJIANG, f"2001:db8::{nth + 1}"))
        for nth in range(2)
    ]
    note = "two sites at once, two principals, IPv6"
    world.file(HAIHE, "new_access", XINJIANG, entry.named(), named, note)
