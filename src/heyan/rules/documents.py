"""Identity documents (证件): MIIT's code lists, the resident card's check digit, the tail."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from operator import mul
from types import MappingProxyType

from heyan.rules.fullwidth import compact

RESIDENT_CARD = 2
TAIL_LENGTH = 6

_CARD = re.compile(r"[0-9]{17}[0-9X]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_EARLIEST_BIRTH = date(1850, 1, 1)
# Without a day to compare with, only a birth that nobody of this century can have is refused.
_LATEST_BIRTH = date(2099, 12, 31)


@dataclass(frozen=True)
class ListedCode:
    """One line of a code list of MIIT's (代码表); a line that has ended stays, not valid."""

    code: int
    name: str
    valid: bool = True
    personal: bool = False  # can be a 负责人's


def _listed(*lines: ListedCode) -> Mapping[int, ListedCode]:
    return MappingProxyType({line.code: line for line in lines})


# 单位性质 (Dwxz).
NATURES = _listed(
    ListedCode(1, "国防机构"),
    ListedCode(2, "政府机关"),
    ListedCode(3, "事业单位"),
    ListedCode(4, "企业"),
    ListedCode(5, "个人", personal=True),
    ListedCode(6, "社会团体"),
    ListedCode(9, "民办非企业单位"),
    ListedCode(10, "基金会"),
    ListedCode(11, "律师执业机构"),
    ListedCode(12, "外国在华文化中心"),
    ListedCode(13, "群众性团体组织"),
    ListedCode(14, "司法鉴定机构"),
    ListedCode(15, "宗教团体"),
    ListedCode(16, "境外机构"),
    ListedCode(17, "医疗机构"),
    ListedCode(18, "公证机构"),
    ListedCode(19, "集体经济"),
    ListedCode(20, "仲裁机构"),
)

# 证件类型 (Zjlx). One name can stand under several codes, one for each nature of its owner.
DOCUMENT_TYPES = _listed(
    ListedCode(1, "营业执照"),
    ListedCode(RESIDENT_CARD, "居民身份证", personal=True),
    ListedCode(3, "组织机构代码证"),
    ListedCode(4, "事业单位法人证书"),
    ListedCode(5, "部队代号"),
    ListedCode(6, "社会团体法人登记证书"),
    ListedCode(7, "护照", personal=True),
    ListedCode(8, "军官证", valid=False, personal=True),
    ListedCode(9, "组织机构代码证"),
    ListedCode(10, "组织机构代码证"),
    ListedCode(11, "台湾居民来往大陆通行证", personal=True),
    ListedCode(12, "组织机构代码证"),
    ListedCode(13, "统一社会信用代码证书"),
    ListedCode(14, "港澳居民来往内地通行证", personal=True),
    ListedCode(15, "统一社会信用代码证书"),
    ListedCode(16, "组织机构代码证"),
    ListedCode(17, "民办非企业单位登记证书"),
    ListedCode(18, "组织机构代码证"),
    ListedCode(19, "基金会法人登记证书"),
    ListedCode(20, "组织机构代码证"),
    ListedCode(21, "律师事务所执业许可证"),
    ListedCode(22, "外国在华文化中心登记证"),
    ListedCode(23, "军队单位对外有偿服务许可证"),
    ListedCode(24, "统一社会信用代码证书"),
    ListedCode(25, "宗教活动场所登记证"),
    ListedCode(27, "外国企业常驻代表机构登记证"),
    ListedCode(28, "司法鉴定许可证"),
    ListedCode(30, "外国人永久居留身份证", personal=True),
    ListedCode(34, "外国政府旅游部门常驻代表机构批准登记证"),
    ListedCode(35, "境外机构证件"),
    ListedCode(36, "社会服务机构登记证书"),
    ListedCode(37, "民办学校办学许可证"),
    ListedCode(38, "医疗机构执业许可证"),
    ListedCode(39, "公证机构执业证"),
    ListedCode(40, "外国驻华使馆人员子女学校办学许可证"),
    ListedCode(41, "港澳居民居住证", personal=True),
    ListedCode(42, "台湾居民居住证", personal=True),
    ListedCode(43, "农村集体经济组织登记证"),
    ListedCode(44, "仲裁委员会登记证"),
)


def check_digit(first_seventeen: str) -> str:
    """Return the last character of a resident card's number (GB 11643, mod 11-2).

    Raises ValueError where there are not seventeen digits before it.
    """
    if len(first_seventeen) != len(_WEIGHTS):
        raise ValueError(f"{len(first_seventeen)} digits, not {len(_WEIGHTS)}")
    return _CHECK_DIGITS[sum(map(mul, map(int, first_seventeen), _WEIGHTS)) % 11]


def stored_number(document_type: int, text: str) -> str:
    """Write a document's number as it is kept: a resident card's folded, any other as it is."""
    return compact(text).upper() if document_type == RESIDENT_CARD else text.strip()


def card_fault(text: str, today: date | None = None) -> str | None:
    """Name what is wrong with a resident card's number: its form, its date, its check digit.

    The region never rejects: it is that of the first registration, and regions come and go.
    Numbers of fifteen digits ended in 2013 and have the wrong form.
    """
    number = stored_number(RESIDENT_CARD, text)
    if not _CARD.fullmatch(number):
        return "card_form"
    if not _is_birth(number[6:14], today or _LATEST_BIRTH):
        return "card_birth_date"
    if check_digit(number[:17]) != number[17]:
        return "card_check_digit"
    return None


def _is_birth(digits: str, latest: date) -> bool:
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return _EARLIEST_BIRTH <= birth <= latest


def tail(number: str) -> str:
    """Return the last six characters of a document's number (证件号码后六位), folded."""
    return same_tail(number)[-TAIL_LENGTH:]  # R21


def same_tail(given: str) -> str:
    """Fold what a person typed, so that it equals `tail` of the number it was read from."""
    return compact(given).upper()  # R21
