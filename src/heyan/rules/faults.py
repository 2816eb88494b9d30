"""Faults of a filing: where they are, what they are, and a sentence in Chinese and English.

No sentence repeats what was typed, for that may be a person's number or name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where: a JSON pointer (RFC 6901)."""

    pointer: str
    code: str
    zh: str
    en: str


class Sentences(NamedTuple):
    """What a code says to a person; the braces take numbers that are ours, never typed ones."""

    zh: str
    en: str


# Found by reading the filing alone.
READING: Mapping[str, Sentences] = MappingProxyType(
    {
        "bad_json": Sentences(
            "不是有效的 JSON，问题出在第 {position} 个字符",
            "This is not valid JSON; the trouble is at character {position}.",
        ),
        "repeated_field": Sentences(
            "同一字段出现了不止一次", "The same field appears more than once."
        ),
        "unknown_field": Sentences(
            "没有这个字段，请检查拼写", "There is no such field; check its spelling."
        ),
        "missing": Sentences("缺少这个必填项", "This is required and missing."),
        "must_be_absent": Sentences(
            "这种备案类型不得填写此项", "A filing of this kind must not carry this."
        ),
        "not_an_object": Sentences("此处须为 JSON 对象", "A JSON object belongs here."),
        "not_a_list": Sentences("此处须为列表", "A list belongs here."),
        "not_a_text": Sentences("此处须为文本", "A text belongs here."),
        "not_a_number": Sentences("此处须为整数", "A whole number belongs here."),
        "empty": Sentences("不得为空", "This must not be empty."),
        "too_long": Sentences("不得超过 {limit} 个字符", "At most {limit} characters are allowed."),
        "too_many": Sentences("不得超过 {limit} 项", "At most {limit} entries are allowed."),
        "bad_characters": Sentences(
            "含有控制字符或其他不能显示的字符", "It has control or other invisible characters."
        ),
        "bad_reference": Sentences(
            "订单号须由可见字符组成，首尾不得有空格",
            "A reference has printable characters only, and no space at its ends.",
        ),
        "unknown_kind": Sentences("没有这种备案类型", "There is no such kind of filing."),
        "unknown_province": Sentences(
            "没有这个省份代码，须为六位、以 0000 结尾的行政区划代码",
            "There is no such province; its code (GB/T 2260) has six digits and ends in 0000.",
        ),
        "unknown_nature": Sentences("没有这种单位性质", "There is no such nature of a subject."),
        "unknown_document_type": Sentences(
            "没有这种证件类型", "There is no such type of document."
        ),
        "void_document_type": Sentences(
            "这种证件类型已停止使用", "This type of document is no longer in use."
        ),
        "not_personal": Sentences("负责人须使用个人证件", "A principal needs a personal document."),
        "card_form": Sentences(
            "居民身份证号码须为 18 位，前 17 位为数字，末位为数字或 X",
            "A resident card's number has 18 characters: 17 digits, then a digit or X.",
        ),
        "card_birth_date": Sentences(
            "居民身份证号码中的出生日期不存在", "The resident card's number has no real birth date."
        ),
        "card_check_digit": Sentences(
            "居民身份证号码的校验码不符，请核对各位数字",
            "The resident card's check digit does not fit; compare all digits.",
        ),
        "bad_mobile": Sentences(
            "不是个人可持有的中国内地手机号码",
            "This is not a mainland mobile number that a person can hold.",
        ),
        "bad_email": Sentences("电子邮件地址不正确", "This is not an e-mail address."),
        "domain_upper_case": Sentences("域名须为小写字母", "A domain is written in lower case."),
        "bad_domain": Sentences(
            "不是有效的域名（IDNA）", "This is not a valid domain name (IDNA)."
        ),
        "repeated_domain": Sentences(
            "同一域名在本申请中出现了不止一次", "The domain appears more than once in this filing."
        ),
        "bad_home_url": Sentences(
            "不是有效的首页地址", "This is not a valid address of a home page."
        ),
        "bad_method": Sentences(
            "接入方式须为 1 至 99 的代码", "The method of access is a code from 1 to 99."
        ),
        "bad_ip": Sentences("不是有效的 IP 地址", "This is not a valid IP address."),
        "bad_subject_number": Sentences(
            "不是主体备案号的格式", "This has not the form of a subject's number."
        ),
        "bad_site_number": Sentences(
            "不是网站备案号的格式", "This has not the form of a site's number."
        ),
        "wrong_province": Sentences(
            "该主体不在所填省份备案", "The subject is registered in another province."
        ),
        "other_subjects_site": Sentences(
            "该网站备案号不属于所填的主体备案号",
            "The site's number does not belong to the subject's number.",
        ),
        "repeated_site": Sentences(
            "同一网站在本申请中出现了不止一次", "The site appears more than once in this filing."
        ),
    }
)

# Found by holding the filing against the register and the provider's open filings.
REGISTER: Mapping[str, Sentences] = MappingProxyType(
    {
        "no_such_subject": Sentences("备案库中没有这个主体", "The register has no such subject."),
        "no_such_site": Sentences(
            "该主体名下没有这个网站", "The subject has no such site in the register."
        ),
        "not_your_access": Sentences(
            "该网站不由贵公司接入", "The site's access is not through you."
        ),
        "number_differs": Sentences(
            "手机号码与备案库中的不一致。请先到原接入服务商处变更手机号码，再办理接入备案",
            "The number is not the one in the register. "
            "Have it changed through the present provider first, then file the access.",
        ),
        "number_differs_shell": Sentences(
            "手机号码与备案库中的不一致，且该网站是空壳网站。请先注销备案，再重新提交新增网站备案",
            "The number is not the one in the register, and the site has no provider. "
            "Cancel its filing, then file it as a new site.",
        ),
        "nothing_changed": Sentences(
            "与备案库中的信息相比没有任何变更", "Nothing differs from the register."
        ),
        "reference_in_use": Sentences(
            "您的另一个未办结的备案申请已使用这个订单号",
            "Another open filing of yours bears this reference.",
        ),
    }
)

# Found only in a line of a register file, beside those of reading.
IMPORTING: Mapping[str, Sentences] = MappingProxyType(
    {
        "unknown_provider": Sentences(
            "没有这个名称的接入服务商", "There is no provider of this name."
        ),
    }
)

SENTENCES: Mapping[str, Sentences] = MappingProxyType({**READING, **REGISTER, **IMPORTING})


def fault(code: str, pointer: str, **numbers: int) -> Fault:
    """Make the fault of a code at a place, with its sentences."""
    zh, en = SENTENCES[code]
    return Fault(pointer, code, zh.format(**numbers), en.format(**numbers))
