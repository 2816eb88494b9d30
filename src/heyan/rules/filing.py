"""A filing (备案申请) as a provider submits it; `reading` makes it from JSON."""

from dataclasses import dataclass
from enum import StrEnum

from heyan.rules.phone import Mobile


class FilingKind(StrEnum):
    """What a filing asks for (备案类型)."""

    NEW_FILING = "new_filing"  # 新增备案
    NEW_SITE = "new_site"  # 新增网站备案
    NEW_ACCESS = "new_access"  # 新增接入备案
    CHANGE = "change"  # 变更备案信息
    CANCEL_SUBJECT = "cancel_subject"  # 注销主体
    CANCEL_SITE = "cancel_site"  # 注销网站
    CANCEL_ACCESS = "cancel_access"  # 取消接入


@dataclass(frozen=True, kw_only=True)
class Document:
    """An identity document (证件): MIIT's type code and the number as it is written."""

    type: int
    number: str


@dataclass(frozen=True, kw_only=True)
class Principal:
    """The natural person who answers for a subject or a site (负责人)."""

    name: str
    document: Document
    mobiles: tuple[Mobile, ...]  # the first is 联系方式 1
    emergency_phone: str = ""
    email: str = ""

    @property
    def mobile(self) -> Mobile:
        return self.mobiles[0]  # R5


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Who files (主体)."""

    name: str
    nature: int
    document: Document
    address: str
    principal: Principal
    remarks: str = ""


@dataclass(frozen=True, kw_only=True)
class Access:
    """That one provider carries one site (接入)."""

    method: int
    location: str  # province code of the machine room
    ips: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Site:
    """What is filed (网站)."""

    name: str
    domains: tuple[str, ...]
    home_url: str
    principal: Principal
    access: Access | None = None  # the register keeps accesses apart
    remarks: str = ""


@dataclass(frozen=True, kw_only=True)
class SiteEntry:
    """One site of a filing: whole, or named by its number in the register, or both (change)."""

    number: str | None = None
    site: Site | None = None  # whole for new_filing, new_site and change
    access: Access | None = None  # for new_access
    mobiles: tuple[Mobile, ...] = ()  # for new_access, where the provider states them


@dataclass(frozen=True, kw_only=True)
class Filing:
    """What a provider submits for its customer."""

    reference: str
    kind: FilingKind
    province: int  # GB/T 2260, 120000 for 天津
    subject_number: str | None = None  # the register's, for all but new_filing
    subject: Subject | None = None  # whole for new_filing and change
    sites: tuple[SiteEntry, ...] = ()
