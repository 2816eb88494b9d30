"""A filing as JSON, described for those who write programs; `rules/reading.py` is who reads it."""

from functools import cache
from importlib.resources import files
from typing import Annotated, Any, TypeAlias

from msgspec import Meta, Struct, json

Province: TypeAlias = Annotated[
    str,
    Meta(
        description="GB/T 2260 code of a province.",
        pattern=r"^[1-6][0-9]0000$",
        examples=["120000"],
    ),
]
Reference: TypeAlias = Annotated[
    str,
    Meta(
        description="Your own order number; unique among your open filings.",
        min_length=1,
        max_length=64,
        examples=["ORD-2018-000173"],
    ),
]
Registered: TypeAlias = Annotated[str, Meta(description="The number in the register.")]
Mobiles: TypeAlias = Annotated[
    tuple[str, ...],
    Meta(
        description="Mainland mobile numbers, with or without `+86`. The first is 联系方式 1: it "
        "alone gets a code.",
        min_length=1,
    ),
]


class Document(Struct, forbid_unknown_fields=True):
    """An identity document (证件)."""

    type: Annotated[int, Meta(description="MIIT's code (证件类型); 2 is 居民身份证.")]
    number: Annotated[
        str,
        Meta(
            description="居民身份证 is checked for length, date and check digit.",
            min_length=1,
            max_length=128,
        ),
    ]


class Principal(Struct, forbid_unknown_fields=True):
    """The natural person who answers for a subject or a site (负责人)."""

    name: str
    document: Annotated[Document, Meta(description="A personal document.")]
    mobiles: Mobiles
    emergency_phone: Annotated[str, Meta(description="Never gets a message.")] = ""
    email: str = ""


class Subject(Struct, forbid_unknown_fields=True):
    """Who files (主体), whole and not yet registered."""

    name: str
    nature: Annotated[int, Meta(description="MIIT's code (单位性质); 4 is 企业.")]
    document: Document
    address: str
    principal: Principal
    number: None = None
    remarks: str = ""


class ChangedSubject(Struct, forbid_unknown_fields=True):
    """A registered subject as it shall be from now on."""

    number: Registered
    name: str
    nature: int
    document: Document
    address: str
    principal: Principal
    remarks: str = ""


class NamedSubject(Struct, forbid_unknown_fields=True):
    """A registered subject by its number alone."""

    number: Registered


class Access(Struct, forbid_unknown_fields=True):
    """That you carry the site (接入)."""

    method: Annotated[int, Meta(description="MIIT's code (接入方式).")]
    location: Annotated[Province, Meta(description="Where the machine room is.")]
    ips: Annotated[tuple[str, ...], Meta(description="IPv4 or IPv6 addresses.", min_length=1)]


class Site(Struct, forbid_unknown_fields=True):
    """What is filed (网站), whole and not yet registered."""

    name: str
    domains: Annotated[
        tuple[str, ...], Meta(description="Lower case, valid by IDNA.", min_length=1)
    ]
    home_url: str
    principal: Principal
    access: Access
    number: None = None
    remarks: str = ""


class ChangedSite(Struct, forbid_unknown_fields=True):
    """A registered site as it shall be from now on."""

    number: Registered
    name: str
    domains: Annotated[tuple[str, ...], Meta(min_length=1)]
    home_url: str
    principal: Principal
    access: Access
    remarks: str = ""


class StatedPrincipal(Struct, forbid_unknown_fields=True):
    """The number that you believe to be registered; another one is refused with the way out."""

    mobiles: Mobiles


class AccessedSite(Struct, forbid_unknown_fields=True):
    """A registered site, and the access that you add."""

    number: Registered
    access: Access
    principal: StatedPrincipal | None = None


class NamedSite(Struct, forbid_unknown_fields=True):
    """A registered site by its number alone."""

    number: Registered


class _Filed(Struct, forbid_unknown_fields=True, tag_field="kind"):
    reference: Reference
    province: Annotated[Province, Meta(description="The subject's province.")]


class NewFiling(_Filed, tag="new_filing"):
    """新增备案: a new subject with its sites."""

    subject: Subject
    sites: Annotated[tuple[Site, ...], Meta(min_length=1)]


class NewSite(_Filed, tag="new_site"):
    """新增网站备案: more sites of a registered subject."""

    subject: NamedSubject
    sites: Annotated[tuple[Site, ...], Meta(min_length=1)]


class NewAccess(_Filed, tag="new_access"):
    """新增接入备案: you carry registered sites from now on."""

    subject: NamedSubject
    sites: Annotated[tuple[AccessedSite, ...], Meta(min_length=1)]


class Change(_Filed, tag="change"):
    """变更备案信息: the subject and its sites as they shall be."""

    subject: ChangedSubject
    sites: Annotated[tuple[ChangedSite, ...], Meta(min_length=1)]


class CancelSubject(_Filed, tag="cancel_subject"):
    """注销主体: the subject and all its sites end."""

    subject: NamedSubject


class CancelSite(_Filed, tag="cancel_site"):
    """注销网站: sites end."""

    subject: NamedSubject
    sites: Annotated[tuple[NamedSite, ...], Meta(min_length=1)]


class CancelAccess(_Filed, tag="cancel_access"):
    """取消接入: you carry the sites no longer."""

    subject: NamedSubject
    sites: Annotated[tuple[NamedSite, ...], Meta(min_length=1)]


Filing: TypeAlias = (
    NewFiling | NewSite | NewAccess | Change | CancelSubject | CancelSite | CancelAccess
)


class Rejection(Struct, forbid_unknown_fields=True):
    """Why a filing goes back to its provider."""

    reason: Annotated[str, Meta(description="For the provider.", min_length=1, max_length=500)]


class Correction(Struct, forbid_unknown_fields=True):
    """A challenge's right number."""

    mobile: Annotated[str, Meta(description="联系方式 1, with or without +86.", max_length=40)]


class Advance(Struct, forbid_unknown_fields=True):
    """How far the sandbox's clock is turned."""

    advance: Annotated[str, Meta(description="A span as in ISO 8601.", examples=["PT25H"])]


@cache
def example_filing() -> Any:
    """Return a whole new filing, of invented people."""
    return json.decode((files("heyan.web.api") / "static" / "filing.json").read_bytes())
