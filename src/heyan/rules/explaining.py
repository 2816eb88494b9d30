"""Why a number is asked to prove itself, in words for people (R30)."""

from dataclasses import dataclass

from heyan.rules.filing import FilingKind
from heyan.rules.provinces import BY_CODE
from heyan.rules.rulebook import Edition, Part, Source

KINDS = {
    FilingKind.NEW_FILING: ("新增备案", "new filing"),
    FilingKind.NEW_SITE: ("新增网站备案", "new site"),
    FilingKind.NEW_ACCESS: ("新增接入备案", "new access"),
    FilingKind.CHANGE: ("变更备案信息", "change"),
    FilingKind.CANCEL_SUBJECT: ("注销主体", "cancellation of a subject"),
    FilingKind.CANCEL_SITE: ("注销网站", "cancellation of a site"),
    FilingKind.CANCEL_ACCESS: ("取消接入", "cancellation of an access"),
}

_SOURCES = {
    Source.FILING: ("申请中填写的", "as stated in the filing"),
    Source.REGISTER: ("备案库中登记的", "as registered"),
    Source.CHANGES: ("本次变更后的", "as changed by the filing"),
}


@dataclass(frozen=True)
class Explanation:
    """A rule, and what it means here."""

    rule: str
    zh: str
    en: str


def why_asked(edition: Edition, kind: FilingKind, because: str) -> Explanation:
    """Explain one demand; `because` is "subject" or "site:0"."""
    zh_kind, en_kind = KINDS[kind]
    zh_source, en_source = _SOURCES[edition.challenged[kind].source]
    part, _, index = because.partition(":")
    if Part(part) is Part.SUBJECT:
        zh_who, en_who = "主体负责人", "the subject's principal"
    else:
        n = int(index) + 1
        zh_who, en_who = f"第 {n} 个网站的负责人", f"the principal of site {n}"
    return Explanation(
        "R3",
        f"规则册 {edition.name}：{zh_kind}须核验{zh_who}的手机号码（{zh_source}联系方式 1）。",
        f"Edition {edition.name}: a {en_kind} asks {en_who} to prove the number ({en_source}).",
    )


def why_none(edition: Edition, province: int) -> Explanation:
    """Explain that a filing goes straight to review."""
    name, english = BY_CODE[province].name, BY_CODE[province].english
    if not edition.verifies(province):
        return Explanation(
            "R1",
            f"规则册 {edition.name}：{name}不在短信核验试点省份之列，直接进入管局审核。",
            f"Edition {edition.name}: {english} is no pilot province; straight to review.",
        )
    return Explanation(
        "R3",
        f"规则册 {edition.name}：本申请无须核验任何手机号码，直接进入管局审核。",
        f"Edition {edition.name}: the filing asks nobody to prove a number; straight to review.",
    )
