"""The thirty-one provinces (省、自治区、直辖市): codes, short names, bureaus."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, kw_only=True)
class Province:
    """One province and the authority that reviews its filings (通信管理局)."""

    code: int  # GB/T 2260
    name: str
    full_name: str
    short: str  # as register numbers begin: 蜀 and not 川, 陇 and not 甘
    english: str

    @property
    def bureau(self) -> str:
        return f"{self.full_name}通信管理局" if self.code else self.full_name


def _province(code: int, full_name: str, name: str, short: str, english: str) -> Province:
    return Province(code=code, name=name, full_name=full_name, short=short, english=english)


PROVINCES: tuple[Province, ...] = (
    _province(110000, "北京市", "北京", "京", "Beijing"),
    _province(120000, "天津市", "天津", "津", "Tianjin"),
    _province(130000, "河北省", "河北", "冀", "Hebei"),
    _province(140000, "山西省", "山西", "晋", "Shanxi"),
    _province(150000, "内蒙古自治区", "内蒙古", "蒙", "Inner Mongolia"),
    _province(210000, "辽宁省", "辽宁", "辽", "Liaoning"),
    _province(220000, "吉林省", "吉林", "吉", "Jilin"),
    _province(230000, "黑龙江省", "黑龙江", "黑", "Heilongjiang"),
    _province(310000, "上海市", "上海", "沪", "Shanghai"),
    _province(320000, "江苏省", "江苏", "苏", "Jiangsu"),
    _province(330000, "浙江省", "浙江", "浙", "Zhejiang"),
    _province(340000, "安徽省", "安徽", "皖", "Anhui"),
    _province(350000, "福建省", "福建", "闽", "Fujian"),
    _province(360000, "江西省", "江西", "赣", "Jiangxi"),
    _province(370000, "山东省", "山东", "鲁", "Shandong"),
    _province(410000, "河南省", "河南", "豫", "Henan"),
    _province(420000, "湖北省", "湖北", "鄂", "Hubei"),
    _province(430000, "湖南省", "湖南", "湘", "Hunan"),
    _province(440000, "广东省", "广东", "粤", "Guangdong"),
    _province(450000, "广西壮族自治区", "广西", "桂", "Guangxi"),
    _province(460000, "海南省", "海南", "琼", "Hainan"),
    _province(500000, "重庆市", "重庆", "渝", "Chongqing"),
    _province(510000, "四川省", "四川", "蜀", "Sichuan"),
    _province(520000, "贵州省", "贵州", "黔", "Guizhou"),
    _province(530000, "云南省", "云南", "滇", "Yunnan"),
    _province(540000, "西藏自治区", "西藏", "藏", "Tibet"),
    _province(610000, "陕西省", "陕西", "陕", "Shaanxi"),
    _province(620000, "甘肃省", "甘肃", "陇", "Gansu"),
    _province(630000, "青海省", "青海", "青", "Qinghai"),
    _province(640000, "宁夏回族自治区", "宁夏", "宁", "Ningxia"),
    _province(650000, "新疆维吾尔自治区", "新疆", "新", "Xinjiang"),
)

# Where one portal serves all of them, the ministry stands in the bureau's place.
NATION = Province(
    code=0,
    name="全国",
    full_name="工业和信息化部",
    short="",
    english="National",
)

BY_CODE: Mapping[int, Province] = MappingProxyType({p.code: p for p in PROVINCES})
BY_SHORT: Mapping[str, Province] = MappingProxyType({p.short: p for p in PROVINCES})

# 津ICP备2017000001号, an old eight-digit serial, or the licence under which its holder files:
# 京ICP证030173号, 粤B2-20090059, 蒙B2-20090059号, 辽B-2-4-20080039.
_SUBJECT_NUMBER = re.compile(
    r"(?P<short>.)(?:ICP备(?:[0-9]{8}|[0-9]{10})号|ICP证[0-9]{6,10}号|"
    r"B(?:-?[0-9]){1,3}-[0-9]{8}号?)",
)
# Since 2023 an app's serial ends in A, a mini-program's in X, a quick app's in K.
_SITE_SUFFIX = re.compile(r"-[1-9][0-9]{0,4}[AXK]?")


def province_of_number(number: str) -> Province | None:
    """Tell in whose register a subject's or a site's number stands."""
    return BY_SHORT.get(number[:1])


def is_subject_number(text: str) -> bool:
    """Tell whether a text has the form of a subject's number (主体备案号)."""
    form = _SUBJECT_NUMBER.fullmatch(text)
    return form is not None and form["short"] in BY_SHORT


def subject_of_site_number(text: str) -> str | None:
    """Return the subject's number within a site's (网站备案号), if it has the form of one."""
    subject, dash, serial = text.rpartition("-")
    if _SITE_SUFFIX.fullmatch(dash + serial) and is_subject_number(subject):
        return subject
    return None
